//! The value that a release would use for a key: the strongest assignment, else the default, with `${...}` replaced.
//!
//! Alluxio has more sources than a file can show (runtime calls, cluster defaults served by the master, path
//! defaults); this module ranks only what [`super::Rank`] names. It does not check types and refuses no value.
//!
//! Three habits of Alluxio are kept (`v2.8.0:core/common/src/main/java/alluxio/conf/AlluxioProperties.java`, `merge`):
//! keys and values lose surrounding blanks, an empty value is a value, and old names lead to the key they became. When
//! both names are written in one place, Alluxio takes whichever its hash table yields last; here the new name wins.

use std::borrow::Cow;
use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Process, Rank, Setting, Settings};
use crate::catalog::is_credential;

/// What the catalog knows about the keys of one release.
pub trait Properties {
    /// The default as the release spells it, before substitution. `None` if the release has no such key or no default.
    fn default_of(&self, key: &str) -> Option<&str>;
    /// The name that the release uses for a key that was written under an old name (alias).
    fn canonical<'a>(&'a self, key: &'a str) -> &'a str;

    /// Whether the options of one process stand behind those of all, so that Java takes them.
    fn process_options_win(&self) -> bool {
        true
    }

    /// Whether the start scripts of the release make the property of the variable.
    fn reads_variable(&self, variable: &str, property: &str) -> bool {
        let _ = (variable, property);
        true
    }
}

/// Where an effective value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Written at this place.
    Set(String),
    /// Said by the user with `--assume`, or pinned by a plan.
    Assumed(String),
    /// The release's own default.
    Default,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The value after substitution of `${...}`.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Nesting of references beyond which text is left as it is. Real chains are three or four deep.
const MAX_DEPTH: usize = 32;
/// References replaced for one value, so that a doubling chain ends.
const MAX_LOOKUPS: usize = 1000;
/// Length in bytes beyond which nothing more is replaced.
const MAX_LEN: usize = 1 << 20;

/// Keys that start scripts pass from the home they run in.
const HOMES: [&str; 2] = ["alluxio.home", "tachyon.home"];
/// The place of a value that comes from there.
const HOME_PLACE: &str = "start script (home folder)";

/// The value that a release would use, or `None` if nothing is set and there is no default.
///
/// A reference that leads to itself or to nothing stays as text, so that a message can show it.
pub fn resolve(settings: &Settings, properties: &dyn Properties, key: &str) -> Option<Effective> {
    View { settings, index: &Index::new(settings, properties), properties, process: Process::Master }.resolve(key)
}

/// Assignments by the key that a release makes of what was written, so that a key is found without looking at all.
#[derive(Debug, Default)]
pub struct Index {
    by_key: HashMap<String, Vec<usize>>,
    process_wins: bool,
}

impl Index {
    /// The assignments that the release reads at all.
    pub fn new(settings: &Settings, properties: &dyn Properties) -> Index {
        let mut by_key: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, setting) in settings.iter().enumerate() {
            let read = |variable: &String| properties.reads_variable(variable, &setting.key);
            if setting.rank != Rank::PathDefault && setting.variable.as_ref().is_none_or(read) {
                by_key.entry(properties.canonical(setting.key.trim()).to_owned()).or_default().push(place);
            }
        }
        Index { by_key, process_wins: properties.process_options_win() }
    }

    /// Whether anything is written for the release's own name of a key.
    pub fn has(&self, key: &str) -> bool {
        self.by_key.contains_key(key)
    }
}

/// The configuration of one process under one release.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// What was written.
    pub settings: &'a Settings,
    /// The same by key.
    pub index: &'a Index,
    /// The release.
    pub properties: &'a dyn Properties,
    /// Whose configuration it is.
    pub process: Process,
}

impl View<'_> {
    /// The value that the process would use, or `None` if nothing is set and there is no default.
    pub fn resolve(&self, key: &str) -> Option<Effective> {
        let mut resolver = Resolver { view: *self, open: vec![self.properties.canonical(key.trim()).to_owned()], lookups: 0 };
        let (raw, origin) = resolver.raw(key)?;
        Some(Effective { value: resolver.replaced(&raw), origin })
    }

    /// The assignment that wins for the release's own name of a key.
    pub fn winner(&self, key: &str) -> Option<&Setting> {
        let places = self.index.by_key.get(key)?;
        let settings = places.iter().filter_map(|place| self.settings.at(*place));
        let reaching = settings.filter(|setting| setting.reaches(self.process));
        reaching.max_by_key(|setting| (strength(setting.rank, self.index.process_wins), setting.key.trim() == key))
    }
}

struct Resolver<'a> {
    view: View<'a>,
    /// Keys whose values are being replaced right now.
    open: Vec<String>,
    lookups: usize,
}

impl Resolver<'_> {
    /// The value before replacement.
    fn raw(&self, key: &str) -> Option<(String, Origin)> {
        let View { settings, properties, .. } = self.view;
        let key = properties.canonical(key.trim());
        if let Some(setting) = self.view.winner(key) {
            let place = setting.place.clone();
            let origin = if setting.rank == Rank::Assumed { Origin::Assumed(place) } else { Origin::Set(place) };
            return Some((setting.value.trim().to_owned(), origin));
        }
        match &settings.home {
            Some(home) if HOMES.contains(&key) => Some((home.trim().to_owned(), Origin::Set(HOME_PLACE.to_owned()))),
            _ => properties.default_of(key).map(|value| (value.to_owned(), Origin::Default)),
        }
    }

    /// Replaces each `${name}` of the text once, as Alluxio's pattern `\$\{([^{}]*)\}` finds them.
    fn replaced(&mut self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_reference(rest) {
            done.push_str(before);
            match self.reference(name) {
                Some(value) if done.len() + value.len() <= MAX_LEN => done.push_str(&value),
                _ => done.push_str(&format!("${{{name}}}")),
            }
            rest = after;
        }
        done + rest
    }

    fn reference(&mut self, name: &str) -> Option<String> {
        let key = self.view.properties.canonical(name.trim()).to_owned();
        self.lookups += 1;
        if self.lookups > MAX_LOOKUPS || self.open.len() > MAX_DEPTH || self.open.contains(&key) {
            return None;
        }
        let (raw, _) = self.raw(&key)?;
        self.open.push(key);
        let value = self.replaced(&raw);
        self.open.pop();
        Some(value)
    }
}

/// Place of a rank among all, from weakest to strongest.
fn strength(rank: Rank, process_wins: bool) -> u8 {
    match rank {
        Rank::ClusterDefault => 0,
        Rank::SiteProperty => 1,
        Rank::ProcessProperty if !process_wins => 2,
        Rank::SystemProperty => 3,
        Rank::Variable => 4,
        Rank::ProcessProperty => 5,
        Rank::PathDefault => 6,
        Rank::Runtime => 7,
        Rank::Assumed => 8,
    }
}

/// Splits at the first `${name}` whose name holds no braces.
fn next_reference(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("${")?;
        let inside = text.get(start + 2..)?;
        let end = inside.find(['{', '}'])?;
        if inside.get(end..)?.starts_with('}') {
            return Some((text.get(..start)?, inside.get(..end)?, inside.get(end + 1..)?));
        }
        from = start + 2;
    }
}

/// Parts of key names whose values no message may show.
const SECRET: [&str; 5] = ["key", "secret", "password", "credential", "token"];

/// A value as messages may quote it: hidden if the key is a secret's or its name suggests one, and without the password
/// that a URI may carry.
pub fn shown_value<'a>(key: &str, value: &'a str) -> Cow<'a, str> {
    let lower = key.to_ascii_lowercase();
    if SECRET.iter().any(|word| lower.contains(word)) || is_credential(key.trim()) {
        return Cow::Borrowed("******");
    }
    without_passwords(value)
}

/// A text with user and password of each URI in it hidden.
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    hidden_passwords(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn hidden_passwords(value: &str) -> Option<String> {
    let mut shown = String::new();
    let mut rest = value;
    let mut hidden = false;
    while let Some((before, after)) = rest.split_once("://") {
        let authority = after
            .find(|letter: char| letter.is_whitespace() || "/,\"')]".contains(letter))
            .and_then(|end| after.get(..end))
            .unwrap_or(after);
        shown.push_str(before);
        shown.push_str("://");
        rest = after;
        if let Some(end) = authority.rfind('@').filter(|end| authority.get(..*end).is_some_and(|user| user.contains(':'))) {
            shown.push_str("******");
            rest = after.get(end..).unwrap_or_default();
            hidden = true;
        }
    }
    hidden.then(|| shown + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Table;

    impl Properties for Table {
        fn default_of(&self, key: &str) -> Option<&str> {
            match key {
                "alluxio.home" => Some("/opt/alluxio"),
                "work" => Some("${alluxio.home}"),
                "journal" => Some("${work}/journal"),
                "loop.a" => Some("x${loop.b}"),
                "loop.b" => Some("y${loop.a}"),
                _ => None,
            }
        }

        fn canonical<'a>(&'a self, key: &'a str) -> &'a str {
            if key == "journal.old" { "journal" } else { key }
        }
    }

    fn settings(list: &[(&str, &str, Rank)]) -> Settings {
        let mut settings = Settings::default();
        for (n, (key, value, rank)) in list.iter().enumerate() {
            settings.push(Setting::new(*key, *value, *rank, format!("place {n}")));
        }
        settings
    }

    fn value(settings: &Settings, key: &str) -> Option<String> {
        resolve(settings, &Table, key).map(|effective| effective.value)
    }

    #[test]
    fn a_default_is_replaced_through_other_defaults() {
        let effective = resolve(&Settings::default(), &Table, "journal");
        assert_eq!(effective, Some(Effective { value: "/opt/alluxio/journal".into(), origin: Origin::Default }));
        assert_eq!(value(&Settings::default(), "unknown"), None);
    }

    #[test]
    fn the_home_of_the_start_script_replaces_the_default_home_but_not_a_written_one() {
        let mut here = Settings { home: Some("/srv/alluxio".into()), ..Settings::default() };
        assert_eq!(value(&here, "journal").as_deref(), Some("/srv/alluxio/journal"));
        assert_eq!(value(&here, "tachyon.home").as_deref(), Some("/srv/alluxio"));
        here.extend(settings(&[("alluxio.home", "/written", Rank::SiteProperty)]));
        assert_eq!(value(&here, "journal").as_deref(), Some("/written/journal"));
    }

    #[test]
    fn the_stronger_rank_wins_then_the_new_name_then_the_later_line() {
        let here = settings(&[
            ("journal", "1", Rank::SiteProperty),
            ("journal", "2", Rank::SiteProperty),
            ("journal.old", "3", Rank::SiteProperty),
        ]);
        assert_eq!(value(&here, "journal").as_deref(), Some("2"));
        assert_eq!(value(&here, "journal.old").as_deref(), Some("2"), "asked under the old name");
        let mut here = here;
        here.extend(settings(&[("journal.old", "4", Rank::SystemProperty)]));
        assert_eq!(value(&here, "journal").as_deref(), Some("4"));
        let assumed = here.with("journal", "5", "--assume");
        let origin = Origin::Assumed("--assume".into());
        assert_eq!(resolve(&assumed, &Table, "journal"), Some(Effective { value: "5".into(), origin }));
    }

    #[test]
    fn blanks_around_keys_and_values_do_not_count_and_empty_is_set() {
        let here = settings(&[("journal ", " /j \t", Rank::SiteProperty), ("work", "", Rank::SiteProperty)]);
        assert_eq!(value(&here, "journal").as_deref(), Some("/j"));
        assert_eq!(value(&here, "work").as_deref(), Some(""));
    }

    #[test]
    fn references_that_lead_nowhere_or_in_circles_stay_as_text() {
        assert_eq!(value(&Settings::default(), "loop.a").as_deref(), Some("xy${loop.a}"));
        let here = settings(&[("a", "${nothing}/${a}/${b${work}}$", Rank::SiteProperty)]);
        assert_eq!(value(&here, "a").as_deref(), Some("${nothing}/${a}/${b/opt/alluxio}$"));
    }

    #[test]
    fn a_chain_that_doubles_ends() {
        let names: Vec<String> = (0..31).map(|n| format!("k{n}")).collect();
        let mut here = Settings::default();
        for pair in names.windows(2) {
            let [key, next] = pair else { continue };
            let value = format!("${{{next}}}${{{next}}}");
            here.push(Setting::new(key, value, Rank::SiteProperty, "p"));
        }
        assert!(value(&here, "k0").is_some_and(|value| value.len() < MAX_LEN));
    }

    #[test]
    fn secrets_are_hidden_whatever_the_case() {
        assert_eq!(shown_value("aws.secretKey", "abc"), "******");
        assert_eq!(shown_value("fs.azure.account.oauth2.CREDENTIAL", "abc"), "******");
        assert_eq!(shown_value("alluxio.master.hostname", "abc"), "abc");
        assert_eq!(shown_value("alluxio.master.mount.table.root.option.fs.swift.user", "abc"), "******");
        assert_eq!(shown_value("a", "s3://me:hush@bucket/x,b://c:d@e"), "s3://******@bucket/x,b://******@e");
        assert_eq!(shown_value("a", "hdfs://nn:8020/x@y:z"), "hdfs://nn:8020/x@y:z");
    }
}
