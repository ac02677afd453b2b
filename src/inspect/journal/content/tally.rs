//! State of a master beside the inode tree, as far as rules ask for it: mount points, settings of paths, tables, sync points,
//! blocks, users. Values of options that may be secrets are not even kept.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use crate::inspect::journal::wire::{Fields, Wire};
use crate::settings::shown_value;

/// Names that are kept of each sort. A real cluster has a few thousand; more come only from bytes that were made to.
const MAX_NAMES: usize = 10_000;

/// `StringPairEntry` (`v1.1.0:core/server/src/proto/journal/file.proto`) and `PathPropertiesEntry.PropertiesEntry`
/// (`v2.0.0:core/transport/src/proto/journal/meta.proto`).
const PAIR_KEY: u64 = 1;
const PAIR_VALUE: u64 = 2;

/// A mount point.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Mount {
    /// Scheme of the under store's URI, `file` for a plain path.
    pub(crate) scheme: String,
    /// Its options with values as they may be shown.
    pub(crate) options: BTreeMap<String, String>,
}

/// Everything that is counted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tally {
    pub(crate) mounts: BTreeMap<String, Mount>,
    /// Settings of single paths, with values as they may be shown.
    pub(crate) path_settings: BTreeMap<String, BTreeMap<String, String>>,
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
        let options = pairs(change);
        if self.mounts.len() < MAX_NAMES {
            self.mounts.insert(text(change.path), Mount { scheme, options });
        }
    }

    pub(super) fn delete_mount(&mut self, change: &Change<'_>) {
        self.mounts.remove(&text(change.path));
    }

    /// An entry holds all settings of its path (`v2.0.0:core/server/master/src/main/java/alluxio/master/meta/PathProperties.java`).
    pub(super) fn set_path_settings(&mut self, change: &Change<'_>) {
        if self.path_settings.len() < MAX_NAMES {
            self.path_settings.insert(text(change.path), pairs(change));
        }
    }

    pub(super) fn remove_path_settings(&mut self, change: &Change<'_>) {
        self.path_settings.remove(&text(change.path));
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

fn pairs(change: &Change<'_>) -> BTreeMap<String, String> {
    change.properties.iter().map(|bytes| pair(bytes)).take(MAX_NAMES).collect()
}

fn pair(bytes: &[u8]) -> (String, String) {
    let (mut key, mut value) = (String::new(), String::new());
    for field in Fields::new(bytes) {
        match (field.number, field.value) {
            (PAIR_KEY, Wire::Bytes(bytes)) => key = text(Some(bytes)),
            (PAIR_VALUE, Wire::Bytes(bytes)) => value = text(Some(bytes)),
            _ => {}
        }
    }
    let shown = shown_value(&key, &value).into_owned();
    (key, shown)
}
