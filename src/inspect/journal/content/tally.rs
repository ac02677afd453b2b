//! State of a master beside the inode tree, as far as rules ask for it: mount points, settings of paths, tables, sync points.
//! Values of options that may be secrets are not even kept.

use std::collections::{BTreeMap, BTreeSet};

use super::change::Change;
use super::said::MAX_NAMES;
use super::slot::Bytes;
use super::text;
use crate::inspect::journal::wire::{Fields, Wire};
use crate::settings::{MASK, shown_value};

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
    pub(crate) cluster_id: Option<String>,
}

impl Tally {
    pub(super) fn add_mount(&mut self, change: &Change<'_>, options: &[&[u8]]) {
        let uri = text(change.bytes(Bytes::UfsPath));
        let scheme = uri.split_once("://").map_or("file", |(scheme, _)| scheme).to_ascii_lowercase();
        let options = pairs(options).into_iter().map(mount_option).collect();
        if self.mounts.len() < MAX_NAMES {
            self.mounts.insert(text(change.bytes(Bytes::Path)), Mount { scheme, options });
        }
    }

    pub(super) fn delete_mount(&mut self, change: &Change<'_>) {
        self.mounts.remove(&text(change.bytes(Bytes::Path)));
    }

    /// An entry holds all settings of its path (`v2.0.0:core/server/master/src/main/java/alluxio/master/meta/PathProperties.java`).
    pub(super) fn set_path_settings(&mut self, change: &Change<'_>, settings: &[&[u8]]) {
        if self.path_settings.len() < MAX_NAMES {
            self.path_settings.insert(text(change.bytes(Bytes::Path)), pairs(settings));
        }
    }

    pub(super) fn remove_path_settings(&mut self, change: &Change<'_>) {
        self.path_settings.remove(&text(change.bytes(Bytes::Path)));
    }

    pub(super) fn add_database(&mut self, change: &Change<'_>) {
        keep(&mut self.databases, text(change.bytes(Bytes::Text)));
    }

    /// A database that is detached takes its tables with it.
    pub(super) fn remove_database(&mut self, change: &Change<'_>) {
        let name = text(change.bytes(Bytes::Text));
        self.databases.remove(&name);
        self.tables.retain(|(database, _)| *database != name);
    }

    pub(super) fn add_table(&mut self, change: &Change<'_>) {
        keep(&mut self.tables, (text(change.bytes(Bytes::Text)), text(change.bytes(Bytes::Table))));
    }

    pub(super) fn remove_table(&mut self, change: &Change<'_>) {
        self.tables.remove(&(text(change.bytes(Bytes::Text)), text(change.bytes(Bytes::Table))));
    }

    pub(crate) fn tables(&self) -> usize {
        self.tables.len()
    }

    pub(super) fn add_sync_point(&mut self, change: &Change<'_>) {
        keep(&mut self.sync_points, text(change.bytes(Bytes::Path)));
    }

    pub(super) fn remove_sync_point(&mut self, change: &Change<'_>) {
        self.sync_points.remove(&text(change.bytes(Bytes::Path)));
    }

    pub(super) fn cluster(&mut self, change: &Change<'_>) {
        self.cluster_id = Some(text(change.bytes(Bytes::Text)));
    }
}

fn keep<T: Ord>(set: &mut BTreeSet<T>, value: T) {
    if set.len() < MAX_NAMES {
        set.insert(value);
    }
}

/// Options that are no settings of Alluxio go to the under store's own client, and any of them may be a secret.
fn mount_option((key, value): (String, String)) -> (String, String) {
    let shown = if key.starts_with("alluxio.") { value } else { MASK.to_owned() };
    (key, shown)
}

fn pairs(properties: &[&[u8]]) -> BTreeMap<String, String> {
    properties.iter().map(|bytes| pair(bytes)).take(MAX_NAMES).collect()
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
