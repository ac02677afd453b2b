//! Records of a segment once more, one by one, to be compared with another master's.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::record::{LogEntry, log_entry};
use super::{CHECKSUM, read_magic};
use crate::inspect::journal::delimited::{MAX_ENTRY, Varint, fill, varint32};
use crate::source::{Blob, BlobReader};

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
