//! The embedded journal on Apache Ratis: `raft/<group>/{current,sm}`
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/storage/RaftStorageDirectory.java`,
//! `v2.4.0:core/server/common/src/main/java/alluxio/master/journal/raft/RaftJournalSystem.java`).

use std::path::Path;

use super::content::Content;
use super::found::Found;
use super::{raft_meta, segment, snapshot};
use crate::source::{Entry, EntryKind, Source, shown};

/// A log segment, by the indices in its name; an open one has no last index.
struct Segment {
    first: u64,
    last: Option<u64>,
    entry: Entry,
}

/// Reads one group folder.
pub(crate) fn read(source: &dyn Source, folder: &Path, group: &Path, kind: &'static str, content: Content) -> Found {
    let mut found = Found::new(kind, shown(folder), content);
    found.proof(shown(group), "folder of a Ratis group");
    let newest = snapshot::newest(source, &group.join("sm"), &mut found);
    let installed = newest.as_ref().map(|snapshot| snapshot.index);
    if let Some(newest) = newest {
        snapshot::read(source, &newest, &mut found);
    }
    raft_meta::read(source, &group.join("current"), &mut found);
    read_segments(source, &group.join("current"), installed, &mut found);
    found
}

fn read_segments(source: &dyn Source, current: &Path, installed: Option<u64>, found: &mut Found) {
    let entries = match source.list(current) {
        Ok(entries) => entries,
        Err(error) => return found.hidden_log(&shown(current), error),
    };
    let has = |name: &str| entries.iter().any(|entry| entry.name() == name);
    let has_meta = has("raft-meta");
    let mut segments: Vec<Segment> = entries.into_iter().filter(|entry| entry.kind == EntryKind::File).filter_map(parse_segment).collect();
    if !has_meta && !segments.is_empty() {
        found.damage.push(format!("{}: raft-meta is missing; Ratis refuses such a folder", shown(current)));
    }
    segments.sort_by_key(|segment| (segment.first, segment.last.unwrap_or(u64::MAX)));
    found.first_log_index = segments.first().map(|segment| segment.first);
    let mut next = None;
    for segment in &segments {
        next = read_segment(source, segment, next, installed, found);
    }
    check_purged(current, installed, found);
}

/// Logs that start after the snapshot's end leave a hole that nothing fills.
fn check_purged(current: &Path, installed: Option<u64>, found: &mut Found) {
    let needed = installed.map_or(0, |index| index + 1);
    if let Some(first) = found.first_log_index.filter(|first| *first > needed) {
        found.damaged_log(&shown(current), format!("logs start at index {first}, but the newest snapshot ends before index {needed}"));
    }
}

/// `log_<first>-<last>` or `log_inprogress_<first>`.
fn parse_segment(entry: Entry) -> Option<Segment> {
    let name = entry.name();
    let rest = name.strip_prefix("log_")?;
    let (first, last) = match rest.strip_prefix("inprogress_") {
        Some(first) => (first.parse().ok()?, None),
        None => {
            let (first, last) = rest.split_once('-')?;
            (first.parse().ok()?, Some(last.parse().ok()?))
        }
    };
    Some(Segment { first, last, entry })
}

/// Reads a segment and returns the index that the next one must start with.
fn read_segment(source: &dyn Source, segment: &Segment, expected: Option<u64>, installed: Option<u64>, found: &mut Found) -> Option<u64> {
    let place = shown(&segment.entry.path);
    if let Some(expected) = expected.filter(|expected| *expected != segment.first) {
        found.damaged_log(&place, format!("starts at index {} instead of {expected}", segment.first));
    }
    found.content.enter(&place);
    let content = match source.open(&segment.entry.path).and_then(|blob| segment::read(blob, installed, &mut found.content)) {
        Ok(content) => content,
        Err(error) => {
            found.hidden_log(&place, error);
            return segment.last.map(|last| last + 1);
        }
    };
    found.logs.merge(&content.all);
    found.live.merge(&content.live);
    check_segment(segment, &content, &place, found);
    if content.last.is_some() {
        if found.last_log_term.is_some_and(|term| term > content.term) {
            found.damaged_log(&place, format!("starts in term {}, below that of the log before it", content.term));
        }
        found.last_log_index = content.last;
        found.last_log_term = Some(content.term);
    }
    found.proof(place, format!("{} entries in {} records, checksums verified", content.all.entries, content.records));
    Some(segment.first + content.records)
}

fn check_segment(segment: &Segment, content: &segment::Content, place: &str, found: &mut Found) {
    match (&content.trouble, segment.last) {
        (Some(segment::Trouble::Cut(offset)), None) => {
            found.remarks.push(format!("{place}: the last record, at byte {offset}, was not written completely; Ratis drops it"))
        }
        (Some(trouble), _) => return found.damaged_log(place, trouble.to_string()),
        (None, _) => {}
    }
    if content.first.is_some_and(|first| first != segment.first) {
        found.damaged_log(place, format!("starts with index {} instead of {}", content.first.unwrap_or(0), segment.first));
    }
    if let Some(last) = segment.last.filter(|last| segment.first + content.records != last + 1) {
        found.damaged_log(place, format!("holds {} records, but its name says {} to {last}", content.records, segment.first));
    }
}
