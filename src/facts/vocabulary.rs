//! The names that facts may have, each with a description. `rules facts` prints this list, the lint checks rules
//! against it, and readers may set nothing else.

mod application;
mod backup;
mod caller;
mod client;
mod cluster;
mod content;
mod deployment;
mod helm;
mod hop;
mod host;
mod install;
mod jar;
mod journal;
mod key;
mod metric;
mod script;

pub(crate) use content::{content, contents};
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
    /// Old clients of one kind that a master's log shows.
    Caller,
    /// Configuration of a program that uses Alluxio.
    Application,
    /// A container, unit or image build that runs Alluxio.
    Deployment,
    /// One value of a Helm values file.
    Helm,
    /// A command of Alluxio that a script calls.
    Script,
    /// What a machine has: Java, ZooKeeper, logging.
    Host,
    /// A connector jar to an under store.
    Jar,
    /// A metric of Alluxio that a dashboard or an alert names.
    Metric,
    /// A setting that is written somewhere, or a default that matters.
    Key,
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
            SubjectKind::Caller => "caller",
            SubjectKind::Application => "application",
            SubjectKind::Deployment => "deployment",
            SubjectKind::Helm => "helm",
            SubjectKind::Script => "script",
            SubjectKind::Host => "host",
            SubjectKind::Jar => "jar",
            SubjectKind::Metric => "metric",
            SubjectKind::Key => "key",
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
/// What is hidden where any setting of the cluster may be written.
pub const ALL_SETTINGS: &str = "setting:*";

/// All facts except settings and the catalog's release attributes, by the kind of subject that they are about.
pub const GROUPS: &[&[FactName]] = &[
    hop::FACTS,
    cluster::FACTS,
    install::FACTS,
    journal::FACTS,
    content::JOURNAL,
    backup::FACTS,
    content::BACKUP,
    client::FACTS,
    caller::FACTS,
    application::FACTS,
    deployment::FACTS,
    helm::FACTS,
    script::FACTS,
    host::FACTS,
    jar::FACTS,
    metric::FACTS,
    key::FACTS,
];

/// Every fixed fact.
pub fn facts() -> impl Iterator<Item = &'static FactName> {
    GROUPS.iter().copied().flatten()
}

/// The description of a fixed fact name.
pub fn find(name: &str) -> Option<&'static FactName> {
    facts().find(|fact| fact.name == name)
}
