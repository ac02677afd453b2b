//! The layout before `v1` folders: `<Master>/{checkpoint.data,log.out,completed/log.N}`. Protobuf from Alluxio's first
//! release on (`v1.0.0:core/server/src/main/java/alluxio/master/journal/Journal.java`), JSON lines in the last Tachyon
//! line (`v0.8.2:servers/src/main/java/tachyon/master/journal/JsonJournalFormatter.java`).

use std::path::{Path, PathBuf};

use super::checks::Check;
use super::content::Content;
use super::delimited::End;
use super::found::Found;
use super::{logs, tachyon};
use crate::facts::SegmentState;
use crate::source::{Entry, Source, shown};

/// Number of the first completed log (`Journal.FIRST_COMPLETED_LOG_NUMBER`).
const FIRST_LOG: u64 = 1;

/// Work files of a checkpoint; one that stayed tells that the writer died (`v1.4.0:.../journal/CheckpointManager.java`).
const LEFTOVERS: [&str; 3] = ["checkpoint.data.tmp", "checkpoint.data.backup", "checkpoint.data.backup.tmp"];

/// Whether a master's folder has completed logs. The folder for them alone says nothing: upgradeJournal leaves it behind.
pub(crate) fn has_completed_logs(source: &dyn Source, master: &Path) -> bool {
    source.list(&master.join("completed")).is_ok_and(|entries| entries.iter().any(|entry| entry.name().starts_with("log.")))
}

/// Reads the journals of all masters below `folder`.
pub(crate) fn read(source: &dyn Source, folder: &Path, masters: &[Entry], content: Content) -> Found {
    if is_json(source, masters) {
        return tachyon::read_masters(source, folder, masters, content);
    }
    let mut found = Found::new("v0", shown(folder), content);
    for master in masters {
        found.masters.insert(master.name());
        read_master(source, master, &mut found);
    }
    found
}

/// JSON starts with a brace and a quote. A protobuf journal starts with a length, which may look like a brace, and field 1.
fn is_json(source: &dyn Source, masters: &[Entry]) -> bool {
    let files = masters.iter().flat_map(|master| ["checkpoint.data", "log.out"].map(|name| master.path.join(name)));
    let closed = masters.iter().flat_map(|master| source.list(&master.path.join("completed")).unwrap_or_default());
    let mut head = [0; 2];
    files
        .chain(closed.map(|entry| entry.path))
        .filter_map(|path| source.open(&path).ok())
        .any(|blob| blob.read_exact_at(&mut head, 0).is_ok() && head == *b"{\"")
}

fn read_master(source: &dyn Source, master: &Entry, found: &mut Found) {
    let checkpoint = master.path.join("checkpoint.data");
    let has_checkpoint = source.entry(&checkpoint).is_ok();
    let logs = log_files(source, master, found);
    if has_checkpoint {
        found.checkpoint_form = "plain";
        read_checkpoint(source, &checkpoint, found);
    } else if !logs.is_empty() {
        found.logs_without_checkpoint = true;
        found.remarks.push(format!("{}: logs without checkpoint.data; a master starts empty here and deletes them", shown(&master.path)));
    }
    for name in LEFTOVERS {
        let leftover = master.path.join(name);
        if source.entry(&leftover).is_ok() {
            found.failed(Check::Interrupted, &shown(&leftover), "left by an interrupted checkpoint");
        }
    }
    if has_checkpoint && logs.first().is_some_and(|(_, log)| is_empty(source, log)) {
        found.empty_first_log = true;
        found.logs_behind_empty_one |= logs.iter().any(|(_, log)| !is_empty(source, log));
    }
    let mut next = None;
    for (follows, log) in logs {
        next = read_log(source, &log, next.filter(|_| follows), found);
    }
}

/// An open log becomes the first completed one where there is no other
/// (`v1.5.0:core/server/common/src/main/java/alluxio/master/journal/JournalUpgrader.java`, `prepare`).
fn is_empty(source: &dyn Source, log: &Path) -> bool {
    source.open(log).is_ok_and(|blob| blob.is_empty())
}

/// Completed logs in order, then the open one, and whether the log before each is there. A reader stops at the first
/// number that is missing.
pub(super) fn log_files(source: &dyn Source, master: &Entry, found: &mut Found) -> Vec<(bool, PathBuf)> {
    let completed = master.path.join("completed");
    let mut numbered: Vec<(u64, Entry)> = match source.list(&completed) {
        Ok(entries) => entries.into_iter().filter_map(|entry| Some((entry.name().strip_prefix("log.")?.parse().ok()?, entry))).collect(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Vec::new(),
        Err(error) => {
            found.hidden_log(&shown(&completed), error);
            Vec::new()
        }
    };
    numbered.sort_by_key(|(number, _)| *number);
    let missing = (FIRST_LOG..).zip(&numbered).find(|(expected, (number, _))| expected != number);
    let mut gap = None;
    if let Some((expected, (number, entry))) = missing {
        let what = format!("log number {expected} is missing; a master reads no log after the gap");
        found.damaged_log(Check::LogNumbers, &shown(&entry.path), what);
        gap = Some(*number);
    }
    let open = master.path.join("log.out");
    let open = source.entry(&open).is_ok().then_some((true, open));
    numbered.into_iter().map(|(number, entry)| (gap != Some(number), entry.path)).chain(open).collect()
}

fn read_checkpoint(source: &dyn Source, path: &Path, found: &mut Found) {
    let place = shown(path);
    found.content.enter(&place);
    let wanted = logs::Wanted { repeats: true, ..logs::Wanted::default() };
    let log = match source.open(path).and_then(|blob| logs::read(blob, wanted, &mut found.content)) {
        Ok(log) => log,
        Err(error) => return found.hidden_checkpoint(&place, error),
    };
    note_master(path, &log, found);
    found.checkpoint.stats.merge(&log.live);
    found.checkpoint.note_plain_end(log.end, &place);
    found.proof(place, format!("{} entries", log.entries()));
}

/// Reads a log and returns the sequence number that the next log must start with.
fn read_log(source: &dyn Source, path: &Path, next: Option<u64>, found: &mut Found) -> Option<u64> {
    let place = shown(path);
    found.content.enter(&place);
    let wanted = logs::Wanted { next, end: None, repeats: true };
    let log = match source.open(path).and_then(|blob| logs::read(blob, wanted, &mut found.content)) {
        Ok(log) => log,
        Err(error) => {
            found.hidden_log(&place, error);
            return None;
        }
    };
    note_master(path, &log, found);
    found.logs.merge(&log.live);
    found.live.merge(&log.live);
    let open = path.ends_with("log.out");
    found.segment(&place, log.entries(), if open { SegmentState::Open } else { SegmentState::Intact });
    check_log(&log, &place, open, found);
    found.proof(place, format!("{} entries", log.entries()));
    log.next.or(next).filter(|_| log.end == End::Complete)
}

fn note_master(path: &Path, log: &logs::Log, found: &mut Found) {
    let master = path.ancestors().find_map(|at| found.masters.get(&at.file_name()?.to_string_lossy().into_owned()));
    if let Some(master) = master.filter(|_| log.entries() > 0).cloned() {
        found.masters_with_entries.insert(master);
    }
}

fn check_log(log: &logs::Log, place: &str, open: bool, found: &mut Found) {
    if let Some((wanted, came)) = log.jump {
        found.damaged_log(Check::LogSequence, place, format!("the sequence number {came} came where {wanted} should stand"));
    }
    match log.end {
        End::Complete => {}
        End::Cut(offset) | End::CutLength(offset) if open => {
            found.failed(Check::OpenLogEnd, place, format!("the last entry, at byte {offset}, was not written completely"))
        }
        End::Cut(offset) | End::CutLength(offset) => {
            found.damaged_log(Check::LogEnd, place, format!("ends inside the entry at byte {offset}"))
        }
        End::Garbage(offset) => found.damaged_log(Check::LogBytes, place, format!("has bytes that are no journal entry at byte {offset}")),
    }
}
