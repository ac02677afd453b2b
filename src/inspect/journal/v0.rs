//! The layout before `v1` folders: `<Master>/{checkpoint.data,log.out,completed/log.N}`. Protobuf from Alluxio's first
//! release on (`v1.0.0:core/server/src/main/java/alluxio/master/journal/Journal.java`), JSON lines in the last Tachyon
//! line (`v0.8.2:servers/src/main/java/tachyon/master/journal/JsonJournalFormatter.java`).

use std::path::Path;

use super::content::Content;
use super::delimited::End;
use super::found::Found;
use super::logs;
use crate::source::{Entry, Source, shown};

/// Number of the first completed log (`Journal.FIRST_COMPLETED_LOG_NUMBER`).
const FIRST_LOG: u64 = 1;

/// Whether a master's folder has completed logs. The folder for them alone says nothing: upgradeJournal leaves it behind.
pub(crate) fn has_completed_logs(source: &dyn Source, master: &Path) -> bool {
    source.list(&master.join("completed")).is_ok_and(|entries| entries.iter().any(|entry| entry.name().starts_with("log.")))
}

/// Reads the journals of all masters below `folder`.
pub(crate) fn read(source: &dyn Source, folder: &Path, masters: &[Entry], content: Content) -> Found {
    let mut found = Found::new("v0", shown(folder), content);
    for master in masters {
        found.masters.insert(master.name());
        read_master(source, master, &mut found);
    }
    if is_json(source, masters) {
        found.kind = "tachyon";
        found.opaque_logs = true;
        found.damage.clear();
        found.checkpoint = super::checkpoint::Checkpoint::default();
        found.unseen.clear();
    }
    found
}

/// A protobuf journal starts with a length and field 1, never with a brace.
fn is_json(source: &dyn Source, masters: &[Entry]) -> bool {
    let files = masters.iter().flat_map(|master| ["checkpoint.data", "log.out"].map(|name| master.path.join(name)));
    let mut head = [0];
    files.filter_map(|path| source.open(&path).ok()).any(|blob| blob.read_exact_at(&mut head, 0).is_ok() && head == *b"{")
}

fn read_master(source: &dyn Source, master: &Entry, found: &mut Found) {
    let checkpoint = master.path.join("checkpoint.data");
    let has_checkpoint = source.entry(&checkpoint).is_ok();
    let logs = log_files(source, master, found);
    if has_checkpoint {
        found.checkpoint_form = "plain";
        read_file(source, &checkpoint, true, found);
    } else if !logs.is_empty() {
        found.logs_without_checkpoint = true;
        found.remarks.push(format!("{}: logs without checkpoint.data; a master starts empty here and deletes them", shown(&master.path)));
    }
    for name in ["checkpoint.data.tmp", "checkpoint.data.backup"] {
        if source.entry(&master.path.join(name)).is_ok() {
            found.remarks.push(format!("{}/{name}: left by an interrupted checkpoint", shown(&master.path)));
        }
    }
    for log in logs {
        read_file(source, &log, false, found);
    }
}

/// Completed logs in order, then the open one. A reader stops at the first number that is missing.
fn log_files(source: &dyn Source, master: &Entry, found: &mut Found) -> Vec<std::path::PathBuf> {
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
    for (expected, (number, entry)) in (FIRST_LOG..).zip(&numbered) {
        if *number != expected {
            found.damaged_log(&shown(&entry.path), format!("log number {expected} is missing; a master reads no log after the gap"));
            break;
        }
    }
    let open = master.path.join("log.out");
    let open = source.entry(&open).is_ok().then_some(open);
    numbered.into_iter().map(|(_, entry)| entry.path).chain(open).collect()
}

fn read_file(source: &dyn Source, path: &Path, checkpoint: bool, found: &mut Found) {
    let place = shown(path);
    found.content.enter(&place);
    let log = match source.open(path).and_then(|blob| logs::read(blob, 0, &mut found.content)) {
        Ok(log) => log,
        Err(error) if checkpoint => return found.hidden_checkpoint(&place, error),
        Err(error) => return found.hidden_log(&place, error),
    };
    if log.all.entries > 0
        && let Some(master) = path.ancestors().find_map(|at| found.masters.get(&at.file_name()?.to_string_lossy().into_owned()))
    {
        found.masters_with_entries.insert(master.clone());
    }
    if checkpoint {
        found.checkpoint.stats.merge(&log.all);
    } else {
        found.logs.merge(&log.all);
        found.live.merge(&log.all);
    }
    match (log.end, checkpoint) {
        (End::Complete, _) => found.proof(place, format!("{} entries", log.all.entries)),
        (End::Cut(offset), false) if path.ends_with("log.out") => {
            found.remarks.push(format!("{place}: the last entry, at byte {offset}, was not written completely"))
        }
        (End::Cut(offset), true) => found.checkpoint.problems.push(format!("{place} ends inside the entry at byte {offset}")),
        (End::Garbage(offset), true) => {
            found.checkpoint.problems.push(format!("{place} has bytes that are no journal entry at byte {offset}"))
        }
        (End::Cut(offset), false) => found.damaged_log(&place, format!("ends inside the entry at byte {offset}")),
        (End::Garbage(offset), false) => found.damaged_log(&place, format!("has bytes that are no journal entry at byte {offset}")),
    }
}
