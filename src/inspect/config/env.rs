//! Which settings do `alluxio-env.sh`, `tachyon-env.sh` and environment files give to which process?
//!
//! Takes `-Dkey=value` from the variables that become options of Java processes
//! (`rules/catalog/option-variables.tsv`), and the variables that start scripts turn into such options
//! (`rules/catalog/env-variables.tsv`). What only a running shell could tell is said for the master, whose start is
//! predicted; of other processes it is passed over, as are files in other places that could set the same variables.

use std::collections::{BTreeMap, BTreeSet};

use super::shell::{self, Outcome, Variables};
use super::text::{Doubt, Text, Word};
use super::{plain, unseen};
use crate::facts::Facts;
use crate::settings::{Process, Rank, Setting};

const TABLE: &str = include_str!("../../../rules/catalog/env-variables.tsv");
const OPTIONS: &str = include_str!("../../../rules/catalog/option-variables.tsv");

/// Variables whose words become options of a process.
pub(super) fn option_variables() -> impl Iterator<Item = (&'static str, Process)> {
    OPTIONS.lines().skip(1).filter_map(|line| {
        let (variable, word) = line.split_once('\t')?;
        Some((variable, Process::named(word)))
    })
}

/// Keys of one variable whose doubts are told one by one.
const MAX_DOUBTS: usize = 200;

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

/// A row of the table. Which releases look at the variable is for the catalog to say.
struct Mapping {
    variable: &'static str,
    property: &'static str,
    /// Whether start scripts have given it a value before they include the file.
    preset: bool,
}

fn mappings() -> impl Iterator<Item = Mapping> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let (variable, property, _releases) = (cells.next()?, cells.next()?, cells.next()?);
        Some(Mapping { variable, property, preset: cells.next()? == "preset" })
    })
}

/// Reads the content of the file that is shown as `path`.
pub(super) fn read(bytes: &[u8], dialect: Dialect, path: &str) -> Facts {
    let Outcome { variables, notes } = match dialect {
        Dialect::Shell => shell::read(bytes, &known_before),
        Dialect::Plain => plain::read(bytes),
    };
    collected(&variables, path, notes)
}

fn collected(variables: &Variables, path: &str, notes: Vec<(usize, String)>) -> Facts {
    let mut found = Found { path, facts: Facts::default() };
    for (line, note) in notes {
        let remedy = "write the master's properties in alluxio-site.properties, or give them with --assume KEY=VALUE";
        found.facts.unseen.push(unseen(&format!("{path}:{line}"), &note, "*", remedy));
    }
    option_variables().for_each(|(name, process)| found.options(name, process, variables));
    mappings().for_each(|mapping| found.mapped(&mapping, variables));
    if found.facts.is_crowded() {
        found.facts.crowded(path);
    }
    // Options that the master's variable takes over from the other bring their doubts along.
    let mut told = BTreeSet::new();
    found.facts.unseen.retain(|one| told.insert((one.subject.clone(), one.facts.clone())));
    found.facts
}

/// Settings from variables that a deployment file sets one by one, without a shell.
pub(super) fn assigned(list: &[(String, String, usize)], path: &str) -> Facts {
    let variables: Variables = list.iter().map(|(name, value, line)| (name.clone(), Text::known(value, *line))).collect();
    collected(&variables, path, Vec::new())
}

/// What variables hold before the file runs: Alluxio's own name for what the start scripts set, and nothing for
/// options, whose values from a login shell or a service cannot be seen in files.
fn known_before(name: &str) -> Option<String> {
    if option_variables().any(|(variable, _)| variable == name) {
        return Some(String::new());
    }
    mappings().find(|row| row.variable == name && row.preset).map(|row| row.reference())
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
    fn options(&mut self, variable: &str, process: Process, variables: &Variables) {
        let words = variables.get(variable).map(Text::words).unwrap_or_default();
        let mut doubts: BTreeMap<String, Doubt> = BTreeMap::new();
        for word in words {
            match (option(&word.text), word.doubt.clone()) {
                (Some((key, value)), None) => {
                    doubts.remove(key);
                    self.push(key, value, process, word.line);
                }
                (Some((key, _)), Some(doubt)) if is_key(key) => drop(doubts.insert(key.to_owned(), doubt)),
                (_, Some(doubt)) if hides_options(&word) => drop(doubts.insert("*".to_owned(), doubt)),
                _ => {}
            }
        }
        if matches!(process, Process::All | Process::Master) {
            doubts.iter().take(MAX_DOUBTS).for_each(|(key, doubt)| self.doubtful(variable, key, doubt));
            if let Some((_, doubt)) = doubts.iter().nth(MAX_DOUBTS) {
                self.doubtful(variable, "*", doubt);
            }
        }
    }

    fn push(&mut self, key: &str, value: &str, process: Process, line: usize) {
        if self.facts.is_crowded() {
            return;
        }
        let rank = if process == Process::All { Rank::SystemProperty } else { Rank::ProcessProperty };
        let place = format!("{}:{line}", self.path);
        self.facts.settings.push(Setting::new(key, value, rank, place).given_to(process));
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
        match text.doubt() {
            Some(doubt) => self.doubtful(mapping.variable, mapping.property, doubt),
            None if value.trim().is_empty() || value == mapping.reference() => {}
            None if mapping.property.ends_with(".home") => drop(self.facts.settings.home.get_or_insert(value)),
            None => {
                let place = format!("{}:{}", self.path, text.line());
                let setting = Setting::new(mapping.property, value.trim(), Rank::Variable, place);
                self.facts.settings.push(setting.made_of(mapping.variable));
            }
        }
    }
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
