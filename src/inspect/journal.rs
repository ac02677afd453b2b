//! Which kinds of journal lie in a folder, and what is in them. A folder may hold several kinds at once: the sign that
//! some master has already started empty beside an older journal.

mod again;
mod checkpoint;
mod checks;
mod chunked;
mod content;
mod copycat;
mod delimited;
mod entry;
mod found;
mod hashed;
mod json;
pub(crate) mod kept;
mod kinds;
mod listing;
mod logs;
mod plain;
pub(crate) mod quorum;
mod raft_meta;
mod ratis;
mod rocks;
mod runs;
mod segment;
mod sink;
mod snapshot;
mod steady;
mod tachyon;
mod ufs;
mod v0;
mod wire;

#[cfg(test)]
mod tests;

pub mod backup;

pub use checks::{Described, described};

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use content::Content;
pub use content::DecodedEntry;
use found::Found;
pub use listing::{PathInfo, entries, namespace};
use steady::Picture;

use crate::facts::{Facts, Subject, SubjectKind, Unseen};
use crate::source::{Entry, EntryKind, Source, shown};

/// Folder that holds the Ratis group (`RaftJournalUtils.RAFT_DIR`, v2.4.0 on).
const RAFT: &str = "raft";

/// Journal of the job master inside a journal folder (`Constants.JOB_JOURNAL_NAME`); it is rebuilt, never migrated.
const JOB_JOURNAL: &str = "JobJournal";

/// Every master's journal folder is called after the master (`Constants.*_MASTER_NAME`).
const MASTER: &str = "Master";

/// The parts of a folder that belong to each kind.
#[derive(Default)]
struct Layout {
    ratis: Option<PathBuf>,
    ratis_rc0: Option<PathBuf>,
    copycat: Vec<Entry>,
    ufs: Vec<Entry>,
    v0: Vec<Entry>,
    tachyon: Vec<Entry>,
    root_marker: bool,
    stray_v1: bool,
    /// Whether nothing is in the folder but what belongs to journals.
    only_journal: bool,
    /// Folders that could not be listed, with the reason.
    unreadable: Vec<(String, String)>,
}

/// Whether a folder is a journal folder, also an empty formatted one.
pub fn looks_like_journal(source: &dyn Source, folder: &Path) -> bool {
    source.list(folder).is_ok_and(|entries| {
        let layout = layout(source, &entries);
        layout.has_journal() || (layout.root_marker && layout.only_journal)
    })
}

/// The journals of a folder, before they become facts.
fn journals(source: &dyn Source, folder: &Path) -> std::io::Result<Vec<Found>> {
    let entries = source.list(folder)?;
    Ok(layout(source, &entries).read(source, folder, &Content::default))
}

/// Reads every journal in a folder. A folder without one gives a subject of the kind `empty`.
pub fn read_folder(source: &dyn Source, folder: &Path) -> Facts {
    read_folder_with(source, folder, NonZeroUsize::MIN)
}

/// Reads every journal in a folder with so many threads.
pub fn read_folder_with(source: &dyn Source, folder: &Path, threads: NonZeroUsize) -> Facts {
    let entries = match source.list(folder) {
        Ok(entries) => entries,
        Err(error) => return unreadable(folder, &error.to_string()),
    };
    let before = Picture::take(source, folder);
    let layout = layout(source, &entries);
    let mut journals = layout.read(source, folder, &|| Content::of_threads(threads));
    let changes = before.changes(&Picture::take(source, folder));
    if journals.is_empty() {
        journals.push(Found::new("empty", shown(folder), Content::default()));
    }
    let mut facts = Facts::default();
    for mut found in journals {
        found.root_marker = layout.root_marker;
        found.stray_v1 = layout.stray_v1;
        for (place, reason) in &layout.unreadable {
            found.hidden(
                place,
                reason,
                &[
                    "journal.kind",
                    "journal.log_fields",
                    "journal.namespace_log_fields",
                    "journal.components",
                    "journal.checkpoint_fields",
                    "journal.checkpoint_form",
                ],
            );
        }
        for change in &changes {
            found.unsteady(change);
        }
        facts.extend(found.into_facts());
    }
    mark_several(&mut facts);
    facts.unseen.dedup();
    facts
}

fn unreadable(folder: &Path, reason: &str) -> Facts {
    let place = shown(folder);
    let unseen = Unseen::new(
        &place,
        reason,
        &["journal.kind", "cluster.journal_seen"],
        format!("run as a user who may read {place}, or give a readable copy of it"),
    );
    Facts { unseen: vec![unseen], ..Facts::default() }
}

fn layout(source: &dyn Source, entries: &[Entry]) -> Layout {
    let mut layout = Layout { only_journal: true, ..Layout::default() };
    for entry in entries {
        let name = entry.name();
        match entry.kind {
            EntryKind::Folder => layout.add_folder(source, entry, &name),
            _ => layout.add_file(entry, &name),
        }
    }
    layout
}

impl Layout {
    fn has_journal(&self) -> bool {
        self.ratis.is_some()
            || self.ratis_rc0.is_some()
            || ![&self.copycat, &self.ufs, &self.v0, &self.tachyon].iter().all(|part| part.is_empty())
    }

    fn add_file(&mut self, entry: &Entry, name: &str) {
        if name.starts_with(ufs::FORMAT_MARKER) {
            self.root_marker = true;
        } else if copycat::is_file(name) {
            self.copycat.push(entry.clone());
        } else if tachyon::is_file(name) {
            self.tachyon.push(entry.clone());
        } else {
            self.only_journal = false;
        }
    }

    fn add_folder(&mut self, source: &dyn Source, entry: &Entry, name: &str) {
        if name == JOB_JOURNAL {
            return;
        }
        if !(is_group(name) || name == RAFT || name == "v1" || name.ends_with(MASTER)) {
            self.only_journal = false;
            return;
        }
        if is_group(name) {
            self.ratis_rc0 = Some(entry.path.clone());
            return;
        }
        let children = match source.list(&entry.path) {
            Ok(children) => children,
            Err(error) => {
                self.unreadable.push((shown(&entry.path), error.to_string()));
                return;
            }
        };
        let has = |wanted: &str| children.iter().any(|child| child.name() == wanted);
        if name == RAFT {
            self.ratis = children.iter().find(|child| is_group(&child.name())).map(|child| child.path.clone());
        } else if name == "v1" && (has("logs") || has("checkpoints")) {
            self.stray_v1 = true;
        } else {
            let v1 = has("v1") && is_ufs(source, &entry.path.join("v1"));
            let v0 = has("checkpoint.data") || has("log.out") || v0::has_completed_logs(source, &entry.path);
            self.ufs.extend(v1.then(|| entry.clone()));
            self.v0.extend(v0.then(|| entry.clone()));
            self.only_journal &= v1 || v0;
        }
    }

    /// Reads the journals of each kind, each into a content of its own.
    fn read(&self, source: &dyn Source, folder: &Path, content: &dyn Fn() -> Content) -> Vec<Found> {
        let mut journals = Vec::new();
        journals.extend(self.ratis.iter().map(|group| ratis::read(source, folder, group, "ratis", content())));
        journals.extend(self.ratis_rc0.iter().map(|group| ratis::read(source, folder, group, "ratis-rc0", content())));
        if !self.copycat.is_empty() {
            journals.push(copycat::read(source, folder, &self.copycat, content()));
        }
        if !self.ufs.is_empty() {
            journals.push(ufs::read(source, folder, &self.ufs, content()));
        }
        if !self.v0.is_empty() {
            journals.push(v0::read(source, folder, &self.v0, content()));
        }
        if !self.tachyon.is_empty() {
            journals.push(tachyon::read(source, folder, &self.tachyon, content()));
        }
        journals
    }
}

/// A `v1` folder with a marker, logs or checkpoints, or one that may not be looked into.
fn is_ufs(source: &dyn Source, v1: &Path) -> bool {
    let belongs = |name: &str| name == "logs" || name == "checkpoints" || name.starts_with(ufs::FORMAT_MARKER);
    source.list(v1).map_or(true, |entries| entries.iter().any(|entry| belongs(&entry.name())))
}

/// The folder of the Ratis group in a journal folder, in either layout.
fn ratis_group(source: &dyn Source, folder: &Path) -> Option<PathBuf> {
    let layout = layout(source, &source.list(folder).ok()?);
    layout.ratis.or(layout.ratis_rc0)
}

/// A group folder is named by a UUID, the same in every cluster (`RaftJournalSystem.RAFT_GROUP_UUID`).
fn is_group(name: &str) -> bool {
    let lengths: Vec<usize> = name.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && name.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// Several kinds in one folder: each subject learns of the others.
fn mark_several(facts: &mut Facts) {
    let kinds: std::collections::BTreeSet<String> =
        facts.of(SubjectKind::Journal).map(|journal| journal.text("journal.kind").to_owned()).collect();
    let several = facts.subjects.len() > 1;
    for subject in &mut facts.subjects {
        subject.set("journal.kinds", kinds.clone());
        if several {
            note_neighbours(subject, &kinds);
        }
    }
}

fn note_neighbours(subject: &mut Subject, kinds: &std::collections::BTreeSet<String>) {
    let own = subject.text("journal.kind").to_owned();
    let others: Vec<&str> = kinds.iter().map(String::as_str).filter(|kind| *kind != own).collect();
    subject.problems.push(format!("the folder also holds a journal of kind {}", others.join(", ")));
}
