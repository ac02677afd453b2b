//! The UFS journal: `<Master>/v1/{logs,checkpoints,.tmp}` with names that are ranges of sequence numbers
//! (`v1.5.0:core/server/common/src/main/java/alluxio/master/journal/ufs/UfsJournal.java`, `UfsJournalFile.java`;
//! unchanged since).

use std::path::Path;
use std::sync::Arc;

use super::again::Again;
use super::checkpoint::Checkpoint;
use super::checks::Check;
use super::content::Content;
use super::delimited::{self, End};
use super::entry::EntryStats;
use super::found::Found;
use super::logs;
use super::plain::{self, Plain};
use crate::facts::SegmentState;
use crate::source::{Blob, BlobReader, Entry, EntryKind, Source, shown};

/// End of the range in the name of a log that is still open (`UfsJournal.UNKNOWN_SEQUENCE_NUMBER`).
const OPEN: u64 = 0x7fff_ffff_ffff_ffff;

/// Masters that every release has, so that no release leaves their folders alone
/// (`v1.0.0:core/common/src/main/java/alluxio/Constants.java`, `BLOCK_MASTER_NAME` and `FILE_SYSTEM_MASTER_NAME`).
const NAMESPACE_MASTERS: [&str; 2] = ["BlockMaster", "FileSystemMaster"];

/// Prefix of format markers, the default of `alluxio.master.format.file.prefix`.
pub(crate) const FORMAT_MARKER: &str = "_format_";

/// A file named after the sequence numbers it holds; the end is exclusive.
struct Range {
    start: u64,
    end: u64,
    entry: Entry,
}

/// Reads the journals of all masters that have a `v1` folder below `folder`.
pub(crate) fn read(source: &dyn Source, folder: &Path, masters: &[Entry], content: Content) -> Found {
    let mut found = Found::new("ufs", shown(folder), content);
    for master in masters {
        read_master(source, master, &mut found);
    }
    found
}

fn read_master(source: &dyn Source, master: &Entry, found: &mut Found) {
    let name = master.name();
    found.masters.insert(name.clone());
    let v1 = master.path.join("v1");
    let entries = match source.list(&v1) {
        Ok(entries) => entries,
        Err(error) => {
            return found.hidden(
                &shown(&v1),
                error,
                &[
                    "journal.log_fields",
                    "journal.namespace_log_fields",
                    "journal.components",
                    "journal.checkpoint_fields",
                    "journal.checkpoint_form",
                ],
            );
        }
    };
    found.master_markers &= entries.iter().any(|entry| entry.name().starts_with(FORMAT_MARKER));
    found.proof(shown(&v1), "folder of the UFS journal");
    let checkpoints = ranges(source, &v1.join("checkpoints"), found);
    let logs = ranges(source, &v1.join("logs"), found);
    let newest = checkpoints.iter().max_by_key(|range| range.end);
    if let Some(checkpoint) = newest {
        read_checkpoint(source, checkpoint, &name, found);
    }
    read_logs(source, logs, newest.map_or(0, |range| range.end), &name, found);
    note_leftovers(source, &v1.join(".tmp"), found);
}

/// Checkpoints that are being written, or whose writer died; a primary master removes old ones
/// (`v1.5.0:.../journal/ufs/UfsJournalGarbageCollector.java`).
fn note_leftovers(source: &dyn Source, folder: &Path, found: &mut Found) {
    for entry in source.list(folder).unwrap_or_default() {
        found.failed(Check::Interrupted, &shown(&entry.path), "is a checkpoint that was not finished");
    }
}

/// The files of a folder whose names are ranges, by end; Alluxio ignores other names without a word, so they are said.
fn ranges(source: &dyn Source, folder: &Path, found: &mut Found) -> Vec<Range> {
    let entries = match source.list(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Vec::new(),
        Err(error) => {
            found.hidden(
                &shown(folder),
                error,
                &[
                    "journal.log_fields",
                    "journal.namespace_log_fields",
                    "journal.components",
                    "journal.checkpoint_fields",
                    "journal.checkpoint_form",
                ],
            );
            return Vec::new();
        }
    };
    let mut ranges = Vec::new();
    for entry in entries {
        match parse_range(&entry.name()) {
            Some((start, end)) if entry.kind == EntryKind::File => ranges.push(Range { start, end, entry }),
            Some(_) if entry.kind == EntryKind::Folder => note_folder(&entry, found),
            _ => note_ignored(source, &entry, found),
        }
    }
    ranges.sort_by_key(|range| (range.end, range.start));
    ranges
}

/// Masters go by names alone and fail to open a folder that has the name of a checkpoint or log (2.9.6: `Is a directory`).
fn note_folder(entry: &Entry, found: &mut Found) {
    let is_checkpoint = entry.path.parent().is_some_and(|parent| parent.ends_with("checkpoints"));
    let check = if is_checkpoint { Check::CheckpointName } else { Check::LogBytes };
    found.failed(check, &shown(&entry.path), "is a folder, which a master takes for the file of that name");
}

/// A name that Alluxio ignores is an oddity, unless entries lie behind it: then somebody renamed or packed a log.
fn note_ignored(source: &dyn Source, entry: &Entry, found: &mut Found) {
    let place = shown(&entry.path);
    let blob = source.open(&entry.path).ok().filter(|blob| !blob.is_empty());
    let holds_entries = blob.is_some_and(|blob| {
        let mut head = [0; 2];
        let packed = blob.read_exact_at(&mut head, 0).is_ok() && head == super::backup::GZIP;
        packed || is_typed(blob.as_ref()) || starts_with_entry(blob)
    });
    if holds_entries {
        found.failed(Check::FileNames, &place, "holds entries, but Alluxio ignores this name without a word");
    } else {
        found.remarks.push(format!("{place}: Alluxio ignores this name"));
    }
}

fn starts_with_entry(blob: Arc<dyn Blob>) -> bool {
    let mut stats = EntryStats::default();
    let head = crate::source::Window::new(blob, 0, 64 * 1024);
    let end = delimited::for_each(&mut BlobReader::new(Arc::new(head)), |entry| stats.add(entry).map(|_| ()));
    end.is_ok_and(|end| !matches!(end, End::Garbage(_))) && stats.entries > 0 && !stats.fields().is_empty()
}

/// `0x<start>-0x<end>` in hexadecimal.
fn parse_range(name: &str) -> Option<(u64, u64)> {
    let (start, end) = name.split_once('-')?;
    let number = |text: &str| u64::from_str_radix(text.strip_prefix("0x")?, 16).ok().filter(|n| *n <= OPEN);
    Some((number(start)?, number(end)?))
}

fn read_checkpoint(source: &dyn Source, range: &Range, master: &str, found: &mut Found) {
    let place = shown(&range.entry.path);
    if range.start != 0 {
        found.failed(Check::CheckpointName, &place, "a checkpoint must start at 0x0; the master stops on this name");
    }
    let blob = match source.open(&range.entry.path) {
        Ok(blob) => blob,
        Err(error) => return found.hidden(&place, error, &["journal.components", "journal.checkpoint_fields", "journal.checkpoint_form"]),
    };
    found.content.enter(&place);
    let typed = is_typed(blob.as_ref());
    let result = if typed { read_typed(blob, &place, found) } else { read_plain(blob, &place, found) };
    if let Err(error) = result {
        found.hidden_checkpoint(&place, error);
    }
    found.masters_with_entries.insert(master.to_owned());
    let form = if typed { "typed" } else { "plain" };
    if found.checkpoint_form == "none" || form == "plain" {
        found.checkpoint_form = form;
    }
    found.proof(place, format!("{form} checkpoint up to sequence number {}", range.end));
}

/// Checkpoints of 2.x start with a small type number; those of 1.x start with the length of an entry, which read as the
/// same eight bytes is far larger.
fn is_typed(blob: &dyn Blob) -> bool {
    let mut head = [0; 8];
    blob.read_exact_at(&mut head, 0).is_ok() && Checkpoint::is_type(i64::from_be_bytes(head))
}

fn read_typed(blob: Arc<dyn Blob>, place: &str, found: &mut Found) -> std::io::Result<()> {
    let again = Again::new(&blob, 0);
    found.checkpoint.read(&mut BlobReader::new(blob), place, &again, &mut found.content)
}

fn read_plain(blob: Arc<dyn Blob>, place: &str, found: &mut Found) -> std::io::Result<()> {
    let mut plain = Plain::default();
    let read = plain::read(BlobReader::new(blob), &mut plain, &mut found.content);
    found.checkpoint.stats.merge(&plain.stats);
    read?;
    found.checkpoint.note_plain_end(plain.end, place);
    Ok(())
}

/// Reads logs as a master does: by their ends, from the checkpoint's end on, each number once.
fn read_logs(source: &dyn Source, logs: Vec<Range>, checkpoint_end: u64, master: &str, found: &mut Found) {
    let open = logs.iter().filter(|range| range.end == OPEN).count();
    if open > 1 {
        let what = format!("{open} open logs; only one of them is ever read, so two masters wrote at once");
        found.failed(Check::OpenLogs, master, what);
    }
    let mut next = checkpoint_end;
    for range in &logs {
        let place = shown(&range.entry.path);
        read_log(source, range, next, &place, master, found);
        next = next.max(range.end);
    }
}

/// Entries below `next` were read already; a master drops such duplicates.
fn read_log(source: &dyn Source, range: &Range, next: u64, place: &str, master: &str, found: &mut Found) {
    found.content.enter(place);
    let wanted = logs::Wanted { next: Some(next), end: (range.end != OPEN).then_some(range.end), repeats: false };
    let log = match source.open(&range.entry.path).and_then(|blob| logs::read(blob, wanted, &mut found.content)) {
        Ok(log) => log,
        Err(error) => return found.hidden_log(place, error),
    };
    found.live.merge(&log.live);
    if NAMESPACE_MASTERS.contains(&master) {
        found.namespace_logs.merge(&log.live);
    }
    found.logs.merge(&log.live);
    found.logs.merge(&log.unused);
    found.segment(place, log.entries(), state(range, next));
    if log.entries() > 0 {
        found.masters_with_entries.insert(master.to_owned());
    }
    if let Some(first) = log.first {
        found.first_log_index = Some(found.first_log_index.map_or(first, |index| index.min(first)));
    }
    if range.end > next {
        check_log(range, next, &log, place, found);
    } else if log.end != End::Complete {
        found.remarks.push(format!("{place}: is damaged, but the checkpoint covers it"));
    }
}

fn state(range: &Range, next: u64) -> SegmentState {
    match range.end {
        OPEN => SegmentState::Open,
        end if end <= next => SegmentState::Covered,
        _ => SegmentState::Intact,
    }
}

/// Each closed log holds exactly the numbers in its name; the open one may end inside its last entry. What follows the
/// last entry of a closed log is never read (`v2.9.3:.../journal/ufs/UfsJournalReader.java`, `isDone`).
fn check_log(range: &Range, next: u64, log: &logs::Log, place: &str, found: &mut Found) {
    let closed = range.end != OPEN;
    if let Some((wanted, came)) = log.jump {
        let what = format!("the sequence numbers {wanted} to {} are missing before {came}", came.saturating_sub(1));
        return found.damaged_log(Check::LogSequence, place, what);
    }
    if closed && log.reached_end() {
        if log.end != End::Complete || log.next > Some(range.end) {
            found.remarks.push(format!("{place}: has bytes behind its last entry, which no master reads"));
        }
        return;
    }
    match log.end {
        End::Cut(offset) if closed => found.damaged_log(Check::LogEnd, place, format!("ends inside the entry at byte {offset}")),
        End::CutLength(offset) if closed => found.damaged_log(Check::LogEnd, place, format!("ends inside the length at byte {offset}")),
        End::Cut(offset) => {
            let what = format!("the last entry, at byte {offset}, was not written completely; it was never acknowledged");
            found.failed(Check::OpenLogEnd, place, what);
        }
        End::CutLength(offset) => found.damaged_log(Check::OpenLogLength, place, format!("ends inside the length at byte {offset}")),
        End::Garbage(offset) => found.damaged_log(Check::LogBytes, place, format!("has bytes that are no journal entry at byte {offset}")),
        End::Complete if closed => check_range(range, next, log, place, found),
        End::Complete => {}
    }
}

fn check_range(range: &Range, next: u64, log: &logs::Log, place: &str, found: &mut Found) {
    let what = match log.next {
        Some(after) if log.entries() > 0 && after > 0 => format!("ends with sequence number {} instead of {}", after - 1, range.end - 1),
        _ if log.entries() == 0 => format!("is empty instead of holding {} to {}", next.max(range.start), range.end - 1),
        _ => format!("does not hold {} to {}", range.start, range.end - 1),
    };
    found.damaged_log(Check::LogRange, place, what);
}
