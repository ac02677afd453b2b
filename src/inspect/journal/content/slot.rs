//! What a field of an entry says, told by the names of message and field.

/// What a field says if it holds a number, and what if it holds bytes; each has a place of its own in a
/// [`Change`](super::change::Change).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Slot {
    pub(super) number: Number,
    pub(super) bytes: Bytes,
}

/// What a number says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    Id,
    Parent,
    Recursive,
    Persisted,
    Pinned,
    Ttl,
    TtlAction,
    MountPoint,
    Completed,
    Created,
    Modified,
    Operated,
    Nothing,
}

/// What bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bytes {
    Name,
    Path,
    UfsPath,
    Persistence,
    Owner,
    Group,
    Acl,
    Fingerprint,
    Text,
    Table,
    /// An option of a mount point or a setting of a path, a pair of texts; a message may have many.
    Property,
    Nothing,
}

/// How many there are of each, for arrays with a place for each.
pub(super) const NUMBERS: usize = Number::Nothing as usize + 1;
pub(super) const BYTES: usize = Bytes::Nothing as usize + 1;

impl Slot {
    pub(super) const NOTHING: Slot = Slot { number: Number::Nothing, bytes: Bytes::Nothing };

    /// The slot of a field in a message of journal entries.
    pub(super) fn of(message: &str, field: &str) -> Slot {
        match field {
            "id" | "file_id" | "block_id" => Number::Id.into(),
            "parent_id" | "new_parent_id" => Number::Parent.into(),
            "name" | "new_name" => Bytes::Name.into(),
            "dst_path" | "alluxio_path" | "syncpoint_path" => Bytes::Path.into(),
            "ufs_path" => Bytes::UfsPath.into(),
            "properties" if matches!(message, "AddMountPointEntry" | "PathPropertiesEntry") => Bytes::Property.into(),
            "path" if matches!(message, "PathPropertiesEntry" | "RemovePathPropertiesEntry") => Bytes::Path.into(),
            "recursive" => Number::Recursive.into(),
            "persistence_state" => Bytes::Persistence.into(),
            "persisted" => Number::Persisted.into(),
            "pinned" => Number::Pinned.into(),
            "ttl" => Number::Ttl.into(),
            "ttlAction" => Number::TtlAction.into(),
            "mount_point" => Number::MountPoint.into(),
            "completed" => Number::Completed.into(),
            "creation_time_ms" => Number::Created.into(),
            "last_modification_time_ms" => Number::Modified.into(),
            "op_time_ms" => Number::Operated.into(),
            "owner" => Bytes::Owner.into(),
            "group" => Bytes::Group.into(),
            "acl" if matches!(message, "InodeDirectoryEntry" | "InodeFileEntry") => Bytes::Acl.into(),
            "ufs_fingerprint" => Bytes::Fingerprint.into(),
            "cluster_id" | "db_name" => Bytes::Text.into(),
            "table_name" => Bytes::Table.into(),
            _ => Slot::NOTHING,
        }
    }
}

impl From<Number> for Slot {
    fn from(number: Number) -> Slot {
        Slot { number, ..Slot::NOTHING }
    }
}

impl From<Bytes> for Slot {
    fn from(bytes: Bytes) -> Slot {
        Slot { bytes, ..Slot::NOTHING }
    }
}
