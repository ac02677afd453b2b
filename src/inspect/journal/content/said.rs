//! What entries say whatever their order: which kinds, fields and values occur, who owns, when, how much. Parts of a journal
//! can be asked apart and their answers joined.

use std::collections::BTreeSet;

use super::change::Change;
use super::meaning::Op;
use super::slot::Bytes;
use super::walk::Walk;
use super::{stored, text};
use crate::inspect::journal::kinds::Kinds;

/// Names that are kept of each sort. A real cluster has a few thousand; more come only from bytes that were made to.
pub(super) const MAX_NAMES: usize = 10_000;

/// Everything that is gathered.
#[derive(Debug, Default)]
pub(crate) struct Said {
    /// Entries by field number, those inside batches one by one.
    pub(super) kinds: Kinds,
    pub(super) walk: Walk,
    pub(super) users: Names,
    pub(super) groups: Names,
    /// The last list of who may do what.
    access: Vec<u8>,
    /// First and last point in time that an entry names.
    pub(super) times: Option<(i64, i64)>,
    pub(super) old_fingerprints: i64,
    /// Blocks that were added less those that were deleted.
    pub(super) blocks: i64,
    pub(super) key_value_entries: i64,
    pub(super) lineage_entries: i64,
}

/// Names of one sort.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) all: BTreeSet<String>,
    /// The one before, since most inodes have the owner of the one before.
    last: Vec<u8>,
}

impl Said {
    /// Notes an entry.
    pub(super) fn entry(&mut self, op: Op, change: &Change<'_>) {
        match op {
            Op::AddBlock => self.blocks += 1,
            Op::DeleteBlock => self.blocks -= 1,
            Op::KeyValue => self.key_value_entries += 1,
            Op::Lineage => self.lineage_entries += 1,
            _ => {}
        }
        self.note(change);
    }

    /// Notes what an entry or an inode of a store says.
    pub(super) fn note(&mut self, change: &Change<'_>) {
        self.time(change.time().unwrap_or_default());
        self.users.add(change.bytes(Bytes::Owner));
        self.groups.add(change.bytes(Bytes::Group));
        self.access(change.bytes(Bytes::Acl));
        // `v1.8.2:core/common/src/main/java/alluxio/underfs/Fingerprint.java` joins tag and value with `:`, 2.x with `|`.
        self.old_fingerprints += i64::from(change.bytes(Bytes::Fingerprint).is_some_and(|text| text.starts_with(b"TYPE:")));
    }

    /// Owner and group of 2.x, which stand in the list of who may do what. Most inodes have the list of the one before.
    fn access(&mut self, list: Option<&[u8]>) {
        if let Some(list) = list.filter(|list| *list != self.access) {
            self.access.clear();
            self.access.extend_from_slice(list);
            let (owner, group) = stored::owner(list);
            self.users.add(owner);
            self.groups.add(group);
        }
    }

    fn time(&mut self, time: i64) {
        if time > 0 {
            let (first, last) = self.times.unwrap_or((time, time));
            self.times = Some((first.min(time), last.max(time)));
        }
    }

    /// Adds what a later part said, and empties it.
    pub(super) fn join(&mut self, later: &mut Said) {
        self.kinds.merge(&later.kinds);
        self.walk.join(&later.walk);
        self.users.join(&mut later.users);
        self.groups.join(&mut later.groups);
        if let Some((first, last)) = later.times {
            self.time(first);
            self.time(last);
        }
        self.old_fingerprints += later.old_fingerprints;
        self.blocks += later.blocks;
        self.key_value_entries += later.key_value_entries;
        self.lineage_entries += later.lineage_entries;
        *later = Said::default();
    }
}

impl Names {
    pub(super) fn add(&mut self, name: Option<&[u8]>) {
        if let Some(name) = name.filter(|name| !name.is_empty() && *name != self.last) {
            self.last.clear();
            self.last.extend_from_slice(name);
            self.keep(text(Some(name)));
        }
    }

    fn keep(&mut self, name: String) {
        if self.all.len() < MAX_NAMES {
            self.all.insert(name);
        }
    }

    fn join(&mut self, later: &mut Names) {
        std::mem::take(&mut later.all).into_iter().for_each(|name| self.keep(name));
    }
}
