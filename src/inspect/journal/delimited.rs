//! Streams of `[varint length][message]`, the framing of all Alluxio journals but the oldest
//! (`v2.8.0:core/server/common/src/main/java/alluxio/master/journal/JournalEntryStreamReader.java`).

use std::io::{self, BufRead, Read};

/// No release writes a larger entry: Ratis refuses them (`ratis-2.0.0` `SegmentedRaftLogReader`), and the readers of the
/// other kinds use the same limit so that a wrong length cannot ask for memory.
pub(crate) const MAX_ENTRY: u64 = 32 * 1024 * 1024;

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// Exactly after an entry.
    Complete,
    /// Inside the entry that starts at this offset.
    Cut(u64),
    /// The bytes at this offset are no entry.
    Garbage(u64),
}

/// Calls `visit` with each message; it answers whether the message was one.
pub(crate) fn for_each(reader: &mut dyn BufRead, mut visit: impl FnMut(&[u8]) -> Option<()>) -> io::Result<End> {
    let mut scratch = Vec::new();
    let mut offset = 0u64;
    loop {
        let Length { value, bytes } = match read_length(reader)? {
            Some(length) => length,
            None if at_end(reader)? => return Ok(End::Complete),
            None => return Ok(End::Garbage(offset)),
        };
        let Some(len) = value.filter(|len| *len <= MAX_ENTRY) else {
            return Ok(if value.is_none() { End::Cut(offset) } else { End::Garbage(offset) });
        };
        match with_message(reader, len, &mut scratch, &mut visit)? {
            Message::Good => offset += bytes + len,
            Message::Cut => return Ok(End::Cut(offset)),
            Message::Bad => return Ok(End::Garbage(offset)),
        }
    }
}

enum Message {
    Good,
    Cut,
    Bad,
}

fn with_message(
    reader: &mut dyn BufRead,
    len: u64,
    scratch: &mut Vec<u8>,
    visit: &mut impl FnMut(&[u8]) -> Option<()>,
) -> io::Result<Message> {
    let count = usize::try_from(len).unwrap_or(usize::MAX);
    let buffered = reader.fill_buf()?;
    if let Some(message) = buffered.get(..count) {
        let good = visit(message).is_some();
        reader.consume(count);
        return Ok(if good { Message::Good } else { Message::Bad });
    }
    scratch.clear();
    if reader.take(len).read_to_end(scratch)? < count {
        return Ok(Message::Cut);
    }
    Ok(if visit(scratch).is_some() { Message::Good } else { Message::Bad })
}

struct Length {
    /// `None` if the stream ended inside the varint.
    value: Option<u64>,
    bytes: u64,
}

/// `None` at a clean end, and when the varint is longer than any length.
fn read_length(reader: &mut dyn BufRead) -> io::Result<Option<Length>> {
    let mut value = 0u64;
    for i in 0..5u64 {
        let Some(&byte) = reader.fill_buf()?.first() else {
            return Ok((i > 0).then_some(Length { value: None, bytes: i }));
        };
        reader.consume(1);
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok(Some(Length { value: Some(value), bytes: i + 1 }));
        }
    }
    Ok(None)
}

fn at_end(reader: &mut dyn BufRead) -> io::Result<bool> {
    Ok(reader.fill_buf()?.is_empty())
}
