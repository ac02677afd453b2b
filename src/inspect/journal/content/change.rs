//! The fields of one entry that change the state of a master, borrowed from its bytes.

use super::meaning::{Meaning, Slot, field};
use crate::catalog::schema::MessageId;
use crate::inspect::journal::wire::{Fields, Wire};

/// What one entry says. A field that is absent is `None`, since most entries change only what they name.
#[derive(Debug, Default)]
pub(super) struct Change<'a> {
    pub(super) id: Option<i64>,
    pub(super) parent: Option<i64>,
    pub(super) name: Option<&'a [u8]>,
    pub(super) path: Option<&'a [u8]>,
    pub(super) ufs_path: Option<&'a [u8]>,
    /// Options of a mount point or settings of a path, each a pair as bytes.
    pub(super) properties: Vec<&'a [u8]>,
    pub(super) recursive: bool,
    pub(super) persistence: Option<&'a [u8]>,
    pub(super) persisted: Option<bool>,
    pub(super) pinned: Option<bool>,
    pub(super) ttl: Option<i64>,
    pub(super) ttl_action: Option<i64>,
    pub(super) mount_point: Option<bool>,
    pub(super) completed: Option<bool>,
    /// Latest point in time that the entry names, in milliseconds.
    pub(super) time: i64,
    pub(super) owner: Option<&'a [u8]>,
    pub(super) group: Option<&'a [u8]>,
    pub(super) acl: Option<&'a [u8]>,
    pub(super) fingerprint: Option<&'a [u8]>,
    pub(super) text: Option<&'a [u8]>,
    pub(super) table: Option<&'a [u8]>,
}

impl<'a> Change<'a> {
    /// Reads the message of an entry that was found to be one before.
    pub(super) fn of(meaning: &Meaning, message: MessageId, bytes: &'a [u8]) -> Change<'a> {
        let known = meaning.fields(message);
        let mut change = Change::default();
        for one in Fields::new(bytes) {
            if let Some(known) = field(known, one.number) {
                change.set(known.slot, one.value);
            }
        }
        change
    }

    /// Takes a value; as in protobuf, the last one of a field counts.
    #[inline]
    pub(super) fn set(&mut self, slot: Slot, value: Wire<'a>) {
        match value {
            Wire::Varint(number) => self.set_number(slot, number),
            Wire::Bytes(bytes) => self.set_bytes(slot, bytes),
            Wire::Fixed(_) => {}
        }
    }

    fn set_number(&mut self, slot: Slot, number: u64) {
        let signed = number.cast_signed();
        let truth = number != 0;
        match slot {
            Slot::Id => self.id = Some(signed),
            Slot::Parent => self.parent = Some(signed),
            Slot::Recursive => self.recursive = truth,
            Slot::Persisted => self.persisted = Some(truth),
            Slot::Pinned => self.pinned = Some(truth),
            Slot::Ttl => self.ttl = Some(signed),
            Slot::TtlAction => self.ttl_action = Some(signed),
            Slot::MountPoint => self.mount_point = Some(truth),
            Slot::Completed => self.completed = Some(truth),
            Slot::Time => self.time = self.time.max(signed),
            _ => {}
        }
    }

    fn set_bytes(&mut self, slot: Slot, bytes: &'a [u8]) {
        match slot {
            Slot::Name => self.name = Some(bytes),
            Slot::Path => self.path = Some(bytes),
            Slot::UfsPath => self.ufs_path = Some(bytes),
            Slot::Properties => self.properties.push(bytes),
            Slot::Persistence => self.persistence = Some(bytes),
            Slot::Owner => self.owner = Some(bytes),
            Slot::Group => self.group = Some(bytes),
            Slot::Acl => self.acl = Some(bytes),
            Slot::Fingerprint => self.fingerprint = Some(bytes),
            Slot::Text => self.text = Some(bytes),
            Slot::Table => self.table = Some(bytes),
            _ => {}
        }
    }
}
