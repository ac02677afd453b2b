//! Streams of entries and nothing else: backups, and checkpoints of 1.x.

use std::io::{self, Read};

use super::content::Content;
use super::delimited::{self, End, MAX_ENTRY, Varint};
use super::entry::EntryStats;
use super::runs::{self, Account, Frame, Run, Runs};
use super::sink::Sink;

/// What such a stream holds.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) stats: EntryStats,
    pub(crate) end: End,
    /// Whether it ended in [`End::Garbage`] only for a length that no release writes, and fewer bytes follow. A master that has
    /// the memory takes that for an entry which was cut off.
    pub(crate) ends_short: bool,
}

impl Default for Plain {
    fn default() -> Self {
        Plain { stats: EntryStats::default(), end: End::Complete, ends_short: false }
    }
}

/// Reads to the end, or to the first bytes that are no entry. What was noted before an error stays.
pub(crate) fn read(reader: impl Read, plain: &mut Plain, content: &mut Content) -> io::Result<()> {
    let mut runs = Runs::new(reader, 0);
    runs::note(&mut runs, plain, content)?;
    if !plain.is_closed() {
        plain.end = delimited::end(&runs);
        plain.ends_short = ends_short(&mut runs)?;
    }
    Ok(())
}

/// Lengths are signed numbers of 32 bits to masters (`v2.8.0:.../master/journal/JournalEntryStreamReader.java`).
fn ends_short<R: Read>(runs: &mut Runs<R>) -> io::Result<bool> {
    match delimited::varint32(runs.rest()) {
        Varint::Whole(len, head) if len > MAX_ENTRY && i32::try_from(len).is_ok() => Ok(!runs.has(head as u64 + len)?),
        _ => Ok(false),
    }
}

impl Account for Plain {
    fn frame(bytes: &[u8]) -> Frame {
        delimited::frame(bytes)
    }

    fn apart(&self) -> Plain {
        Plain::default()
    }

    fn add<S: Sink>(&mut self, run: &Run, sink: &mut S) {
        if let Some(offset) = delimited::each(run, |entry| sink.entry(entry, &mut self.stats)) {
            self.end = End::Garbage(offset);
        }
    }

    fn is_closed(&self) -> bool {
        self.end != End::Complete
    }

    fn is_continued_by(&self, _: &Plain) -> bool {
        true
    }

    fn join(&mut self, part: Plain) {
        self.stats.merge(&part.stats);
        self.end = part.end;
        self.ends_short = part.ends_short;
    }
}
