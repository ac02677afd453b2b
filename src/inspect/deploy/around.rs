//! What lies around a deployment file: files that it names, and ConfigMaps of other manifests.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use super::container::Variable;
use crate::facts::{Facts, Unseen};
use crate::source::{Source, shown};

/// Variables of ConfigMaps by their names.
pub(super) type Maps = BTreeMap<String, Vec<Variable>>;

/// End of the reason why a named file was not read.
pub(super) const NOT_AMONG: &str = "are not among the paths";

/// A file and what can be reached from it.
pub(super) struct Around<'a> {
    pub(super) source: &'a dyn Source,
    pub(super) path: &'a Path,
    pub(super) file: &'a str,
    pub(super) maps: &'a Maps,
}

impl Around<'_> {
    /// A path that the file names, seen from the file's folder.
    pub(super) fn resolved(&self, named: &str) -> PathBuf {
        plain(&self.path.parent().unwrap_or(Path::new("")).join(named))
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
