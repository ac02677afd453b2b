//! Bytes that come one after the other and cannot be read again, with a look ahead.

use std::io::{self, BufRead, Read};

use super::Budget;
use crate::source::read_buffered;

/// Bytes fetched at once; also the furthest look ahead.
const CHUNK: usize = 64 << 10;

/// A buffered stream.
pub(super) struct Feed<R> {
    inner: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> Feed<R> {
    pub(super) fn new(inner: R) -> Self {
        Feed { inner, buffer: vec![0; CHUNK], start: 0, end: 0 }
    }

    /// The next bytes without taking them: `count` of them, or fewer at the end.
    pub(super) fn peek(&mut self, count: usize) -> io::Result<&[u8]> {
        let count = count.min(CHUNK);
        while self.end - self.start < count {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
            match self.inner.read(self.buffer.get_mut(self.end..).unwrap_or_default())? {
                0 => break,
                more => self.end += more,
            }
        }
        Ok(self.buffer.get(self.start..self.end.min(self.start + count)).unwrap_or_default())
    }

    /// Moves forward; false if the stream ends before.
    pub(super) fn skip(&mut self, count: u64) -> io::Result<bool> {
        Ok(io::copy(&mut self.by_ref().take(count), &mut io::sink())? == count)
    }
}

impl<R: Read> Read for Feed<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}

impl<R: Read> BufRead for Feed<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start == self.end {
            self.start = 0;
            self.end = self.inner.read(&mut self.buffer)?;
        }
        Ok(self.buffer.get(self.start..self.end).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }
}

/// A decoder whose output is paid for as it comes.
pub(super) struct Paid<'a, R> {
    pub(super) inner: R,
    pub(super) budget: &'a Budget,
}

impl<R: Read> Read for Paid<'_, R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.budget.inflate(count as u64).map_err(|trouble| io::Error::other(trouble.reason))?;
        Ok(count)
    }
}
