//! Which of several assignments counts for a process under a release, and where in the namespace it holds.

use std::collections::HashMap;

use super::effective::Resolver;
use super::{Effective, Process, Rank, Setting, Settings};

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

/// Assignments by the key that a release makes of what was written, so that a key is found without looking at all.
#[derive(Debug, Default)]
pub struct Index {
    by_key: HashMap<String, Vec<usize>>,
    everywhere: HashMap<String, bool>,
    process_wins: bool,
}

impl Index {
    /// The assignments that the release reads at all.
    pub fn new(settings: &Settings, properties: &dyn Properties) -> Index {
        let mut index = Index { process_wins: properties.process_options_win(), ..Index::default() };
        for (place, setting) in settings.iter().enumerate() {
            let read = |variable: &String| properties.reads_variable(variable, &setting.key);
            if setting.variable.as_ref().is_none_or(read) {
                let key = properties.canonical(setting.key.trim());
                index.by_key.entry(key.to_owned()).or_default().push(place);
                *index.everywhere.entry(key.to_owned()).or_default() |= setting.only_for.is_none();
            }
        }
        index
    }

    /// Whether anything is written for the release's own name of a key, not only for a part of the namespace.
    pub fn has(&self, key: &str) -> bool {
        self.everywhere.get(key).is_some_and(|everywhere| *everywhere)
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
    /// For which part of the namespace, if not for all of it.
    pub only_for: Option<&'a str>,
}

impl View<'_> {
    /// The value that the process would use, or `None` if nothing is set and there is no default.
    pub fn resolve(&self, key: &str) -> Option<Effective> {
        Resolver::new(*self).effective(key)
    }

    /// The assignment that wins for the release's own name of a key.
    pub fn winner(&self, key: &str) -> Option<&Setting> {
        let places = self.index.by_key.get(key)?;
        let settings = places.iter().filter_map(|place| self.settings.at(*place));
        let holds = |setting: &&Setting| setting.only_for.as_deref().is_none_or(|part| Some(part) == self.only_for);
        let reaching = settings.filter(|setting| setting.reaches(self.process)).filter(holds);
        reaching.max_by_key(|setting| (strength(setting.rank, self.index.process_wins), setting.key.trim() == key))
    }
}

/// Place of a rank among all, from weakest to strongest.
fn strength(rank: Rank, process_wins: bool) -> u8 {
    match rank {
        Rank::ClusterDefault => 0,
        Rank::Written => 1,
        Rank::SiteProperty => 2,
        Rank::ChartDefault => 3,
        Rank::ProcessProperty if !process_wins => 4,
        Rank::SystemProperty => 5,
        Rank::Variable => 6,
        Rank::ProcessProperty => 7,
        Rank::PathDefault => 8,
        Rank::Runtime => 9,
        Rank::MountOption => 10,
        Rank::Assumed => 11,
    }
}
