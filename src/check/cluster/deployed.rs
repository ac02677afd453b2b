//! What the deployment files together say of the cluster.

use crate::facts::{Facts, Subject, SubjectKind, Value};

/// Words of the official image that start a job master: its own, and the one that starts it beside the master.
const JOB_MASTER: [&str; 2] = ["job-master", "master"];
/// The setting of the connector to HDFS, for the root mount and for all others.
const VERSION: [&str; 2] = ["alluxio.master.mount.table.root.option.alluxio.underfs.version", "alluxio.underfs.version"];

pub(super) fn set(cluster: &mut Subject, facts: &Facts) {
    let word = |deployment: &Subject| deployment.text("deployment.start_word").to_owned();
    let words: Vec<String> = facts.of(SubjectKind::Deployment).map(word).filter(|word| !word.is_empty()).collect();
    let starts = words.iter().any(|word| JOB_MASTER.contains(&word.as_str()));
    cluster.set("cluster.job_master_deployed", words.is_empty() || starts);
    cluster.set("cluster.hdfs_connector", hdfs_connector(facts));
}

/// `hadoop-2.7` of `2.7.3`, `2.7` and `hadoop-2.7`.
fn hdfs_connector(facts: &Facts) -> Value {
    let Some(setting) = VERSION.iter().find_map(|key| facts.settings.get(key)) else { return "".into() };
    let version = setting.value.trim().trim_start_matches("hadoop-");
    let mut parts = version.split('.');
    match (parts.next().map(str::parse::<u32>), parts.next().map(str::parse::<u32>)) {
        (Some(Ok(major)), Some(Ok(minor))) => format!("hadoop-{major}.{minor}").into(),
        // The name of a vendor's build: only the jar in lib/ can serve it.
        _ => version.into(),
    }
}
