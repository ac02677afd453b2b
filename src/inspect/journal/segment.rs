//! One log segment of Ratis: magic, then `[varint length][LogEntryProto][CRC32C]` repeated, then zeros
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/raftlog/segmented/SegmentedRaftLogReader.java`).

use std::fmt;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::delimited::MAX_ENTRY;
use super::entry::EntryStats;
use super::sink::{Both, Sink};
use super::wire::{Fields, Wire};
use crate::source::{Blob, BlobReader};

const MAGIC: &[u8; 8] = b"RaftLog1";

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
    pub(crate) last: Option<u64>,
    pub(crate) term: u64,
    pub(crate) all: EntryStats,
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
    TermBack(u64),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoMagic => write!(f, "does not start with RaftLog1"),
            Trouble::Cut(offset) => write!(f, "ends inside the record at byte {offset}"),
            Trouble::Checksum(offset) => write!(f, "the checksum of the record at byte {offset} is wrong"),
            Trouble::NotARecord(offset) => write!(f, "has bytes that are no record at byte {offset}"),
            Trouble::AfterPadding(offset) => write!(f, "has bytes after its end at byte {offset}"),
            Trouble::TermBack(offset) => write!(f, "the term of the record at byte {offset} is lower than the one before it"),
            Trouble::Gap(offset) => write!(f, "the index of the record at byte {offset} does not follow the one before it"),
        }
    }
}

/// Reads a segment; records after the index `installed` count as live and go to the sink.
pub(crate) fn read<S: Sink + ?Sized>(blob: Arc<dyn Blob>, installed: Option<u64>, sink: &mut S) -> io::Result<Content> {
    let mut reader = BlobReader::new(blob);
    let mut content = Content::default();
    if reader.remaining() == 0 {
        return Ok(content);
    }
    let mut magic = [0; 8];
    if reader.remaining() < 8 || reader.read_exact(&mut magic).is_err() || &magic != MAGIC {
        content.trouble = Some(Trouble::NoMagic);
        return Ok(content);
    }
    let mut record = Vec::new();
    while content.trouble.is_none() && content.read_record(&mut reader, &mut record, installed, sink)? {}
    Ok(content)
}

impl Content {
    /// Reads one record; false at the end.
    fn read_record<S: Sink + ?Sized>(
        &mut self,
        reader: &mut BlobReader,
        record: &mut Vec<u8>,
        installed: Option<u64>,
        sink: &mut S,
    ) -> io::Result<bool> {
        let offset = reader.position();
        record.clear();
        let len = match read_length(reader, record)? {
            Length::End => return Ok(false),
            Length::Padding => {
                self.trouble = nonzero_after(reader)?.map(Trouble::AfterPadding);
                return Ok(false);
            }
            Length::Cut => return Ok(self.stop(Trouble::Cut(offset))),
            Length::Bytes(len) if len > MAX_ENTRY => return Ok(self.stop(Trouble::NotARecord(offset))),
            Length::Bytes(len) => len,
        };
        let head = record.len();
        let wanted = len + 4;
        if reader.by_ref().take(wanted).read_to_end(record)? as u64 != wanted {
            return Ok(self.stop(Trouble::Cut(offset)));
        }
        let Some(entry) = checked(record, head) else {
            return Ok(self.stop(Trouble::Checksum(offset)));
        };
        let term = self.term;
        if self.add(entry, installed, sink).is_none() {
            return Ok(self.stop(Trouble::NotARecord(offset)));
        }
        if self.term < term {
            return Ok(self.stop(Trouble::TermBack(offset)));
        }
        if self.last != self.first.map(|first| first.saturating_add(self.records - 1)) {
            return Ok(self.stop(Trouble::Gap(offset)));
        }
        Ok(true)
    }

    fn stop(&mut self, trouble: Trouble) -> bool {
        self.trouble = Some(trouble);
        false
    }

    fn add<S: Sink + ?Sized>(&mut self, entry: &[u8], installed: Option<u64>, sink: &mut S) -> Option<()> {
        let mut index = 0;
        let mut data: &[u8] = &[];
        let mut fields = Fields::new(entry);
        for field in &mut fields {
            match (field.number, field.value) {
                (TERM, Wire::Varint(number)) => self.term = number,
                (INDEX, Wire::Varint(number)) => index = number,
                (STATE_MACHINE_ENTRY, Wire::Bytes(inner)) => data = log_data(inner),
                _ => {}
            }
        }
        if fields.malformed {
            return None;
        }
        if !data.is_empty() {
            self.all.add(data)?;
            if installed.is_none_or(|installed| index > installed) {
                Both(&mut self.live, sink).entry(data)?;
            } else {
                sink.covered(data)?;
            }
        }
        self.records += 1;
        self.first.get_or_insert(index);
        self.last = Some(index);
        Some(())
    }
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
    let (covered, sum) = record.split_last_chunk::<4>()?;
    (crc32c::crc32c(covered) == u32::from_be_bytes(*sum)).then(|| covered.get(head..))?
}

enum Length {
    End,
    /// A zero byte: what follows is preallocated space.
    Padding,
    Cut,
    Bytes(u64),
}

/// Reads the varint and keeps its bytes, which the checksum covers.
fn read_length(reader: &mut BlobReader, kept: &mut Vec<u8>) -> io::Result<Length> {
    let mut value = 0u64;
    for i in 0..5u32 {
        let Some(&byte) = reader.fill_buf()?.first() else {
            return Ok(if i == 0 { Length::End } else { Length::Cut });
        };
        reader.consume(1);
        kept.push(byte);
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok(if i == 0 && byte == 0 { Length::Padding } else { Length::Bytes(value) });
        }
    }
    Ok(Length::Bytes(u64::MAX))
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
