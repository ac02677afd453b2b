//! One log segment of Ratis: magic, then `[varint length][LogEntryProto][CRC32C]` repeated, then zeros
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/raftlog/segmented/SegmentedRaftLogReader.java`).

mod record;
mod stamps;
mod trouble;

use std::io::{self, Read};
use std::sync::Arc;

pub(crate) use record::{LogEntry, log_entry};
pub(crate) use stamps::{Stamp, Stamps};
pub(crate) use trouble::Trouble;

use super::content;
use super::entry::EntryStats;
use super::raft_meta;
use super::runs::{self, Account, Frame, Run, Runs};
use super::sink::Sink;
use crate::source::{Blob, BlobReader};

pub(crate) const MAGIC: &[u8; 8] = b"RaftLog1";

/// Bytes of the checksum behind each record.
const CHECKSUM: usize = 4;

/// What a segment holds.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// Index up to which the newest snapshot reaches.
    installed: Option<u64>,
    pub(crate) records: u64,
    pub(crate) first: Option<u64>,
    pub(crate) first_term: u64,
    pub(crate) last_term: u64,
    /// Entries that the newest snapshot already has.
    pub(crate) covered: EntryStats,
    /// Entries that a start replays.
    pub(crate) live: EntryStats,
    pub(crate) trouble: Option<Trouble>,
    /// Index of the last record that says who belongs to the quorum, and what it says.
    pub(crate) configuration: Option<(u64, Vec<u8>)>,
}

/// Reads a segment; records after the index `installed` count as live and go to the content.
pub(crate) fn read(blob: Arc<dyn Blob>, installed: Option<u64>, state: &mut content::Content) -> io::Result<Content> {
    let mut reader = BlobReader::new(blob);
    let mut content = Content { installed, ..Content::default() };
    match read_magic(&mut reader)? {
        Magic::Whole => {}
        Magic::Begun => return Ok(content),
        Magic::Other => {
            content.trouble = Some(Trouble::NoMagic);
            return Ok(content);
        }
    }
    let mut runs = Runs::new(reader, MAGIC.len() as u64);
    runs::note(&mut runs, &mut content, state)?;
    if content.trouble.is_none() {
        content.trouble = trouble_behind(&mut runs)?;
    }
    Ok(content)
}

/// What is wrong with the bytes behind the last whole record.
fn trouble_behind<R: Read>(runs: &mut Runs<R>) -> io::Result<Option<Trouble>> {
    let offset = runs.offset();
    Ok(match (runs.rest().first(), record::frame(runs.rest())) {
        (None, _) => None,
        (Some(0), _) => runs.nonzero()?.map(Trouble::AfterPadding),
        (_, Frame::Stop) => Some(Trouble::NotARecord(offset)),
        _ => Some(Trouble::Cut(offset)),
    })
}

enum Magic {
    Whole,
    /// Only the beginning was written, then zeros or nothing: Ratis takes the segment for empty (`verifyHeader`).
    Begun,
    Other,
}

fn read_magic(reader: &mut BlobReader) -> io::Result<Magic> {
    let mut head = Vec::new();
    reader.by_ref().take(MAGIC.len() as u64).read_to_end(&mut head)?;
    let same = head.iter().zip(MAGIC).take_while(|(read, wanted)| read == wanted).count();
    let rest_is_zero = head.iter().skip(same).all(|byte| *byte == 0);
    Ok(match (same == MAGIC.len(), rest_is_zero) {
        (true, _) => Magic::Whole,
        (false, true) => Magic::Begun,
        (false, false) => Magic::Other,
    })
}

impl Content {
    /// Entries of either sort.
    pub(crate) fn entries(&self) -> u64 {
        self.live.entries + self.covered.entries
    }

    /// Index that the next record must have.
    fn next(&self) -> Option<u64> {
        self.first.map(|first| first.saturating_add(self.records))
    }

    /// Notes a record; its length takes `head` bytes.
    fn record<S: Sink>(&mut self, record: &[u8], head: usize, offset: u64, sink: &mut S) -> Option<Trouble> {
        let Some(entry) = record::checked(record, head) else { return Some(Trouble::Checksum(offset)) };
        let Some(LogEntry { term, index, data, configuration }) = log_entry(entry) else { return Some(Trouble::NotARecord(offset)) };
        if !data.is_empty() && self.data(data, index, sink).is_none() {
            return Some(Trouble::NotARecord(offset));
        }
        if let Some(configuration) = configuration.filter(|bytes| bytes.len() <= raft_meta::MAX_META) {
            self.configuration = Some((index, configuration.to_vec()));
        }
        self.first.get_or_insert(index);
        let (expected, falls) = (self.next(), self.records > 0 && term < self.last_term);
        if self.records == 0 {
            self.first_term = term;
        }
        self.records += 1;
        self.last_term = term;
        match (expected == Some(index), falls) {
            (false, _) => Some(Trouble::Gap(offset)),
            (true, true) => Some(Trouble::Term(offset)),
            (true, false) => None,
        }
    }

    fn data<S: Sink>(&mut self, data: &[u8], index: u64, sink: &mut S) -> Option<()> {
        if self.installed.is_none_or(|installed| index > installed) {
            sink.entry(data, &mut self.live)
        } else {
            self.covered.add(data).and_then(|_| sink.covered(data))
        }
    }
}

impl Account for Content {
    fn frame(bytes: &[u8]) -> Frame {
        record::frame(bytes)
    }

    fn apart(&self) -> Content {
        Content { installed: self.installed, ..Content::default() }
    }

    fn add<S: Sink>(&mut self, run: &Run, sink: &mut S) {
        let (mut bytes, mut offset) = (run.bytes(), run.offset);
        while let Some((record, head, rest)) = record::split(bytes).filter(|_| self.trouble.is_none()) {
            self.trouble = self.record(record, head, offset, sink);
            offset += record.len() as u64;
            bytes = rest;
        }
    }

    fn is_closed(&self) -> bool {
        self.trouble.is_some()
    }

    fn is_continued_by(&self, part: &Content) -> bool {
        let indices_rise = self.first.is_none() || part.first.is_none() || self.next() == part.first;
        let terms_fall = self.records > 0 && part.records > 0 && part.first_term < self.last_term;
        indices_rise && !terms_fall
    }

    fn join(&mut self, part: Content) {
        if self.records == 0 {
            self.first_term = part.first_term;
        }
        if part.records > 0 {
            self.last_term = part.last_term;
        }
        self.first = self.first.or(part.first);
        self.records += part.records;
        self.covered.merge(&part.covered);
        self.live.merge(&part.live);
        self.trouble = part.trouble;
        self.configuration = part.configuration.or(self.configuration.take());
    }
}
