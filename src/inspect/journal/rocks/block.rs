//! Blocks of tables: a checksum and a compression around rows that share prefixes of keys
//! (`rocksdb-5.18:table/format.cc`, `table/block.cc`; `rocksdb-7.0.3:table/format.cc`).

use std::io::Read;
use std::ops::Range;

use twox_hash::{XxHash3_64, XxHash32, XxHash64};

use super::coding::{last_u32, length, mask, take};
use super::{Outcome, damaged, unseen};

/// Compression type and checksum after each block.
pub(super) const TRAILER: u64 = 5;

/// Largest block, packed or unpacked; blocks have a few kilobytes, index blocks of large tables a few megabytes.
const MAX_BLOCK: u64 = 16 * 1024 * 1024;

/// How blocks of a table are checked (`rocksdb-7.0.3:include/rocksdb/table.h`, `ChecksumType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checksum {
    Crc32c,
    XxHash,
    XxHash64,
    Xxh3,
}

impl Checksum {
    pub(super) fn of(number: u8) -> Outcome<Self> {
        Ok(match number {
            1 => Checksum::Crc32c,
            2 => Checksum::XxHash,
            3 => Checksum::XxHash64,
            4 => Checksum::Xxh3,
            0 => return unseen("a table without checksums, so nothing in it can be proven"),
            other => return damaged(format!("has the checksum type {other}, which does not exist")),
        })
    }

    /// Over the packed bytes and the compression type.
    fn compute(self, covered: &[u8]) -> u32 {
        match self {
            Checksum::Crc32c => mask(crc32c::crc32c(covered)),
            Checksum::XxHash => XxHash32::oneshot(0, covered),
            Checksum::XxHash64 => low(XxHash64::oneshot(0, covered)),
            Checksum::Xxh3 => match covered.split_last() {
                // The last byte is mixed in by hand (`ModifyChecksumForLastByte`).
                Some((last, rest)) => low(XxHash3_64::oneshot(rest)) ^ u32::from(*last).wrapping_mul(0x6b90_83d9),
                None => 0,
            },
        }
    }
}

fn low(hash: u64) -> u32 {
    (hash & u64::from(u32::MAX)) as u32
}

/// Verifies a block with its trailer and gives the packed bytes and the compression type.
pub(super) fn verify(block: &[u8], checksum: Checksum) -> Outcome<(&[u8], u8)> {
    let parts = last_u32(block).and_then(|(covered, sum)| Some((covered, sum, covered.split_last()?)));
    match parts {
        Some((covered, sum, (kind, packed))) if checksum.compute(covered) == sum => Ok((packed, *kind)),
        _ => damaged("the checksum is wrong"),
    }
}

/// Unpacks a verified block (`rocksdb-5.18:include/rocksdb/options.h`, `CompressionType`).
pub(super) fn unpack(packed: &[u8], kind: u8) -> Outcome<Vec<u8>> {
    match kind {
        0 => Ok(packed.to_vec()),
        1 => unpack_snappy(packed),
        2 => unpack_sized(packed, inflate),
        4 | 5 => unpack_sized(packed, |packed, size| lz4_flex::block::decompress(packed, size).ok()),
        3 => unseen("a block packed with bzip2, which is not unpacked"),
        7 => unseen("a block packed with zstd, which is not unpacked"),
        other => unseen(format!("a block packed with method {other}, which is not known")),
    }
}

fn unpack_snappy(packed: &[u8]) -> Outcome<Vec<u8>> {
    let size = snap::raw::decompress_len(packed).unwrap_or(usize::MAX);
    check_size(size as u64)?;
    snap::raw::Decoder::new().decompress_vec(packed).or_else(|_| damaged("a block cannot be unpacked"))
}

/// From format version 2 on the unpacked size stands before the packed bytes.
fn unpack_sized(packed: &[u8], method: impl Fn(&[u8], usize) -> Option<Vec<u8>>) -> Outcome<Vec<u8>> {
    let mut rest = packed;
    let size = length(&mut rest)?;
    check_size(size as u64)?;
    match method(rest, size).filter(|block| block.len() == size) {
        Some(block) => Ok(block),
        None => damaged("a block cannot be unpacked"),
    }
}

/// Whether a block may be held in memory.
pub(super) fn check_size(size: u64) -> Outcome<()> {
    if size > MAX_BLOCK { unseen(format!("a block of {size} bytes, which is not held in memory")) } else { Ok(()) }
}

/// Deflate without the header of zlib.
fn inflate(packed: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut block = Vec::with_capacity(size);
    flate2::read::DeflateDecoder::new(packed).take(size as u64).read_to_end(&mut block).ok()?;
    Some(block)
}

/// Length of the rows of a block, without the restart points and the hash index behind them
/// (`rocksdb-5.18:table/data_block_footer.cc`).
pub(super) fn rows_end(block: &[u8]) -> Outcome<usize> {
    const HAS_HASH: u32 = 1 << 31;
    let end = last_u32(block).and_then(|(rest, footer)| {
        let restarts = usize::try_from(footer & !HAS_HASH).ok()?;
        let hash = if footer & HAS_HASH != 0 { hash_index(rest)? } else { 0 };
        rest.len().checked_sub(hash)?.checked_sub(restarts.checked_mul(4)?)
    });
    end.map_or_else(|| damaged("a block has more restart points than bytes"), Ok)
}

fn hash_index(rest: &[u8]) -> Option<usize> {
    let (_, buckets) = rest.split_last_chunk::<2>()?;
    Some(usize::from(u16::from_le_bytes(*buckets)) + 2)
}

/// Walks over the rows of an unpacked block.
#[derive(Debug, Default)]
pub(super) struct Rows {
    block: Vec<u8>,
    at: usize,
    end: usize,
    /// Key of the current row.
    pub(super) key: Vec<u8>,
    value: Range<usize>,
}

impl Rows {
    /// Starts before the first row; keeps the allocated key.
    pub(super) fn reset(&mut self, block: Vec<u8>) -> Outcome<()> {
        self.end = rows_end(&block)?;
        self.block = block;
        self.at = 0;
        Ok(())
    }

    /// Moves to the next row; false after the last one.
    pub(super) fn step(&mut self) -> Outcome<bool> {
        let mut rest = self.block.get(self.at..self.end).unwrap_or_default();
        if rest.is_empty() {
            return Ok(false);
        }
        let (shared, own, value) = (length(&mut rest)?, length(&mut rest)?, length(&mut rest)?);
        if shared > self.key.len() || (self.at == 0 && shared > 0) {
            return damaged("a row shares more of its key than there is");
        }
        self.key.truncate(shared);
        self.key.extend_from_slice(take(&mut rest, own)?);
        take(&mut rest, value)?;
        self.at = self.end - rest.len();
        self.value = self.at - value..self.at;
        Ok(true)
    }

    /// Value of the current row.
    pub(super) fn value(&self) -> &[u8] {
        self.block.get(self.value.clone()).unwrap_or_default()
    }
}
