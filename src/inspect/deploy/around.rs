//! What lies around a deployment file: files that it names, and ConfigMaps of other manifests.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::container::Variable;
use crate::facts::{Facts, Unseen};
use crate::source::{EntryKind, Source, shown};

/// Variables of ConfigMaps by their names.
pub(super) type Maps = BTreeMap<String, Vec<Variable>>;

/// End of the reason why a named file was not read.
pub(super) const NOT_AMONG: &str = "are not among the paths";
/// Folders above a file in which what it names is looked for.
const MAX_ABOVE: usize = 12;
/// Folders of a machine's own settings.
const SYSTEM: [&str; 4] = ["/etc", "/usr", "/lib", "/run"];
/// Longest file that another one takes in.
const MAX_FILE: usize = 1 << 20;

/// A file and what can be reached from it.
pub(super) struct Around<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) path: &'a Path,
    pub(super) file: &'a str,
    pub(super) maps: &'a Maps,
}

impl Around<'_> {
    /// The same for a file that this one takes in.
    pub(super) fn within<T>(&self, path: &Path, read: impl FnOnce(&Around<'_>) -> T) -> T {
        read(&Around { path, file: &shown(path), ..*self })
    }

    /// A path that the file names, seen from the file's folder.
    pub(super) fn resolved(&self, named: &str) -> PathBuf {
        plain(&self.path.parent().unwrap_or(Path::new("")).join(named))
    }

    /// A file or folder that is named by its path below a folder that this file lies in: the nearest. The root of a repository is
    /// such a folder. A path from the root is looked for in the machine or the copy of one that this file belongs to, and nowhere
    /// else: what a copy lacks is not what this machine has.
    pub(super) fn found(&self, named: &str) -> Option<PathBuf> {
        let below = Path::new(named.trim_start_matches('/'));
        let exists = |path: &Path| self.source.entry(path).is_ok();
        let above = self.path.ancestors().skip(1).take(MAX_ABOVE);
        let mut above = above.filter(|folder| **folder != *Path::new("/") || self.is_in_place());
        if !named.starts_with('/') {
            return above.map(|folder| plain(&folder.join(below))).find(|path| exists(path));
        }
        let top = below.components().next()?;
        let root = above.find(|folder| exists(&folder.join(top)))?;
        Some(plain(&root.join(below))).filter(|path| exists(path))
    }

    /// Whether the file lies where the system of this machine looks for it.
    fn is_in_place(&self) -> bool {
        SYSTEM.iter().any(|folder| self.path.starts_with(folder))
    }

    /// The text of a file, and of no folder, that is not too long.
    pub(super) fn content(&self, path: &Path) -> Option<Vec<u8>> {
        self.source.entry(path).ok().filter(|entry| entry.kind == EntryKind::File)?;
        self.source.open(path).and_then(|blob| blob.read_all(MAX_FILE)).ok()
    }

    /// A file or folder that is named here and read only if it is given too; see [`drop_given`].
    pub(super) fn named(&self, named: &str, line: usize, facts: &[&str]) -> Unseen {
        let local = self.resolved(named);
        let exists = !named.contains("://") && self.source.entry(&local).is_ok();
        let subject = if exists { shown(&local) } else { named.to_owned() };
        Unseen::new(
            subject,
            format!("{}:{line} takes in files that {NOT_AMONG}", self.file),
            facts,
            "give it too, or what the tool renders",
        )
    }
}

/// `NAME=value` lines without comments and quotes, as compose, Docker, systemd and Kustomize read them.
pub(super) fn assignments(text: &str) -> Vec<(String, String, usize)> {
    let lines = (1..).zip(text.lines()).filter(|(_, line)| !line.trim_start().starts_with(['#', ';']));
    let pair = |(number, line): (usize, &str)| {
        let (name, value) = line.trim().trim_start_matches("export ").split_once('=')?;
        Some((name.trim().to_owned(), unquoted(value.trim()).to_owned(), number))
    };
    lines.filter_map(pair).collect()
}

/// A text without the quotes around it.
pub(super) fn unquoted(text: &str) -> &str {
    let inside = |quote: char| text.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inside('"').or_else(|| inside('\'')).unwrap_or(text)
}

/// Forgets about named files that were read after all, because a given path leads to them.
pub(crate) fn drop_given(facts: &mut Facts, given: &[PathBuf]) {
    let given: Vec<PathBuf> = given.iter().map(|path| plain(path)).collect();
    let read = |unseen: &Unseen| {
        let path = plain(Path::new(&unseen.subject));
        unseen.reason.ends_with(NOT_AMONG) && !unseen.subject.contains("://") && given.iter().any(|given| path.starts_with(given))
    };
    facts.unseen.retain(|unseen| !read(unseen));
}

/// A path without `.` and, where its name tells what is above, without `..`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
