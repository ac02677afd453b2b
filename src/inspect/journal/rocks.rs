//! The table format of RocksDB files: whether an older library can open them. Reads footers only.

use std::io::{BufRead, Read};

use crate::source::Blob;

/// Compressed bytes of one archive that are inflated at most: the format is in the footer of each table, and a larger
/// archive would cost more time than the answer is worth. What was not seen is said.
const MAX_INFLATED: u64 = 16 * 1024 * 1024;

/// Last bytes of a block-based table: format version u32, then the magic number, both little-endian
/// (`rocksdb-5.18:table/format.cc`, `kBlockBasedTableMagicNumber`).
const FOOTER_END: usize = 12;
const MAGIC: u64 = 0x88e2_41b7_85f4_cff7;

/// What a tar.gz of a RocksDB checkpoint told.
pub(crate) enum Tarball {
    /// Highest format version of its tables, 0 without tables.
    Format(i64),
    /// It is too large to look at.
    TooLarge,
    /// It is no tar.gz, for this reason.
    Damaged(String),
}

/// Format version in a table's footer.
pub(crate) fn table_format(tail: &[u8]) -> Option<i64> {
    let (_, end) = tail.split_last_chunk::<FOOTER_END>()?;
    let (version, magic) = end.split_first_chunk::<4>()?;
    let magic = u64::from_le_bytes(magic.try_into().ok()?);
    (magic == MAGIC).then(|| i64::from(u32::from_le_bytes(*version)))
}

/// Format version of a table file.
pub(crate) fn table_format_of(blob: &dyn Blob) -> Option<i64> {
    let mut tail = [0; FOOTER_END];
    blob.read_exact_at(&mut tail, blob.len().checked_sub(FOOTER_END as u64)?).ok()?;
    table_format(&tail)
}

pub(crate) fn table_format_of_tarball(reader: &mut dyn BufRead) -> Tarball {
    let inflated = flate2::bufread::GzDecoder::new(reader).take(MAX_INFLATED);
    let mut archive = tar::Archive::new(inflated);
    let mut highest = 0;
    let entries = match archive.entries() {
        Ok(entries) => entries,
        Err(error) => return Tarball::Damaged(error.to_string()),
    };
    let mut total = 0u64;
    for entry in entries {
        let mut entry = match entry {
            Ok(entry) => entry,
            Err(_) if total >= MAX_INFLATED / 2 => return Tarball::TooLarge,
            Err(error) => return Tarball::Damaged(error.to_string()),
        };
        total = total.saturating_add(entry.size());
        if total >= MAX_INFLATED {
            return Tarball::TooLarge;
        }
        if entry.path_bytes().ends_with(b".sst") {
            match last_bytes(&mut entry) {
                Some(tail) => highest = highest.max(table_format(&tail).unwrap_or(0)),
                None => return Tarball::Damaged("a table file is cut off".to_owned()),
            }
        }
    }
    Tarball::Format(highest)
}

/// The end of a stream, without holding more than a buffer of it.
fn last_bytes(entry: &mut dyn Read) -> Option<Vec<u8>> {
    let mut tail = Vec::new();
    let mut buffer = [0; 8192];
    loop {
        let count = entry.read(&mut buffer).ok()?;
        if count == 0 {
            return Some(tail);
        }
        tail.extend_from_slice(buffer.get(..count)?);
        tail.drain(..tail.len().saturating_sub(FOOTER_END));
    }
}
