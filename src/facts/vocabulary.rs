//! The names that facts may have, each with a description. `rules facts` prints this list, the lint checks rules
//! against it, and readers may set nothing else.

use serde::{Deserialize, Serialize};

/// Sorts of things that facts are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SubjectKind {
    /// The whole of what is upgraded; there is always exactly one.
    Cluster,
    /// An Alluxio home.
    Install,
    /// A journal folder.
    Journal,
    /// A journal backup file.
    Backup,
    /// An Alluxio client inside an application.
    Client,
}

impl SubjectKind {
    /// The word that rules use.
    pub fn word(self) -> &'static str {
        match self {
            SubjectKind::Cluster => "cluster",
            SubjectKind::Install => "install",
            SubjectKind::Journal => "journal",
            SubjectKind::Backup => "backup",
            SubjectKind::Client => "client",
        }
    }
}

/// A fact that rules can ask for.
#[derive(Debug, Clone, Copy)]
pub struct FactName {
    /// Full name: the part before the first dot is the subject's kind, `hop`, `source` or `target`.
    pub name: &'static str,
    /// What it says, with its unit or its words.
    pub about: &'static str,
}

const fn fact(name: &'static str, about: &'static str) -> FactName {
    FactName { name, about }
}

/// Prefix of facts that are settings: `target.setting:alluxio.zookeeper.enabled`.
pub const SETTING: &str = "setting:";

/// All facts except settings and the catalog's release attributes.
pub const FACTS: &[FactName] = &[
    fact("hop.from", "release before the hop; a span if only a span is known"),
    fact("hop.to", "release after the hop"),
    fact("hop.direction", "up, down, same; unknown if the release before is not known well enough"),
    fact("cluster.launcher", "release = the release's own start command is used; none = the master's class is started directly"),
    fact("cluster.settings_seen", "whether any configuration of Alluxio was read or assumed"),
    fact("cluster.journal_seen", "whether a journal was read"),
    fact("cluster.intact_backups", "number of backups read to their exact end"),
    fact("cluster.several_kinds", "whether one journal folder holds journals of several kinds"),
    fact("install.version", "version that the home's files state; unknown if they state none"),
    fact("install.stated", "all different versions that places in the home state"),
    fact("install.agree", "whether all places state the same version"),
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
    fact("journal.entries", "number of entries in logs"),
    fact("journal.max_entry_field", "highest field number of any entry"),
    fact("journal.inode_store", "HEAP, ROCKS or none: metastore that wrote the inodes of the checkpoint"),
    fact("journal.rocks_format", "highest table format version of RocksDB files in the checkpoint; 0 if there are none"),
    fact("journal.recursive_pins", "whether logs to be replayed hold attribute changes that pin or unpin"),
    fact("journal.logs_without_checkpoint", "whether a master folder of the v0 layout has logs but no checkpoint.data"),
    fact("journal.stray_v1", "whether a v1 folder lies directly under the journal folder"),
    fact("journal.first_log_index", "first index or sequence number that logs still hold"),
    fact("backup.entries", "number of entries"),
    fact("backup.fields", "field numbers of its entries"),
    fact("backup.inodes", "number of directories and files"),
    fact("backup.written_by", "releases that can have written it"),
    fact("backup.integrity", "intact = gzip checksum and last entry complete; damaged; unverified"),
    fact("backup.complete_marker", "whether a .complete marker lies beside it"),
    fact("backup.old_fingerprints", "whether inodes carry fingerprints in the spelling of 1.x"),
    fact("client.era", "tachyon, 1.x, 2.x, 3.x"),
    fact("client.version", "version of the client; a span if only a span can be shown"),
    fact("client.artifact", "name of the jar or folder that holds it"),
    fact("client.relocated", "whether its classes were moved to another package"),
];

/// The description of a fixed fact name.
pub fn find(name: &str) -> Option<&'static FactName> {
    FACTS.iter().find(|fact| fact.name == name)
}
