//! What is kept of one folder or file.

/// How far the data of a file is in the under store (`alluxio.master.file.meta.PersistenceState`, v1.0.0 on).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Persistence {
    /// Only in Alluxio.
    NotPersisted,
    /// Only in Alluxio, and waiting to be written.
    ToBePersisted,
    /// In the under store.
    Persisted,
    /// Gone.
    Lost,
}

impl Persistence {
    /// By its name in entries; what is absent or unknown counts as not persisted.
    pub(super) fn parse(name: &[u8]) -> Persistence {
        match name {
            b"TO_BE_PERSISTED" => Persistence::ToBePersisted,
            b"PERSISTED" => Persistence::Persisted,
            b"LOST" => Persistence::Lost,
            _ => Persistence::NotPersisted,
        }
    }

    /// Alluxio's name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Persistence::NotPersisted => "NOT_PERSISTED",
            Persistence::ToBePersisted => "TO_BE_PERSISTED",
            Persistence::Persisted => "PERSISTED",
            Persistence::Lost => "LOST",
        }
    }
}

/// Attributes of an inode. Two of them have two sides: what a release makes of the entries that 1.x wrote, and what
/// 2.x makes of the same entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) directory: bool,
    /// Pinned if one entry pins a whole folder.
    pub(crate) pinned: bool,
    /// Pinned if one entry pins one inode.
    pub(crate) pinned_singly: bool,
    pub(crate) mount_point: bool,
    /// Completed if an entry that completes a file does so.
    pub(crate) completed: bool,
    /// Completed if that entry only sets the length.
    pub(crate) completed_singly: bool,
    pub(crate) persistence: Persistence,
    /// Whether it has a fingerprint of the under store that 2.x can read.
    pub(crate) stamped: bool,
    pub(crate) has_ttl: bool,
    pub(crate) ttl_action: i8,
    /// Second since 1970 in which it was created; 0 if that is not known. Times to live count from it.
    pub(crate) created_s: u32,
}

impl State {
    /// The state that is not worth remembering where memory is short.
    pub(super) fn ordinary(directory: bool) -> State {
        State {
            directory,
            pinned: false,
            pinned_singly: false,
            mount_point: false,
            completed: true,
            completed_singly: true,
            persistence: Persistence::Persisted,
            stamped: true,
            has_ttl: false,
            ttl_action: 0,
            created_s: 0,
        }
    }

    pub(super) fn is_ordinary(&self) -> bool {
        *self == State { ttl_action: self.ttl_action, stamped: self.stamped, created_s: self.created_s, ..State::ordinary(self.directory) }
    }
}

/// A folder or file in the tree.
#[derive(Debug, Clone)]
pub(crate) struct Inode {
    pub(crate) parent: i64,
    pub(crate) name: Box<str>,
    pub(crate) state: State,
}

/// Whether an id is that of a file: the sequence part of a file's id is the highest possible
/// (`v2.0.0:core/base/src/main/java/alluxio/master/block/BlockId.java`, 24 bits; `.../util/IdUtils.java`).
pub(super) fn is_file_id(id: i64) -> bool {
    const SEQUENCE: i64 = 0xff_ffff;
    id & SEQUENCE == SEQUENCE
}
