//! What every release knows of every setting: present or not, default, old names, type, who reads it.
//!
//! The tables stay text. A run asks for a few hundred of fifteen hundred keys in two releases, so only the start of each
//! key's block is noted when the program starts, and a block is parsed when its key is asked for.

mod diff;
mod key;
mod template;

pub use diff::{Change, ChangeKind, changes};
pub use key::KeyFacts;

use std::collections::HashMap;
use std::sync::OnceLock;

use memchr::memmem;

use super::{Releases, similar};
use crate::settings::Properties;
use crate::version::AlluxioVersion;
use key::{Block, Row};
use template::Template;

/// The tables, one block per key.
const TABLES: [&str; 7] = [
    include_str!("../../rules/catalog/properties/alluxio.tsv"),
    include_str!("../../rules/catalog/properties/alluxio-master.tsv"),
    include_str!("../../rules/catalog/properties/alluxio-underfs.tsv"),
    include_str!("../../rules/catalog/properties/alluxio-user.tsv"),
    include_str!("../../rules/catalog/properties/alluxio-worker.tsv"),
    include_str!("../../rules/catalog/properties/other.tsv"),
    include_str!("../../rules/catalog/properties/tachyon.tsv"),
];
const TEMPLATES: &str = include_str!("../../rules/catalog/properties/templates.tsv");
const VARIABLES: &str = include_str!("../../rules/catalog/env-variables.tsv");
const OPTIONS_ORDER: &str = include_str!("../../rules/catalog/option-order.tsv");

/// The keys of all releases.
pub(super) struct Timelines {
    /// Blocks by key, sorted.
    blocks: Vec<Block>,
    /// Lines that give old names, by old name; made when the first key is asked for that no block has.
    aliases: OnceLock<HashMap<&'static str, Vec<(Block, &'static str)>>>,
    /// Lines that say that a key was removed; made when the first key is asked for that some release does not have.
    removals: OnceLock<Vec<(&'static str, Row)>>,
    templates: OnceLock<Vec<Template>>,
}

impl Timelines {
    pub(super) fn new() -> Timelines {
        let mut blocks: Vec<Block> = TABLES.into_iter().flat_map(Block::all).collect();
        blocks.sort_unstable_by_key(|block| block.key);
        Timelines { blocks, aliases: OnceLock::new(), removals: OnceLock::new(), templates: OnceLock::new() }
    }

    fn block(&self, key: &str) -> Option<Block> {
        let at = self.blocks.binary_search_by(|block| block.key.cmp(key)).ok()?;
        self.blocks.get(at).copied()
    }

    fn aliases(&self) -> &HashMap<&'static str, Vec<(Block, &'static str)>> {
        self.aliases.get_or_init(|| {
            let mut aliases: HashMap<&'static str, Vec<(Block, &'static str)>> = HashMap::new();
            for block in &self.blocks {
                for row in block.rows().filter(|row| row.field == "aliases") {
                    for name in row.value.split([',', ' ']).filter(|name| !name.is_empty()) {
                        aliases.entry(name).or_default().push((*block, row.releases));
                    }
                }
            }
            aliases
        })
    }

    fn removals(&self) -> &[(&'static str, Row)] {
        self.removals.get_or_init(|| {
            let rows = self.blocks.iter().flat_map(|block| block.rows().map(|row| (block.key, row)));
            rows.filter(|(_, row)| row.field == "removed").collect()
        })
    }

    fn templates(&self) -> &[Template] {
        self.templates.get_or_init(|| TEMPLATES.lines().skip(1).filter_map(Template::parse).collect())
    }

    /// All keys that any release has or had.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.blocks.iter().map(|block| block.key)
    }
}

/// What a release makes of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStatus {
    /// It is one of its keys.
    Known,
    /// It is an old name of this key.
    Alias(&'static str),
    /// It follows the form of a key with a parameter, whose name in the release's code is given.
    Template(&'static str),
    /// The release says that it was removed.
    Removed(&'static str),
    /// Nothing knows it.
    Unknown,
    /// The keys of this release are not known.
    NoFacts,
}

impl KeyStatus {
    /// Whether the release has the key under some name.
    pub fn is_key(&self) -> bool {
        matches!(self, KeyStatus::Known | KeyStatus::Alias(_) | KeyStatus::Template(_))
    }
}

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
        if !self.has_facts() {
            return KeyStatus::NoFacts;
        }
        let facts = self.facts(key);
        if facts.as_ref().is_some_and(|facts| facts.present) {
            return KeyStatus::Known;
        }
        if let Some(key) = self.alias(key) {
            return KeyStatus::Alias(key);
        }
        if let Some(name) = self.template(key) {
            return KeyStatus::Template(name);
        }
        facts.and_then(|facts| facts.removed).map_or(KeyStatus::Unknown, KeyStatus::Removed)
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
        let rows = VARIABLES.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>());
        rows.into_iter().any(|cells| matches!(cells.as_slice(), [name, _, releases, ..] if *name == variable && self.holds(releases)))
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

/// Whether the value of a key is a secret in any release, also where the key stands inside another one.
pub(crate) fn is_credential(key: &str) -> bool {
    static CREDENTIALS: OnceLock<Vec<&'static str>> = OnceLock::new();
    let credentials = CREDENTIALS.get_or_init(|| {
        let secret = |block: &Block| block.rows().any(|row| row.field == "display" && row.value == "CREDENTIALS");
        TABLES.into_iter().flat_map(Block::all).filter(secret).map(|block| block.key).collect()
    });
    let inside = |secret: &str| key.strip_suffix(secret).is_some_and(|before| before.is_empty() || before.ends_with('.'));
    credentials.iter().any(|secret| inside(secret))
}

/// Rows of a table whose third column lists releases, where the first two fit.
fn any_row(table: &str, first: &str, second: &str, holds: impl Fn(&str) -> bool) -> bool {
    table.lines().skip(1).any(|line| {
        let mut cells = line.split('\t');
        cells.next() == Some(first) && cells.next() == Some(second) && cells.next().is_some_and(&holds)
    })
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
        !any_row(OPTIONS_ORDER, "process", "all", |releases| self.holds(releases))
    }

    fn reads_variable(&self, variable: &str, property: &str) -> bool {
        let row = |property: &str| any_row(VARIABLES, variable, property, |releases| self.holds(releases));
        row(property) || row(ANY_PROPERTY)
    }
}
