//! RocksDB stores inside checkpoints: which rows live in them, and whether every byte that holds them is what was
//! written. Follows the library's own path: CURRENT names a MANIFEST, which names column families and live tables; the
//! tables of a family are merged by key, the newest version of each key counts, deletions hide older ones.
//!
//! Refuses what no release of Alluxio writes: other comparators than bytewise, range deletions, merge operands, blob
//! files, write-ahead logs with content. Such a store is said to be not fully read. Knows nothing of inodes and blocks.

mod archive;
mod block;
mod coding;
mod cursor;
mod index;
mod laid;
mod large;
mod manifest;
mod merge;
mod record;
mod table;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]
mod encoder;
#[cfg(test)]
pub(super) mod tests;

use std::collections::BTreeMap;
use std::sync::Arc;

pub(crate) use archive::{Packing, Repacked};
pub(crate) use large::read_large;

use super::sink::Sink;
use crate::source::Blob;

/// Largest MANIFEST that is read; it holds a few hundred bytes per table.
const MAX_MANIFEST: usize = 16 * 1024 * 1024;

/// Why something could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fault {
    /// Bytes are not what they must be.
    Damaged(String),
    /// It may be sound, but this reader does not know it or may not hold it in memory.
    Unseen(String),
    /// It does not fit into memory, though it may be read in another way.
    TooLarge,
}

/// Outcome of reading a part of a store.
type Outcome<T> = Result<T, Fault>;

/// Shorthand for damage.
fn damaged<T>(what: impl Into<String>) -> Outcome<T> {
    Err(Fault::Damaged(what.into()))
}

/// Shorthand for what is not known.
fn unseen<T>(what: impl Into<String>) -> Outcome<T> {
    Err(Fault::Unseen(what.into()))
}

/// The files of one store.
pub(crate) type Files = BTreeMap<String, Arc<dyn Blob>>;

/// What reading a store told.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Live rows by column family.
    pub(crate) rows: BTreeMap<String, u64>,
    /// Highest table format version, 0 without tables.
    pub(crate) format: i64,
    /// Bytes of tables that no checksum covers and that hold no rows.
    pub(crate) uncovered: u64,
    /// What went wrong, with the file's name.
    pub(crate) faults: Vec<Fault>,
}

impl Report {
    /// Of a store that could not be opened.
    pub(crate) fn of(fault: Fault) -> Self {
        Report { faults: vec![fault], ..Report::default() }
    }
}

/// Reads all rows of a store.
pub(crate) fn read_store<S: Sink + ?Sized>(files: &Files, component: &str, sink: &mut S) -> Report {
    let mut report = Report::default();
    match version(files) {
        Ok(version) => merge::read_families(files, &version, component, sink, &mut report),
        Err(fault) => report.faults.push(fault),
    }
    report.faults.extend(unread_logs(files));
    report
}

/// The state of the store that CURRENT points to.
fn version(files: &Files) -> Outcome<manifest::Version> {
    let name = manifest_name(Some(&content(files, "CURRENT", 256)?))?;
    let bytes = content(files, &name, MAX_MANIFEST)?;
    manifest::read(&bytes).map_err(|fault| fault.at(&name))
}

fn manifest_name(current: Option<&[u8]>) -> Outcome<String> {
    let name = current.and_then(|line| std::str::from_utf8(line.strip_suffix(b"\n")?).ok());
    match name.filter(|name| name.starts_with("MANIFEST-")) {
        Some(name) => Ok(name.to_owned()),
        None => damaged("CURRENT names no MANIFEST"),
    }
}

fn content(files: &Files, name: &str, limit: usize) -> Outcome<Vec<u8>> {
    let Some(blob) = files.get(name) else { return damaged(format!("{name} is missing")) };
    blob.read_all(limit).or_else(|error| unseen(format!("{name}: {error}")))
}

/// Alluxio writes without a log, and a checkpoint flushes what is in memory, so logs hold nothing
/// (`v2.0.0:core/server/master/src/main/java/alluxio/master/metastore/rocks/RocksInodeStore.java`, `mDisableWAL`).
fn unread_logs(files: &Files) -> Vec<Fault> {
    let logs = files.iter().filter(|(name, blob)| name.ends_with(".log") && !blob.is_empty());
    logs.map(|(name, _)| unread_log(name)).collect()
}

fn unread_log(name: &str) -> Fault {
    Fault::Unseen(format!("{name} is a write-ahead log with content, which is not read"))
}

impl Fault {
    /// Says in which file.
    fn at(self, place: &str) -> Fault {
        match self {
            Fault::Damaged(what) => Fault::Damaged(format!("{place}: {what}")),
            Fault::Unseen(what) => Fault::Unseen(format!("{place}: {what}")),
            Fault::TooLarge => Fault::TooLarge,
        }
    }

    fn is_about(&self, place: &str) -> bool {
        matches!(self, Fault::Damaged(what) | Fault::Unseen(what) if what.starts_with(place))
    }
}
