//! Streams of `[varint length][message]`, the framing of all Alluxio journals but the oldest
//! (`v2.8.0:core/server/common/src/main/java/alluxio/master/journal/JournalEntryStreamReader.java`).

use std::io::{self, BufRead, Read};

use super::runs::{Frame, Run, Runs};

/// No release writes a larger entry: Ratis refuses them (`ratis-2.0.0` `SegmentedRaftLogReader`), and the readers of the
/// other kinds use the same limit so that a wrong length cannot ask for memory.
pub(crate) const MAX_ENTRY: u64 = 32 * 1024 * 1024;

/// First step in which memory is asked for; a length that lies gets no more than what is really there.
const FIRST_STEP: usize = 64 * 1024;

/// How a stream ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// Exactly after an entry.
    Complete,
    /// Inside the entry that starts at this offset.
    Cut(u64),
    /// Inside the length of the entry that starts at this offset. Masters tell this from a cut entry.
    CutLength(u64),
    /// The bytes at this offset are no entry.
    Garbage(u64),
}

/// Calls `visit` with each message; it answers whether the message was one. An empty message is none: zeros on a disk
/// would otherwise be millions of them.
pub(crate) fn for_each(reader: &mut dyn BufRead, mut visit: impl FnMut(&[u8]) -> Option<()>) -> io::Result<End> {
    let mut scratch = Vec::new();
    let mut offset = 0u64;
    loop {
        let buffered = reader.fill_buf()?;
        if buffered.is_empty() {
            return Ok(End::Complete);
        }
        let (used, bad) = visit_buffered(buffered, &mut visit);
        reader.consume(used);
        offset += used as u64;
        if bad {
            return Ok(End::Garbage(offset));
        }
        if used == 0 {
            match visit_split(reader, &mut scratch, &mut visit)? {
                Split::Good(bytes) => offset += bytes,
                Split::Cut => return Ok(End::Cut(offset)),
                Split::CutLength => return Ok(End::CutLength(offset)),
                Split::Bad => return Ok(End::Garbage(offset)),
            }
        }
    }
}

/// The message at the front of some bytes, with its length.
pub(crate) fn frame(bytes: &[u8]) -> Frame {
    match varint32(bytes) {
        Varint::TooLong => Frame::Stop,
        Varint::Part => Frame::Part(bytes.len() + 1),
        Varint::Whole(len, _) if len == 0 || len > MAX_ENTRY => Frame::Stop,
        Varint::Whole(len, head) => {
            let len = head + usize::try_from(len).unwrap_or(usize::MAX - 64);
            if len <= bytes.len() { Frame::Whole(len) } else { Frame::Part(len) }
        }
    }
}

/// Calls `visit` with each message of a run; it answers whether the message was one. Answers the offset of one that was not.
pub(crate) fn each(run: &Run, mut visit: impl FnMut(&[u8]) -> Option<()>) -> Option<u64> {
    let (used, bad) = visit_buffered(run.bytes(), &mut visit);
    bad.then_some(run.offset + used as u64)
}

/// How a stream of runs ended of which all messages are good.
pub(crate) fn end<R: Read>(runs: &Runs<R>) -> End {
    let offset = runs.offset();
    match (runs.rest(), frame(runs.rest())) {
        ([], _) => End::Complete,
        (_, Frame::Stop) => End::Garbage(offset),
        (rest, _) if matches!(varint32(rest), Varint::Part) => End::CutLength(offset),
        _ => End::Cut(offset),
    }
}

/// Visits the messages that lie whole in the buffer, without a copy. Answers how many bytes they take, and whether the
/// one behind them is no message.
fn visit_buffered(buffered: &[u8], visit: &mut impl FnMut(&[u8]) -> Option<()>) -> (usize, bool) {
    let mut used = 0;
    while let Some(rest) = buffered.get(used..) {
        let Varint::Whole(len, head) = varint32(rest) else { break };
        let Some(message) = usize::try_from(len).ok().and_then(|len| rest.get(head..head.checked_add(len)?)) else { break };
        if message.is_empty() || visit(message).is_none() {
            return (used, true);
        }
        used += head + message.len();
    }
    (used, false)
}

enum Split {
    /// A message, with its length in bytes.
    Good(u64),
    Cut,
    CutLength,
    Bad,
}

/// One message that does not lie whole in the buffer.
fn visit_split(reader: &mut dyn BufRead, scratch: &mut Vec<u8>, visit: &mut impl FnMut(&[u8]) -> Option<()>) -> io::Result<Split> {
    let mut head = [0; 5];
    let mut read = 0;
    let len = loop {
        match varint32(head.get(..read).unwrap_or_default()) {
            Varint::Whole(len, _) => break len,
            Varint::TooLong => return Ok(Split::Bad),
            Varint::Part => {}
        }
        let Some(&byte) = reader.fill_buf()?.first() else { return Ok(Split::CutLength) };
        reader.consume(1);
        if let Some(place) = head.get_mut(read) {
            *place = byte;
        }
        read += 1;
    };
    if len == 0 || len > MAX_ENTRY {
        return Ok(Split::Bad);
    }
    let wanted = usize::try_from(len).unwrap_or(usize::MAX);
    scratch.clear();
    if !fill(reader, scratch, wanted)? {
        return Ok(Split::Cut);
    }
    Ok(if visit(scratch).is_some() { Split::Good(read as u64 + len) } else { Split::Bad })
}

/// Appends `wanted` bytes; false if the reader ends before. Memory grows with what is really there, never beyond `wanted`.
pub(crate) fn fill(reader: &mut dyn BufRead, out: &mut Vec<u8>, wanted: usize) -> io::Result<bool> {
    let end = out.len().saturating_add(wanted);
    while out.len() < end {
        let step = (end - out.len()).min(out.len().max(FIRST_STEP));
        out.reserve_exact(step);
        if Read::take(&mut *reader, step as u64).read_to_end(out)? < step {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A length at the front of some bytes.
pub(crate) enum Varint {
    /// Value, and how many bytes it takes.
    Whole(u64, usize),
    /// The bytes end inside it.
    Part,
    /// It is longer than any length.
    TooLong,
}

/// Reads a varint of at most 32 bits. Most lengths take one byte or two.
#[inline]
pub(crate) fn varint32(bytes: &[u8]) -> Varint {
    match *bytes {
        [only, ..] if only & 0x80 == 0 => Varint::Whole(u64::from(only), 1),
        [first, second, ..] if second & 0x80 == 0 => Varint::Whole(u64::from(first & 0x7f) | u64::from(second) << 7, 2),
        _ => longer_varint32(bytes),
    }
}

/// It takes five bytes at most.
fn longer_varint32(bytes: &[u8]) -> Varint {
    let mut value = 0u64;
    for (i, byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Varint::Whole(value, i + 1);
        }
    }
    if bytes.len() < 5 { Varint::Part } else { Varint::TooLong }
}
