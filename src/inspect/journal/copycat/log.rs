//! One log segment of Copycat: a header of 64 bytes, then
//! `[length i32][CRC32 of the entry][offset i64][whether a term follows][term i64][entry]`, then zeros
//! (`copycat-1.2.8:server/src/main/java/io/atomix/copycat/server/storage/{Segment,SegmentDescriptor}.java`; what the
//! length and the checksum cover was found out from logs of `v2.0.0-preview` to `v2.3.0-2`).

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::super::checks::{Check, Problem};
use super::super::delimited::MAX_ENTRY;
use super::super::entry::EntryStats;
use super::super::sink::Sink;
use crate::source::{Blob, BlobReader};

const HEADER: usize = 64;

/// Index of the first entry of a journal.
pub(crate) const FIRST_INDEX: u64 = 1;

/// Catalyst's mark of a `CommandEntry`; registrations, keep-alives and configurations have other ones.
const COMMAND: &[u8] = &[0x01, 0xdc];
/// Time, session and sequence number of a command.
const COMMAND_HEAD: usize = 3 * 8;
/// The number under which Alluxio registers its command
/// (`v2.0.0:core/server/common/src/main/java/alluxio/master/journal/raft/RaftJournalSystem.java`, `createSerializer`).
const JOURNAL_ENTRY_COMMAND: &[u8] = &[0x01, 0x01];

/// What a segment holds.
#[derive(Debug, Default)]
pub(crate) struct Content {
    /// Index of the first entry, by the header.
    pub(crate) first: u64,
    pub(crate) last: Option<u64>,
    pub(crate) term: Option<u64>,
    pub(crate) records: u64,
    /// Whether entries may have been removed from it.
    pub(crate) compacted: bool,
    pub(crate) all: EntryStats,
    pub(crate) live: EntryStats,
    /// Why reading ended early.
    pub(crate) trouble: Option<Problem>,
}

/// A record whose checksum is right.
struct Record<'a> {
    offset: u64,
    term: Option<u64>,
    entry: &'a [u8],
}

/// Reads a segment; commands after the index `installed` count as live and go to the sink.
pub(crate) fn read<S: Sink + ?Sized>(blob: Arc<dyn Blob>, id: (u64, u64), installed: Option<u64>, sink: &mut S) -> io::Result<Content> {
    let mut reader = BlobReader::new(blob);
    let mut content = Content::default();
    let mut header = [0; HEADER];
    if reader.remaining() < HEADER as u64 {
        content.trouble = Some(Problem::new(Check::SegmentMagic, "ends inside its header"));
        return Ok(content);
    }
    reader.read_exact(&mut header)?;
    content.set_header(&header, id);
    let mut record = Vec::new();
    while content.trouble.is_none() && content.read_record(&mut reader, &mut record, installed, sink)? {}
    Ok(content)
}

impl Content {
    fn set_header(&mut self, header: &[u8; HEADER], name: (u64, u64)) {
        let number = |at: usize| header.get(at..at + 8).and_then(|bytes| bytes.try_into().ok()).map_or(0, u64::from_be_bytes);
        self.first = number(16);
        self.compacted = name.1 > 1;
        if (number(0), number(8)) != name {
            self.trouble =
                Some(Problem::new(Check::SegmentMagic, format!("is segment {} in version {} by its header", number(0), number(8))));
        } else if name == (1, 1) && self.first != FIRST_INDEX {
            self.trouble = Some(Problem::new(Check::SegmentOrder, format!("is the first segment, but starts at index {}", self.first)));
        }
    }

    /// Reads one record; false at the end.
    fn read_record<S: Sink + ?Sized>(
        &mut self,
        reader: &mut BlobReader,
        record: &mut Vec<u8>,
        installed: Option<u64>,
        sink: &mut S,
    ) -> io::Result<bool> {
        let at = reader.position();
        if reader.remaining() < 4 {
            return Ok(false);
        }
        let mut length = [0; 4];
        reader.read_exact(&mut length)?;
        let length = u64::from(u32::from_be_bytes(length));
        if length == 0 {
            self.check_padding(reader)?;
            return Ok(false);
        }
        if length > MAX_ENTRY {
            return Ok(self.stop(Check::RecordBytes, format!("has bytes that are no record at byte {at}")));
        }
        record.clear();
        if reader.by_ref().take(length).read_to_end(record)? as u64 != length {
            return Ok(self.stop(Check::RecordEnd, format!("ends inside the record at byte {at}")));
        }
        let Some(parsed) = parse(record) else {
            return Ok(self.stop(Check::RecordChecksum, format!("the checksum of the record at byte {at} is wrong")));
        };
        if let Err((check, what)) = self.add(&parsed, installed, sink) {
            return Ok(self.stop(check, format!("{what} at byte {at}")));
        }
        Ok(true)
    }

    fn stop(&mut self, check: Check, what: String) -> bool {
        self.trouble = Some(Problem::new(check, what));
        false
    }

    fn add<S: Sink + ?Sized>(&mut self, record: &Record<'_>, installed: Option<u64>, sink: &mut S) -> Result<(), (Check, &'static str)> {
        let Some(index) = self.first.checked_add(record.offset) else { return Err((Check::RecordIndex, "the index is beyond all bounds")) };
        let next = self.last.map_or(self.first, |last| last + 1);
        if index < next || (index > next && !self.compacted) {
            return Err((Check::RecordIndex, "the index does not follow the one before it, in the record"));
        }
        if record.term.is_some_and(|term| Some(term) < self.term) {
            return Err((Check::RecordTerms, "the term is lower than the one before it, in the record"));
        }
        if let Some(command) = record.entry.strip_prefix(COMMAND) {
            let message = journal_entry(command).ok_or((Check::RecordBytes, "is no journal entry in the command"))?;
            let live = installed.is_none_or(|installed| index > installed);
            self.count(message, live, sink).ok_or((Check::RecordBytes, "is no journal entry in the command"))?;
        }
        self.records += 1;
        self.last = Some(index);
        self.term = record.term.or(self.term);
        Ok(())
    }

    fn count<S: Sink + ?Sized>(&mut self, message: &[u8], live: bool, sink: &mut S) -> Option<()> {
        self.all.add(message)?;
        if live { sink.entry(message, &mut self.live) } else { sink.covered(message) }
    }

    /// Space behind the last record was allocated in advance.
    fn check_padding(&mut self, reader: &mut BlobReader) -> io::Result<()> {
        loop {
            let at = reader.position();
            let buffer = reader.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            if let Some(skip) = buffer.iter().position(|byte| *byte != 0) {
                self.trouble = Some(Problem::new(Check::Padding, format!("has bytes after its end at byte {}", at + skip as u64)));
                return Ok(());
            }
            let count = buffer.len();
            reader.consume(count);
        }
    }
}

/// Takes a record apart; `None` if the checksum, which covers the entry alone, is wrong.
fn parse(record: &[u8]) -> Option<Record<'_>> {
    let (sum, rest) = record.split_first_chunk::<4>()?;
    let (offset, rest) = rest.split_first_chunk::<8>()?;
    let (has_term, rest) = rest.split_first()?;
    let (term, entry) = match has_term {
        0 => (None, rest),
        1 => {
            let (term, entry) = rest.split_first_chunk::<8>()?;
            (Some(u64::from_be_bytes(*term)), entry)
        }
        _ => return None,
    };
    let right = crc32(entry) == u32::from_be_bytes(*sum);
    right.then_some(Record { offset: u64::from_be_bytes(*offset), term, entry })
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = flate2::Crc::new();
    crc.update(bytes);
    crc.sum()
}

/// The message in a command: its size, then its bytes to the end.
fn journal_entry(command: &[u8]) -> Option<&[u8]> {
    let rest = command.get(COMMAND_HEAD..)?.strip_prefix(JOURNAL_ENTRY_COMMAND)?;
    let (size, message) = rest.split_first_chunk::<4>()?;
    (usize::try_from(u32::from_be_bytes(*size)).ok()? == message.len()).then_some(message)
}
