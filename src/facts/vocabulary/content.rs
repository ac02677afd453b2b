//! Facts of what a master would hold after reading a journal, or after restoring a backup. Both subjects have the same.

use super::{FactName, SubjectKind, fact};

macro_rules! content {
    ($($name:literal: $about:literal,)*) => {
        pub(super) const JOURNAL: &[FactName] = &[$(fact(concat!("journal.", $name), $about)),*];
        pub(super) const BACKUP: &[FactName] = &[$(fact(concat!("backup.", $name), $about)),*];
    };
}

content! {
    "entry_kinds": "how many entries of each kind are applied, by the name of the entry",
    "message_fields": "fields that occur in its entries at any depth, as Message.field; Message.#N if no known release has it",
    "enum_values": "values of enumerations that occur in its entries, as Enumeration.VALUE",
    "understood_by": "known releases that know every entry, field and value in it",
    "root": "whether the root folder is in it, which every master writes at its first start",
    "block_ids": "whether an entry says which ids of blocks are taken, which every master writes at its first start",
    "inodes": "folders and files without the root, as `fs count /` counts them",
    "folders": "folders without the root",
    "files": "files",
    "files_persisted": "files whose data is in the under store",
    "files_not_persisted": "files whose data is only in Alluxio",
    "files_to_be_persisted": "files whose data is only in Alluxio and waits to be written to the under store",
    "files_lost": "files marked as lost",
    "unpersisted_files": "files whose data is only in Alluxio, waiting or not",
    "incomplete_files": "files that are still being written, or whose writer died",
    "pinned": "folders and files that are pinned",
    "ttl": "folders and files with a time to live",
    "ttl_delete": "folders and files that are deleted, in the under store too, when their time is up",
    "ttl_free": "folders and files that are freed when their time is up",
    "ttl_delete_alluxio": "folders and files that are deleted in Alluxio only when their time is up",
    "ttl_over": "folders and files that are still there though their time to live had ended at last_time_ms",
    "ttl_over_paths": "the first of these paths",
    "ttl_next_end_ms": "when the first of the other times to live ends, in milliseconds since 1970; unknown if there is none",
    "pins_by_recursion": "folders and files that are pinned or not depending on whether one old entry pins a whole folder",
    "pins_by_recursion_paths": "the first of these paths",
    "persisted": "folders and files that are in the under store too, without the root and mount points",
    "marked_persisted": "those of them that are pinned or have a time to live",
    "inside_persisted": "folders and files only in Alluxio, in folders that are in the under store",
    "inside_persisted_paths": "the first of these paths",
    "reset_by_sync": "folders with a time to live, and files with one or with a pin, that are in the under store and of which no fingerprint is known",
    "reset_by_sync_paths": "the first of these paths",
    "old_completions": "files that only an entry of 1.x in the logs completes",
    "old_completions_paths": "the first of these paths",
    "dangling_entries": "entries about folders or files that do not exist",
    "mount_points": "paths of mount points, without the root",
    "mount_schemes": "schemes of the under stores mounted below the root; `file` for a plain path",
    "mount_options": "names of options of mount points",
    "mounts": "paths of mount points below the root, each with a tab and the scheme of its under store",
    "mount_settings": "options of mount points as path, tab, key=value; secrets are masked",
    "path_settings": "settings of single paths (fsadmin pathConf) as path, tab, key=value; secrets are masked",
    "databases": "number of attached databases",
    "tables": "number of tables",
    "sync_points": "number of active sync points",
    "key_value_entries": "number of entries of the key-value store",
    "lineage_entries": "number of entries of lineage",
    "blocks": "blocks, at most: one that was committed twice in the logs counts twice",
    "users": "owners of folders and files",
    "groups": "groups of folders and files",
    "cluster_id": "id that the cluster gave itself; empty if it has none",
    "first_time_ms": "earliest time that an entry names, in milliseconds since 1970",
    "last_time_ms": "latest time that an entry names, in milliseconds since 1970: about when it was written last",
    "old_fingerprints": "whether folders or files carry fingerprints in the spelling of 1.x",
}

/// The full name of a fact about a journal's or backup's content.
pub(crate) fn content(kind: SubjectKind, name: &str) -> Option<&'static str> {
    let (facts, prefix) = if kind == SubjectKind::Backup { (BACKUP, "backup.") } else { (JOURNAL, "journal.") };
    facts.iter().map(|fact| fact.name).find(|full| full.strip_prefix(prefix) == Some(name))
}

/// The full names of all of them.
pub(crate) fn contents(kind: SubjectKind) -> impl Iterator<Item = &'static str> {
    let facts = if kind == SubjectKind::Backup { BACKUP } else { JOURNAL };
    facts.iter().map(|fact| fact.name)
}
