//! What entries and fields mean for the state of a master, told by their names in the schema. Entries and fields that
//! are not named here change nothing that is asked about.

use std::sync::OnceLock;

use super::slot::Slot;
use crate::catalog::schema::{EnumId, Field, Kind, MessageId, Schema};

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

/// What is known of a field, in few bytes, since it is looked up for each field of each entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) kind: Kind,
    pub(super) op: Op,
    pub(super) slot: Slot,
}

/// Names resolved once.
#[derive(Debug)]
pub(super) struct Meaning {
    pub(super) schema: &'static Schema,
    pub(super) entry: MessageId,
    /// The enumeration of TTL actions.
    pub(super) ttl_action: Option<EnumId>,
    /// Fields by number, of each message.
    messages: Vec<Vec<Option<Known>>>,
}

impl Op {
    /// Whether it changes an inode.
    pub(super) fn is_about_inode(self) -> bool {
        use Op::{AsyncPersist, CompleteFile, CreateDirectory, CreateFile, DeleteInode, PersistDirectory, Rename, SetAttribute};
        use Op::{UpdateInode, UpdatePart};
        matches!(
            self,
            CreateDirectory
                | CreateFile
                | CompleteFile
                | DeleteInode
                | PersistDirectory
                | AsyncPersist
                | Rename
                | SetAttribute
                | UpdateInode
                | UpdatePart
        )
    }

    /// Whether it changes something else of which the order of entries matters; counts do not depend on it.
    pub(super) fn is_about_other(self) -> bool {
        use Op::{AddBlock, Batch, Companion, DeleteBlock, KeyValue, Lineage, Other, Sequence};
        let is_counted = matches!(self, AddBlock | DeleteBlock | KeyValue | Lineage);
        let is_nothing = matches!(self, Sequence | Batch | Companion | Other);
        !(is_counted || is_nothing || self.is_about_inode())
    }
}

impl Meaning {
    pub(super) fn builtin() -> &'static Meaning {
        static MEANING: OnceLock<Meaning> = OnceLock::new();
        MEANING.get_or_init(|| {
            let schema = Schema::builtin();
            let messages = schema.messages().map(|(id, fields)| known(id == schema.entry(), schema.message_name(id), fields)).collect();
            Meaning { schema, entry: schema.entry(), ttl_action: schema.enumeration("PTtlAction"), messages }
        })
    }

    /// The fields of a message by number.
    #[inline]
    pub(super) fn fields(&self, message: MessageId) -> &[Option<Known>] {
        self.messages.get(message.place()).map_or(&[], Vec::as_slice)
    }
}

/// The field with a number among those of a message.
#[inline]
pub(super) fn field(fields: &[Option<Known>], number: u64) -> Option<Known> {
    usize::try_from(number).ok().and_then(|number| fields.get(number)).copied().flatten()
}

fn known(is_entry: bool, message: &str, fields: &[Field]) -> Vec<Option<Known>> {
    let mut known = Vec::new();
    for field in fields {
        let Ok(number) = usize::try_from(field.number) else { continue };
        if known.len() <= number {
            known.resize(number + 1, None);
        }
        let op = if is_entry { op(field.name) } else { Op::Other };
        if let Some(known) = known.get_mut(number) {
            *known = Some(Known { kind: field.kind, op, slot: Slot::of(message, field.name) });
        }
    }
    known
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
