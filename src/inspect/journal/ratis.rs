//! The embedded journal on Apache Ratis: `raft/<group>/{current,sm}`
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/storage/RaftStorageDirectory.java`,
//! `v2.4.0:core/server/common/src/main/java/alluxio/master/journal/raft/RaftJournalSystem.java`).

use std::path::{Path, PathBuf};

use super::checks::Check;
use super::content::Content;
use super::found::Found;
use super::{raft_meta, segment, snapshot};
use crate::facts::SegmentState;
use crate::source::{Entry, EntryKind, Source, shown};

/// A log segment, by the indices in its name; an open one has no last index.
struct Segment {
    first: u64,
    last: Option<u64>,
    entry: Entry,
}

/// What must follow the segments that were read so far.
#[derive(Default)]
struct Position {
    /// Index of the next record; unknown before the first one.
    next: Option<u64>,
    /// Term of the last record.
    term: u64,
}

/// Reads one group folder.
pub(crate) fn read(source: &dyn Source, folder: &Path, group: &Path, kind: &'static str, content: Content) -> Found {
    let mut found = Found::new(kind, shown(folder), content);
    found.proof(shown(group), "folder of a Ratis group");
    let newest = snapshot::newest(source, &group.join("sm"), &mut found);
    let installed = newest.as_ref().map(|snapshot| snapshot.index);
    found.snapshot_index = installed;
    if let Some(newest) = newest {
        snapshot::read(source, &newest, &mut found);
    }
    raft_meta::read(source, &group.join("current"), &mut found);
    read_segments(source, &group.join("current"), installed, &mut found);
    note_leftovers(source, group, &mut found);
    found.lock_owner = lock_owner(source, group);
    if !found.lock_owner.is_empty() {
        found.remarks.push(format!(
            "{}: written by {}; that master runs, or was killed",
            shown(&group.join("in_use.lock")),
            found.lock_owner
        ));
    }
    found
}

/// Work files that a master left when it died: of a snapshot, and of a change of term or vote that never came to be
/// (`ratis-2.0.0:.../server/storage/RaftStorageImpl.java`, `cleanMetaTmpFile`). Ratis removes them.
fn note_leftovers(source: &dyn Source, group: &Path, found: &mut Found) {
    for entry in source.list(&group.join("tmp")).unwrap_or_default() {
        found.failed(Check::Interrupted, &shown(&entry.path), "left by an interrupted snapshot");
    }
    let meta = group.join("current").join("raft-meta.tmp");
    if source.entry(&meta).is_ok() {
        found.failed(Check::Interrupted, &shown(&meta), "left by a change of term or vote that was never finished");
    }
}

/// Longest name of a process and its host that is told.
const MAX_OWNER: usize = 300;

/// A running server holds `in_use.lock` and writes `process@host` into it; when it ends by itself the file goes, when it is
/// killed it stays (`ratis-2.0.0:.../server/storage/RaftStorageDirectoryImpl.java`, `tryLock`).
fn lock_owner(source: &dyn Source, group: &Path) -> String {
    let path = group.join("in_use.lock");
    if source.entry(&path).is_err() {
        return String::new();
    }
    let bytes = source.open(&path).and_then(|blob| blob.read_all(MAX_OWNER)).unwrap_or_default();
    let owner: String = String::from_utf8_lossy(&bytes).chars().filter(|letter| letter.is_ascii_graphic()).collect();
    if owner.is_empty() { "an unnamed process".to_owned() } else { owner }
}

fn read_segments(source: &dyn Source, current: &Path, installed: Option<u64>, found: &mut Found) {
    let entries = match source.list(current) {
        Ok(entries) => entries,
        Err(error) => return found.hidden_log(&shown(current), error),
    };
    let has_meta = entries.iter().any(|entry| entry.name() == "raft-meta");
    let mut segments = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.kind == EntryKind::File) {
        match parse_segment(&entry) {
            Some((first, last)) => segments.push(Segment { first, last, entry }),
            None => note_ignored(source, &entry, found),
        }
    }
    if !has_meta && !segments.is_empty() {
        found.failed(Check::RaftMeta, &shown(current), "raft-meta is missing; Ratis refuses such a folder");
    }
    segments.sort_by_key(|segment| (segment.first, segment.last.unwrap_or(u64::MAX)));
    found.first_log_index = segments.first().map(|segment| segment.first);
    let mut position = Position::default();
    for segment in &segments {
        read_segment(source, segment, &mut position, installed, found);
    }
    check_purged(current, installed, found);
}

/// The segments of a group, in order.
pub(super) fn segment_paths(source: &dyn Source, group: &Path) -> Vec<PathBuf> {
    let entries = source.list(&group.join("current")).unwrap_or_default();
    let mut segments: Vec<_> = entries.iter().filter_map(|entry| Some((parse_segment(entry)?, entry.path.clone()))).collect();
    segments.sort_by_key(|((first, last), _)| (*first, last.unwrap_or(u64::MAX)));
    segments.into_iter().map(|(_, path)| path).collect()
}

/// Ratis passes over names that are no segment's. One that holds records anyway was renamed by somebody.
fn note_ignored(source: &dyn Source, entry: &Entry, found: &mut Found) {
    let mut head = [0; 8];
    let is_segment = source.open(&entry.path).is_ok_and(|blob| blob.read_exact_at(&mut head, 0).is_ok() && &head == segment::MAGIC);
    if is_segment {
        found.failed(Check::FileNames, &shown(&entry.path), "is a log segment, but Ratis ignores this name without a word");
    }
}

/// Logs that start after the snapshot's end leave a hole that nothing fills.
fn check_purged(current: &Path, installed: Option<u64>, found: &mut Found) {
    let needed = installed.map_or(0, |index| index.saturating_add(1));
    if let Some(first) = found.first_log_index.filter(|first| *first > needed) {
        let what = format!("logs start at index {first}, but the newest snapshot ends before index {needed}");
        found.damaged_log(Check::FirstIndex, &shown(current), what);
    }
}

/// `log_<first>-<last>` or `log_inprogress_<first>`.
fn parse_segment(entry: &Entry) -> Option<(u64, Option<u64>)> {
    let name = entry.name();
    let rest = name.strip_prefix("log_")?;
    match rest.strip_prefix("inprogress_") {
        Some(first) => Some((first.parse().ok()?, None)),
        None => {
            let (first, last) = rest.split_once('-')?;
            Some((first.parse().ok()?, Some(last.parse().ok()?)))
        }
    }
}

/// Reads a segment. One without records is deleted by Ratis, as if it had never been there
/// (`ratis-2.0.0:.../raftlog/segmented/LogSegment.java`, `loadSegment`).
fn read_segment(source: &dyn Source, segment: &Segment, position: &mut Position, installed: Option<u64>, found: &mut Found) {
    let place = shown(&segment.entry.path);
    found.content.enter(&place);
    let content = match source.open(&segment.entry.path).and_then(|blob| segment::read(blob, installed, &mut found.content)) {
        Ok(content) => content,
        Err(error) => {
            found.hidden_log(&place, error);
            position.next = segment.last.map(|last| last.saturating_add(1));
            return;
        }
    };
    found.live.merge(&content.live);
    found.logs.merge(&content.live);
    found.logs.merge(&content.covered);
    found.segment(&place, content.entries(), state(segment, &content));
    if let Some((at, configuration)) = &content.configuration {
        raft_meta::from_log(*at, configuration, found);
    }
    check_segment(segment, &content, position, &place, found);
    found.proof(place, format!("{} entries in {} records, checksums verified", content.entries(), content.records));
    if content.records > 0 {
        position.next = Some(segment.first.saturating_add(content.records));
        position.term = content.last_term;
        found.last_log_index = Some(segment.first.saturating_add(content.records - 1));
        found.last_log_term = Some(content.last_term);
    }
}

fn state(segment: &Segment, content: &segment::Content) -> SegmentState {
    match segment.last {
        None => SegmentState::Open,
        Some(_) if content.live.entries == 0 && content.covered.entries > 0 => SegmentState::Covered,
        Some(_) => SegmentState::Intact,
    }
}

fn check_segment(segment: &Segment, content: &segment::Content, position: &Position, place: &str, found: &mut Found) {
    if let Some(expected) = position.next.filter(|expected| content.records > 0 && *expected != segment.first) {
        found.damaged_log(Check::SegmentOrder, place, format!("starts at index {} instead of {expected}", segment.first));
    }
    match &content.trouble {
        Some(trouble @ segment::Trouble::Cut(_)) if segment.last.is_none() => {
            found.failed(Check::OpenRecordEnd, place, format!("{trouble}, which was not written completely; Ratis drops it"));
        }
        Some(trouble) => found.damaged_log(trouble.check(), place, trouble.to_string()),
        None => {}
    }
    if let Some(first) = content.first.filter(|first| *first != segment.first) {
        found.damaged_log(Check::RecordIndex, place, format!("starts with index {first} instead of {}", segment.first));
    }
    if content.records > 0 && content.first_term < position.term {
        found.damaged_log(Check::RecordTerms, place, format!("term {} follows term {}", content.first_term, position.term));
    }
    if let Some(last) = segment.last.filter(|last| segment.first.saturating_add(content.records) != last.saturating_add(1)) {
        let what = format!("holds {} records, but its name says {} to {last}", content.records, segment.first);
        found.damaged_log(Check::SegmentCount, place, what);
    }
}
