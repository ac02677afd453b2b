//! One archive: its known classes and carriers, by the folder or package they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::carrier::Carrier;
use super::fingerprint::Sighting;
use super::knowledge::Knowledge;
use super::note::note;
use super::published;
use crate::facts::Unseen;
use crate::inspect::archive;

/// An archive, or a folder of classes, that holds anything known.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) path: String,
    /// What stands between the path and a name inside.
    joint: &'static str,
    /// Whether the archive has lost its directory.
    pub(super) salvaged: bool,
    /// By prefix: what stands before `alluxio/...`.
    pub(super) trees: BTreeMap<String, Tree>,
    /// The published jar that it is, byte for byte.
    pub(super) published: Option<Carrier>,
}

impl Tree {
    pub(super) fn server(&self) -> bool {
        self.kinds.contains("server") && !self.kinds.contains("minicluster")
    }
}

impl Level {
    fn new(archive: &archive::Level<'_>) -> Self {
        Level {
            path: archive.path().to_owned(),
            joint: archive.joint(),
            salvaged: archive.salvaged(),
            trees: BTreeMap::new(),
            published: None,
        }
    }

    /// Whether an archive has classes of Alluxio in more packages than anybody puts there; a folder has what lies in it.
    pub(super) fn crowded(&self) -> bool {
        self.trees.len() > PACKAGES && self.joint == "!/"
    }

    /// The nested path of something in it.
    pub(super) fn inside(&self, name: &str) -> String {
        match name.trim_end_matches('/') {
            "" => self.path.clone(),
            name => format!("{}{}{name}", self.path, self.joint),
        }
    }
}

/// Known things below one prefix.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) client: bool,
    /// What else of Alluxio is there: `server`, `shell`, `fuse`, `minicluster`.
    pub(super) kinds: BTreeSet<&'static str>,
    /// Whether the classes say of themselves that they are in another package.
    pub(super) relocated: bool,
    /// Whether strings that look like names were moved along; unknown if no class with such strings was read.
    pub(super) strings_moved: Option<bool>,
    pub(super) sighting: Sighting,
    pub(super) carriers: Vec<Carrier>,
    /// Classes that Hadoop loads as file systems.
    pub(super) services: BTreeSet<String>,
    /// Lowest version of the class format, of classes below this top package.
    pub(super) format: Option<u16>,
    pub(super) root: String,
}

/// Packages and folders of one archive in which classes of Alluxio are looked at; more are made to keep us busy.
pub(super) const PACKAGES: usize = 32;

/// Notes what an archive holds that is known, and what of it could not be read.
pub(super) fn read(archive: &archive::Level<'_>) -> (Option<Level>, Vec<Unseen>) {
    let mut level = Level::new(archive);
    let mut unseen = Vec::new();
    for member in archive.members() {
        if level.crowded() {
            break;
        }
        if let Some(hit) = Knowledge::builtin().hit(&member.name) {
            note(&mut unseen, &mut level, &member.name, &hit, &mut || archive.content(member));
        }
    }
    if level.trees.values().any(|tree| tree.client) {
        level.published = published::identify(archive);
    }
    ((!level.trees.is_empty()).then_some(level), unseen)
}
