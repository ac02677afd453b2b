//! Facts of journals and backups.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Prediction, Span};
use crate::facts::SegmentState;

/// A journal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Journal {
    /// Its folder.
    pub path: String,
    /// tachyon, v0, ufs, copycat, ratis, ratis-rc0, noop, or empty for a folder without a journal.
    pub kind: String,
    /// Releases that can have written all of it.
    pub written_by: Span,
    /// Whether it has a checkpoint or snapshot.
    pub has_checkpoint: bool,
    /// none, plain, typed, snapshot-file or snapshot-folder.
    pub checkpoint_form: String,
    /// Folders of masters.
    pub masters: Vec<String>,
    /// Components of checkpoints and snapshots.
    pub components: Vec<String>,
    /// Entries in logs; null if they were not decoded.
    pub entries: Option<i64>,
    /// Highest field number of an entry.
    pub max_entry_field: Option<i64>,
    /// Folders and files without the root; null if not all of it was seen.
    pub inodes: Option<i64>,
    /// Log files, in the order in which a master reads them.
    pub segments: Vec<Segment>,
    /// Entries in logs by kind; null if they were not decoded.
    pub entries_by_kind: Option<BTreeMap<String, i64>>,
    /// What a master would hold after reading it; null for a folder without a journal.
    pub content: Option<Content>,
    /// intact, damaged or unverified.
    pub integrity: String,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// Checks of its bytes, by name.
    pub checks: ByteChecks,
}

/// Checks of the bytes of a journal or backup, by what came of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ByteChecks {
    /// All that can be proven was.
    pub passed: Vec<String>,
    /// Bytes, names or order are not what they must be.
    pub failed: Vec<String>,
    /// The bytes could not be read or decoded.
    pub undone: Vec<String>,
}

/// A log file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Its path.
    pub path: String,
    /// Entries that were read from it.
    pub entries: u64,
    /// covered by a checkpoint, intact, open or damaged.
    pub state: SegmentState,
}

/// What a master would hold. Numbers are null if they are not known for sure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// Folders without the root.
    pub folders: Option<i64>,
    /// Files.
    pub files: Option<i64>,
    /// Files whose data is in the under store.
    pub files_persisted: Option<i64>,
    /// Files whose data is only in Alluxio.
    pub files_not_persisted: Option<i64>,
    /// Files whose data is only in Alluxio and waits to be written to the under store.
    pub files_to_be_persisted: Option<i64>,
    /// Files marked as lost.
    pub files_lost: Option<i64>,
    /// Files that are still being written, or whose writer died.
    pub incomplete_files: Option<i64>,
    /// Pinned folders and files.
    pub pinned: Option<i64>,
    /// Folders and files with a time to live.
    pub ttl: Option<i64>,
    /// Those of them that are deleted, in the under store too.
    pub ttl_delete: Option<i64>,
    /// Those of them that are freed.
    pub ttl_free: Option<i64>,
    /// Those of them that are deleted in Alluxio only.
    pub ttl_delete_alluxio: Option<i64>,
    /// Folders and files that are still there though their time to live had ended at `last_time_ms`.
    pub ttl_over: Option<i64>,
    /// When the first of the other times to live ends, in milliseconds since 1970.
    pub ttl_next_end_ms: Option<i64>,
    /// Paths of mount points, without the root.
    pub mount_points: Vec<String>,
    /// Schemes of the under stores mounted there.
    pub mount_schemes: Vec<String>,
    /// Names of options of mount points; their values are never shown.
    pub mount_options: Vec<String>,
    /// Attached databases.
    pub databases: Option<i64>,
    /// Tables.
    pub tables: Option<i64>,
    /// Active sync points.
    pub sync_points: Option<i64>,
    /// Entries of the key-value store of 1.x.
    pub key_value_entries: Option<i64>,
    /// Entries of lineage of 1.x.
    pub lineage_entries: Option<i64>,
    /// Blocks, at most.
    pub blocks: Option<i64>,
    /// Owners of folders and files.
    pub users: Vec<String>,
    /// Groups of folders and files.
    pub groups: Vec<String>,
    /// Id that the cluster gave itself.
    pub cluster_id: Option<String>,
    /// Earliest time that an entry names, in milliseconds since 1970.
    pub first_time_ms: Option<i64>,
    /// Latest time that an entry names.
    pub last_time_ms: Option<i64>,
    /// Lowest and highest release that knows every entry, field and value in it.
    pub understood_by: Span,
}

/// A backup.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Backup {
    /// Its path.
    pub path: String,
    /// Entries.
    pub entries: Option<i64>,
    /// Folders and files without the root; null if not all of it was seen.
    pub inodes: Option<i64>,
    /// Entries by kind; null if the file is damaged.
    pub entries_by_kind: Option<BTreeMap<String, i64>>,
    /// What a master would hold after restoring it.
    pub content: Option<Content>,
    /// Releases that can have written it.
    pub written_by: Span,
    /// intact, damaged or unverified.
    pub integrity: String,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// Checks of its bytes, by name.
    pub checks: ByteChecks,
    /// What the target makes of it in a formatted folder; null for `inspect`.
    pub restore: Option<Prediction>,
    /// What the target makes of it in a folder that nobody formatted.
    pub restore_unformatted: Option<Prediction>,
}
