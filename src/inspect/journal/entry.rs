//! What a stream of `JournalEntry` messages holds: which kinds of entries, how many, and the few details that verdicts
//! hang on. Field numbers below are those of the message itself, which no release ever renumbered
//! (`v1.0.0:core/server/src/proto/journal/journal.proto` to `304:common/transport/src/main/proto/proto/journal`).

use std::collections::BTreeSet;

use super::kinds::Kinds;
use super::wire::{Fields, Wire};

const SEQUENCE_NUMBER: u64 = 1;
const INODE_DIRECTORY: u64 = 9;
const INODE_FILE: u64 = 11;
const SET_ATTRIBUTE: u64 = 27;
/// A batch of entries inside one entry.
const JOURNAL_ENTRIES: u64 = 39;

/// `SetAttributeEntry.pinned`.
const SET_ATTRIBUTE_PINNED: u64 = 3;

/// Batches inside batches are not written by any release; deeper nesting is not followed.
const MAX_DEPTH: u8 = 4;

/// Counts over entries.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct EntryStats {
    /// Entries, those inside batches counted one by one.
    pub(crate) entries: u64,
    /// Directories and files that were created.
    pub(crate) inodes: u64,
    /// Whether some entry sets or clears a pin.
    pub(crate) pins: bool,
    /// How many of each kind.
    pub(crate) kinds: Kinds,
}

/// The sequence number of an entry; 0 if there is none.
pub(crate) fn sequence(entry: &[u8]) -> u64 {
    let mut fields = Fields::new(entry);
    while let Some(field) = fields.pull() {
        if let (SEQUENCE_NUMBER, Wire::Varint(number)) = (field.number, field.value) {
            return number;
        }
    }
    0
}

impl EntryStats {
    /// Counts one entry. `None` means that the bytes are no message.
    pub(crate) fn add(&mut self, entry: &[u8]) -> Option<()> {
        self.add_nested(entry, 0)
    }

    fn add_nested(&mut self, entry: &[u8], depth: u8) -> Option<()> {
        let mut batch = false;
        let mut fields = Fields::new(entry);
        while let Some(field) = fields.pull() {
            match (field.number, field.value) {
                (SEQUENCE_NUMBER, Wire::Varint(_)) => {}
                (JOURNAL_ENTRIES, Wire::Bytes(inner)) if depth < MAX_DEPTH => {
                    batch = true;
                    self.add_nested(inner, depth + 1)?;
                }
                (number, value) => self.note(number, &value),
            }
        }
        if fields.malformed {
            return None;
        }
        if !batch {
            self.entries += 1;
        }
        Some(())
    }

    /// Counts a field that is neither sequence number nor batch.
    #[inline]
    pub(crate) fn note(&mut self, number: u64, value: &Wire<'_>) {
        self.kinds.add(number);
        let Wire::Bytes(message) = value else { return };
        match number {
            INODE_DIRECTORY | INODE_FILE => self.inodes += 1,
            SET_ATTRIBUTE => self.pins |= Fields::new(message).any(|field| field.number == SET_ATTRIBUTE_PINNED),
            _ => {}
        }
    }

    /// The numbers of all fields seen, without sequence number and batch.
    pub(crate) fn fields(&self) -> BTreeSet<i64> {
        self.kinds.numbers()
    }

    /// Adds what another stream held.
    pub(crate) fn merge(&mut self, other: &EntryStats) {
        self.entries += other.entries;
        self.inodes += other.inodes;
        self.pins |= other.pins;
        self.kinds.merge(&other.kinds);
    }
}
