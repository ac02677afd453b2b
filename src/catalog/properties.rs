//! What every release knows of every setting: present or not, default, old names, type, who reads it.

mod diff;
mod key;
mod status;
mod template;
mod timelines;

pub use diff::{Change, ChangeKind, changes};
pub use key::KeyFacts;
pub use status::KeyStatus;
pub(in crate::catalog) use timelines::Timelines;
pub(crate) use timelines::is_credential;

use std::sync::OnceLock;

use memchr::memmem;

use super::{Releases, rows, similar};
use crate::settings::Properties;
use crate::version::AlluxioVersion;
use key::Row;
use template::Template;

const VARIABLES: &str = include_str!("../../rules/catalog/env-variables.tsv");
const OPTIONS_ORDER: &str = include_str!("../../rules/catalog/option-order.tsv");

/// The settings of one release.
#[derive(Clone, Copy)]
pub struct ReleaseProperties<'a> {
    pub(super) timelines: &'a Timelines,
    pub(super) releases: &'a Releases,
    pub(super) place: Option<usize>,
}

impl<'a> ReleaseProperties<'a> {
    pub(super) fn new(timelines: &'a Timelines, releases: &'a Releases, version: &AlluxioVersion) -> Self {
        ReleaseProperties { timelines, releases, place: releases.place(version) }
    }

    /// Everything about a key that is one of the release's own, or was removed with a message.
    pub fn facts(&self, key: &str) -> Option<KeyFacts> {
        let facts = KeyFacts::at(&self.timelines.block(key)?, self.place?, self.releases);
        (facts.present || facts.removed.is_some()).then_some(facts)
    }

    /// What the release makes of a key.
    pub fn status(&self, key: &str) -> KeyStatus {
        self.status_and_facts(key).0
    }

    /// What the release makes of a key, and everything about it under the release's own name.
    pub fn status_and_facts(&self, key: &str) -> (KeyStatus, KeyFacts) {
        let facts = self.facts(key).unwrap_or_default();
        if !self.has_facts() {
            return (KeyStatus::NoFacts, facts);
        }
        if facts.present {
            return (KeyStatus::Known, facts);
        }
        if let Some(name) = self.alias(key) {
            return (KeyStatus::Alias(name), self.facts(name).unwrap_or_default());
        }
        let status = match (self.template(key), facts.removed) {
            (Some(name), _) => KeyStatus::Template(name),
            (None, Some(message)) => KeyStatus::Removed(message),
            (None, None) => KeyStatus::Unknown,
        };
        (status, facts)
    }

    /// Whether the tables reach this release: the settings of the oldest ones stand in code and are not listed.
    pub fn has_facts(&self) -> bool {
        self.place.is_some_and(|place| place >= self.first())
    }

    /// Place of the first release whose keys are listed.
    fn first(&self) -> usize {
        let rows = self.timelines.blocks.iter().filter_map(|block| block.rows().next());
        static FIRST: OnceLock<usize> = OnceLock::new();
        *FIRST.get_or_init(|| rows.filter_map(|row| self.releases.first_of(row.releases)).min().unwrap_or(0))
    }

    /// The key that an old name leads to.
    fn alias(&self, old: &str) -> Option<&'static str> {
        let names = self.timelines.aliases().get(old)?;
        names.iter().find(|(_, releases)| self.holds(releases)).map(|(block, _)| block.key)
    }

    /// Old names of a key that the release takes.
    pub fn old_names(&self, key: &str) -> Vec<&'static str> {
        self.facts(key).map(|facts| facts.aliases).unwrap_or_default()
    }

    fn template(&self, key: &str) -> Option<&'static str> {
        let fits = |template: &&Template| template.matches(key) && self.holds(template.releases);
        self.timelines.templates().iter().find(fits).map(|template| template.name)
    }

    /// The key that stands inside a key with a parameter, as in the options of a mount.
    pub fn nested<'k>(&self, key: &'k str) -> Option<&'k str> {
        self.timelines.templates().iter().find_map(|template| template.nested(key).filter(|_| self.holds(template.releases)))
    }

    /// Keys of which the release says that they were removed and that this one is to be used instead.
    pub fn removed_for(&self, key: &str) -> Vec<&'static str> {
        let named = memmem::Finder::new(key);
        let says = |row: &Row| named.find(row.value.as_bytes()).is_some() && self.holds(row.releases);
        let mut keys: Vec<&str> = self.timelines.removals().iter().filter(|(_, row)| says(row)).map(|(key, _)| *key).collect();
        keys.dedup();
        keys
    }

    /// The parameter of a key that has one.
    pub fn parameter<'k>(&self, key: &'k str) -> Option<&'k str> {
        self.timelines.templates().iter().find_map(|template| template.parameter(key).filter(|_| self.holds(template.releases)))
    }

    /// Whether start scripts of the release look at an environment variable.
    pub fn reads_any(&self, variable: &str) -> bool {
        rows(VARIABLES).any(|cells| matches!(cells.as_slice(), [name, _, releases, ..] if *name == variable && self.holds(releases)))
    }

    fn holds(&self, releases: &str) -> bool {
        self.place.is_some_and(|place| self.releases.covers(releases, place))
    }

    /// Whether the release computes the default from the machine it runs on.
    pub fn is_computed(&self, key: &str) -> bool {
        self.facts(key).is_some_and(|facts| facts.computed)
    }

    /// Whether the release has the key.
    pub fn has_key(&self, key: &str) -> bool {
        self.timelines.block(key).is_some_and(|block| self.holds(block.present))
    }

    /// The keys of the release.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.timelines.blocks.iter().filter(|block| self.holds(block.present)).map(|block| block.key)
    }

    /// The key of the release that somebody meant who wrote one that does not exist.
    pub fn nearest(&self, key: &str) -> Option<&'static str> {
        similar(key, self.timelines.keys(), |candidate| self.has_key(candidate))
    }

    /// The releases that have a key, as the table writes them.
    pub fn releases_of(&self, key: &str) -> Option<&'static str> {
        self.timelines.block(key)?.rows().next().map(|row| row.releases).filter(|releases| !releases.is_empty())
    }

    /// All lines of a key's block: field, value, releases.
    pub fn timeline(&self, key: &str) -> Vec<(&'static str, &'static str, &'static str)> {
        let rows = self.timelines.block(key).map(|block| block.rows().collect::<Vec<Row>>()).unwrap_or_default();
        rows.into_iter().map(|row| (row.field, row.value, row.releases)).collect()
    }

    /// Keys of any release that an old name ever led to.
    pub fn ever_renamed_to(&self, old: &str) -> Vec<&'static str> {
        self.timelines.aliases().get(old).into_iter().flatten().map(|(block, _)| block.key).collect()
    }
}

/// Whether a row begins with two words and holds for the releases in its third column.
fn any_row(table: &'static str, words: [&str; 2], holds: impl Fn(&str) -> bool) -> bool {
    rows(table).any(|row| row.starts_with(&words) && row.get(2).is_some_and(|releases| holds(releases)))
}

/// A property in the table of variables that stands for every one.
const ANY_PROPERTY: &str = "(any)";

impl Properties for ReleaseProperties<'_> {
    fn default_of(&self, key: &str) -> Option<&str> {
        self.facts(key).filter(|facts| facts.present)?.default
    }

    fn canonical<'k>(&'k self, key: &'k str) -> &'k str {
        if self.has_key(key) { key } else { self.alias(key).unwrap_or(key) }
    }

    fn process_options_win(&self) -> bool {
        !any_row(OPTIONS_ORDER, ["process", "all"], |releases| self.holds(releases))
    }

    fn reads_variable(&self, variable: &str, property: &str) -> bool {
        let row = |property: &str| any_row(VARIABLES, [variable, property], |releases| self.holds(releases));
        row(property) || row(ANY_PROPERTY)
    }
}
