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
mod stored;
mod tally;
mod tap;
mod walk;

use change::Change;
pub(crate) use inode::{Inode, Persistence};
use meaning::{Meaning, Op};
use namespace::{Namespace, Update};
use tally::Tally;
pub use tap::DecodedEntry;
pub(crate) use tap::Tap;
use walk::Walk;

use super::kinds::Kinds;
use super::sink::Sink;
use super::wire::{Fields, Wire};
use crate::catalog::schema::{Field, Kind, MessageId};

/// Batches inside batches are not written by any release; deeper nesting is no entry.
const MAX_DEPTH: u8 = 4;

/// Column families of RocksDB stores (`2.9.3:core/server/master/src/main/java/alluxio/master/metastore/rocks`).
const INODES: &str = "inodes";
const BLOCK_META: &str = "block-meta";

/// Where an entry stands.
#[derive(Debug, Clone, Copy, Default)]
struct At {
    /// Batches around it.
    depth: u8,
    /// Sequence number, or that of the batch.
    sequence: u64,
    /// Whether a checkpoint covers it, so that no master applies it.
    covered: bool,
}

/// The state, rebuilt.
#[derive(Debug)]
pub(crate) struct Content {
    meaning: &'static Meaning,
    walk: Walk,
    /// Entries by field number, those inside batches one by one.
    kinds: Kinds,
    stored_inodes: u64,
    pub(crate) namespace: Namespace,
    pub(crate) tally: Tally,
    /// Somebody who watches entry by entry.
    tap: Option<Box<Tap>>,
}

impl Default for Content {
    fn default() -> Self {
        Content {
            meaning: Meaning::builtin(),
            walk: Walk::default(),
            kinds: Kinds::default(),
            stored_inodes: 0,
            namespace: Namespace::default(),
            tally: Tally::default(),
            tap: None,
        }
    }
}

impl Sink for Content {
    fn entry(&mut self, message: &[u8]) -> Option<u64> {
        self.entry_at(message, At::default())
    }

    fn covered(&mut self, message: &[u8]) -> Option<()> {
        if self.tap.is_some() {
            self.entry_at(message, At { covered: true, ..At::default() })?;
        }
        Some(())
    }

    fn inode(&mut self, message: &[u8]) -> Option<()> {
        let stored = stored::read(message)?;
        self.stored_inodes += 1;
        let change = &stored.change;
        self.note_change(change);
        let (owner, group) = stored::owner(change.acl);
        self.tally.owner(owner, group);
        if let (Some(value), Some(kind)) = (change.ttl_action, self.meaning.ttl_action) {
            self.walk.value(kind, value);
        }
        let name = change.name.unwrap_or_default();
        self.namespace.insert(change.id.unwrap_or_default(), change.parent.unwrap_or_default(), name, stored.directory, &update(change));
        Some(())
    }

    fn row(&mut self, _component: &str, family: &str, _key: &[u8], value: &[u8]) {
        match family {
            INODES => {
                self.inode(value);
            }
            BLOCK_META => self.tally.blocks += 1,
            _ => {}
        }
    }
}

impl Content {
    /// Whether inodes of a store were seen; every store has at least the root.
    pub(crate) fn has_stored_inodes(&self) -> bool {
        self.stored_inodes > 0
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

    fn entry_at(&mut self, message: &[u8], mut at: At) -> Option<u64> {
        let meaning = self.meaning;
        let mut fields = Fields::new(message);
        for field in &mut fields {
            let known = meaning.schema.field(meaning.entry, field.number);
            match (known.map(|known| (meaning.op(known), known)), field.value) {
                (Some((Op::Sequence, _)), Wire::Varint(number)) => at.sequence = number,
                (Some((Op::Batch, _)), Wire::Bytes(inner)) if at.depth < MAX_DEPTH => {
                    self.entry_at(inner, At { depth: at.depth + 1, ..at })?;
                }
                (Some((op, known)), Wire::Bytes(body)) => self.body(op, known, body, &at)?,
                (Some(_), _) => {}
                (None, value) => self.unnamed(field.number, value, &at)?,
            }
        }
        (!fields.malformed).then_some(at.sequence)
    }

    fn body(&mut self, op: Op, field: &Field, body: &[u8], at: &At) -> Option<()> {
        let message = message_of(field)?;
        if at.covered {
            return self.watch_covered(op, field, message, body, at);
        }
        self.kinds.add(field.number);
        let change = self.walk.entry_body(self.meaning, message, body)?;
        self.note_change(&change);
        let before = self.tap.as_ref().and_then(|_| self.path_of(&change));
        self.apply(op, &change);
        match &mut self.tap {
            Some(_) => {
                let path = before.or_else(|| self.path_of(&change));
                self.watch(op, field, message, body, at, path)
            }
            None => Some(()),
        }
    }

    /// An entry of a kind that no release has.
    fn unnamed(&mut self, number: u64, value: Wire<'_>, at: &At) -> Option<()> {
        if !at.covered {
            self.kinds.add(number);
        }
        let Some(tap) = &mut self.tap else { return Some(()) };
        let fields = decode::unnamed_entry(value);
        let file = tap.file.clone();
        tap.push(DecodedEntry { file, sequence: at.sequence, applied: !at.covered, kind: format!("#{number}"), path: None, fields })
    }

    fn watch_covered(&mut self, op: Op, field: &Field, message: MessageId, body: &[u8], at: &At) -> Option<()> {
        let change = Walk::default().entry_body(self.meaning, message, body)?;
        let path = change.path.filter(|_| change.id.is_none()).map(|path| String::from_utf8_lossy(path).into_owned());
        self.watch(op, field, message, body, at, path.or_else(|| self.path_of(&change)))
    }

    fn watch(&mut self, op: Op, field: &Field, message: MessageId, body: &[u8], at: &At, path: Option<String>) -> Option<()> {
        if op == Op::Companion {
            return Some(());
        }
        let fields = decode::message(self.meaning, message, body);
        let written = fields.get("path").and_then(|path| path.as_str()).map(str::to_owned);
        let path = if at.covered { written.or(path) } else { path.or(written) };
        let tap = self.tap.as_mut()?;
        let file = tap.file.clone();
        let kind = field.name.to_owned();
        tap.push(DecodedEntry { file, sequence: at.sequence, applied: !at.covered, kind, path, fields })
    }

    /// The path that an entry is about, in the tree as it is now.
    fn path_of(&self, change: &Change<'_>) -> Option<String> {
        match (change.id, change.path) {
            (Some(id), _) => self.namespace.path(id),
            (None, path) => path.map(|path| String::from_utf8_lossy(path).into_owned()),
        }
    }

    fn note_change(&mut self, change: &Change<'_>) {
        self.tally.time(change.time);
        self.tally.owner(change.owner, change.group);
        self.tally.fingerprint(change.fingerprint);
    }

    fn apply(&mut self, op: Op, change: &Change<'_>) {
        match op {
            Op::AddMount => self.tally.add_mount(change),
            Op::DeleteMount => self.tally.delete_mount(change),
            Op::SetPathSettings => self.tally.set_path_settings(change),
            Op::RemovePathSettings => self.tally.remove_path_settings(change),
            Op::AddBlock => self.tally.blocks += 1,
            Op::DeleteBlock => self.tally.blocks -= 1,
            Op::AddSyncPoint => self.tally.add_sync_point(change),
            Op::RemoveSyncPoint => self.tally.remove_sync_point(change),
            Op::ClusterInfo => self.tally.cluster(change),
            Op::AttachDatabase => self.tally.add_database(change),
            Op::DetachDatabase => self.tally.remove_database(change),
            Op::AddTable => self.tally.add_table(change),
            Op::RemoveTable => self.tally.remove_table(change),
            Op::KeyValue => self.tally.key_value_entries += 1,
            Op::Lineage => self.tally.lineage_entries += 1,
            _ => self.apply_to_tree(op, change),
        }
    }

    fn apply_to_tree(&mut self, op: Op, change: &Change<'_>) {
        let tree = &mut self.namespace;
        let id = change.id.unwrap_or_default();
        let name = change.name.unwrap_or_default();
        let persistence = |persistence| Update { persistence: Some(persistence), ..Update::default() };
        match op {
            Op::CreateDirectory => tree.create(id, change.parent.unwrap_or_default(), name, true, &update(change)),
            Op::CreateFile => tree.create(id, change.parent.unwrap_or_default(), name, false, &update(change)),
            Op::CompleteFile => tree.update(id, &Update { completed_by_old_entry: true, ..Update::default() }),
            Op::DeleteInode if change.recursive => tree.delete_tree(id),
            Op::DeleteInode => tree.delete(id),
            Op::PersistDirectory => tree.update(id, &persistence(Persistence::Persisted)),
            Op::AsyncPersist => tree.update(id, &persistence(Persistence::ToBePersisted)),
            Op::Rename => match change.path {
                Some(path) => tree.rename_to_path(id, &String::from_utf8_lossy(path)),
                None => tree.rename(id, change.parent, change.name),
            },
            Op::SetAttribute => set_attribute(tree, id, change),
            Op::UpdateInode => {
                tree.update(id, &update(change));
                if change.parent.is_some() || change.name.is_some() {
                    tree.rename(id, change.parent, change.name);
                }
            }
            Op::UpdatePart => tree.update(id, &update(change)),
            _ => {}
        }
    }
}

/// An attribute change of 1.x. The action of a TTL is read together with the TTL only, and is DELETE if it is absent
/// (`v2.4.0:.../file/meta/InodeTreePersistentState.java`, `applySetAttribute`).
fn set_attribute(tree: &mut Namespace, id: i64, change: &Change<'_>) {
    let persisted = |persisted| if persisted { Persistence::Persisted } else { Persistence::NotPersisted };
    let update = Update {
        persistence: change.persisted.map(persisted),
        stamped: change.fingerprint.map(is_readable),
        pinned: change.pinned,
        ttl: change.ttl,
        ttl_action: change.ttl.map(|_| change.ttl_action.unwrap_or(0)),
        ..Update::default()
    };
    tree.update(id, &update);
    if let Some(pinned) = change.pinned {
        tree.pin_tree(id, pinned);
    }
}

fn update(change: &Change<'_>) -> Update {
    Update {
        persistence: change.persistence.map(Persistence::parse),
        stamped: change.fingerprint.map(is_readable),
        pinned: change.pinned,
        ttl: change.ttl,
        ttl_action: change.ttl_action,
        mount_point: change.mount_point,
        completed: change.completed,
        completed_by_old_entry: false,
    }
}

/// Whether 2.x can compare it; an empty one and one of 1.x match nothing
/// (`v2.0.0:core/common/src/main/java/alluxio/underfs/Fingerprint.java`, `parse`).
fn is_readable(fingerprint: &[u8]) -> bool {
    fingerprint.starts_with(b"TYPE|")
}

fn message_of(field: &Field) -> Option<MessageId> {
    match field.kind {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}
