//! Local headers of a zip file, for streams, which end before their directory is needed, and for archives that have lost it.
//!
//! Layout: APPNOTE.TXT 4.3.7 (header), 4.3.9 (descriptor behind the data), 4.5.3 (lengths of zip64).

use std::io::{self, Read};

use super::feed::Feed;
use super::listing::plain_name;

/// What a local header says of its entry.
pub(super) struct Header {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    /// What the header may leave to the descriptor behind the data.
    pub(super) known: Option<Known>,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) packed: u64,
    pub(super) len: u64,
    pub(super) crc: u32,
}

/// What comes next in the stream.
pub(super) enum Next {
    Entry(Header),
    /// The directory: all entries have been seen.
    Directory,
    /// The stream is over without a directory.
    End,
}

/// Moves to the next header. Descriptors, padding and scripts are stepped over.
pub(super) fn next<R: Read>(feed: &mut Feed<R>) -> io::Result<Next> {
    loop {
        match seek_mark(feed)? {
            Some(true) => {
                if let Some(header) = header(feed)? {
                    return Ok(Next::Entry(header));
                }
                feed.skip(4)?;
            }
            Some(false) => return Ok(Next::Directory),
            None => return Ok(Next::End),
        }
    }
}

/// Moves to the next mark of an entry (true) or of the directory (false).
fn seek_mark<R: Read>(feed: &mut Feed<R>) -> io::Result<Option<bool>> {
    loop {
        let ahead = feed.peek(usize::MAX)?;
        let mark = memchr::memmem::find_iter(ahead, b"PK").find_map(|at| mark(ahead.get(at..)?).map(|entry| (at, entry)));
        if let Some((at, entry)) = mark {
            feed.skip(at as u64)?;
            return Ok(Some(entry));
        }
        // A mark may begin in the last three bytes.
        let gone = ahead.len().saturating_sub(3);
        if gone == 0 {
            return Ok(None);
        }
        feed.skip(gone as u64)?;
    }
}

fn mark(bytes: &[u8]) -> Option<bool> {
    match bytes {
        [b'P', b'K', 3, 4, ..] => Some(true),
        [b'P', b'K', 1, 2, ..] | [b'P', b'K', 5, 6, ..] => Some(false),
        _ => None,
    }
}

/// The header at the mark; `None` if these four bytes are something else, which then stay.
fn header<R: Read>(feed: &mut Feed<R>) -> io::Result<Option<Header>> {
    let Some(fixed) = feed.peek(30)?.first_chunk::<30>().copied() else { return Ok(None) };
    let short = |at: usize| fixed.get(at..at + 2).map_or(0, |b| b.iter().rev().fold(0, |sum, byte| sum << 8 | u16::from(*byte)));
    let (name, extra) = (usize::from(short(26)), usize::from(short(28)));
    // No method has a number above this, and an entry has a name.
    if short(8) > 99 || name == 0 || name > LONGEST_NAME {
        return Ok(None);
    }
    let whole = feed.peek(30 + name + extra)?;
    let (Some(raw), Some(extra_field)) = (whole.get(30..30 + name), whole.get(30 + name..30 + name + extra)) else { return Ok(None) };
    let known = known(&fixed, short(6), extra_field);
    let header = Header { name: plain_name(raw).into_owned(), method: short(8), encrypted: short(6) & 1 == 1, known };
    feed.skip((30 + name + extra) as u64)?;
    Ok(Some(header))
}

/// Names of entries are paths; longer ones, with their extra field, would not fit the look ahead.
const LONGEST_NAME: usize = 16 << 10;

fn known(fixed: &[u8; 30], flags: u16, extra: &[u8]) -> Option<Known> {
    let [.., c0, c1, c2, c3, p0, p1, p2, p3, l0, l1, l2, l3, _, _, _, _] = *fixed;
    let packed = u32::from_le_bytes([p0, p1, p2, p3]);
    let len = u32::from_le_bytes([l0, l1, l2, l3]);
    if flags & 8 != 0 && packed == 0 {
        return None;
    }
    let mut wide = zip64(extra);
    let mut of = |short: u32| if short == u32::MAX { wide.next().unwrap_or(u64::MAX) } else { u64::from(short) };
    let len = of(len);
    let packed = of(packed);
    // With a descriptor, some tools leave zeros in the lengths of zip64 as well.
    let late = flags & 8 != 0 && packed == 0;
    (!late).then_some(Known { packed, len, crc: u32::from_le_bytes([c0, c1, c2, c3]) })
}

/// The numbers in the extra field of zip64, which has the id 1.
fn zip64(mut extra: &[u8]) -> impl Iterator<Item = u64> {
    let mut found: &[u8] = &[];
    while let [i0, i1, s0, s1, rest @ ..] = extra {
        let size = usize::from(u16::from_le_bytes([*s0, *s1]));
        let body = rest.get(..size).unwrap_or(rest);
        if [*i0, *i1] == [1, 0] {
            found = body;
        }
        extra = rest.get(size..).unwrap_or_default();
    }
    found.chunks_exact(8).map(|eight| eight.iter().rev().fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
}
