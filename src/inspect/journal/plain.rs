//! Streams of entries and nothing else: backups, and checkpoints of 1.x.

use std::io::{self, Read};

use super::content::Content;
use super::delimited::{self, End};
use super::entry::EntryStats;
use super::runs::{self, Account, Frame, Run, Runs};
use super::sink::Sink;

/// What such a stream holds.
#[derive(Debug)]
pub(crate) struct Plain {
    pub(crate) stats: EntryStats,
    pub(crate) end: End,
}

impl Default for Plain {
    fn default() -> Self {
        Plain { stats: EntryStats::default(), end: End::Complete }
    }
}

/// Reads to the end, or to the first bytes that are no entry. What was noted before an error stays.
pub(crate) fn read(reader: impl Read, plain: &mut Plain, content: &mut Content) -> io::Result<()> {
    let mut runs = Runs::new(reader, 0);
    runs::note(&mut runs, plain, content)?;
    if !plain.is_closed() {
        plain.end = delimited::end(&runs);
    }
    Ok(())
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
    }
}
