//! Journals of several masters, held against one another: who is behind, whose records were overruled, and whether they
//! are of one quorum at all. Whether that is bad is for rules.
//!
//! Logs are walked side by side a second time, so memory does not grow with them.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use super::segment::{Stamp, Stamps};
use super::{ratis, ratis_group};
use crate::facts::{Facts, Subject, SubjectKind, Value};
use crate::source::{Source, shown};

/// Kinds whose masters each have a journal of their own.
const EMBEDDED: [&str; 3] = ["ratis", "ratis-rc0", "copycat"];

/// Sets what the journals of masters tell about one another; one alone tells nothing.
pub(crate) fn compare(source: &dyn Source, folders: &[PathBuf], facts: &mut Facts) {
    let (masters, others): (Vec<&mut Subject>, Vec<&mut Subject>) = facts
        .subjects
        .iter_mut()
        .filter(|subject| subject.kind == SubjectKind::Journal)
        .partition(|journal| EMBEDDED.contains(&journal.text("journal.kind")));
    for journal in others {
        set(journal, 1, 0, false, &Compared::default());
    }
    let given = masters.len();
    let furthest = masters.iter().map(|master| position(master)).max().unwrap_or(0);
    let differ = masters.iter().filter_map(|master| members(master)).collect::<BTreeSet<_>>().len() > 1;
    let leader = masters.iter().max_by_key(|master| (master.int("journal.last_log_term"), position(master)));
    let Some(leader) = leader.map(|leader| leader.path.clone()) else { return };
    for master in masters {
        let alone = leader == master.path;
        let compared = if alone { Compared::default() } else { logs(source, folders, &leader, &master.path) };
        set(master, given, furthest - position(master), differ, &compared);
        master.problems.extend(compared.differs_at.map(|index| format!("the record {index} is not that of {leader}")));
    }
}

fn set(master: &mut Subject, given: usize, lag: i64, members_differ: bool, compared: &Compared) {
    master.set("journal.masters_given", count(given as u64));
    master.set("journal.lag", lag);
    master.set("journal.members_differ", members_differ);
    master.set("journal.diverges", compared.differs_at.is_some());
    master.set("journal.overruled_records", count(compared.overruled));
}

fn count(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// How far a master has got, by log or snapshot.
fn position(master: &Subject) -> i64 {
    let numbers = ["journal.last_log_index", "journal.snapshot_index"];
    numbers.iter().filter_map(|fact| master.int(fact)).max().unwrap_or(0)
}

fn members(master: &Subject) -> Option<BTreeSet<String>> {
    match master.get("journal.members") {
        Some(Value::Texts(members)) => Some(members.clone()),
        _ => None,
    }
}

/// What one log has that another, further one has not.
#[derive(Debug, Default)]
struct Compared {
    /// First index at which both have a record of the same term with other bytes.
    differs_at: Option<u64>,
    overruled: u64,
}

fn logs(source: &dyn Source, folders: &[PathBuf], leader: &str, follower: &str) -> Compared {
    let group = |wanted: &str| folders.iter().find(|folder| shown(folder) == wanted).and_then(|folder| ratis_group(source, folder));
    let (Some(leader), Some(follower)) = (group(leader), group(follower)) else { return Compared::default() };
    // What cannot be read was said when the journal itself was read.
    walk(Walk::of(source, &leader), Walk::of(source, &follower)).unwrap_or_default()
}

fn walk(mut leader: Walk<'_>, mut follower: Walk<'_>) -> io::Result<Compared> {
    let mut compared = Compared::default();
    let mut theirs = leader.next()?;
    while let Some(own) = follower.next()? {
        while theirs.is_some_and(|their| their.index < own.index) {
            theirs = leader.next()?;
        }
        match theirs {
            Some(their) if their.index == own.index && their.term > own.term => compared.overruled += 1,
            Some(their) if their.index == own.index && their.term == own.term && their != own => {
                compared.differs_at.get_or_insert(own.index);
            }
            _ => {}
        }
    }
    Ok(compared)
}

/// The records of a group, segment after segment.
struct Walk<'a> {
    source: &'a dyn Source,
    rest: std::vec::IntoIter<PathBuf>,
    stamps: Option<Stamps>,
}

impl<'a> Walk<'a> {
    fn of(source: &'a dyn Source, group: &Path) -> Self {
        Walk { source, rest: ratis::segment_paths(source, group).into_iter(), stamps: None }
    }

    fn next(&mut self) -> io::Result<Option<Stamp>> {
        loop {
            if let Some(stamps) = &mut self.stamps
                && let Some(stamp) = stamps.next()?
            {
                return Ok(Some(stamp));
            }
            let Some(path) = self.rest.next() else { return Ok(None) };
            self.stamps = Some(Stamps::of(self.source.open(&path)?)?);
        }
    }
}
