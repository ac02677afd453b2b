//! What stands in one component: entries, inodes, numbers or a RocksDB store, to its end.

use std::io::{self, BufRead};

use super::{Checkpoint, LONG, Part, read_i64};
use crate::inspect::journal::checks::Check;
use crate::inspect::journal::delimited::{self, End};
use crate::inspect::journal::rocks::{self, Fault, Packing, Repacked, Report};
use crate::inspect::journal::sink::Sink;
use crate::inspect::journal::wire::Fields;

impl Checkpoint {
    pub(super) fn read_entries<S: Sink + ?Sized>(&mut self, reader: &mut dyn BufRead, part: &Part<'_>, sink: &mut S) -> io::Result<()> {
        let end = delimited::for_each(reader, |entry| sink.entry(entry, &mut self.stats))?;
        // A cut entry is an error to the reader of entries, while the other readers take it for the end of the component.
        if let End::Cut(offset) | End::CutLength(offset) = end {
            let what = format!("{} ends inside the journal entry at byte {offset} of its content", part.place);
            self.fail(Check::ComponentBytes, what);
            return Ok(());
        }
        self.note_end(end, part.place, "journal entry");
        Ok(())
    }

    pub(super) fn read_inodes<S: Sink + ?Sized>(&mut self, reader: &mut dyn BufRead, part: &Part<'_>, sink: &mut S) -> io::Result<()> {
        let end = delimited::for_each(reader, |inode| {
            Fields::is_message(inode).then_some(())?;
            sink.inode(inode)
        })?;
        self.note_end(end, part.place, "inode");
        Ok(())
    }

    /// Big-endian numbers to the end of the part (`v2.0.0:.../checkpoint/LongsCheckpointFormat.java`); LONG is one.
    pub(super) fn read_numbers<S: Sink + ?Sized>(
        &mut self,
        reader: &mut dyn BufRead,
        part: &Part<'_>,
        kind: i64,
        sink: &mut S,
    ) -> io::Result<()> {
        let mut count = 0u64;
        while !reader.fill_buf()?.is_empty() {
            let Some(number) = read_i64(reader)? else {
                self.fail(Check::ComponentEnd, format!("{} ends inside its number {count}", part.place));
                return Ok(());
            };
            count += 1;
            sink.number(part.component, number);
        }
        if kind == LONG && count != 1 {
            let check = if count == 0 { Check::ComponentEnd } else { Check::ComponentBytes };
            self.fail(check, format!("{} holds {count} numbers instead of one", part.place));
        }
        Ok(())
    }

    pub(super) fn read_rocks<S: Sink + ?Sized>(
        &mut self,
        reader: &mut dyn BufRead,
        packing: Packing,
        part: &Part<'_>,
        sink: &mut S,
    ) -> io::Result<()> {
        let report = match (packing.read_files(reader), part.again) {
            (Ok(Some(files)), _) => rocks::read_store(&files, part.component, sink),
            (Ok(None), Some(again)) => rocks::read_large(&Repacked { packing, again }, part.component, sink),
            (Ok(None), None) => Report::of(Fault::TooLarge),
            (Err(fault), _) => Report::of(fault),
        };
        self.add_store(report, part.place);
        Ok(())
    }

    /// Adds what reading a RocksDB store told.
    pub(crate) fn add_store(&mut self, report: Report, place: &str) {
        self.rocks_format = self.rocks_format.max(report.format);
        self.uncovered += report.uncovered;
        for (family, rows) in report.rows {
            *self.rows.entry(family).or_default() += rows;
        }
        for fault in report.faults {
            match fault {
                Fault::Damaged(what) => self.fail(Check::RocksFiles, format!("{place}: {what}")),
                Fault::Unseen(what) => self.unread.push(format!("{place}: {what}")),
                Fault::TooLarge => self.unread.push(format!("{place}: the RocksDB store is too large to look into")),
            }
        }
    }

    /// Notes how a checkpoint of plain entries ended.
    pub(crate) fn note_plain_end(&mut self, end: End, place: &str) {
        match end {
            End::Complete => {}
            End::Cut(offset) | End::CutLength(offset) => {
                self.fail(Check::CheckpointEnd, format!("{place} ends inside the entry at byte {offset}"))
            }
            End::Garbage(offset) => {
                self.fail(Check::CheckpointBytes, format!("{place} has bytes that are no journal entry at byte {offset}"))
            }
        }
    }

    fn note_end(&mut self, end: End, place: &str, what: &str) {
        match end {
            End::Complete => {}
            End::Cut(offset) | End::CutLength(offset) => {
                self.fail(Check::ComponentEnd, format!("{place} ends inside the {what} at byte {offset} of its content"))
            }
            End::Garbage(offset) => {
                self.fail(Check::ComponentBytes, format!("{place} has bytes that are no {what} at byte {offset} of its content"))
            }
        }
    }
}
