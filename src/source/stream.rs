//! Sequential reading over a [`Blob`], and windows into one.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::Blob;

/// Bytes fetched per read; large enough that a system call costs nothing beside the copy.
const CHUNK: usize = 256 * 1024;

/// Bytes that are not worth a copy through the buffer.
const MUCH: usize = 64 * 1024;

/// Buffered forward reader with a known position and cheap skips.
pub struct BlobReader {
    blob: Arc<dyn Blob>,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    /// Offset in the blob of `buffer[end]`.
    next: u64,
}

impl BlobReader {
    /// Reads from the first byte.
    pub fn new(blob: Arc<dyn Blob>) -> Self {
        BlobReader { blob, buffer: vec![0; CHUNK], start: 0, end: 0, next: 0 }
    }

    /// Offset of the next byte that will be read.
    pub fn position(&self) -> u64 {
        self.next - (self.end - self.start) as u64
    }

    /// Bytes between the position and the end of the blob.
    pub fn remaining(&self) -> u64 {
        self.blob.len().saturating_sub(self.position())
    }

    /// Moves forward without copying; false if the blob ends before.
    pub fn skip(&mut self, count: u64) -> bool {
        let here = (self.end - self.start) as u64;
        if count <= here {
            self.start += usize::try_from(count).unwrap_or(self.end - self.start);
            return true;
        }
        let target = self.position().saturating_add(count);
        self.start = 0;
        self.end = 0;
        self.next = target.min(self.blob.len());
        target <= self.blob.len()
    }
}

impl Read for BlobReader {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.start == self.end && out.len() >= MUCH {
            let count = self.blob.read_at(out, self.next)?;
            self.next += count as u64;
            return Ok(count);
        }
        read_buffered(self, out)
    }
}

impl BufRead for BlobReader {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            let count = self.blob.read_at(&mut self.buffer, self.next)?;
            self.start = 0;
            self.end = count;
            self.next += count as u64;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}

/// `Read` for whoever is a `BufRead`: what is in the buffer, as far as it fits.
pub(crate) fn read_buffered(reader: &mut dyn BufRead, out: &mut [u8]) -> io::Result<usize> {
    let count = reader.fill_buf()?.read(out)?;
    reader.consume(count);
    Ok(count)
}

/// A part of a blob that behaves like a blob: a stored member of an archive, without a copy.
pub struct Window {
    blob: Arc<dyn Blob>,
    offset: u64,
    len: u64,
}

impl Window {
    /// `len` bytes at `offset`, cut to what the blob has.
    pub fn new(blob: Arc<dyn Blob>, offset: u64, len: u64) -> Self {
        let offset = offset.min(blob.len());
        let len = len.min(blob.len() - offset);
        Window { blob, offset, len }
    }
}

impl Blob for Window {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = buffer.len().min(left);
        self.blob.read_at(buffer.get_mut(..count).unwrap_or_default(), self.offset + offset.min(self.len))
    }
}

/// Bytes in memory.
impl Blob for Vec<u8> {
    fn len(&self) -> u64 {
        Vec::len(self) as u64
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let from = usize::try_from(offset).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = buffer.len().min(from.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..count), from.get(..count)) {
            to.copy_from_slice(from);
        }
        Ok(count)
    }
}
