//! The embedded journal on Copycat, told by names since its files have no magic number
//! (`copycat-1.2.8:server/src/main/java/io/atomix/copycat/server/storage/{SegmentFile,snapshot/SnapshotFile}.java`).
//!
//! Alluxio used its own fork of the library, whose source is not published. Logs of all lines that have this journal were
//! compared with the layout here and fit to the last byte; what a fork might write beyond that is said as not decoded.

mod log;
mod meta;

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use super::again::Again;
use super::checkpoint::read_i64;
use super::checks::Check;
use super::content::Content;
use super::found::Found;
use crate::facts::SegmentState;
use crate::source::{Blob, BlobReader, Entry, Source, Window, shown};

/// Header of a snapshot file, then the length of what follows.
const SNAPSHOT_CONTENT: u64 = 64 + 4;
/// Whether the file was written to its end; others are deleted when the storage is opened.
const SNAPSHOT_LOCKED: u64 = 16;
/// The same for a segment.
const SEGMENT_LOCKED: u64 = 40;

/// Whether a file of the journal folder belongs to Copycat.
pub(crate) fn is_file(name: &str) -> bool {
    name == "copycat.meta" || (name.starts_with("copycat-") && (name.ends_with(".log") || name.ends_with(".snapshot")))
}

/// Reads a journal folder.
pub(crate) fn read(source: &dyn Source, folder: &Path, files: &[Entry], content: Content) -> Found {
    let mut found = Found::new("copycat", shown(folder), content);
    for file in files {
        found.proof(shown(&file.path), "file of the Copycat library");
        if file.name() == "copycat.meta" {
            meta::read(source, file, &mut found);
        }
    }
    let snapshot = newest_snapshot(source, files, &mut found);
    if let Some((_, file)) = &snapshot {
        found.checkpoint_form = "snapshot-file";
        if let Err(error) = read_snapshot(source, file, &mut found) {
            found.hidden_checkpoint(&shown(&file.path), error);
        }
    }
    read_segments(source, files, snapshot.map(|(index, _)| index), &mut found);
    found
}

/// The finished snapshot with the highest index.
fn newest_snapshot(source: &dyn Source, files: &[Entry], found: &mut Found) -> Option<(u64, Entry)> {
    let mut named: Vec<(u64, &Entry)> = files.iter().filter_map(|file| Some((snapshot_index(&file.name())?, file))).collect();
    named.sort_by_key(|(index, file)| (*index, file.name()));
    while let Some((index, file)) = named.pop() {
        if is_locked(source, file, SNAPSHOT_LOCKED, found) {
            return Some((index, file.clone()));
        }
    }
    None
}

/// Index in `copycat-<index>-<time>.snapshot`.
fn snapshot_index(name: &str) -> Option<u64> {
    name.strip_prefix("copycat-")?.strip_suffix(".snapshot")?.split('-').next()?.parse().ok()
}

/// Segment and version in `copycat-<segment>-<version>.log`.
fn segment_id(name: &str) -> Option<(u64, u64)> {
    let (segment, version) = name.strip_prefix("copycat-")?.strip_suffix(".log")?.split_once('-')?;
    Some((segment.parse().ok()?, version.parse().ok()?))
}

/// A file that cannot be opened counts as finished, so that reading it says why.
fn is_locked(source: &dyn Source, file: &Entry, at: u64, found: &mut Found) -> bool {
    let mut locked = [1];
    let read = source.open(&file.path).and_then(|blob| blob.read_exact_at(&mut locked, at));
    if read.is_ok() && locked == [0] {
        found.remarks.push(format!("{}: was not finished; a master deletes it", shown(&file.path)));
        return false;
    }
    true
}

fn read_snapshot(source: &dyn Source, file: &Entry, found: &mut Found) -> io::Result<()> {
    let place = shown(&file.path);
    let blob = source.open(&file.path)?;
    let mut head = [0; 8];
    let mut length = [0; 4];
    if blob.read_exact_at(&mut head, 0).is_err() || blob.read_exact_at(&mut length, SNAPSHOT_CONTENT - 4).is_err() {
        found.checkpoint.fail(Check::ComponentEnd, format!("{place} ends inside its header"));
        return Ok(());
    }
    if Some(u64::from_be_bytes(head)) != snapshot_index(&file.name()) {
        found
            .checkpoint
            .fail(Check::CheckpointType, format!("{place} is a snapshot of the index {} by its header", u64::from_be_bytes(head)));
    }
    let length = u64::from(u32::from_be_bytes(length));
    if blob.len() < SNAPSHOT_CONTENT + length {
        found.checkpoint.fail(Check::ComponentEnd, format!("{place} is shorter than the {length} bytes that its header promises"));
    }
    read_content(blob, length, &place, found)
}

fn read_content(blob: Arc<dyn Blob>, length: u64, place: &str, found: &mut Found) -> io::Result<()> {
    found.content.enter(place);
    let content: Arc<dyn Blob> = Arc::new(Window::new(blob, SNAPSHOT_CONTENT, length));
    let again = Again::new(&content, 8);
    let mut reader = BlobReader::new(content);
    if read_i64(&mut reader)?.is_none() {
        found.checkpoint.fail(Check::CheckpointType, format!("{place} ends inside its snapshot id"));
        return Ok(());
    }
    found.checkpoint.read(&mut reader, place, &again, &mut found.content)
}

/// Of each segment the highest finished version counts.
fn read_segments(source: &dyn Source, files: &[Entry], installed: Option<u64>, found: &mut Found) {
    let mut segments: BTreeMap<u64, Option<(u64, &Entry)>> = BTreeMap::new();
    for file in files {
        let Some((segment, version)) = segment_id(&file.name()) else { continue };
        let newest = segments.entry(segment).or_default();
        if is_locked(source, file, SEGMENT_LOCKED, found) && newest.is_none_or(|(newest, _)| newest < version) {
            *newest = Some((version, file));
        }
    }
    let mut chain = Chain { next: None, needed: Some(installed.map_or(log::FIRST_INDEX, |index| index + 1)) };
    for (segment, newest) in segments {
        let Some((version, file)) = newest else {
            let what = format!("segment {segment} was never finished; a master deletes it");
            found.failed(Check::SegmentOrder, &found.path.clone(), what);
            continue;
        };
        let place = shown(&file.path);
        found.content.enter(&place);
        let read = source.open(&file.path).and_then(|blob| log::read(blob, (segment, version), installed, &mut found.content));
        match read {
            Ok(content) => chain.add(&content, &place, found),
            Err(error) => {
                found.hidden_log(&place, error);
                chain = Chain::default();
            }
        }
    }
}

/// What the next segment must start with, as far as it is known.
#[derive(Default)]
struct Chain {
    /// Exactly this index.
    next: Option<u64>,
    /// At most this index, since nothing else holds the entries before.
    needed: Option<u64>,
}

impl Chain {
    fn add(&mut self, content: &log::Content, place: &str, found: &mut Found) {
        let first = content.first;
        if let Some(next) = self.next.filter(|next| *next != first) {
            found.damaged_log(Check::SegmentOrder, place, format!("starts at index {first} instead of {next}"));
        }
        if let Some(needed) = self.needed.filter(|needed| *needed < first) {
            found.damaged_log(
                Check::SegmentOrder,
                place,
                format!("starts at index {first}, but nothing holds the entries from index {needed} on"),
            );
        }
        *self = Chain::default();
        found.first_log_index.get_or_insert(first);
        found.logs.merge(&content.all);
        found.live.merge(&content.live);
        let covered = content.live.entries == 0 && content.all.entries > 0;
        found.segment(place, content.all.entries, if covered { SegmentState::Covered } else { SegmentState::Intact });
        if let Some(trouble) = &content.trouble {
            return found.damaged_log(trouble.check, place, trouble.text.clone());
        }
        found.last_log_index = content.last.or(found.last_log_index);
        found.last_log_term = content.term.or(found.last_log_term);
        found.proof(place, format!("{} entries in {} records, checksums verified", content.all.entries, content.records));
        if content.compacted {
            found.remarks.push(format!("{place}: was compacted, so that missing entries cannot be told"));
        } else {
            self.next = Some(content.last.map_or(first, |last| last + 1));
        }
    }
}
