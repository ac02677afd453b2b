//! Inodes as the inode store keeps them, in INODE_PROTOS components and in RocksDB
//! (`2.9.3:core/transport/src/main/proto/proto/meta/inode_meta.proto`, message `Inode`; numbers only ever added since
//! `v2.0.0:core/transport/src/proto/meta/inode_meta.proto`). Journal entries of inodes have other numbers.

use super::change::Change;
use super::slot::{Bytes, Number, Slot};
use crate::inspect::journal::wire::{Fields, Wire};

const IS_DIRECTORY: u64 = 3;

/// An inode of a store.
pub(super) struct Stored<'a> {
    pub(super) directory: bool,
    pub(super) change: Change<'a>,
}

/// Reads an inode; `None` if the bytes are no message.
pub(super) fn read(bytes: &[u8]) -> Option<Stored<'_>> {
    let mut stored = Stored { directory: false, change: Change::default() };
    let mut fields = Fields::new(bytes);
    for field in &mut fields {
        match (field.number, field.value) {
            (IS_DIRECTORY, Wire::Varint(truth)) => stored.directory = truth != 0,
            (number, value) => stored.change.set(slot(number), value),
        }
    }
    (!fields.malformed).then_some(stored)
}

fn slot(number: u64) -> Slot {
    match number {
        1 => Number::Id.into(),
        2 => Number::Created.into(),
        4 => Number::Ttl.into(),
        5 => Number::TtlAction.into(),
        6 => Bytes::Name.into(),
        7 => Number::Parent.into(),
        8 => Bytes::Persistence.into(),
        9 => Number::Pinned.into(),
        10 => Bytes::Acl.into(),
        11 => Bytes::Fingerprint.into(),
        12 => Number::MountPoint.into(),
        18 => Number::Completed.into(),
        25 => Number::Operated.into(),
        _ => Slot::NOTHING,
    }
}

/// Owner and group in `AccessControlList` (`v2.0.0:core/transport/src/proto/shared/acl.proto`).
pub(super) fn owner(acl: &[u8]) -> (Option<&[u8]>, Option<&[u8]>) {
    let (mut user, mut group) = (None, None);
    for field in Fields::new(acl) {
        match (field.number, field.value) {
            (1, Wire::Bytes(name)) => user = Some(name),
            (2, Wire::Bytes(name)) => group = Some(name),
            _ => {}
        }
    }
    (user, group)
}
