//! Entries of 1.x that speak of a whole folder with one id, or of a place with a path. 2.x writes one entry per inode
//! instead, and reads the old ones in its own way.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use super::{Form, MAX_STEPS, Namespace};

impl Namespace {
    /// Deletes an inode and all below it.
    pub(in super::super) fn delete_tree(&mut self, id: i64) {
        if self.form != Form::Tree {
            return self.lose_if_thinned(id);
        }
        for child in self.below(id) {
            self.delete(child);
        }
        self.delete(id);
    }

    /// Pins or unpins an inode, and all below it for releases that read the entry so
    /// (`v1.8.2:core/server/master/src/main/java/alluxio/master/file/meta/InodeTree.java`, `setPinned`).
    pub(in super::super) fn pin_tree(&mut self, id: i64, pinned: bool) {
        if self.form != Form::Tree {
            return self.lose_if_thinned(id);
        }
        let is_folder = self.inodes.get(&id).is_some_and(|inode| inode.state.directory);
        if is_folder {
            for child in self.below(id) {
                if let Some(inode) = self.inodes.get_mut(&child) {
                    inode.state.pinned = pinned;
                }
            }
        }
    }

    /// Moves an inode to a path, as 1.x wrote it.
    pub(in super::super) fn rename_to_path(&mut self, id: i64, path: &str) {
        if self.form != Form::Tree {
            return;
        }
        let (parent, name) = path.rsplit_once('/').unwrap_or(("", path));
        match self.find(parent) {
            Some(parent) => self.rename(id, Some(parent), Some(name.as_bytes())),
            None => self.dangling += 1,
        }
    }

    /// The inode at a path.
    pub(in super::super) fn find(&mut self, path: &str) -> Option<i64> {
        let mut id = self.root?;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            id = *self.edges().get(&(id, hashed(name)))?;
        }
        Some(id)
    }

    /// A folder of unknown content makes every count unknown; a file is just a file.
    fn lose_if_thinned(&mut self, id: i64) {
        if self.form == Form::Sparse && !super::is_file_id(id) {
            self.lose("an entry speaks of a whole folder, and the namespace is too large to be kept in memory");
        }
    }

    fn edges(&mut self) -> &mut BTreeMap<(i64, u64), i64> {
        let inodes = &self.inodes;
        self.edges.get_or_insert_with(|| inodes.iter().map(|(id, inode)| ((inode.parent, hashed(&inode.name)), *id)).collect())
    }

    pub(super) fn link(&mut self, parent: i64, name: &str, id: i64) {
        if let Some(edges) = &mut self.edges {
            edges.insert((parent, hashed(name)), id);
        }
    }

    pub(super) fn unlink(&mut self, id: i64) {
        let Some(edges) = &mut self.edges else { return };
        if let Some(inode) = self.inodes.get(&id) {
            let key = (inode.parent, hashed(&inode.name));
            if edges.get(&key) == Some(&id) {
                edges.remove(&key);
            }
        }
    }

    /// All inodes below a folder. The steps are counted, so that a journal made for it cannot keep us busy.
    fn below(&mut self, id: i64) -> Vec<i64> {
        let mut found = Vec::new();
        let mut next = vec![id];
        while let Some(folder) = next.pop() {
            let before = found.len();
            found.extend(self.edges().range((folder, 0)..=(folder, u64::MAX)).map(|(_, child)| *child).filter(|child| *child != id));
            next.extend_from_slice(found.get(before..).unwrap_or_default());
            self.steps += (found.len() - before) as u64 + 1;
            if self.steps > MAX_STEPS {
                self.lose("its entries speak of whole folders more often than is followed");
                return Vec::new();
            }
        }
        found
    }
}

/// The same in every run: hash keys only order what has no order of its own.
fn hashed(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}
