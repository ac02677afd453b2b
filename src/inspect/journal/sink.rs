//! Where readers of journals put what they find. Readers know bytes; what an entry, an inode or a row of a store means
//! is known behind this trait.

use super::entry::EntryStats;

/// Takes what readers find, piece by piece, in the order in which a master would apply it.
pub(crate) trait Sink {
    /// A serialized `JournalEntry` of a log, a plain checkpoint, a JOURNAL_ENTRY component or a backup, which is counted while
    /// it is read. `None` means that the bytes are no message.
    fn entry(&mut self, message: &[u8], stats: &mut EntryStats) -> Option<()>;

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
