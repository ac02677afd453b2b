//! Numbers and strings as RocksDB writes them (`rocksdb-5.18:util/coding.h`): little-endian, varints as in protobuf.

use super::super::wire;
use super::{Outcome, damaged};

/// A varint of at most 64 bits.
pub(super) fn varint(bytes: &mut &[u8]) -> Outcome<u64> {
    wire::varint(bytes).map_or_else(|| damaged("ends inside a number"), Ok)
}

/// A varint that counts bytes.
pub(super) fn length(bytes: &mut &[u8]) -> Outcome<usize> {
    usize::try_from(varint(bytes)?).or_else(|_| damaged("has a length beyond its end"))
}

/// That many bytes.
pub(super) fn take<'a>(bytes: &mut &'a [u8], count: usize) -> Outcome<&'a [u8]> {
    let Some((head, tail)) = bytes.split_at_checked(count) else { return damaged("has a length beyond its end") };
    *bytes = tail;
    Ok(head)
}

/// A length, then that many bytes.
pub(super) fn string<'a>(bytes: &mut &'a [u8]) -> Outcome<&'a [u8]> {
    let count = length(bytes)?;
    take(bytes, count)
}

/// The last four bytes as a number.
pub(super) fn last_u32(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let (rest, last) = bytes.split_last_chunk::<4>()?;
    Some((rest, u32::from_le_bytes(*last)))
}

/// CRC32C as RocksDB stores it, rotated and shifted (`rocksdb-5.18:util/crc32c.h`, `Mask`).
pub(super) fn mask(crc: u32) -> u32 {
    crc.rotate_right(15).wrapping_add(0xa282_ead8)
}
