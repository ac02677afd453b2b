//! Facts of the whole of what is upgraded.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("cluster.launcher", "release = the release's own start command is used; none = the master's class is started directly"),
    fact("cluster.procedure", "stop-all = everything is stopped before the target starts; rolling = both releases run for a while"),
    fact("cluster.keys", "keys of all settings that are written"),
    fact("cluster.seen", "whether anything of a cluster was read or assumed: not only applications and scripts"),
    fact("cluster.settings_seen", "whether any configuration of Alluxio was read or assumed"),
    fact("cluster.journal_seen", "whether a journal was read"),
    fact("cluster.intact_backups", "number of backups read to their exact end"),
    fact("cluster.job_master_deployed", "whether some container among those seen starts a job master; true where there are no containers"),
    fact(
        "cluster.masters_in_image",
        "whether every master that the files deploy runs from the project's own image, whose home is the same folder in all releases",
    ),
    fact("cluster.hdfs_connector", "connector that alluxio.underfs.version asks for: hadoop-2.7; empty if it is not set"),
    fact("cluster.parts", "parts that not every cluster runs and that files show in use: fuse, proxy, logserver, catalog"),
    fact("cluster.under_stores", "schemes of the under stores of the root and of the mounts that journals name"),
    fact("cluster.workers_listed", "number of workers in conf/workers"),
    fact("cluster.keys_for_clients", "settings for clients on the masters that no application writes itself"),
    fact("cluster.applications", "number of clients and of configurations of applications among the paths"),
    fact("cluster.several_kinds", "whether one journal folder holds journals of several kinds"),
];
