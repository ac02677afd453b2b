//! The record format of MANIFEST files: blocks of 32 KiB, each with whole or partial records of
//! `[crc u32][length u16][type u8][bytes]` (`rocksdb-5.18:db/log_format.h`, `db/log_reader.cc`).

use super::coding::mask;
use super::{Outcome, damaged};

const BLOCK: usize = 32 * 1024;
const HEADER: usize = 7;

const FULL: u8 = 1;
const FIRST: u8 = 2;
const MIDDLE: u8 = 3;
const LAST: u8 = 4;

/// Calls `visit` with each record.
pub(super) fn for_each(bytes: &[u8], mut visit: impl FnMut(&[u8]) -> Outcome<()>) -> Outcome<()> {
    let mut offset = 0;
    let mut whole: Option<Vec<u8>> = None;
    while let Some((kind, part)) = fragment(bytes, &mut offset)? {
        match (kind, &mut whole) {
            (FULL, None) => visit(part)?,
            (FIRST, None) => whole = Some(part.to_vec()),
            (MIDDLE, Some(record)) => record.extend_from_slice(part),
            (LAST, Some(record)) => {
                record.extend_from_slice(part);
                visit(record)?;
                whole = None;
            }
            _ => return damaged(format!("the record before byte {offset} is out of order")),
        }
    }
    if whole.is_some() { damaged("ends inside a record") } else { Ok(()) }
}

/// The next fragment; `None` at the end.
fn fragment<'a>(bytes: &'a [u8], offset: &mut usize) -> Outcome<Option<(u8, &'a [u8])>> {
    let left = BLOCK - *offset % BLOCK;
    if left < HEADER {
        let padding = bytes.get(*offset..bytes.len().min(*offset + left)).unwrap_or_default();
        if padding.iter().any(|byte| *byte != 0) {
            return damaged(format!("has bytes between blocks at byte {offset}"));
        }
        *offset += left;
    }
    let rest = bytes.get(*offset..).unwrap_or_default();
    if rest.is_empty() {
        return Ok(None);
    }
    let Some((header, after)) = rest.split_first_chunk::<HEADER>() else {
        return damaged("ends inside the header of a record");
    };
    let [c0, c1, c2, c3, l0, l1, kind] = *header;
    let Some(part) = after.get(..usize::from(u16::from_le_bytes([l0, l1]))) else {
        return damaged(format!("ends inside the record at byte {offset}"));
    };
    let sum = crc32c::crc32c_append(crc32c::crc32c(&[kind]), part);
    if mask(sum) != u32::from_le_bytes([c0, c1, c2, c3]) {
        return damaged(format!("the checksum of the record at byte {offset} is wrong"));
    }
    *offset += HEADER + part.len();
    Ok(Some((kind, part)))
}
