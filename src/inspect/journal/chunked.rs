//! The chunked streams that Kryo 4 writes: `[varint size][bytes]` repeated, size 0 ends one stream
//! (`kryo-4.0.2:src/com/esotericsoftware/kryo/io/{OutputChunked,InputChunked}.java`). A COMPOUND checkpoint is a row of
//! them, and they nest.

use std::io::{self, BufRead, Read};

use crate::source::read_buffered;

/// Reads one chunked stream out of another reader.
pub(crate) struct Chunked<'a> {
    inner: &'a mut dyn BufRead,
    /// Bytes left in the current chunk.
    left: u64,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Inside,
    /// The 0 that ends the stream was read.
    Ended,
    /// The outer reader ended first.
    Cut,
}

impl<'a> Chunked<'a> {
    pub(crate) fn new(inner: &'a mut dyn BufRead) -> Self {
        Chunked { inner, left: 0, state: State::Inside }
    }

    /// Whether the outer reader ended before the stream did.
    pub(crate) fn is_cut(&self) -> bool {
        self.state == State::Cut
    }

    /// Reads on to the end of the stream.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        loop {
            let count = self.fill_buf()?.len();
            if count == 0 {
                return Ok(());
            }
            self.consume(count);
        }
    }

    fn open_chunk(&mut self) -> io::Result<()> {
        if self.left > 0 || self.state != State::Inside {
            return Ok(());
        }
        match read_size(self.inner)? {
            Some(0) => self.state = State::Ended,
            Some(size) => self.left = size,
            None => self.state = State::Cut,
        }
        Ok(())
    }
}

impl Read for Chunked<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        read_buffered(self, out)
    }
}

impl BufRead for Chunked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.open_chunk()?;
        if self.state != State::Inside {
            return Ok(&[]);
        }
        let left = usize::try_from(self.left).unwrap_or(usize::MAX);
        let available = self.inner.fill_buf()?;
        if available.is_empty() {
            self.state = State::Cut;
        }
        Ok(available.get(..left.min(available.len())).unwrap_or_default())
    }

    fn consume(&mut self, count: usize) {
        let count = count.min(usize::try_from(self.left).unwrap_or(usize::MAX));
        self.left -= count as u64;
        self.inner.consume(count);
    }
}

/// A varint of at most 32 bits; `None` if the input ended or the varint is too long.
fn read_size(reader: &mut dyn BufRead) -> io::Result<Option<u64>> {
    let mut value = 0u64;
    for i in 0..5u32 {
        let Some(&byte) = reader.fill_buf()?.first() else { return Ok(None) };
        reader.consume(1);
        value |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Ok(Some(value));
        }
    }
    Ok(None)
}
