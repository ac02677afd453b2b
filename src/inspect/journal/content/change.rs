//! The fields of one entry that change the state of a master, borrowed from its bytes.

use super::meaning::{Meaning, field};
use super::slot::{BYTES, Bytes, NUMBERS, Number, Slot};
use crate::catalog::schema::MessageId;
use crate::inspect::journal::wire::{Field, Fields, Wire};

/// What one entry says, each in its place, so that taking a field up is one store whatever the field. A field that is absent
/// is `None`, since most entries change only what they name.
#[derive(Debug, Default)]
pub(super) struct Change<'a> {
    numbers: [Option<i64>; NUMBERS],
    bytes: [Option<&'a [u8]>; BYTES],
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

    /// All values of a field that may stand several times.
    pub(super) fn all(meaning: &Meaning, message: MessageId, bytes: &'a [u8], slot: Bytes) -> Vec<&'a [u8]> {
        let known = meaning.fields(message);
        let wanted = |one: Field<'a>| match one.value {
            Wire::Bytes(bytes) if field(known, one.number)?.slot.bytes == slot => Some(bytes),
            _ => None,
        };
        Fields::new(bytes).filter_map(wanted).collect()
    }

    /// Takes a value; as in protobuf, the last one of a field counts.
    #[inline(always)]
    pub(super) fn set(&mut self, slot: Slot, value: Wire<'a>) {
        match value {
            Wire::Varint(number) => self.set_number(slot.number, number),
            Wire::Bytes(bytes) => self.set_bytes(slot.bytes, bytes),
            Wire::Fixed(_) => {}
        }
    }

    fn set_number(&mut self, slot: Number, number: u64) {
        if let Some(place) = self.numbers.get_mut(slot as usize) {
            *place = Some(number.cast_signed());
        }
    }

    fn set_bytes(&mut self, slot: Bytes, bytes: &'a [u8]) {
        if let Some(place) = self.bytes.get_mut(slot as usize) {
            *place = Some(bytes);
        }
    }

    /// A number that the entry names.
    pub(super) fn number(&self, slot: Number) -> Option<i64> {
        self.numbers.get(slot as usize).copied().flatten()
    }

    /// A switch that the entry names.
    pub(super) fn switch(&self, slot: Number) -> Option<bool> {
        self.number(slot).map(|number| number != 0)
    }

    /// Bytes that the entry names.
    pub(super) fn bytes(&self, slot: Bytes) -> Option<&'a [u8]> {
        self.bytes.get(slot as usize).copied().flatten()
    }

    /// The id of what it is about.
    pub(super) fn id(&self) -> Option<i64> {
        self.number(Number::Id)
    }

    /// Latest point in time that the entry names, in milliseconds.
    pub(super) fn time(&self) -> Option<i64> {
        self.number(Number::Created).max(self.number(Number::Modified)).max(self.number(Number::Operated))
    }
}
