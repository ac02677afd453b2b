//! A table that passes by as a stream: the first time its end is kept, which tells where its blocks are; later its rows
//! are read block by block.

use std::io::{self, Read};
use std::sync::Arc;

use super::block::{self, Checksum, Rows, TRAILER};
use super::cursor::split;
use super::table::Table;
use super::{Outcome, damaged, unseen};
use crate::source::Blob;

/// Bytes at the end of a table that are kept: index, filter and properties of the largest usual table fit many times.
const TAIL: usize = 4 * 1024 * 1024;

/// Called with key, tag and value of a row.
pub(super) type EachRow<'a> = dyn FnMut(&[u8], u64, &[u8]) -> Outcome<()> + 'a;

/// Where the data blocks of a table are.
pub(super) struct Laid {
    pub(super) size: u64,
    format: u32,
    checksum: Checksum,
    /// Sizes of the data blocks, which follow each other from the first byte on.
    sizes: Vec<u32>,
    rows: u64,
    covered: u64,
}

impl Laid {
    /// Reads a table to its end.
    pub(super) fn read(size: u64, content: &mut dyn Read, max_blocks: usize) -> Outcome<Laid> {
        let tail = Tail::read(size, content)?;
        let mut table = Table::open(Arc::new(tail))?;
        let mut blocks = table.blocks()?;
        let mut sizes = Vec::new();
        let mut next = 0;
        while let Some(handle) = table.next_handle(&mut blocks)? {
            if handle.offset != next {
                return unseen("has gaps between its blocks, so that it cannot be read as a stream");
            }
            if sizes.len() >= max_blocks {
                return unseen("has too many blocks to look into");
            }
            block::check_size(handle.size)?;
            sizes.push(u32::try_from(handle.size).or_else(|_| damaged("points beyond its end"))?);
            next = handle.offset.saturating_add(handle.size).saturating_add(TRAILER);
        }
        let Some(rows) = table.promised_rows() else { return unseen("does not say how many rows it has") };
        let covered = table.covered.saturating_add(next);
        Ok(Laid { size, format: table.format, checksum: table.checksum, sizes, rows, covered })
    }

    pub(super) fn blocks(&self) -> usize {
        self.sizes.len()
    }

    pub(super) fn format(&self) -> u32 {
        self.format
    }

    /// Rows that it promises.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    pub(super) fn uncovered(&self) -> u64 {
        self.size.saturating_sub(self.covered)
    }

    /// Calls with the newest version of each key.
    pub(super) fn each_row(&self, content: &mut dyn Read, rows: &mut Rows, visit: &mut EachRow<'_>) -> Outcome<()> {
        let mut bytes = Vec::new();
        let mut count = 0;
        let mut last: Option<Vec<u8>> = None;
        for size in &self.sizes {
            bytes.resize(*size as usize + TRAILER as usize, 0);
            content.read_exact(&mut bytes).or_else(|error| damaged(error.to_string()))?;
            let (packed, kind) = block::verify(&bytes, self.checksum)?;
            rows.reset(block::unpack(packed, kind)?)?;
            while rows.step()? {
                let Some((key, tag)) = split(&rows.key) else { return damaged("a key is too short") };
                count += 1;
                if last.as_deref() != Some(key) {
                    visit(key, tag, rows.value())?;
                    let last = last.get_or_insert_default();
                    last.clear();
                    last.extend_from_slice(key);
                }
            }
        }
        if count == self.rows { Ok(()) } else { damaged(format!("holds {count} rows instead of {}", self.rows)) }
    }
}

/// The end of a file whose beginning is gone.
struct Tail {
    size: u64,
    bytes: Vec<u8>,
}

impl Tail {
    fn read(size: u64, content: &mut dyn Read) -> Outcome<Tail> {
        let mut bytes = Vec::new();
        let skipped = size.saturating_sub(TAIL as u64);
        let gone = io::copy(&mut content.take(skipped), &mut io::sink()).or_else(|error| damaged(error.to_string()))?;
        content.take(TAIL as u64).read_to_end(&mut bytes).or_else(|error| damaged(error.to_string()))?;
        if gone + bytes.len() as u64 == size { Ok(Tail { size, bytes }) } else { damaged("ends inside a file") }
    }
}

impl Blob for Tail {
    fn len(&self) -> u64 {
        self.size
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let gone = self.size - self.bytes.len() as u64;
        match offset.checked_sub(gone) {
            Some(offset) => self.bytes.read_at(buffer, offset),
            None => Err(io::Error::other("lies too far before the end to be kept")),
        }
    }
}
