//! The tables of settings as text, and where in it each key, old name and form stands.
//!
//! A run asks for a few hundred of fifteen hundred keys in two releases, so only the start of each key's block is noted when
//! the program starts, and a block is parsed when its key is asked for.

use std::collections::HashMap;
use std::sync::OnceLock;

use foldhash::fast::RandomState;

use super::key::{Block, Row};
use super::template::Template;

/// The tables, one block per key.
const TABLES: [&str; 7] = [
    include_str!("../../../rules/catalog/properties/alluxio.tsv"),
    include_str!("../../../rules/catalog/properties/alluxio-master.tsv"),
    include_str!("../../../rules/catalog/properties/alluxio-underfs.tsv"),
    include_str!("../../../rules/catalog/properties/alluxio-user.tsv"),
    include_str!("../../../rules/catalog/properties/alluxio-worker.tsv"),
    include_str!("../../../rules/catalog/properties/other.tsv"),
    include_str!("../../../rules/catalog/properties/tachyon.tsv"),
];
const TEMPLATES: &str = include_str!("../../../rules/catalog/properties/templates.tsv");

/// By a key or an old name.
type ByName<T> = HashMap<&'static str, T, RandomState>;

/// The keys of all releases.
pub(in crate::catalog) struct Timelines {
    /// Blocks by key, sorted.
    pub(super) blocks: Vec<Block>,
    /// Places among the blocks; made when the first key is asked for.
    places: OnceLock<ByName<usize>>,
    /// Lines that give old names, by old name; made when the first key is asked for that no block has.
    aliases: OnceLock<ByName<Vec<(Block, &'static str)>>>,
    /// Lines that say that a key was removed; made when the first key is asked for that some release does not have.
    removals: OnceLock<Vec<(&'static str, Row)>>,
    templates: OnceLock<Vec<Template>>,
}

impl Timelines {
    pub(in crate::catalog) fn new() -> Timelines {
        let mut blocks: Vec<Block> = TABLES.into_iter().flat_map(Block::all).collect();
        // Each table is sorted, which this sort makes use of.
        blocks.sort_by_key(|block| block.key);
        Timelines { blocks, places: OnceLock::new(), aliases: OnceLock::new(), removals: OnceLock::new(), templates: OnceLock::new() }
    }

    pub(super) fn block(&self, key: &str) -> Option<Block> {
        let places = self.places.get_or_init(|| self.blocks.iter().enumerate().map(|(place, block)| (block.key, place)).collect());
        self.blocks.get(*places.get(key)?).copied()
    }

    pub(super) fn aliases(&self) -> &ByName<Vec<(Block, &'static str)>> {
        self.aliases.get_or_init(|| {
            let mut aliases: ByName<Vec<(Block, &'static str)>> = ByName::default();
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

    pub(super) fn removals(&self) -> &[(&'static str, Row)] {
        self.removals.get_or_init(|| {
            let rows = self.blocks.iter().flat_map(|block| block.rows().map(|row| (block.key, row)));
            rows.filter(|(_, row)| row.field == "removed").collect()
        })
    }

    pub(super) fn templates(&self) -> &[Template] {
        self.templates.get_or_init(|| TEMPLATES.lines().skip(1).filter_map(Template::parse).collect())
    }

    /// All keys that any release has or had.
    pub(in crate::catalog) fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.blocks.iter().map(|block| block.key)
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
