//! What can be asked of a rebuilt tree: each path in order, and counts.

use std::collections::BTreeSet;

use super::{Form, Namespace};
use crate::inspect::journal::content::inode::{Inode, Persistence};

/// Paths that are named as examples.
const SAMPLES: usize = 20;

/// Value of TTL actions in inodes and entries (`v2.0.0:core/transport/src/proto/journal/file.proto`, `PTtlAction`;
/// `TtlAction` of the inode store has the same numbers).
const DELETE: i8 = 0;
const FREE: i8 = 1;
const DELETE_ALLUXIO: i8 = 2;

/// The root is not counted, as `fs count /` does not count it.
const ROOT: &str = "/";

/// Folders above a path; more come only from a ring of folders.
const MAX_PATH: usize = 1024;

/// Counts over the tree.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) folders: i64,
    pub(crate) files: i64,
    pub(crate) files_not_persisted: i64,
    pub(crate) files_to_be_persisted: i64,
    pub(crate) files_persisted: i64,
    pub(crate) files_lost: i64,
    pub(crate) incomplete_files: i64,
    pub(crate) pinned: i64,
    pub(crate) ttl: i64,
    pub(crate) ttl_delete: i64,
    pub(crate) ttl_free: i64,
    pub(crate) ttl_delete_alluxio: i64,
    /// Inodes whose pin depends on whether one entry pins a whole folder.
    pub(crate) recursive_pins: Difference,
    /// Folders and files that are in the under store too, without the root and mount points.
    pub(crate) persisted: i64,
    /// Those of them that are pinned or have a time to live.
    pub(crate) marked_persisted: i64,
    /// Folders and files only in Alluxio, in folders that are in the under store.
    pub(crate) inside_persisted: Difference,
    /// What a comparison with the under store takes a time to live from, or a pin, though nothing changed there.
    pub(crate) reset_by_sync: Difference,
    /// Files that are complete only for releases to which an old entry says so.
    pub(crate) old_completions: Difference,
}

/// Inodes that two releases see differently.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    pub(crate) count: i64,
    /// The first of them by path, as far as paths are known.
    pub(crate) paths: BTreeSet<String>,
}

impl Difference {
    pub(super) fn add(&mut self, path: &str) {
        self.count += 1;
        if !path.is_empty() {
            self.paths.insert(path.to_owned());
        }
        if self.paths.len() > SAMPLES {
            self.paths.pop_last();
        }
    }

    /// The paths in one line, with what is left out counted.
    pub(crate) fn listed(&self) -> String {
        let shown: Vec<&str> = self.paths.iter().map(String::as_str).collect();
        let rest = self.count.saturating_sub(i64::try_from(shown.len()).unwrap_or(i64::MAX));
        match (shown.is_empty(), rest) {
            (true, _) => String::new(),
            (false, 0) => shown.join(", "),
            (false, rest) => format!("{} and {rest} more", shown.join(", ")),
        }
    }
}

/// Children of one parent stand together, sorted by name.
pub(crate) struct View<'a> {
    namespace: &'a Namespace,
    children: Vec<(i64, &'a str, i64)>,
}

impl Namespace {
    /// A view for walking.
    pub(crate) fn view(&self) -> View<'_> {
        let mut children: Vec<(i64, &str, i64)> =
            self.inodes.iter().filter(|(id, _)| Some(**id) != self.root).map(|(id, inode)| (inode.parent, &*inode.name, *id)).collect();
        children.sort_unstable();
        View { namespace: self, children }
    }

    /// The path of an inode, if it can be reached from the root; a folder's ends in a slash.
    pub(crate) fn path(&self, id: i64) -> Option<String> {
        let inode = self.inodes.get(&id)?;
        let mut names = Vec::new();
        let (mut at, mut current) = (inode, id);
        while Some(current) != self.root {
            names.push(&*at.name);
            current = at.parent;
            at = self.inodes.get(&current)?;
            if names.len() > MAX_PATH {
                return None;
            }
        }
        names.reverse();
        let end = if inode.state.directory && !names.is_empty() { "/" } else { "" };
        Some(format!("{ROOT}{}{end}", names.join("/")))
    }

    /// The time to live of an inode in milliseconds.
    pub(crate) fn ttl(&self, id: i64) -> Option<i64> {
        self.ttls.get(&id).copied()
    }

    /// Counts; `None` if the namespace is lost.
    pub(crate) fn summary(&self) -> Option<Summary> {
        let mut summary = Summary::default();
        match self.form {
            Form::Tree => {
                let mut persisted = None::<String>;
                self.view().each(&mut |path, _, inode| {
                    summary.add(path, inode);
                    summary.add_inside(path, inode, &mut persisted);
                    true
                });
            }
            Form::Sparse => {
                let known = |id: &i64| if Some(*id) == self.root { ROOT } else { "" };
                self.inodes.iter().for_each(|(id, inode)| summary.add(known(id), inode));
                // The ordinary ones were not kept; all of them are persisted and complete.
                summary.files_persisted += self.thinned.1 - summary.files;
                let ordinary_root = self.root.is_some_and(|root| !self.inodes.contains_key(&root));
                let kept = i64::try_from(self.inodes.len()).unwrap_or(i64::MAX);
                summary.persisted += self.thinned.0 + self.thinned.1 - kept - i64::from(ordinary_root);
                (summary.folders, summary.files) = (self.thinned.0 - i64::from(self.root.is_some()), self.thinned.1);
            }
            Form::Lost(_) => return None,
        }
        Some(summary)
    }
}

impl<'a> View<'a> {
    /// Calls `visit` with path, id and inode of everything that can be reached from the root, in the order of names,
    /// until it answers false. Folders end in a slash.
    pub(crate) fn each(&self, visit: &mut dyn FnMut(&str, i64, &Inode) -> bool) {
        let Some(root) = self.namespace.root.and_then(|id| Some((id, self.namespace.inodes.get(&id)?))) else { return };
        let mut path = String::from(ROOT);
        if !visit(&path, root.0, root.1) {
            return;
        }
        let mut stack: Vec<(usize, &'a str, i64)> = self.below(root.0).rev().map(|(name, id)| (path.len(), name, id)).collect();
        while let Some((len, name, id)) = stack.pop() {
            let Some(inode) = self.namespace.inodes.get(&id) else { continue };
            path.truncate(len);
            path.push_str(name);
            if inode.state.directory {
                path.push('/');
            }
            if !visit(&path, id, inode) {
                return;
            }
            stack.extend(self.below(id).rev().map(|(name, id)| (path.len(), name, id)));
        }
    }

    fn below(&self, parent: i64) -> impl DoubleEndedIterator<Item = (&'a str, i64)> + '_ {
        let from = self.children.partition_point(|(other, _, _)| *other < parent);
        let to = self.children.partition_point(|(other, _, _)| *other <= parent);
        self.children.get(from..to).unwrap_or_default().iter().map(|(_, name, id)| (*name, *id))
    }
}

impl Summary {
    fn add(&mut self, path: &str, inode: &Inode) {
        let state = inode.state;
        if state.directory {
            self.folders += i64::from(path != ROOT);
        } else {
            self.add_file(path, inode);
        }
        self.pinned += i64::from(state.pinned);
        if state.pinned != state.pinned_singly {
            self.recursive_pins.add(path);
        }
        let stored = state.persistence == Persistence::Persisted && !state.mount_point && path != ROOT;
        self.persisted += i64::from(stored);
        self.marked_persisted += i64::from(stored && (state.pinned || state.has_ttl));
        // A folder is only given new attributes, a file is dropped and loaded again.
        if stored && !state.stamped && (state.has_ttl || (state.pinned && !state.directory)) {
            self.reset_by_sync.add(path);
        }
        if state.has_ttl {
            self.ttl += 1;
            self.ttl_delete += i64::from(state.ttl_action == DELETE);
            self.ttl_free += i64::from(state.ttl_action == FREE);
            self.ttl_delete_alluxio += i64::from(state.ttl_action == DELETE_ALLUXIO);
        }
    }

    /// `persisted` is the topmost folder around the last path that is in the under store; paths come folder by folder.
    fn add_inside(&mut self, path: &str, inode: &Inode, persisted: &mut Option<String>) {
        let state = inode.state;
        if persisted.as_ref().is_some_and(|folder| path.starts_with(folder.as_str())) {
            if state.persistence != Persistence::Persisted {
                self.inside_persisted.add(path);
            }
        } else {
            let stored = state.directory && state.persistence == Persistence::Persisted && !state.mount_point && path != ROOT;
            *persisted = stored.then(|| path.to_owned());
        }
    }

    fn add_file(&mut self, path: &str, inode: &Inode) {
        let state = inode.state;
        self.files += 1;
        let count = match state.persistence {
            Persistence::NotPersisted => &mut self.files_not_persisted,
            Persistence::ToBePersisted => &mut self.files_to_be_persisted,
            Persistence::Persisted => &mut self.files_persisted,
            Persistence::Lost => &mut self.files_lost,
        };
        *count += 1;
        self.incomplete_files += i64::from(!state.completed);
        if state.completed != state.completed_singly {
            self.old_completions.add(path);
        }
    }
}
