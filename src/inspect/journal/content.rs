//! What a master would hold after reading a journal: the namespace, mount points, blocks, tables, and which fields and
//! values occur in its entries.
//!
//! Takes pieces from readers through [`Sink`], in the order in which a master would apply them, and knows neither files
//! nor releases. Whether a release understands what was seen is asked of the catalog later. Memory is bounded: see
//! [`namespace`].

mod change;
mod decode;
mod facts;
mod inode;
mod meaning;
pub(crate) mod namespace;
mod reading;
mod said;
mod slot;
mod step;
mod stored;
mod tally;
mod tap;
mod walk;
mod watch;

use std::num::NonZeroUsize;

use change::Change;
pub(crate) use inode::Inode;
use meaning::{Meaning, Op};
use namespace::{Namespace, Update};
pub(crate) use reading::Reading;
use slot::{Bytes, Number};
use step::{InodeStep, Step, Steps};
use tally::Tally;
pub use tap::DecodedEntry;
pub(crate) use tap::Tap;

use super::entry::EntryStats;
use super::sink::Sink;
use crate::catalog::schema::MessageId;

/// Column families of RocksDB stores (`2.9.3:core/server/master/src/main/java/alluxio/master/metastore/rocks`).
const INODES: &str = "inodes";
const BLOCK_META: &str = "block-meta";

/// The state, rebuilt.
#[derive(Debug)]
pub(crate) struct Content {
    meaning: &'static Meaning,
    /// What was said, and what was read but not yet applied.
    reading: Reading,
    stored_inodes: u64,
    pub(crate) namespace: Namespace,
    pub(crate) tally: Tally,
    /// Threads that may read for it.
    threads: NonZeroUsize,
    /// Somebody who watches entry by entry.
    tap: Option<Box<Tap>>,
}

impl Default for Content {
    fn default() -> Self {
        Content {
            meaning: Meaning::builtin(),
            reading: Reading::default(),
            stored_inodes: 0,
            namespace: Namespace::default(),
            tally: Tally::default(),
            threads: NonZeroUsize::MIN,
            tap: None,
        }
    }
}

impl Sink for Content {
    fn entry(&mut self, message: &[u8], stats: &mut EntryStats) -> Option<()> {
        if self.tap.is_some() {
            return self.watched_entry(message, stats);
        }
        let read = self.reading.entry(message, stats);
        self.settle();
        read
    }

    fn covered(&mut self, message: &[u8]) -> Option<()> {
        if self.tap.is_some() { self.watched_covered(message) } else { Some(()) }
    }

    fn inode(&mut self, message: &[u8]) -> Option<()> {
        let stored = stored::read(message)?;
        self.stored_inodes += 1;
        let change = &stored.change;
        let said = &mut self.reading.said;
        said.note(change);
        if let (Some(value), Some(kind)) = (change.number(Number::TtlAction), self.meaning.ttl_action) {
            said.walk.value(kind, value);
        }
        let name = change.bytes(Bytes::Name).unwrap_or_default();
        let (id, parent) = (change.id().unwrap_or_default(), change.number(Number::Parent).unwrap_or_default());
        self.namespace.insert(id, parent, name, stored.directory, &Update::of(change));
        Some(())
    }

    fn row(&mut self, _component: &str, family: &str, _key: &[u8], value: &[u8]) {
        match family {
            INODES => {
                self.inode(value);
            }
            BLOCK_META => self.reading.said.blocks += 1,
            _ => {}
        }
    }
}

impl Content {
    /// Whether inodes of a store were seen; every store has at least the root.
    pub(crate) fn has_stored_inodes(&self) -> bool {
        self.stored_inodes > 0
    }

    /// A content for which several threads may read.
    pub(crate) fn of_threads(threads: NonZeroUsize) -> Content {
        Content { threads, ..Content::default() }
    }

    /// Threads that may read parts of a file for it; nobody can watch those, so that watched ones are read by one.
    pub(crate) fn threads(&self) -> Option<NonZeroUsize> {
        self.tap.is_none().then_some(self.threads)
    }

    /// A content that hands on what it is given.
    pub(crate) fn watched(tap: Tap) -> Content {
        Content { tap: Some(Box::new(tap)), ..Content::default() }
    }

    /// Says which file the next entries are from.
    pub(crate) fn enter(&mut self, file: &str) {
        if let Some(tap) = &mut self.tap {
            tap.file = file.into();
        }
    }

    /// Adds entries that were read apart, and empties what they were read into.
    pub(crate) fn absorb(&mut self, reading: &mut Reading) {
        self.reading.said.join(&mut reading.said);
        self.apply_all(&reading.steps);
        reading.clear();
    }

    /// Applies what was read.
    fn settle(&mut self) {
        let mut steps = std::mem::take(&mut self.reading.steps);
        self.apply_all(&steps);
        steps.clear();
        self.reading.steps = steps;
    }

    fn apply_all(&mut self, steps: &Steps) {
        for step in &steps.list {
            match step {
                Step::Inode(step) => self.apply(step, step.name.map(|name| steps.bytes(name))),
                Step::Other { op, message, body } => self.apply_other(*op, *message, steps.bytes(*body)),
            }
        }
    }

    fn apply(&mut self, step: &InodeStep, name: Option<&[u8]>) {
        let InodeStep { op, id, parent, recursive, ref update, .. } = *step;
        let tree = &mut self.namespace;
        match op {
            Op::CreateDirectory | Op::CreateFile => {
                tree.create(id, parent.unwrap_or_default(), name.unwrap_or_default(), op == Op::CreateDirectory, update);
            }
            Op::DeleteInode if recursive => tree.delete_tree(id),
            Op::DeleteInode => tree.delete(id),
            Op::Rename => tree.rename(id, parent, name),
            Op::SetAttribute => {
                tree.update(id, update);
                if let Some(pinned) = update.pinned {
                    tree.pin_tree(id, pinned);
                }
            }
            Op::UpdateInode => {
                tree.update(id, update);
                if parent.is_some() || name.is_some() {
                    tree.rename(id, parent, name);
                }
            }
            _ => tree.update(id, update),
        }
    }

    fn apply_other(&mut self, op: Op, message: MessageId, body: &[u8]) {
        let change = &Change::of(self.meaning, message, body);
        let properties = || Change::all(self.meaning, message, body, Bytes::Property);
        match op {
            Op::AddMount => self.tally.add_mount(change, &properties()),
            Op::DeleteMount => self.tally.delete_mount(change),
            Op::SetPathSettings => self.tally.set_path_settings(change, &properties()),
            Op::RemovePathSettings => self.tally.remove_path_settings(change),
            Op::AddSyncPoint => self.tally.add_sync_point(change),
            Op::RemoveSyncPoint => self.tally.remove_sync_point(change),
            Op::ClusterInfo => self.tally.cluster(change),
            Op::AttachDatabase => self.tally.add_database(change),
            Op::DetachDatabase => self.tally.remove_database(change),
            Op::AddTable => self.tally.add_table(change),
            Op::RemoveTable => self.tally.remove_table(change),
            Op::Rename => self.namespace.rename_to_path(change.id().unwrap_or_default(), &text(change.bytes(Bytes::Path))),
            _ => {}
        }
    }
}

/// Bytes as text.
fn text(bytes: Option<&[u8]>) -> String {
    String::from_utf8_lossy(bytes.unwrap_or_default()).into_owned()
}
