//! Archives of a store: tar.gz, or a zip if the store was packed by several threads
//! (classes `TarUtils` and `ParallelZipUtils` in `alluxio.util` of 2.9.0).

use std::io::{self, BufRead, Cursor, Read};
use std::sync::Arc;

use super::{Files, Outcome, damaged, unseen};
use crate::source::Blob;

/// Unpacked bytes of one store that are held in memory at most: merging tables needs all of them at once.
const HELD: u64 = 24 * 1024 * 1024;

/// Packed bytes of a zip that are held, since its directory stands at its end.
const HELD_PACKED: u64 = 12 * 1024 * 1024;

/// Unpacks a tar.gz to its end, checksum included.
pub(crate) fn read_tarball(reader: &mut dyn BufRead) -> Outcome<Files> {
    let mut archive = tar::Archive::new(flate2::bufread::GzDecoder::new(&mut *reader));
    let mut files = Files::new();
    let mut held = 0;
    for entry in archive.entries().or_else(broken)? {
        let mut entry = entry.or_else(broken)?;
        let path = entry.path_bytes();
        let name = String::from_utf8_lossy(last_name(&path)).into_owned();
        if is_needed(&name) && entry.header().entry_type().is_file() {
            let size = entry.size();
            hold(&mut held, size)?;
            files.insert(name, whole(&mut entry, size)?);
        }
    }
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).or_else(broken)?;
    if reader.fill_buf().or_else(broken)?.is_empty() { Ok(files) } else { damaged("has bytes behind its end") }
}

/// Unpacks a zip; each file's checksum is verified.
pub(crate) fn read_zip(reader: &mut dyn BufRead) -> Outcome<Files> {
    let mut packed = Vec::new();
    reader.take(HELD_PACKED + 1).read_to_end(&mut packed).or_else(broken)?;
    if packed.len() as u64 > HELD_PACKED {
        return too_large(packed.len() as u64);
    }
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).or_else(|error| damaged(error.to_string()))?;
    let mut files = Files::new();
    let mut held = 0;
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).or_else(|error| damaged(error.to_string()))?;
        let name = String::from_utf8_lossy(last_name(entry.name_raw())).into_owned();
        if is_needed(&name) && entry.is_file() {
            let size = entry.size();
            hold(&mut held, size)?;
            files.insert(name, whole(&mut entry, size)?);
        }
    }
    Ok(files)
}

/// Everything but the text files beside the store, which no reader of rows needs.
fn is_needed(name: &str) -> bool {
    !name.is_empty() && !name.starts_with("OPTIONS") && name != "IDENTITY" && !name.starts_with("LOG")
}

fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

fn hold(held: &mut u64, size: u64) -> Outcome<()> {
    *held = held.saturating_add(size);
    if *held > HELD { too_large(*held) } else { Ok(()) }
}

fn too_large<T>(size: u64) -> Outcome<T> {
    unseen(format!("the RocksDB store is too large to look into: more than {size} bytes"))
}

/// A size that was checked against the budget is reserved at once; what a file has is what counts.
fn whole(entry: &mut dyn Read, size: u64) -> Outcome<Arc<dyn Blob>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    entry.take(size).read_to_end(&mut bytes).or_else(broken)?;
    if bytes.len() as u64 == size { Ok(Arc::new(bytes)) } else { damaged("ends inside a file") }
}

fn broken<T>(error: io::Error) -> Outcome<T> {
    damaged(error.to_string())
}
