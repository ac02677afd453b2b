//! The index of a table: where its data blocks are, in order (`rocksdb-5.18:table/block.cc`, `IndexBlockIter`;
//! `rocksdb-7.0.3:table/block_based/block.cc`). Keys of the index are skipped: data blocks hold them too.

use super::block::{TRAILER, rows_end};
use super::coding::{length, string, take, varint};
use super::{Outcome, damaged};

/// Where a block lies; the trailer follows it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Handle {
    pub(super) offset: u64,
    pub(super) size: u64,
}

impl Handle {
    pub(super) fn read(bytes: &mut &[u8]) -> Outcome<Handle> {
        Ok(Handle { offset: varint(bytes)?, size: varint(bytes)? })
    }
}

/// How index blocks of a table are written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Form {
    /// Handles after the first one of an interval are differences.
    pub(super) delta: bool,
    /// The first key of the block follows its handle.
    pub(super) first_key: bool,
}

/// Walks over the handles of one index block.
#[derive(Debug, Default)]
pub(super) struct Handles {
    block: Vec<u8>,
    at: usize,
    end: usize,
    last: Handle,
    form: Form,
}

impl Handles {
    pub(super) fn new(block: Vec<u8>, form: Form) -> Outcome<Self> {
        let end = rows_end(&block)?;
        Ok(Handles { block, at: 0, end, last: Handle::default(), form })
    }

    /// The next handle.
    pub(super) fn step(&mut self) -> Outcome<Option<Handle>> {
        let mut rest = self.block.get(self.at..self.end).unwrap_or_default();
        if rest.is_empty() {
            return Ok(None);
        }
        self.last = if self.form.delta { self.delta(&mut rest)? } else { plain(&mut rest)? };
        self.at = self.end - rest.len();
        Ok(Some(self.last))
    }

    /// No length of the value is written, and only a row that shares nothing has a whole handle.
    fn delta(&self, rest: &mut &[u8]) -> Outcome<Handle> {
        let (shared, own) = (length(rest)?, length(rest)?);
        take(rest, own)?;
        let handle = if shared == 0 { Handle::read(rest)? } else { follow(self.last, varint(rest)?)? };
        if self.form.first_key {
            string(rest)?;
        }
        Ok(handle)
    }
}

fn plain(rest: &mut &[u8]) -> Outcome<Handle> {
    let (_, own, value) = (length(rest)?, length(rest)?, length(rest)?);
    take(rest, own)?;
    Handle::read(&mut take(rest, value)?)
}

/// A block right behind the last one, whose size differs by a zigzag number.
fn follow(last: Handle, zigzag: u64) -> Outcome<Handle> {
    let difference = (zigzag >> 1) as i64 ^ -((zigzag & 1) as i64);
    let offset = last.offset.checked_add(last.size).and_then(|end| end.checked_add(TRAILER));
    match (offset, last.size.checked_add_signed(difference)) {
        (Some(offset), Some(size)) => Ok(Handle { offset, size }),
        _ => damaged("the index points nowhere"),
    }
}
