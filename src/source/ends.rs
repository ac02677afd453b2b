//! The first and last bytes of a blob, read once: what tells what a file is stands there, and is asked for again and again.

use std::io;
use std::sync::Arc;

use super::Blob;

/// What tells a text file, and the first entries of an archive.
const HEAD: usize = 4 << 10;
/// An end record of a zip file with a short comment, and the directory of a small one.
const TAIL: usize = 4 << 10;
/// Longest tail that is kept; a longer directory is read piece by piece.
const LONGEST: usize = 256 << 10;

/// A blob whose ends are in memory.
pub(crate) struct Ends {
    blob: Arc<dyn Blob>,
    head: Vec<u8>,
    tail: Vec<u8>,
}

impl Ends {
    /// Reads the ends. That nothing can be read at the start is an error; at the end, it shows when it matters.
    pub(crate) fn of(blob: Arc<dyn Blob>) -> io::Result<Ends> {
        let len = usize::try_from(blob.len()).unwrap_or(usize::MAX);
        let mut head = vec![0; len.min(HEAD)];
        let count = blob.read_at(&mut head, 0)?;
        head.truncate(count);
        let mut tail = last(blob.as_ref(), len.min(TAIL));
        let more = directory(&tail).map_or(0, |more| more.min(LONGEST).min(len));
        if more > tail.len() {
            tail = last(blob.as_ref(), more);
        }
        Ok(Ends { blob, head, tail })
    }
}

/// The last bytes; none if they cannot be read.
fn last(blob: &dyn Blob, len: usize) -> Vec<u8> {
    let mut bytes = vec![0; len];
    match blob.read_exact_at(&mut bytes, blob.len() - len as u64) {
        Ok(()) => bytes,
        Err(_) => Vec::new(),
    }
}

/// How far from the end the directory begins that the last end record announces (APPNOTE.TXT 4.3.16: its size is at 12).
fn directory(tail: &[u8]) -> Option<usize> {
    let at = memchr::memmem::rfind(tail, b"PK\x05\x06")?;
    let size = tail.get(at + 12..at + 16)?;
    let size = u32::from_le_bytes(size.try_into().ok()?);
    usize::try_from(size).ok()?.checked_add(tail.len() - at)
}

impl Blob for Ends {
    fn len(&self) -> u64 {
        self.blob.len()
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let in_tail = offset.checked_sub(self.len() - self.tail.len() as u64).filter(|_| !self.tail.is_empty());
        if let Some(at) = in_tail {
            return self.tail.read_at(buffer, at);
        }
        let in_head = offset.checked_add(buffer.len() as u64).is_some_and(|end| end <= self.head.len() as u64);
        if in_head { self.head.read_at(buffer, offset) } else { self.blob.read_at(buffer, offset) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_reads_the_same() {
        for len in [0, 1, HEAD, HEAD + 1, TAIL + HEAD, TAIL + HEAD + 1, 20_000] {
            let mut bytes: Vec<u8> = (0..len).map(|at| u8::try_from(at * 7 % 251).unwrap_or_default()).collect();
            if len == 20_000 {
                bytes.splice(len - 22.., *b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x10\x27\0\0\0\0\0\0\0\0");
            }
            let ends = Ends::of(Arc::new(bytes.clone())).unwrap_or_else(|error| panic!("{error}"));
            for at in
                [0, 1, HEAD - 1, HEAD, len / 2, len.saturating_sub(TAIL), len.saturating_sub(10_023), len.saturating_sub(1), len, len + 9]
            {
                for count in [0, 1, 512, HEAD, TAIL + 1, 15_000] {
                    let mut read = vec![0; count];
                    let whole = bytes.get(at..len.min(at.saturating_add(count))).unwrap_or_default();
                    let mut filled = 0;
                    while let Ok(more @ 1..) = ends.read_at(read.get_mut(filled..).unwrap_or_default(), (at + filled) as u64) {
                        filled += more;
                    }
                    assert_eq!(read.get(..filled), Some(whole), "{count} at {at} of {len}");
                }
            }
        }
    }
}
