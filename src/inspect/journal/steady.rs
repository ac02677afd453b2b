//! Whether files stood still while they were read. A journal of a running master does not: what was read of it is then
//! neither its old nor its new state.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::source::{Source, shown};

/// Lengths and times of files at one moment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Picture(BTreeMap<PathBuf, (u64, Option<SystemTime>)>);

impl Picture {
    /// Looks at a file, or at all files below a folder.
    pub(crate) fn take(source: &dyn Source, path: &Path) -> Picture {
        let mut files = BTreeMap::new();
        source.walk(path, &mut |item| {
            if let Ok(entry) = item {
                files.insert(entry.path, (entry.len, entry.modified));
            }
        });
        Picture(files)
    }

    /// What changed until a later picture, in words; the first few places are enough.
    pub(crate) fn changes(&self, later: &Picture) -> Vec<String> {
        const SHOWN: usize = 3;
        let came_or_changed = later.0.iter().filter_map(|(path, state)| match self.0.get(path) {
            None => Some(format!("{} appeared", shown(path))),
            Some(before) if before != state => Some(format!("{} changed", shown(path))),
            Some(_) => None,
        });
        let went = self.0.keys().filter(|path| !later.0.contains_key(*path)).map(|path| format!("{} disappeared", shown(path)));
        came_or_changed.chain(went).take(SHOWN).collect()
    }
}
