//! One record: length, entry, checksum.

use super::CHECKSUM;
use crate::inspect::journal::delimited::{MAX_ENTRY, Varint, varint32};
use crate::inspect::journal::runs::Frame;
use crate::inspect::journal::wire::{Fields, Wire};

/// `LogEntryProto` (`ratis-2.0.0:ratis-proto/src/main/proto/Raft.proto`).
const TERM: u64 = 1;
const INDEX: u64 = 2;
const STATE_MACHINE_ENTRY: u64 = 3;
const CONFIGURATION: u64 = 4;
/// `StateMachineLogEntryProto.logData`: a serialized `JournalEntry`.
const LOG_DATA: u64 = 1;

/// The fields of a `LogEntryProto` that are looked at.
pub(crate) struct LogEntry<'a> {
    pub(crate) term: u64,
    pub(crate) index: u64,
    /// A serialized `JournalEntry`; empty for records of Ratis itself.
    pub(crate) data: &'a [u8],
    /// A `RaftConfigurationProto`, where the record says who belongs to the quorum.
    pub(crate) configuration: Option<&'a [u8]>,
}

/// Reads a `LogEntryProto`.
pub(crate) fn log_entry(bytes: &[u8]) -> Option<LogEntry<'_>> {
    let mut entry = LogEntry { term: 0, index: 0, data: &[], configuration: None };
    let mut fields = Fields::new(bytes);
    while let Some(field) = fields.pull() {
        match (field.number, field.value) {
            (TERM, Wire::Varint(number)) => entry.term = number,
            (INDEX, Wire::Varint(number)) => entry.index = number,
            (STATE_MACHINE_ENTRY, Wire::Bytes(inner)) => entry.data = log_data(inner),
            (CONFIGURATION, Wire::Bytes(inner)) => entry.configuration = Some(inner),
            _ => {}
        }
    }
    (!fields.malformed).then_some(entry)
}

fn log_data(entry: &[u8]) -> &[u8] {
    let mut fields = Fields::new(entry);
    while let Some(field) = fields.pull() {
        if let (LOG_DATA, Wire::Bytes(bytes)) = (field.number, field.value) {
            return bytes;
        }
    }
    &[]
}

/// The entry inside a record whose checksum, computed over length and entry, is right.
pub(super) fn checked(record: &[u8], head: usize) -> Option<&[u8]> {
    let (covered, sum) = record.split_last_chunk::<CHECKSUM>()?;
    (crc32c::crc32c(covered) == u32::from_be_bytes(*sum)).then(|| covered.get(head..))?
}

/// The record at the front of some bytes; none begins with a zero, which is preallocated space.
pub(super) fn frame(bytes: &[u8]) -> Frame {
    match (bytes.first(), varint32(bytes)) {
        (Some(0), _) | (_, Varint::TooLong) => Frame::Stop,
        (_, Varint::Part) => Frame::Part(bytes.len() + 1),
        (_, Varint::Whole(len, _)) if len > MAX_ENTRY => Frame::Stop,
        (_, Varint::Whole(len, head)) => {
            let len = head + usize::try_from(len).unwrap_or(usize::MAX - 64) + CHECKSUM;
            if len <= bytes.len() { Frame::Whole(len) } else { Frame::Part(len) }
        }
    }
}

/// Takes a whole record off the front, with the number of bytes that its length takes.
pub(super) fn split(bytes: &[u8]) -> Option<(&[u8], usize, &[u8])> {
    let (Frame::Whole(len), Varint::Whole(_, head)) = (frame(bytes), varint32(bytes)) else { return None };
    let (record, rest) = bytes.split_at_checked(len)?;
    Some((record, head, rest))
}
