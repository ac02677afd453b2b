//! What the deployment files together say of the cluster.

use std::collections::BTreeSet;

use crate::catalog::meant;
use crate::catalog::parts::{Part, parts};
use crate::facts::{Facts, Subject, SubjectKind, Value};
use crate::settings::{Process, is_client, split_place};

/// Words of the official image that start a job master: its own, and the one that starts it beside the master.
const JOB_MASTER: [&str; 2] = ["job-master", "master"];
pub(super) fn set(cluster: &mut Subject, facts: &Facts) {
    let word = |deployment: &Subject| deployment.text("deployment.start_word").to_owned();
    let words: Vec<String> = facts.of(SubjectKind::Deployment).map(word).filter(|word| !word.is_empty()).collect();
    let starts = words.iter().any(|word| JOB_MASTER.contains(&word.as_str()));
    cluster.set("cluster.job_master_deployed", words.is_empty() || starts);
    cluster.set("cluster.masters_in_image", masters_in_image(facts));
    cluster.set("cluster.hdfs_connector", hdfs_connector(facts));
    let used = parts().part.iter().filter(|part| is_used(part, facts)).map(|part| part.name.clone());
    cluster.set("cluster.parts", used.collect::<BTreeSet<_>>());
    cluster.set("cluster.under_stores", under_stores(facts));
    cluster.set("cluster.workers_listed", workers_listed(facts));
    let files = facts.settings.iter().filter(|setting| is_client(setting)).map(|setting| split_place(&setting.place).0);
    let applications = facts.of(SubjectKind::Client).chain(facts.of(SubjectKind::Application)).map(|subject| subject.path.as_str());
    let applications = files.chain(applications).collect::<BTreeSet<_>>().len();
    cluster.set("cluster.keys_for_clients", keys_for_clients(facts));
    cluster.set("cluster.applications", Value::Int(i64::try_from(applications).unwrap_or(i64::MAX)));
}

/// Whether every master that is deployed runs from the project's own image, in which the home has one place in all releases.
fn masters_in_image(facts: &Facts) -> bool {
    let masters = facts.of(SubjectKind::Deployment).filter(|one| one.text("deployment.role") == "master" && !one.is("deployment.init"));
    let mut own = masters.map(|master| master.is("deployment.own_image"));
    facts.of(SubjectKind::Install).next().is_none() && own.next() == Some(true) && own.all(|own| own)
}

/// Whether a container, a command, a value of the chart or a setting speaks of a part.
fn is_used(part: &Part, facts: &Facts) -> bool {
    let is = |list: &[String], word: &str| list.iter().any(|one| one == word);
    let begins = |list: &[String], word: &str| list.iter().any(|one| word.starts_with(one.as_str()));
    let switched_on = |helm: &Subject| is(&part.values, helm.text("helm.key")) && helm.text("helm.value") == "true";
    facts.of(SubjectKind::Deployment).any(|container| is(&part.roles, container.text("deployment.role")))
        || facts.of(SubjectKind::Script).any(|call| begins(&part.commands, &format!("{} ", call.text("script.command"))))
        || facts.of(SubjectKind::Helm).any(switched_on)
        || facts.settings.iter().any(|setting| begins(&part.keys, setting.key.trim()))
}

/// Settings for clients that masters have and no application writes.
fn keys_for_clients(facts: &Facts) -> BTreeSet<String> {
    let keys = |client: bool| -> BTreeSet<String> {
        let settings = facts.settings.iter().filter(|setting| setting.only_for.is_none());
        let given = settings.filter(|setting| if client { is_client(setting) } else { setting.reaches(Process::Master) });
        given.map(|setting| setting.key.trim().to_owned()).collect()
    };
    let for_clients = |key: &String| parts().clients.iter().any(|beginning| key.starts_with(beginning.as_str()));
    keys(false).difference(&keys(true)).filter(|key| for_clients(key)).cloned().collect()
}

/// Schemes of the under stores of the root and of all mounts that journals name.
fn under_stores(facts: &Facts) -> BTreeSet<String> {
    let root = parts().root.iter().find_map(|key| facts.settings.get(key));
    let scheme = root.and_then(|root| root.value.trim().split_once("://")).map(|(scheme, _)| scheme.to_ascii_lowercase());
    let mounted = facts.of(SubjectKind::Journal).filter_map(|journal| match journal.get("journal.mount_schemes") {
        Some(Value::Texts(schemes)) => Some(schemes.clone()),
        _ => None,
    });
    scheme.into_iter().chain(mounted.flatten()).collect()
}

/// The longest list of workers that a conf folder holds.
fn workers_listed(facts: &Facts) -> Value {
    let listed = facts.of(SubjectKind::Host).filter_map(|host| match host.get("host.workers") {
        Some(Value::Int(count)) => Some(*count),
        _ => None,
    });
    listed.max().map_or_else(|| Value::unknown("no conf/workers was read; give the conf folder of a master"), Value::Int)
}

/// The connector that options of a mount of HDFS ask for.
pub(super) fn connector_of(key: &Subject, facts: &Facts) -> Value {
    let mounted = facts.of(SubjectKind::Journal).filter_map(|journal| match journal.get("journal.mounts") {
        Some(Value::Texts(mounts)) => Some(mounts),
        _ => None,
    });
    let hdfs = mounted.flatten().filter_map(|mount| mount.split_once('\t')).filter(|(_, scheme)| *scheme == "hdfs");
    let part = key.text("key.only_for");
    let of_hdfs = hdfs.into_iter().any(|(path, _)| part.strip_prefix("mount point ") == Some(path));
    if of_hdfs && meant().hdfs_versions.iter().any(|version| version == key.text("key.name")) {
        connector(key.text("key.value"))
    } else {
        "".into()
    }
}

fn hdfs_connector(facts: &Facts) -> Value {
    meant().hdfs_versions.iter().find_map(|key| facts.settings.get(key)).map_or_else(|| "".into(), |setting| connector(&setting.value))
}

/// `hadoop-2.7` of `2.7.3`, `2.7` and `hadoop-2.7`.
fn connector(version: &str) -> Value {
    let version = version.trim().trim_start_matches("hadoop-");
    let mut parts = version.split('.');
    match (parts.next().map(str::parse::<u32>), parts.next().map(str::parse::<u32>)) {
        (Some(Ok(major)), Some(Ok(minor))) => format!("hadoop-{major}.{minor}").into(),
        // The name of a vendor's build: only the jar in lib/ can serve it.
        _ => version.into(),
    }
}
