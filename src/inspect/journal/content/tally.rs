//! State of a master beside the inode tree, as far as rules ask for it: mount points, tables, sync points, blocks, users.
//! Values of mount options may be secrets and are not even kept.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use crate::inspect::journal::wire::{Fields, Wire};

/// Names that are kept of each sort. A real cluster has a few thousand; more come only from bytes that were made to.
const MAX_NAMES: usize = 10_000;

/// `StringPairEntry.key` (`v1.1.0:core/server/src/proto/journal/file.proto`).
const PAIR_KEY: u64 = 1;

/// A mount point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mount {
    /// Scheme of the under store's URI, `file` for a plain path.
    pub(crate) scheme: String,
    /// Names of its options.
    pub(crate) options: BTreeSet<String>,
}

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) mounts: BTreeMap<String, Mount>,
    pub(crate) databases: BTreeSet<String>,
    tables: BTreeSet<(String, String)>,
    pub(crate) sync_points: BTreeSet<String>,
    pub(crate) key_value_entries: i64,
    pub(crate) lineage_entries: i64,
    /// Blocks that were added less those that were deleted.
    pub(crate) blocks: i64,
    pub(crate) users: BTreeSet<String>,
    pub(crate) groups: BTreeSet<String>,
    pub(crate) cluster_id: Option<String>,
    /// First and last point in time that an entry names.
    pub(crate) times: Option<(i64, i64)>,
    pub(crate) old_fingerprints: i64,
    /// The owner before, since most inodes have the owner of the one before.
    last: (Vec<u8>, Vec<u8>),
}

impl Tally {
    pub(super) fn add_mount(&mut self, change: &Change<'_>) {
        let uri = text(change.ufs_path);
        let scheme = uri.split_once("://").map_or("file", |(scheme, _)| scheme).to_ascii_lowercase();
        let options = change.properties.iter().filter_map(|pair| key(pair)).take(MAX_NAMES).collect();
        if self.mounts.len() < MAX_NAMES {
            self.mounts.insert(text(change.path), Mount { scheme, options });
        }
    }

    pub(super) fn delete_mount(&mut self, change: &Change<'_>) {
        self.mounts.remove(&text(change.path));
    }

    pub(super) fn add_database(&mut self, change: &Change<'_>) {
        keep(&mut self.databases, text(change.text));
    }

    /// A database that is detached takes its tables with it.
    pub(super) fn remove_database(&mut self, change: &Change<'_>) {
        let name = text(change.text);
        self.databases.remove(&name);
        self.tables.retain(|(database, _)| *database != name);
    }

    pub(super) fn add_table(&mut self, change: &Change<'_>) {
        keep(&mut self.tables, (text(change.text), text(change.table)));
    }

    pub(super) fn remove_table(&mut self, change: &Change<'_>) {
        self.tables.remove(&(text(change.text), text(change.table)));
    }

    pub(crate) fn tables(&self) -> usize {
        self.tables.len()
    }

    pub(super) fn add_sync_point(&mut self, change: &Change<'_>) {
        keep(&mut self.sync_points, text(change.path));
    }

    pub(super) fn remove_sync_point(&mut self, change: &Change<'_>) {
        self.sync_points.remove(&text(change.path));
    }

    pub(super) fn cluster(&mut self, change: &Change<'_>) {
        self.cluster_id = Some(text(change.text));
    }

    pub(super) fn time(&mut self, time: i64) {
        if time > 0 {
            let (first, last) = self.times.unwrap_or((time, time));
            self.times = Some((first.min(time), last.max(time)));
        }
    }

    pub(super) fn owner(&mut self, owner: Option<&[u8]>, group: Option<&[u8]>) {
        if let Some(owner) = owner.filter(|owner| !owner.is_empty() && *owner != self.last.0) {
            self.last.0 = owner.to_vec();
            keep(&mut self.users, text(Some(owner)));
        }
        if let Some(group) = group.filter(|group| !group.is_empty() && *group != self.last.1) {
            self.last.1 = group.to_vec();
            keep(&mut self.groups, text(Some(group)));
        }
    }

    /// `v1.8.2:core/common/src/main/java/alluxio/underfs/Fingerprint.java` joins tag and value with `:`, 2.x with `|`.
    pub(super) fn fingerprint(&mut self, fingerprint: Option<&[u8]>) {
        self.old_fingerprints += i64::from(fingerprint.is_some_and(|text| text.starts_with(b"TYPE:")));
    }
}

fn keep<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if set.len() < MAX_NAMES {
        set.insert(value);
    }
}

fn text(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}

fn key(pair: &[u8]) -> Option<String> {
    Fields::new(pair).find_map(|field| match (field.number, field.value) {
        (PAIR_KEY, Wire::Bytes(key)) => Some(text(Some(key))),
        _ => None,
    })
}
