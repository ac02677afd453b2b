//! Changes of state in the order of their entries, free of the bytes that they were read from: they can wait, or be handed to
//! another thread.

use super::change::Change;
use super::inode::Persistence;
use super::meaning::Op;
use super::namespace::Update;
use super::slot::{Bytes, Number};
use crate::catalog::schema::MessageId;

/// Changes that wait.
#[derive(Debug, Default)]
pub(super) struct Steps {
    pub(super) list: Vec<Step>,
    /// Names and messages, one after the other.
    bytes: Vec<u8>,
}

/// Where in the bytes of its list something stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    start: usize,
    end: usize,
}

/// One change.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    /// Of an inode.
    Inode(InodeStep),
    /// Of something else, or of an inode by its path: rare enough to be read once more.
    Other { op: Op, message: MessageId, body: Piece },
}

/// A change of an inode that is named by its id.
#[derive(Debug, Clone, Copy)]
pub(super) struct InodeStep {
    pub(super) op: Op,
    pub(super) id: i64,
    pub(super) parent: Option<i64>,
    pub(super) name: Option<Piece>,
    pub(super) recursive: bool,
    pub(super) update: Update,
}

impl Steps {
    /// Adds what an entry changes, if it changes anything.
    pub(super) fn add(&mut self, op: Op, message: MessageId, body: &[u8], change: &Change<'_>) {
        match op {
            Op::Rename if change.bytes(Bytes::Path).is_some() => self.add_other(op, message, body),
            _ if op.is_about_inode() => self.add_inode(op, change),
            _ if op.is_about_other() => self.add_other(op, message, body),
            _ => {}
        }
    }

    fn add_inode(&mut self, op: Op, change: &Change<'_>) {
        let name = change.bytes(Bytes::Name).map(|name| self.put(name));
        let (id, parent, recursive) =
            (change.id().unwrap_or_default(), change.number(Number::Parent), change.switch(Number::Recursive) == Some(true));
        self.list.push(Step::Inode(InodeStep { op, id, parent, name, recursive, update: update(op, change) }));
    }

    fn add_other(&mut self, op: Op, message: MessageId, body: &[u8]) {
        let body = self.put(body);
        self.list.push(Step::Other { op, message, body });
    }

    fn put(&mut self, bytes: &[u8]) -> Piece {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        Piece { start, end: self.bytes.len() }
    }

    /// The bytes of a piece of this list.
    pub(super) fn bytes(&self, piece: Piece) -> &[u8] {
        self.bytes.get(piece.start..piece.end).unwrap_or_default()
    }

    /// Forgets all; the memory is kept for the next ones.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.bytes.clear();
    }
}

/// What an entry changes in the attributes of an inode.
fn update(op: Op, change: &Change<'_>) -> Update {
    match op {
        Op::CompleteFile => Update { completed_by_old_entry: true, ..Update::default() },
        Op::PersistDirectory => Update { persistence: Some(Persistence::Persisted), ..Update::default() },
        Op::AsyncPersist => Update { persistence: Some(Persistence::ToBePersisted), ..Update::default() },
        Op::SetAttribute => attributes(change),
        _ => Update::of(change),
    }
}

/// An attribute change of 1.x. The action of a TTL is read together with the TTL only, and is DELETE if it is absent
/// (`v2.4.0:.../file/meta/InodeTreePersistentState.java`, `applySetAttribute`).
fn attributes(change: &Change<'_>) -> Update {
    let persisted = |persisted| if persisted { Persistence::Persisted } else { Persistence::NotPersisted };
    Update {
        persistence: change.switch(Number::Persisted).map(persisted),
        stamped: change.bytes(Bytes::Fingerprint).map(is_readable),
        pinned: change.switch(Number::Pinned),
        ttl: change.number(Number::Ttl),
        ttl_action: change.number(Number::Ttl).map(|_| change.number(Number::TtlAction).unwrap_or(0)),
        ..Update::default()
    }
}

/// Whether 2.x can compare it; an empty one and one of 1.x match nothing
/// (`v2.0.0:core/common/src/main/java/alluxio/underfs/Fingerprint.java`, `parse`).
fn is_readable(fingerprint: &[u8]) -> bool {
    fingerprint.starts_with(b"TYPE|")
}

impl Update {
    /// What an entry says of each attribute.
    pub(super) fn of(change: &Change<'_>) -> Update {
        Update {
            persistence: change.bytes(Bytes::Persistence).map(Persistence::parse),
            stamped: change.bytes(Bytes::Fingerprint).map(is_readable),
            pinned: change.switch(Number::Pinned),
            ttl: change.number(Number::Ttl),
            ttl_action: change.number(Number::TtlAction),
            created: change.number(Number::Created),
            mount_point: change.switch(Number::MountPoint),
            completed: change.switch(Number::Completed),
            completed_by_old_entry: false,
        }
    }
}
