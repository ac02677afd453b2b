//! Settings by what they mean, from `rules/catalog/keys/meant.toml`: those whose effective value other facts follow from.

use std::sync::OnceLock;

use serde::Deserialize;

/// The keys.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Meant {
    pub(crate) journal_type: String,
    pub(crate) journal_folder: String,
    /// Its name before the project was called Alluxio.
    pub(crate) old_journal_folder: String,
    pub(crate) metastore: String,
    /// Beats `metastore` for inodes, but only if it is set.
    pub(crate) inode_metastore: String,
    pub(crate) quorum_addresses: String,
    pub(crate) quorum_port: String,
    pub(crate) master_host: String,
    pub(crate) backup_directory: String,
    /// What start scripts pass from the home that they run in.
    pub(crate) homes: Vec<String>,
    /// The release of HDFS that a connector is for: of the root mount, and of all others.
    pub(crate) hdfs_versions: Vec<String>,
}

/// The table inside the program; a test below makes sure that it can be read.
pub(crate) fn meant() -> &'static Meant {
    static MEANT: OnceLock<Meant> = OnceLock::new();
    MEANT.get_or_init(|| toml::from_str(include_str!("../../rules/catalog/keys/meant.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_can_be_read() {
        assert!(!super::meant().homes.is_empty());
    }
}
