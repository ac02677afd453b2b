//! Archives of a store: tar.gz, or a zip if the store was packed by several threads
//! (classes `TarUtils` and `ParallelZipUtils` in `alluxio.util` of 2.9.0).

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use zip::result::ZipError;

use super::large::{Passes, Visit};
use super::{Fault, Files, Outcome, damaged, unseen};
use crate::inspect::journal::again::Again;
use crate::source::Blob;

/// Unpacked bytes of one store that are held in memory; larger ones are unpacked several times.
const HELD: u64 = 16 * 1024 * 1024;

/// Bytes that are unpacked at a time: each time costs as much as some kilobytes, and blocks of tables are small.
const UNPACKED: usize = 128 * 1024;

/// How a store is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    TarGz,
    Zip,
}

impl Packing {
    /// Unpacks to the end, checksums included.
    fn each_file(self, reader: &mut dyn BufRead, visit: &mut Visit<'_>) -> Outcome<()> {
        match self {
            Packing::TarGz => each_in_tarball(reader, visit),
            Packing::Zip => each_in_zip(reader, visit),
        }
    }

    /// All files of a store that is small enough; `None` if it is not.
    pub(crate) fn read_files(self, reader: &mut dyn BufRead) -> Outcome<Option<Files>> {
        let mut files = Files::new();
        let mut held = 0u64;
        let result = self.each_file(reader, &mut |name, size, content| {
            held = held.saturating_add(size);
            if held > HELD {
                return Err(Fault::TooLarge);
            }
            files.insert(name.to_owned(), whole(content, size)?);
            Ok(())
        });
        match result {
            Ok(()) => Ok(Some(files)),
            Err(Fault::TooLarge) => Ok(None),
            Err(fault) => Err(fault),
        }
    }
}

/// A store inside a checkpoint that can be read again.
pub(crate) struct Repacked<'a> {
    pub(crate) packing: Packing,
    pub(crate) again: &'a Again,
}

impl Passes for Repacked<'_> {
    fn pass(&self, visit: &mut Visit<'_>) -> Outcome<()> {
        self.again.read(&mut |reader| self.packing.each_file(reader, visit)).or_else(broken)?
    }
}

fn each_in_tarball(reader: &mut dyn BufRead, visit: &mut Visit<'_>) -> Outcome<()> {
    let unpacked = flate2::bufread::GzDecoder::new(&mut *reader);
    let mut archive = tar::Archive::new(BufReader::with_capacity(UNPACKED, unpacked));
    for entry in archive.entries().or_else(broken)? {
        let mut entry = entry.or_else(broken)?;
        let name = String::from_utf8_lossy(last_name(&entry.path_bytes())).into_owned();
        if is_needed(&name) && entry.header().entry_type().is_file() {
            let size = entry.size();
            visit(&name, size, &mut entry)?;
        }
    }
    let mut rest = archive.into_inner();
    io::copy(&mut rest, &mut io::sink()).or_else(broken)?;
    check_end(reader)
}

/// The files of a zip one after the other, as its writer put them; the directory behind them repeats what was read.
fn each_in_zip(mut reader: &mut dyn BufRead, visit: &mut Visit<'_>) -> Outcome<()> {
    while let Some(mut entry) = zip::read::read_zipfile_from_stream(&mut reader).or_else(broken_zip)? {
        let name = String::from_utf8_lossy(last_name(entry.name_raw())).into_owned();
        if is_needed(&name) && entry.is_file() {
            let size = entry.size();
            visit(&name, size, &mut entry)?;
        }
        io::copy(&mut entry, &mut io::sink()).or_else(broken)?;
    }
    io::copy(reader, &mut io::sink()).or_else(broken)?;
    Ok(())
}

fn broken_zip<T>(error: ZipError) -> Outcome<T> {
    match error {
        ZipError::UnsupportedArchive(what) => unseen(format!("a zip that cannot be read as a stream: {what}")),
        error => damaged(error.to_string()),
    }
}

fn check_end(reader: &mut dyn BufRead) -> Outcome<()> {
    if reader.fill_buf().or_else(broken)?.is_empty() { Ok(()) } else { damaged("has bytes behind its end") }
}

/// Everything but the text files beside the store, which no reader of rows needs.
fn is_needed(name: &str) -> bool {
    !name.is_empty() && !name.starts_with("OPTIONS") && name != "IDENTITY" && !name.starts_with("LOG")
}

fn last_name(path: &[u8]) -> &[u8] {
    path.rsplit(|byte| *byte == b'/').next().unwrap_or_default()
}

/// The size was checked against the budget, so that it may be reserved; what a file has is what counts.
fn whole(entry: &mut dyn Read, size: u64) -> Outcome<Arc<dyn Blob>> {
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default());
    entry.take(size).read_to_end(&mut bytes).or_else(broken)?;
    if bytes.len() as u64 == size { Ok(Arc::new(bytes)) } else { damaged("ends inside a file") }
}

fn broken<T>(error: io::Error) -> Outcome<T> {
    damaged(error.to_string())
}
