//! Facts of a journal folder.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("journal.kind", "tachyon, v0, ufs, copycat, ratis-rc0, ratis, empty"),
    fact("journal.kinds", "all kinds found in the same folder"),
    fact("journal.written_by", "releases that can have written all of it"),
    fact("journal.integrity", "intact = all that can be proven was; damaged; unverified"),
    fact("journal.masters", "folders of masters"),
    fact("journal.masters_with_entries", "folders of masters that hold at least one entry"),
    fact("journal.root_marker", "whether a _format_ marker lies in the journal folder itself"),
    fact("journal.master_markers", "whether each master's v1 folder has a _format_ marker"),
    fact("journal.has_checkpoint", "whether a checkpoint or snapshot exists"),
    fact("journal.checkpoint_form", "none, plain, typed, snapshot-file, snapshot-folder"),
    fact("journal.checkpoint_types", "numbers of the checkpoint types in checkpoints and snapshots"),
    fact("journal.components", "names of components in checkpoints and snapshots"),
    fact("journal.checkpoint_fields", "field numbers of journal entries in checkpoints and snapshots"),
    fact("journal.log_fields", "field numbers of journal entries in logs that a start replays"),
    fact("journal.log_kinds", "how many entries of each kind lie in logs, also in those that a checkpoint covers"),
    fact("journal.checkpoint_kinds", "how many entries of each kind lie in checkpoints and snapshots"),
    fact("journal.entries", "number of entries in logs"),
    fact("journal.max_entry_field", "highest field number of any entry"),
    fact("journal.inode_store", "HEAP, ROCKS or none: metastore that wrote the inodes of the checkpoint"),
    fact("journal.rocks_format", "highest table format version of RocksDB files in the checkpoint; 0 if there are none"),
    fact("journal.recursive_pins", "whether logs to be replayed hold attribute changes that pin or unpin"),
    fact("journal.logs_without_checkpoint", "whether a master folder of the v0 layout has logs but no checkpoint.data"),
    fact("journal.stray_v1", "whether a v1 folder lies directly under the journal folder"),
    fact("journal.first_log_index", "first index or sequence number that logs still hold"),
];
