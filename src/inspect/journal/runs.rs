//! A stream cut into runs of whole messages, which can be checked apart: by one thread, or by several at once. What becomes of
//! a run never depends on how many there are.

mod account;
mod ahead;

use std::io::{self, Read};

pub(crate) use account::{Account, note};

/// Bytes of a usual run: enough that handing it to a thread costs nothing beside reading it, few enough for a core's cache.
const RUN: usize = 128 * 1024;

/// What stands at the front of some bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// A message of this length in all.
    Whole(usize),
    /// A part of a message that has at least this length.
    Part(usize),
    /// No message.
    Stop,
}

/// Whole messages, one after the other.
#[derive(Debug)]
pub(crate) struct Run {
    buffer: Vec<u8>,
    len: usize,
    /// Offset of the first of them in the stream.
    pub(crate) offset: u64,
}

impl Run {
    /// Whether it is as large as most; a single large message makes a larger one.
    fn is_usual(&self) -> bool {
        self.buffer.len() == RUN
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.buffer.get(..self.len).unwrap_or_default()
    }
}

/// The stream.
pub(crate) struct Runs<R> {
    reader: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are read.
    filled: usize,
    /// Offset of the buffer in the stream.
    offset: u64,
    at_end: bool,
    /// Why the stream cannot be read further; said after what was read is used up.
    error: Option<io::Error>,
}

impl<R: Read> Runs<R> {
    /// Starts at an offset of the stream, up to which the reader was read already.
    pub(crate) fn new(reader: R, offset: u64) -> Self {
        Runs { reader, buffer: vec![0; RUN], filled: 0, offset, at_end: false, error: None }
    }

    /// The next run, with what is left of an earlier one as memory for the next; `None` where no whole message follows.
    fn next(&mut self, frame: fn(&[u8]) -> Frame, used: Option<Run>) -> Option<Run> {
        let mut wanted = RUN;
        loop {
            self.fill(wanted);
            match whole(self.rest(), frame) {
                (0, Frame::Part(needed)) if needed > self.filled && !self.at_end => wanted = needed.min(self.filled.saturating_mul(2)),
                (0, _) => return None,
                (len, _) => return Some(self.cut(len, used)),
            }
        }
    }

    /// Reads until so many bytes are there. Memory grows with what is really there.
    fn fill(&mut self, wanted: usize) {
        if self.buffer.len() < wanted {
            self.buffer.resize(wanted, 0);
        }
        while self.filled < wanted && !self.at_end {
            match self.reader.read(self.buffer.get_mut(self.filled..).unwrap_or_default()) {
                Ok(0) => self.at_end = true,
                Ok(count) => self.filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => (self.at_end, self.error) = (true, Some(error)),
            }
        }
    }

    /// Takes so many bytes off the front.
    fn cut(&mut self, len: usize, used: Option<Run>) -> Run {
        let mut buffer = used.map_or_else(|| vec![0; RUN], |used| used.buffer);
        let rest = self.buffer.get(len..self.filled).unwrap_or_default();
        if buffer.len() < rest.len() {
            buffer.resize(rest.len(), 0);
        }
        if let Some(to) = buffer.get_mut(..rest.len()) {
            to.copy_from_slice(rest);
        }
        let filled = rest.len();
        let run = Run { buffer: std::mem::replace(&mut self.buffer, buffer), len, offset: self.offset };
        self.filled = filled;
        self.offset += len as u64;
        run
    }

    /// What follows the last run, as far as it was read.
    pub(crate) fn rest(&self) -> &[u8] {
        self.buffer.get(..self.filled).unwrap_or_default()
    }

    /// Offset of what follows.
    pub(crate) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether so many bytes follow; what was counted is used up.
    pub(crate) fn has(&mut self, mut wanted: u64) -> io::Result<bool> {
        loop {
            if self.filled as u64 >= wanted {
                return Ok(true);
            }
            wanted -= self.filled as u64;
            self.offset += self.filled as u64;
            self.filled = 0;
            self.fill(RUN);
            if self.filled == 0 {
                return self.error.take().map_or(Ok(false), Err);
            }
        }
    }

    /// Offset of the first byte that is not zero, from here to the end of the stream.
    pub(crate) fn nonzero(&mut self) -> io::Result<Option<u64>> {
        loop {
            if let Some(at) = self.rest().iter().position(|byte| *byte != 0) {
                return Ok(Some(self.offset + at as u64));
            }
            self.offset += self.filled as u64;
            self.filled = 0;
            self.fill(RUN);
            if self.filled == 0 {
                return self.error.take().map_or(Ok(None), Err);
            }
        }
    }
}

/// Bytes of the whole messages at the front, and what follows them.
fn whole(bytes: &[u8], frame: fn(&[u8]) -> Frame) -> (usize, Frame) {
    let mut len = 0;
    loop {
        match frame(bytes.get(len..).unwrap_or_default()) {
            Frame::Whole(more) if more > 0 => len += more,
            other => return (len, other),
        }
    }
}
