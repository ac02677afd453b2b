//! Where readers of journals put what they find. Readers know bytes; what an entry, an inode or a row of a store means
//! is known behind this trait.

use super::entry::EntryStats;

/// Takes what readers find, piece by piece, in the order in which a master would apply it.
pub(crate) trait Sink {
    /// A serialized `JournalEntry` of a log, a plain checkpoint, a JOURNAL_ENTRY component or a backup. `None` means
    /// that the bytes are no message; the sequence number is 0 if there is none.
    fn entry(&mut self, message: &[u8]) -> Option<u64>;

    /// A serialized `JournalEntry` of a log that a checkpoint covers; no master applies it. `None` stops the reader.
    fn covered(&mut self, _message: &[u8]) -> Option<()> {
        Some(())
    }

    /// A serialized inode (`meta.InodeMeta.Inode`) of an INODE_PROTOS component. `None` means that it is no message.
    fn inode(&mut self, _message: &[u8]) -> Option<()> {
        Some(())
    }

    /// One number of a LONGS or LONG component, with the component's `CheckpointName`.
    fn number(&mut self, _component: &str, _value: i64) {}

    /// One live key and value of a RocksDB store, with the component's `CheckpointName` and the column family.
    fn row(&mut self, _component: &str, _family: &str, _key: &[u8], _value: &[u8]) {}
}

impl Sink for EntryStats {
    fn entry(&mut self, message: &[u8]) -> Option<u64> {
        self.add(message)
    }
}

/// Feeds two sinks at once.
pub(crate) struct Both<'a, A: ?Sized, B: ?Sized>(pub(crate) &'a mut A, pub(crate) &'a mut B);

impl<A: Sink + ?Sized, B: Sink + ?Sized> Sink for Both<'_, A, B> {
    fn entry(&mut self, message: &[u8]) -> Option<u64> {
        let sequence = self.0.entry(message)?;
        self.1.entry(message)?;
        Some(sequence)
    }

    fn inode(&mut self, message: &[u8]) -> Option<()> {
        self.0.inode(message)?;
        self.1.inode(message)
    }

    fn number(&mut self, component: &str, value: i64) {
        self.0.number(component, value);
        self.1.number(component, value);
    }

    fn row(&mut self, component: &str, family: &str, key: &[u8], value: &[u8]) {
        self.0.row(component, family, key, value);
        self.1.row(component, family, key, value);
    }
}
