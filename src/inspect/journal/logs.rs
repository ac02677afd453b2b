//! Log files of delimited journal entries, which the v0 layout and the UFS journal share, read as a master reads them.

use std::io;
use std::sync::Arc;

use super::content::Content;
use super::delimited::{self, End};
use super::entry::EntryStats;
use super::runs::{self, Account, Frame, Run, Runs};
use super::sink::Sink;
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
    /// The sequence number that was to come first of those that are applied.
    start: Option<u64>,
    /// The sequence number after the last entry that is applied.
    pub(crate) next: Option<u64>,
    /// The number that should have come, and the first other one that came.
    pub(crate) jump: Option<(u64, u64)>,
    pub(crate) end: End,
    wanted: Wanted,
}

/// Reads a log; entries that a master applies go to the content.
pub(crate) fn read(blob: Arc<dyn Blob>, wanted: Wanted, content: &mut Content) -> io::Result<Log> {
    let mut log = Log { next: wanted.next, ..Log::new(wanted) };
    let mut runs = Runs::new(BlobReader::new(blob), 0);
    runs::note(&mut runs, &mut log, content)?;
    if !log.is_closed() {
        log.end = delimited::end(&runs);
    }
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

    fn new(wanted: Wanted) -> Log {
        Log {
            live: EntryStats::default(),
            unused: EntryStats::default(),
            first: None,
            start: None,
            next: None,
            jump: None,
            end: End::Complete,
            wanted,
        }
    }

    /// Whether an entry came before, for all that is known of the beginning of the log.
    fn is_repeated(&self, sequence: u64) -> bool {
        !self.wanted.repeats && self.next.max(self.wanted.next).is_some_and(|next| sequence < next)
    }

    fn entry<S: Sink>(&mut self, entry: &[u8], sink: &mut S) -> Option<()> {
        let sequence = super::entry::sequence(entry);
        self.first.get_or_insert(sequence);
        if self.is_repeated(sequence) || self.reached_end() {
            self.unused.add(entry)?;
            return sink.covered(entry);
        }
        let next = *self.next.get_or_insert(sequence);
        self.start.get_or_insert(next);
        sink.entry(entry, &mut self.live)?;
        if sequence != next && self.jump.is_none() {
            self.jump = Some((next, sequence));
        }
        self.next = Some(sequence.saturating_add(1));
        Some(())
    }
}

impl Account for Log {
    fn frame(bytes: &[u8]) -> Frame {
        delimited::frame(bytes)
    }

    fn apart(&self) -> Log {
        Log::new(self.wanted)
    }

    fn add<S: Sink>(&mut self, run: &Run, sink: &mut S) {
        if let Some(offset) = delimited::each(run, |entry| self.entry(entry, sink)) {
            self.end = End::Garbage(offset);
        }
    }

    fn is_closed(&self) -> bool {
        self.end != End::Complete
    }

    fn is_continued_by(&self, part: &Log) -> bool {
        let starts_right = self.next.is_none() || part.start.is_none() || part.start == self.next;
        starts_right && part.jump.is_none() && (!self.reached_end() || part.start.is_none())
    }

    fn join(&mut self, part: Log) {
        self.live.merge(&part.live);
        self.unused.merge(&part.unused);
        self.first = self.first.or(part.first);
        self.start = self.start.or(part.start);
        self.next = part.next.or(self.next);
        self.end = part.end;
    }
}
