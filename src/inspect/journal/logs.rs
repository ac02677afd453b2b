//! Log files of delimited journal entries, which the v0 layout and the UFS journal share, read as a master reads them.

use std::io;
use std::sync::Arc;

use super::delimited::{self, End};
use super::entry::EntryStats;
use super::sink::{Both, Sink};
use crate::source::{Blob, BlobReader};

/// What a master still needs when it opens a log.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Wanted {
    /// The next sequence number; entries below it are duplicates. Without it the first entry decides.
    pub(crate) next: Option<u64>,
    /// The sequence number at which the log ends by its name.
    pub(crate) end: Option<u64>,
    /// Whether entries that came before are applied again.
    pub(crate) repeats: bool,
}

/// What one log file holds.
#[derive(Debug)]
pub(crate) struct Log {
    /// Entries that a master applies.
    pub(crate) live: EntryStats,
    /// Duplicates, and entries behind the end that the name says.
    pub(crate) unused: EntryStats,
    pub(crate) first: Option<u64>,
    /// The sequence number after the last entry that is applied.
    pub(crate) next: Option<u64>,
    /// The number that should have come, and the first other one that came.
    pub(crate) jump: Option<(u64, u64)>,
    pub(crate) end: End,
    wanted: Wanted,
}

/// Reads a log; entries that a master applies go to the sink.
pub(crate) fn read<S: Sink + ?Sized>(blob: Arc<dyn Blob>, wanted: Wanted, sink: &mut S) -> io::Result<Log> {
    let mut log = Log {
        live: EntryStats::default(),
        unused: EntryStats::default(),
        first: None,
        next: wanted.next,
        jump: None,
        end: End::Complete,
        wanted,
    };
    let mut reader = BlobReader::new(blob);
    let end = delimited::for_each(&mut reader, |entry| log.add(entry, sink))?;
    log.end = end;
    Ok(log)
}

impl Log {
    /// Entries of either sort.
    pub(crate) fn entries(&self) -> u64 {
        self.live.entries + self.unused.entries
    }

    /// Whether everything up to the end in the name was there; masters read no further.
    pub(crate) fn reached_end(&self) -> bool {
        self.wanted.end.is_some() && self.next >= self.wanted.end
    }

    fn add<S: Sink + ?Sized>(&mut self, entry: &[u8], sink: &mut S) -> Option<()> {
        let sequence = super::entry::sequence(entry);
        self.first.get_or_insert(sequence);
        let next = *self.next.get_or_insert(sequence);
        if (sequence < next && !self.wanted.repeats) || self.reached_end() {
            self.unused.add(entry)?;
            sink.covered(entry)?;
            return Some(());
        }
        Both(&mut self.live, sink).entry(entry)?;
        if sequence != next && self.jump.is_none() {
            self.jump = Some((next, sequence));
        }
        self.next = Some(sequence.saturating_add(1));
        Some(())
    }
}
