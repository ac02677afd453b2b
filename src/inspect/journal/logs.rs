//! Log files of delimited journal entries, which the v0 layout and the UFS journal share.

use std::io;
use std::sync::Arc;

use super::delimited::{self, End};
use super::entry::EntryStats;
use super::sink::{Both, Sink};
use crate::source::{Blob, BlobReader};

/// What one log file holds.
#[derive(Debug)]
pub(crate) struct Log {
    pub(crate) all: EntryStats,
    /// Entries with at least the sequence number that was asked for.
    pub(crate) live: EntryStats,
    pub(crate) first: Option<u64>,
    pub(crate) last: Option<u64>,
    /// A sequence number that does not follow the one before it.
    pub(crate) jump: Option<(u64, u64)>,
    pub(crate) end: End,
}

/// Reads a log; entries from `from` on count as live and go to the sink.
pub(crate) fn read<S: Sink + ?Sized>(blob: Arc<dyn Blob>, from: u64, sink: &mut S) -> io::Result<Log> {
    let mut log = Log { all: EntryStats::default(), live: EntryStats::default(), first: None, last: None, jump: None, end: End::Complete };
    let mut reader = BlobReader::new(blob);
    let end = delimited::for_each(&mut reader, |entry| log.add(entry, from, sink))?;
    log.end = end;
    Ok(log)
}

impl Log {
    fn add<S: Sink + ?Sized>(&mut self, entry: &[u8], from: u64, sink: &mut S) -> Option<()> {
        let sequence = self.all.add(entry)?;
        if let Some(last) = self.last
            && sequence != last + 1
            && self.jump.is_none()
        {
            self.jump = Some((last, sequence));
        }
        if sequence >= from {
            Both(&mut self.live, sink).entry(entry)?;
        } else {
            sink.covered(entry)?;
        }
        self.first.get_or_insert(sequence);
        self.last = Some(sequence);
        Some(())
    }
}
