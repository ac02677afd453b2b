//! One archive: its known classes and carriers, by the folder or package they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::callers::Callers;
use super::carrier::Carrier;
use super::fingerprint::Sighting;
use super::knowledge::Form;
use crate::facts::Facts;
use crate::inspect::archive;
use crate::inspect::config::application;

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
    /// Classes that call Alluxio.
    pub(super) callers: Callers,
    /// Bytes of classes that were looked at for that.
    searched: u64,
    /// Settings that lie in it.
    pub(super) configured: Facts,
}

impl Tree {
    pub(super) fn server(&self) -> bool {
        self.kinds.contains("server") && !self.kinds.contains("minicluster")
    }
}

impl Level {
    pub(super) fn new(archive: &archive::Level<'_>) -> Self {
        Level {
            path: archive.path().to_owned(),
            joint: archive.joint(),
            salvaged: archive.salvaged(),
            trees: BTreeMap::new(),
            published: None,
            callers: Callers::default(),
            searched: 0,
            configured: Facts::default(),
        }
    }

    /// Whether an archive has classes of Alluxio in more packages than anybody puts there; a folder has what lies in it.
    pub(super) fn crowded(&self) -> bool {
        self.trees.len() > PACKAGES && self.joint == "!/"
    }

    /// Reads settings that an application brings along.
    pub(super) fn settings(&mut self, archive: &archive::Level<'_>, member: &archive::Member, form: Option<Form>) {
        let place = self.inside(&member.name);
        let facts = match (archive.content(member), form) {
            (Ok(bytes), Some(Form::Hadoop)) => application::of_bytes(&bytes, &place, application::Form::Hadoop),
            (Ok(bytes), _) => application::of_site(&bytes, &place),
            (Err(trouble), _) => Facts { unseen: vec![trouble.unseen(&place, application::HIDES)], ..Facts::default() },
        };
        self.configured.extend(facts);
    }

    /// Looks for calls in a class. One that cannot be read tells nothing, and is no trouble.
    pub(super) fn look(&mut self, archive: &archive::Level<'_>, member: &archive::Member) {
        self.searched = self.searched.saturating_add(member.len);
        if member.len > LONGEST_CLASS || self.searched > SEARCHED {
            return;
        }
        if let Ok(bytes) = archive.content(member) {
            let place = self.inside(&member.name);
            self.callers.look(&place, &bytes);
        }
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

/// Longest class that is looked at for calls: what people write has some tens of kilobytes.
const LONGEST_CLASS: u64 = 512 << 10;
/// Bytes of classes of one archive that are looked at for calls; more are made to keep us busy.
const SEARCHED: u64 = 128 << 20;

/// Packages and folders of one archive in which classes of Alluxio are looked at; more are made to keep us busy.
pub(super) const PACKAGES: usize = 32;
