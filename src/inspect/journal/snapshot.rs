//! Snapshots of the Ratis journal under `sm/`: one file, or since the trunk of 2.10 a folder with one file or RocksDB
//! folder per component (`2.9.3` against `2.10-dev`:
//! `core/server/common/src/main/java/alluxio/master/journal/raft/JournalStateMachine.java`).

use std::io::{self, BufReader};
use std::path::Path;

use super::again::Again;
use super::checkpoint::{Checkpoint, read_i64};
use super::checks::Check;
use super::found::Found;
use super::hashed::{self, Hashed, Verdict};
use super::rocks;
use crate::source::{BlobReader, Entry, EntryKind, Source, shown};

/// Length of the id before the checkpoint in a snapshot file.
const SNAPSHOT_ID: u64 = 8;

/// A snapshot by the term and index in its name.
pub(crate) struct Snapshot {
    term: u64,
    pub(crate) index: u64,
    entry: Entry,
}

/// The snapshot that a master would install.
pub(crate) fn newest(source: &dyn Source, folder: &Path, found: &mut Found) -> Option<Snapshot> {
    let entries = match source.list(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return None,
        Err(error) => {
            found.hidden(
                &shown(folder),
                error,
                &["journal.components", "journal.checkpoint_fields", "journal.checkpoint_form", "journal.inode_store"],
            );
            return None;
        }
    };
    entries.into_iter().filter_map(parse).max_by_key(|snapshot| (snapshot.index, snapshot.term))
}

/// `snapshot.<term>_<index>`.
fn parse(entry: Entry) -> Option<Snapshot> {
    let name = entry.name();
    let (term, index) = name.strip_prefix("snapshot.")?.split_once('_')?;
    Some(Snapshot { term: term.parse().ok()?, index: index.parse().ok()?, entry })
}

/// Reads a snapshot of either form.
pub(crate) fn read(source: &dyn Source, snapshot: &Snapshot, found: &mut Found) {
    let place = shown(&snapshot.entry.path);
    let folder = snapshot.entry.kind == EntryKind::Folder;
    found.checkpoint_form = if folder { "snapshot-folder" } else { "snapshot-file" };
    found.content.enter(&place);
    let result = if folder { read_folder(source, &snapshot.entry.path, found) } else { read_file(source, &snapshot.entry.path, found) };
    if let Err(error) = result {
        found.hidden_checkpoint(&place, error);
    }
    found.proof(place, format!("snapshot up to index {}", snapshot.index));
}

/// A snapshot id, then a typed checkpoint.
fn read_file(source: &dyn Source, path: &Path, found: &mut Found) -> io::Result<()> {
    let blob = source.open(path)?;
    let again = Again::new(&blob, SNAPSHOT_ID);
    let mut reader = Hashed::new(BlobReader::new(blob));
    let place = shown(path);
    if read_i64(&mut reader)?.is_none() {
        found.checkpoint.fail(Check::CheckpointType, format!("{place} ends inside its snapshot id"));
        return Ok(());
    }
    found.checkpoint.read(&mut reader, &place, &again, &mut found.content)?;
    check_sum(source, path, &reader.finish()?, found)
}

/// Releases that write one file never look at the sum themselves, so that only here it is compared.
fn check_sum(source: &dyn Source, path: &Path, sum: &str, found: &mut Found) -> io::Result<()> {
    let place = shown(path);
    match hashed::verify(source, path, sum)? {
        Verdict::Matches | Verdict::OtherName(_) => found.proof(place, "MD5 sum verified"),
        Verdict::NoSum => found.remarks.push(format!("{place}: has no .md5 file, so that its bytes cannot be proven")),
        Verdict::Differs(what) => found.checkpoint.fail(Check::SnapshotMd5, format!("{place}: {what}")),
    }
    Ok(())
}

/// Releases that write folders refuse a component whose sum or name is another, or that has none
/// (`2.9.6:core/server/common/src/main/java/alluxio/master/journal/checkpoint/Checkpointed.java`, `restoreFromCheckpoint`).
fn check_component_sum(source: &dyn Source, path: &Path, sum: &str, found: &mut Found) -> io::Result<()> {
    let place = shown(path);
    match hashed::verify(source, path, sum)? {
        Verdict::Matches => found.proof(place, "MD5 sum verified"),
        Verdict::NoSum => found.checkpoint.fail(Check::ComponentMd5, format!("{place} has no .md5 file")),
        Verdict::Differs(what) | Verdict::OtherName(what) => found.checkpoint.fail(Check::ComponentMd5, format!("{place}: {what}")),
    }
    Ok(())
}

fn read_folder(source: &dyn Source, path: &Path, found: &mut Found) -> io::Result<()> {
    for entry in source.list(path)? {
        let name = entry.name();
        if name.ends_with(".md5") {
            continue;
        }
        match entry.kind {
            EntryKind::Folder => read_rocks_folder(source, &entry.path, found)?,
            EntryKind::File => read_component(source, &entry, found),
            EntryKind::BrokenLink | EntryKind::Special => found.hidden_checkpoint(&shown(&entry.path), "is not a regular file"),
        }
        found.checkpoint.components.insert(name);
    }
    Ok(())
}

fn read_rocks_folder(source: &dyn Source, path: &Path, found: &mut Found) -> io::Result<()> {
    let mut files = rocks::Files::new();
    for entry in source.list(path)?.iter().filter(|entry| entry.kind == EntryKind::File) {
        files.insert(entry.name(), source.open(&entry.path)?);
    }
    let component = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let report = rocks::read_store(&files, &component, &mut found.content);
    found.checkpoint.add_store(report, &shown(path));
    Ok(())
}

/// One LZ4 frame that holds a typed checkpoint.
fn read_component(source: &dyn Source, entry: &Entry, found: &mut Found) {
    let place = shown(&entry.path);
    let mut part = Checkpoint::default();
    let result = source.open(&entry.path).and_then(|blob| {
        let mut reader = Hashed::new(BufReader::new(lz4_flex::frame::FrameDecoder::new(BlobReader::new(blob))));
        part.read_component(&mut reader, &place, &entry.name(), &mut found.content)?;
        reader.finish()
    });
    match result {
        Err(error) => part.fail(Check::ComponentBytes, format!("{place} cannot be unpacked: {error}")),
        Ok(sum) => {
            if let Err(error) = check_component_sum(source, &entry.path, &sum, found) {
                found.hidden_checkpoint(&place, error);
            }
        }
    }
    found.checkpoint.merge(part);
}
