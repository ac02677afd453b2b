//! Which settings do `alluxio-env.sh`, `tachyon-env.sh` and environment files give to the master?
//!
//! Takes `-Dkey=value` from the variables that become options of the master's Java process, and the variables that the
//! start scripts turn into such options (`v2.8.0:libexec/alluxio-config.sh`; listed in
//! `rules/catalog/env-variables.tsv`). Options of workers, proxies, job servers and users are not the master's and are
//! passed over, as are files in other places that could set the same variables.

use std::collections::{BTreeMap, BTreeSet};

use super::shell::{self, Outcome, Variables};
use super::text::{Doubt, Text, Word};
use super::{plain, unseen};
use crate::facts::{Facts, Unseen};
use crate::settings::{Rank, Setting, shown_value};

const TABLE: &str = include_str!("../../../rules/catalog/env-variables.tsv");

/// Variables whose words become options of the master's process.
const OPTIONS: [(&str, Rank); 4] = [
    ("TACHYON_JAVA_OPTS", Rank::SystemProperty),
    ("ALLUXIO_JAVA_OPTS", Rank::SystemProperty),
    ("TACHYON_MASTER_JAVA_OPTS", Rank::MasterProperty),
    ("ALLUXIO_MASTER_JAVA_OPTS", Rank::MasterProperty),
];

/// How the lines of a file are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Dialect {
    /// A script that the start scripts of Alluxio include.
    Shell,
    /// `NAME=value` without a shell.
    Plain,
}

/// Scripts are told by their name, since nearly every plain file would also be a valid script with another meaning.
pub(super) fn dialect_of(name: &str) -> Dialect {
    if name.contains(".sh") { Dialect::Shell } else { Dialect::Plain }
}

/// A row of the table.
struct Mapping {
    variable: &'static str,
    property: &'static str,
    releases: &'static str,
    effect: Effect,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Effect {
    /// Start scripts pass it on as the property, and have given it a value before they include the file.
    Preset,
    /// Start scripts pass it on as the property.
    Set,
    /// Only some releases look at it.
    Depends,
}

fn mappings() -> impl Iterator<Item = Mapping> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let (variable, property, releases) = (cells.next()?, cells.next()?, cells.next()?);
        let effect = match cells.next()? {
            "preset" => Effect::Preset,
            "set" => Effect::Set,
            _ => Effect::Depends,
        };
        Some(Mapping { variable, property, releases, effect })
    })
}

/// Reads the content of the file that is shown as `path`.
pub(super) fn read(bytes: &[u8], dialect: Dialect, path: &str) -> Facts {
    let Outcome { variables, notes } = match dialect {
        Dialect::Shell => shell::read(bytes, &known_before),
        Dialect::Plain => plain::read(bytes),
    };
    let mut found = Found { path, facts: Facts::default() };
    for (line, note) in notes {
        let remedy = "write the master's properties in alluxio-site.properties, or give them with --assume KEY=VALUE";
        found.facts.unseen.push(unseen(&format!("{path}:{line}"), &note, "*", remedy));
    }
    OPTIONS.iter().for_each(|(name, rank)| found.options(name, *rank, &variables));
    mappings().for_each(|mapping| found.mapped(&mapping, &variables));
    found.disputes();
    // Options that the master's variable takes over from the other bring their doubts along.
    let mut told = BTreeSet::new();
    found.facts.unseen.retain(|one| told.insert((one.subject.clone(), one.facts.clone())));
    found.facts
}

/// What variables hold before the file runs: Alluxio's own name for what the start scripts set, and nothing for
/// options, whose values from a login shell or a service cannot be seen in files.
fn known_before(name: &str) -> Option<String> {
    if OPTIONS.iter().any(|(variable, _)| *variable == name) {
        return Some(String::new());
    }
    mappings().find(|row| row.variable == name && row.effect == Effect::Preset).map(|row| row.reference())
}

impl Mapping {
    fn reference(&self) -> String {
        format!("${{{}}}", self.property)
    }
}

struct Found<'a> {
    path: &'a str,
    facts: Facts,
}

impl Found<'_> {
    fn options(&mut self, variable: &str, rank: Rank, variables: &Variables) {
        let words = variables.get(variable).map(Text::words).unwrap_or_default();
        let mut doubts: BTreeMap<String, Doubt> = BTreeMap::new();
        for word in words {
            match (option(&word.text), word.doubt.clone()) {
                (Some((key, value)), None) => {
                    doubts.remove(key);
                    self.push(key, value, rank, word.line);
                }
                (Some((key, _)), Some(doubt)) if is_key(key) => drop(doubts.insert(key.to_owned(), doubt)),
                (_, Some(doubt)) if hides_options(&word) => drop(doubts.insert("*".to_owned(), doubt)),
                _ => {}
            }
        }
        doubts.iter().for_each(|(key, doubt)| self.doubtful(variable, key, doubt));
    }

    fn push(&mut self, key: &str, value: &str, rank: Rank, line: usize) {
        let place = format!("{}:{line}", self.path);
        self.facts.settings.push(Setting { key: key.to_owned(), value: value.to_owned(), rank, place });
    }

    fn doubtful(&mut self, variable: &str, key: &str, doubt: &Doubt) {
        let what = if key == "*" { "options" } else { key };
        let reason = format!("{variable} gives {what} a value that the file alone does not show: {}", doubt.reason);
        let remedy = match key {
            "*" => "write the master's properties in alluxio-site.properties, or give them with --assume KEY=VALUE".to_owned(),
            key => format!("give the value with --assume {key}=VALUE, or write it in alluxio-site.properties"),
        };
        self.facts.unseen.push(unseen(&format!("{}:{}", self.path, doubt.line), &reason, key, &remedy));
    }

    fn mapped(&mut self, mapping: &Mapping, variables: &Variables) {
        let Some(text) = variables.get(mapping.variable).filter(|text| !text.is_empty()) else { return };
        let value = text.raw();
        if mapping.effect == Effect::Depends {
            let reason = format!("only releases {} look at this variable", mapping.releases);
            return self.doubtful(mapping.variable, mapping.property, &Doubt::new(&reason, text.line()));
        }
        match text.doubt() {
            Some(doubt) => self.doubtful(mapping.variable, mapping.property, doubt),
            None if value.trim().is_empty() || value == mapping.reference() => {}
            None if mapping.property.ends_with(".home") => drop(self.facts.settings.home.get_or_insert(value)),
            None => self.push(mapping.property, value.trim(), Rank::SystemProperty, text.line()),
        }
    }

    /// Releases pass the options of all processes before or after those of the master, and Java takes the last.
    fn disputes(&mut self) {
        let last = |rank: Rank| -> BTreeMap<&str, &Setting> {
            self.facts.settings.iter().filter(|setting| setting.rank == rank).map(|setting| (setting.key.as_str(), setting)).collect()
        };
        let (all, master) = (last(Rank::SystemProperty), last(Rank::MasterProperty));
        let differing = all.iter().filter_map(|(key, one)| master.get(key).map(|other| (*one, *other)));
        let troubles: Vec<Unseen> =
            differing.filter(|(one, other)| one.value != other.value).map(|(one, other)| dispute(one, other)).collect();
        self.facts.unseen.extend(troubles);
    }
}

fn dispute(all: &Setting, master: &Setting) -> Unseen {
    let shown = |setting: &Setting| shown_value(&setting.key, &setting.value).into_owned();
    let reason = format!(
        "options of all processes give {} the value {} and options of the master give it {} ({}); which of them Java \
         sees last depends on the release",
        all.key,
        shown(all),
        shown(master),
        master.place
    );
    unseen(&all.place, &reason, &all.key, "keep the option in one of the two variables")
}

/// Key and value of `-Dkey=value`; without `=` Java takes the empty value.
fn option(word: &str) -> Option<(&str, &str)> {
    let option = word.strip_prefix("-D")?;
    Some(option.split_once('=').unwrap_or((option, "")))
}

/// Only Alluxio's own keys are worth a doubt; others are options of Java and of libraries.
fn is_key(key: &str) -> bool {
    key.starts_with("alluxio.") || key.starts_with("tachyon.")
}

/// Whether the unknown part of a word could be options with any key.
fn hides_options(word: &Word) -> bool {
    matches!(word.text.as_str(), "" | "-" | "-D")
}
