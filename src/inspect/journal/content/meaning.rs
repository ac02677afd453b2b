//! What entries and fields mean for the state of a master, told by their names in the schema. Entries and fields that
//! are not named here change nothing that is asked about.

use std::sync::OnceLock;

use crate::catalog::schema::{EnumId, Field, MessageId, Schema};

/// What an entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Op {
    Sequence,
    Batch,
    AddMount,
    DeleteMount,
    SetPathSettings,
    RemovePathSettings,
    AddBlock,
    DeleteBlock,
    CreateDirectory,
    CreateFile,
    CompleteFile,
    DeleteInode,
    PersistDirectory,
    AsyncPersist,
    Rename,
    SetAttribute,
    UpdateInode,
    UpdatePart,
    AddSyncPoint,
    RemoveSyncPoint,
    ClusterInfo,
    AttachDatabase,
    DetachDatabase,
    AddTable,
    RemoveTable,
    KeyValue,
    Lineage,
    /// Rides on other entries and does nothing by itself.
    Companion,
    Other,
}

/// What a field of an entry says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Id,
    Parent,
    Name,
    Path,
    UfsPath,
    Properties,
    Recursive,
    Persistence,
    Persisted,
    Pinned,
    Ttl,
    TtlAction,
    MountPoint,
    Completed,
    Time,
    Owner,
    Group,
    Acl,
    Fingerprint,
    Text,
    Table,
    Nothing,
}

/// Names resolved once.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) schema: &'static Schema,
    pub(super) entry: MessageId,
    /// The enumeration of TTL actions.
    pub(super) ttl_action: Option<EnumId>,
    ops: Vec<Op>,
    slots: Vec<Slot>,
}

impl Meaning {
    pub(super) fn builtin() -> &'static Meaning {
        static MEANING: OnceLock<Meaning> = OnceLock::new();
        MEANING.get_or_init(|| {
            let schema = Schema::builtin();
            let names: Vec<String> = schema.field_names().collect();
            let split = || names.iter().map(|name| name.rsplit_once('.').unwrap_or(("", name)));
            let ops = split().map(|(message, field)| if message == "JournalEntry" { op(field) } else { Op::Other }).collect();
            let slots = split().map(|(message, field)| slot(message, field)).collect();
            Meaning { schema, entry: schema.entry(), ttl_action: schema.enumeration("PTtlAction"), ops, slots }
        })
    }

    pub(super) fn op(&self, field: &Field) -> Op {
        self.ops.get(field.place).copied().unwrap_or(Op::Other)
    }

    pub(super) fn slot(&self, field: &Field) -> Slot {
        self.slots.get(field.place).copied().unwrap_or(Slot::Nothing)
    }
}

fn op(name: &str) -> Op {
    match name {
        "sequence_number" => Op::Sequence,
        "journal_entries" => Op::Batch,
        "add_mount_point" => Op::AddMount,
        "delete_mount_point" => Op::DeleteMount,
        "path_properties" => Op::SetPathSettings,
        "remove_path_properties" => Op::RemovePathSettings,
        "block_info" => Op::AddBlock,
        "delete_block" => Op::DeleteBlock,
        "inode_directory" => Op::CreateDirectory,
        "inode_file" => Op::CreateFile,
        "complete_file" => Op::CompleteFile,
        "delete_file" => Op::DeleteInode,
        "persist_directory" => Op::PersistDirectory,
        "async_persist_request" => Op::AsyncPersist,
        "rename" => Op::Rename,
        "set_attribute" => Op::SetAttribute,
        "update_inode" => Op::UpdateInode,
        "update_inode_file" | "update_inode_directory" => Op::UpdatePart,
        "add_sync_point" => Op::AddSyncPoint,
        "remove_sync_point" => Op::RemoveSyncPoint,
        "cluster_info" => Op::ClusterInfo,
        "attach_db" => Op::AttachDatabase,
        "detach_db" => Op::DetachDatabase,
        "add_table" => Op::AddTable,
        "remove_table" => Op::RemoveTable,
        "complete_partition" | "complete_store" | "create_store" | "delete_store" | "merge_store" | "rename_store" => Op::KeyValue,
        "delete_lineage" | "lineage" | "lineage_id_generator" | "reinitialize_file" => Op::Lineage,
        "operationId" => Op::Companion,
        _ => Op::Other,
    }
}

fn slot(message: &str, field: &str) -> Slot {
    match field {
        "id" | "file_id" | "block_id" => Slot::Id,
        "parent_id" | "new_parent_id" => Slot::Parent,
        "name" | "new_name" => Slot::Name,
        "dst_path" | "alluxio_path" | "syncpoint_path" => Slot::Path,
        "ufs_path" => Slot::UfsPath,
        "properties" if matches!(message, "AddMountPointEntry" | "PathPropertiesEntry") => Slot::Properties,
        "path" if matches!(message, "PathPropertiesEntry" | "RemovePathPropertiesEntry") => Slot::Path,
        "recursive" => Slot::Recursive,
        "persistence_state" => Slot::Persistence,
        "persisted" => Slot::Persisted,
        "pinned" => Slot::Pinned,
        "ttl" => Slot::Ttl,
        "ttlAction" => Slot::TtlAction,
        "mount_point" => Slot::MountPoint,
        "completed" => Slot::Completed,
        "creation_time_ms" | "last_modification_time_ms" | "op_time_ms" => Slot::Time,
        "owner" => Slot::Owner,
        "group" => Slot::Group,
        "ufs_fingerprint" => Slot::Fingerprint,
        "cluster_id" | "db_name" => Slot::Text,
        "table_name" => Slot::Table,
        _ => Slot::Nothing,
    }
}
