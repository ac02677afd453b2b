//! One log segment of Ratis: magic, then `[varint length][LogEntryProto][CRC32C]` repeated, then zeros
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/raftlog/segmented/SegmentedRaftLogReader.java`).

use std::fmt;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::checks::Check;
use super::delimited::{MAX_ENTRY, Varint, fill, varint32};
use super::entry::EntryStats;
use super::sink::{Both, Sink};
use super::wire::{Fields, Wire};
use crate::source::{Blob, BlobReader};

pub(crate) const MAGIC: &[u8; 8] = b"RaftLog1";

/// Bytes of the checksum behind each record.
const CHECKSUM: usize = 4;

/// `LogEntryProto` (`ratis-2.0.0:ratis-proto/src/main/proto/Raft.proto`).
const TERM: u64 = 1;
const INDEX: u64 = 2;
const STATE_MACHINE_ENTRY: u64 = 3;
/// `StateMachineLogEntryProto.logData`: a serialized `JournalEntry`.
const LOG_DATA: u64 = 1;

/// What a segment holds.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) records: u64,
    pub(crate) first: Option<u64>,
    pub(crate) first_term: u64,
    pub(crate) last_term: u64,
    /// Entries that the newest snapshot already has.
    pub(crate) covered: EntryStats,
    /// Entries that a start replays.
    pub(crate) live: EntryStats,
    pub(crate) trouble: Option<Trouble>,
}

/// Why reading a segment ended early, with the offset of the record.
#[derive(Debug)]
pub(crate) enum Trouble {
    NoMagic,
    Cut(u64),
    Checksum(u64),
    NotARecord(u64),
    AfterPadding(u64),
    Gap(u64),
    Term(u64),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoMagic => write!(f, "does not start with RaftLog1"),
            Trouble::Cut(offset) => write!(f, "ends inside the record at byte {offset}"),
            Trouble::Checksum(offset) => write!(f, "the checksum of the record at byte {offset} is wrong"),
            Trouble::NotARecord(offset) => write!(f, "has bytes that are no record at byte {offset}"),
            Trouble::AfterPadding(offset) => write!(f, "has bytes after its end at byte {offset}"),
            Trouble::Gap(offset) => write!(f, "the index of the record at byte {offset} does not follow the one before it"),
            Trouble::Term(offset) => write!(f, "the term of the record at byte {offset} is lower than the one before it"),
        }
    }
}

impl Trouble {
    /// The check that failed.
    pub(crate) fn check(&self) -> Check {
        match self {
            Trouble::NoMagic => Check::SegmentMagic,
            Trouble::Cut(_) => Check::RecordEnd,
            Trouble::Checksum(_) => Check::RecordChecksum,
            Trouble::NotARecord(_) => Check::RecordBytes,
            Trouble::AfterPadding(_) => Check::Padding,
            Trouble::Gap(_) => Check::RecordIndex,
            Trouble::Term(_) => Check::RecordTerms,
        }
    }
}

/// Reads a segment; records after the index `installed` count as live and go to the sink.
pub(crate) fn read<S: Sink + ?Sized>(blob: Arc<dyn Blob>, installed: Option<u64>, sink: &mut S) -> io::Result<Content> {
    let mut reader = BlobReader::new(blob);
    let mut content = Content::default();
    match read_magic(&mut reader)? {
        Magic::Whole => {}
        Magic::Begun => return Ok(content),
        Magic::Other => {
            content.trouble = Some(Trouble::NoMagic);
            return Ok(content);
        }
    }
    let mut scratch = Vec::new();
    while content.trouble.is_none() && content.read_record(&mut reader, &mut scratch, installed, sink)? {}
    Ok(content)
}

/// Term, index and checksum of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stamp {
    pub(crate) term: u64,
    pub(crate) index: u64,
    sum: u32,
}

/// A segment that is read again record by record, to be compared with another master's.
pub(crate) struct Stamps {
    reader: BlobReader,
    scratch: Vec<u8>,
}

impl Stamps {
    pub(crate) fn of(blob: Arc<dyn Blob>) -> io::Result<Self> {
        let mut reader = BlobReader::new(blob);
        read_magic(&mut reader)?;
        Ok(Stamps { reader, scratch: Vec::new() })
    }

    /// The next record; `None` at the end and at the first one that is not whole.
    pub(crate) fn next(&mut self) -> io::Result<Option<Stamp>> {
        let (stamp, taken) = match next_record(&mut self.reader, &mut self.scratch)? {
            Record::Whole { bytes, head } => (stamp(bytes, head), bytes.len()),
            _ => (None, 0),
        };
        if self.scratch.is_empty() {
            self.reader.consume(taken);
        }
        Ok(stamp)
    }
}

fn stamp(record: &[u8], head: usize) -> Option<Stamp> {
    let (covered, sum) = record.split_last_chunk::<CHECKSUM>()?;
    let LogEntry { term, index, .. } = log_entry(covered.get(head..)?)?;
    Some(Stamp { term, index, sum: u32::from_be_bytes(*sum) })
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

/// One record as it stands in the file.
enum Record<'a> {
    /// Nothing follows.
    End,
    /// A zero byte: what follows is preallocated space.
    Padding,
    Cut,
    TooLong,
    /// Length, entry and checksum; the length takes `head` bytes.
    Whole {
        bytes: &'a [u8],
        head: usize,
    },
}

impl Content {
    /// Entries of either sort.
    pub(crate) fn entries(&self) -> u64 {
        self.live.entries + self.covered.entries
    }

    /// Reads one record; false at the end.
    fn read_record<S: Sink + ?Sized>(
        &mut self,
        reader: &mut BlobReader,
        scratch: &mut Vec<u8>,
        installed: Option<u64>,
        sink: &mut S,
    ) -> io::Result<bool> {
        let offset = reader.position();
        let (trouble, taken) = match next_record(reader, scratch)? {
            Record::End => return Ok(false),
            Record::Padding => {
                self.trouble = nonzero_after(reader)?.map(Trouble::AfterPadding);
                return Ok(false);
            }
            Record::Cut => (Some(Trouble::Cut(offset)), 0),
            Record::TooLong => (Some(Trouble::NotARecord(offset)), 0),
            Record::Whole { bytes, head } => (self.add(bytes, head, offset, installed, sink), bytes.len()),
        };
        if scratch.is_empty() {
            reader.consume(taken);
        }
        self.trouble = trouble;
        Ok(true)
    }

    fn add<S: Sink + ?Sized>(&mut self, record: &[u8], head: usize, offset: u64, installed: Option<u64>, sink: &mut S) -> Option<Trouble> {
        let Some(entry) = checked(record, head) else { return Some(Trouble::Checksum(offset)) };
        let Some(LogEntry { term, index, data }) = log_entry(entry) else { return Some(Trouble::NotARecord(offset)) };
        if !data.is_empty() {
            let live = installed.is_none_or(|installed| index > installed);
            let added = if live {
                Both(&mut self.live, sink).entry(data).map(drop)
            } else {
                self.covered.add(data).and_then(|_| sink.covered(data))
            };
            if added.is_none() {
                return Some(Trouble::NotARecord(offset));
            }
        }
        let expected = self.first.get_or_insert(index).saturating_add(self.records);
        let falls = self.records > 0 && term < self.last_term;
        if self.records == 0 {
            self.first_term = term;
        }
        self.records += 1;
        self.last_term = term;
        match (index == expected, falls) {
            (false, _) => Some(Trouble::Gap(offset)),
            (true, true) => Some(Trouble::Term(offset)),
            (true, false) => None,
        }
    }
}

/// The fields of a `LogEntryProto` that are looked at.
pub(crate) struct LogEntry<'a> {
    pub(crate) term: u64,
    pub(crate) index: u64,
    /// A serialized `JournalEntry`; empty for records of Ratis itself.
    pub(crate) data: &'a [u8],
}

/// Reads a `LogEntryProto`.
pub(crate) fn log_entry(bytes: &[u8]) -> Option<LogEntry<'_>> {
    let mut entry = LogEntry { term: 0, index: 0, data: &[] };
    let mut fields = Fields::new(bytes);
    for field in &mut fields {
        match (field.number, field.value) {
            (TERM, Wire::Varint(number)) => entry.term = number,
            (INDEX, Wire::Varint(number)) => entry.index = number,
            (STATE_MACHINE_ENTRY, Wire::Bytes(inner)) => entry.data = log_data(inner),
            _ => {}
        }
    }
    (!fields.malformed).then_some(entry)
}

fn log_data(entry: &[u8]) -> &[u8] {
    let data = Fields::new(entry).find_map(|field| match (field.number, field.value) {
        (LOG_DATA, Wire::Bytes(bytes)) => Some(bytes),
        _ => None,
    });
    data.unwrap_or_default()
}

/// The entry inside a record whose checksum, computed over length and entry, is right.
fn checked(record: &[u8], head: usize) -> Option<&[u8]> {
    let (covered, sum) = record.split_last_chunk::<CHECKSUM>()?;
    (crc32c::crc32c(covered) == u32::from_be_bytes(*sum)).then(|| covered.get(head..))?
}

/// The next record: where it lies in the reader's buffer without being taken from it, or, if it does not lie there
/// whole, as a copy that is taken.
fn next_record<'a>(reader: &'a mut BlobReader, scratch: &'a mut Vec<u8>) -> io::Result<Record<'a>> {
    scratch.clear();
    let buffered = reader.fill_buf()?;
    let (len, head) = match (buffered.first(), varint32(buffered)) {
        (None, _) => return Ok(Record::End),
        (Some(0), _) => return Ok(Record::Padding),
        (_, Varint::TooLong) => return Ok(Record::TooLong),
        (_, Varint::Part) => return split_record(reader, scratch),
        (_, Varint::Whole(len, _)) if len > MAX_ENTRY => return Ok(Record::TooLong),
        (_, Varint::Whole(len, head)) => (len, head),
    };
    let whole = head + usize::try_from(len).unwrap_or(usize::MAX - 64) + CHECKSUM;
    if buffered.len() < whole {
        return split_record(reader, scratch);
    }
    // The buffer is asked for again because the compiler cannot see that it is the same.
    Ok(reader.fill_buf()?.get(..whole).map_or(Record::End, |bytes| Record::Whole { bytes, head }))
}

/// A record that reaches beyond the buffer.
fn split_record<'a>(reader: &mut BlobReader, scratch: &'a mut Vec<u8>) -> io::Result<Record<'a>> {
    let (len, head) = loop {
        match varint32(scratch) {
            Varint::Whole(len, head) => break (len, head),
            Varint::TooLong => return Ok(Record::TooLong),
            Varint::Part if !fill(reader, scratch, 1)? => return Ok(Record::Cut),
            Varint::Part => {}
        }
    };
    let rest = usize::try_from(len).unwrap_or(usize::MAX - 64) + CHECKSUM;
    if len > MAX_ENTRY {
        return Ok(Record::TooLong);
    }
    if reader.remaining() < rest as u64 || !fill(reader, scratch, rest)? {
        return Ok(Record::Cut);
    }
    Ok(Record::Whole { bytes: scratch, head })
}

/// Offset of the first byte that is not zero.
fn nonzero_after(reader: &mut BlobReader) -> io::Result<Option<u64>> {
    loop {
        let start = reader.position();
        let buffer = reader.fill_buf()?;
        if buffer.is_empty() {
            return Ok(None);
        }
        if let Some(at) = buffer.iter().position(|byte| *byte != 0) {
            return Ok(Some(start + at as u64));
        }
        let count = buffer.len();
        reader.consume(count);
    }
}
