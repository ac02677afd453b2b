//! The inode tree that a master would hold, rebuilt entry by entry.
//!
//! Exact as long as it fits: up to [`MAX_TREE`] inodes the whole tree is kept. Beyond that only inodes out of the
//! ordinary are (not persisted, pinned, with a TTL, ...), so that counts stay exact while paths are no longer known.
//! Where that is not enough either, the namespace is `Lost` and every question about it is answered by "unknown".

mod recursion;
mod times;
mod view;

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::RandomState;
pub(crate) use view::Summary;

use super::inode::{Inode, Persistence, State, is_file_id};

/// Inodes that are kept with name and place; with hash tables at their largest about 25 MB.
const MAX_TREE: usize = 200_000;

/// Inodes out of the ordinary that are kept without name.
const MAX_SPARSE: usize = 200_000;

/// Steps that recursive entries may take in all; real journals need one per inode and entry.
const MAX_STEPS: u64 = 5_000_000;

/// What is kept of inodes, by their ids; the hashes have a seed of their own in each run.
type ById<T> = HashMap<i64, T, RandomState>;

/// How much is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Form {
    /// Everything.
    #[default]
    Tree,
    /// Counts are exact, paths are not known.
    Sparse,
    /// Nothing is known, for this reason.
    Lost(&'static str),
}

/// The tree.
#[derive(Debug, Default)]
pub(crate) struct Namespace {
    pub(super) inodes: ById<Inode>,
    pub(super) ttls: ById<i64>,
    /// Children by parent and hashed name; made when the first entry needs it.
    edges: Option<BTreeMap<(i64, u64), i64>>,
    pub(crate) form: Form,
    root: Option<i64>,
    /// Whether the root came, whatever was kept of it.
    pub(super) rooted: bool,
    /// Folders and files while the tree is not kept.
    thinned: (i64, i64),
    steps: u64,
    /// Entries about inodes that do not exist, while the tree is kept.
    pub(crate) dangling: u64,
}

/// What an entry changes in an inode; `None` leaves it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) persistence: Option<Persistence>,
    pub(super) stamped: Option<bool>,
    pub(super) pinned: Option<bool>,
    pub(super) ttl: Option<i64>,
    pub(super) ttl_action: Option<i64>,
    pub(super) created: Option<i64>,
    pub(super) mount_point: Option<bool>,
    pub(super) completed: Option<bool>,
    /// Completed by an entry that 2.x reads as a change of length only.
    pub(super) completed_by_old_entry: bool,
}

impl Namespace {
    /// Adds a new inode. A folder without name is the root, with which a journal or checkpoint starts afresh
    /// (`v2.0.0:core/server/master/src/main/java/alluxio/master/file/meta/InodeTreePersistentState.java`).
    pub(super) fn create(&mut self, id: i64, parent: i64, name: &[u8], directory: bool, update: &Update) {
        if directory && name.is_empty() {
            *self = Namespace { form: self.form, dangling: self.dangling, ..Namespace::default() };
        }
        self.insert(id, parent, name, directory, update);
    }

    /// Adds an inode of a store, whose root may come at any time.
    pub(super) fn insert(&mut self, id: i64, parent: i64, name: &[u8], directory: bool, update: &Update) {
        self.rooted |= directory && name.is_empty();
        let mut state = State { completed: directory, completed_singly: directory, stamped: false, ..State::ordinary(directory) };
        state.persistence = Persistence::NotPersisted;
        update.apply(&mut state);
        self.set_ttl(id, update.ttl);
        match self.form {
            Form::Tree => {
                if directory && name.is_empty() {
                    self.root = Some(id);
                }
                self.unlink(id);
                let name: Box<str> = String::from_utf8_lossy(name).into();
                self.link(parent, &name, id);
                self.inodes.insert(id, Inode { parent, name, state });
                if self.inodes.len() > MAX_TREE {
                    self.thin_out();
                }
            }
            Form::Sparse => {
                let count = if directory { &mut self.thinned.0 } else { &mut self.thinned.1 };
                *count += 1;
                self.keep_sparse(id, state);
            }
            Form::Lost(_) => {}
        }
    }

    /// Changes one inode.
    pub(super) fn update(&mut self, id: i64, update: &Update) {
        self.set_ttl(id, update.ttl);
        match self.form {
            Form::Tree => match self.inodes.get_mut(&id) {
                Some(inode) => update.apply(&mut inode.state),
                None => self.dangling += 1,
            },
            // Most entries change nothing that is kept.
            Form::Sparse if *update == Update::default() => {}
            Form::Sparse => {
                let before = self.inodes.get(&id).map_or_else(|| State::ordinary(!is_file_id(id)), |inode| inode.state);
                let mut state = before;
                update.apply(&mut state);
                if state != before {
                    self.keep_sparse(id, state);
                }
            }
            Form::Lost(_) => {}
        }
    }

    /// Moves an inode below another folder.
    pub(super) fn rename(&mut self, id: i64, parent: Option<i64>, name: Option<&[u8]>) {
        if self.form != Form::Tree {
            return;
        }
        let Some((old_parent, old_name)) = self.inodes.get(&id).map(|inode| (inode.parent, inode.name.clone())) else {
            self.dangling += 1;
            return;
        };
        self.unlink(id);
        let parent = parent.unwrap_or(old_parent);
        let name = name.map_or(old_name, |name| String::from_utf8_lossy(name).into());
        self.link(parent, &name, id);
        if let Some(inode) = self.inodes.get_mut(&id) {
            inode.parent = parent;
            inode.name = name;
        }
    }

    /// Deletes one inode.
    pub(super) fn delete(&mut self, id: i64) {
        self.ttls.remove(&id);
        match self.form {
            Form::Tree => {
                self.unlink(id);
                if self.inodes.remove(&id).is_none() {
                    self.dangling += 1;
                }
            }
            Form::Sparse => {
                self.inodes.remove(&id);
                let count = if is_file_id(id) { &mut self.thinned.1 } else { &mut self.thinned.0 };
                *count -= 1;
            }
            Form::Lost(_) => {}
        }
    }

    fn set_ttl(&mut self, id: i64, ttl: Option<i64>) {
        match ttl {
            Some(ttl) if ttl >= 0 => {
                self.ttls.insert(id, ttl);
            }
            // Most journals have no time to live at all, and -1 in each entry.
            Some(_) if !self.ttls.is_empty() => {
                self.ttls.remove(&id);
            }
            _ => {}
        }
    }

    fn keep_sparse(&mut self, id: i64, state: State) {
        if state.is_ordinary() {
            self.inodes.remove(&id);
        } else {
            self.inodes.insert(id, Inode { parent: 0, name: "".into(), state });
        }
        if self.inodes.len() > MAX_SPARSE {
            self.lose("more inodes are out of the ordinary than are kept in memory");
        }
    }

    /// Forgets names and all that is ordinary.
    fn thin_out(&mut self) {
        let folders = self.inodes.values().filter(|inode| inode.state.directory).count();
        let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
        self.thinned = (count(folders), count(self.inodes.len() - folders));
        self.inodes.retain(|_, inode| !inode.state.is_ordinary());
        self.inodes.values_mut().for_each(|inode| inode.name = "".into());
        self.inodes.shrink_to_fit();
        self.edges = None;
        self.form = Form::Sparse;
        if self.inodes.len() > MAX_SPARSE {
            self.lose("more inodes are out of the ordinary than are kept in memory");
        }
    }

    fn lose(&mut self, why: &'static str) {
        *self = Namespace { form: Form::Lost(why), ..Namespace::default() };
    }
}

impl Update {
    fn apply(&self, state: &mut State) {
        if let Some(persistence) = self.persistence {
            state.persistence = persistence;
        }
        state.stamped = self.stamped.unwrap_or(state.stamped);
        if let Some(pinned) = self.pinned {
            (state.pinned, state.pinned_singly) = (pinned, pinned);
        }
        if let Some(ttl) = self.ttl {
            state.has_ttl = ttl >= 0;
        }
        if let Some(action) = self.ttl_action {
            state.ttl_action = i8::try_from(action).unwrap_or(i8::MAX);
        }
        if let Some(created) = self.created {
            state.created_s = u32::try_from(created / 1000).unwrap_or(0);
        }
        if let Some(mount_point) = self.mount_point {
            state.mount_point = mount_point;
        }
        if let Some(completed) = self.completed {
            (state.completed, state.completed_singly) = (completed, completed);
        }
        state.completed |= self.completed_by_old_entry;
    }
}
