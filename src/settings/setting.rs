//! One assignment: what is written, where, and for whom.

use serde::{Deserialize, Serialize};

/// Sources of a value, from weakest to strongest, as Alluxio ranks them
/// (`v2.8.0:core/common/src/main/java/alluxio/conf/Source.java`). All options given to Java are one source to Alluxio;
/// they are told apart because Java takes the last of several and start scripts differ in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// What a client is told by the master when it connects.
    ClusterDefault,
    /// What a script writes into `alluxio-site.properties`.
    Written,
    /// `alluxio-site.properties`.
    SiteProperty,
    /// What a chart passes where its values say nothing.
    ChartDefault,
    /// `-Dkey=value` given to every process by `ALLUXIO_JAVA_OPTS`.
    SystemProperty,
    /// `-Dkey=value` that start scripts make of a variable of its own, such as `ALLUXIO_MASTER_HOSTNAME`.
    Variable,
    /// `-Dkey=value` given to one process by `ALLUXIO_MASTER_JAVA_OPTS` and the like, or on its own command line.
    #[serde(alias = "master-property")]
    ProcessProperty,
    /// Said for a path of the namespace by `fsadmin pathConf`; kept in the journal.
    PathDefault,
    /// Given by the program that runs the client: Hadoop's configuration, or code.
    Runtime,
    /// Given to one mount point by `fs mount --option`; kept in the journal.
    MountOption,
    /// `--assume key=value`.
    Assumed,
}

/// Who is given a setting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Process {
    /// Every process of the installation.
    #[default]
    All,
    /// The master.
    Master,
    /// The worker.
    Worker,
    /// The master of the job service.
    JobMaster,
    /// The worker of the job service.
    JobWorker,
    /// The proxy.
    Proxy,
    /// The FUSE process.
    Fuse,
    /// Commands that people run, which are clients.
    User,
    /// A client inside an application: Spark, Hadoop, Trino and the like.
    Application,
}

impl Process {
    const EVERY: [Process; 9] = [
        Process::All,
        Process::Master,
        Process::Worker,
        Process::JobMaster,
        Process::JobWorker,
        Process::Proxy,
        Process::Fuse,
        Process::User,
        Process::Application,
    ];

    /// The process that a word means; `All` for any other word.
    pub fn named(word: &str) -> Process {
        Process::EVERY.into_iter().find(|process| process.word() == word).unwrap_or_default()
    }

    /// The word of reports.
    pub fn word(self) -> &'static str {
        match self {
            Process::All => "all",
            Process::Master => "master",
            Process::Worker => "worker",
            Process::JobMaster => "job-master",
            Process::JobWorker => "job-worker",
            Process::Proxy => "proxy",
            Process::Fuse => "fuse",
            Process::User => "user",
            Process::Application => "application",
        }
    }
}

/// One assignment as it was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting {
    /// The key as written, which may be an old name.
    pub key: String,
    /// The value before substitution.
    pub value: String,
    /// What kind of place it comes from.
    pub rank: Rank,
    /// File and line, or the option.
    pub place: String,
    /// Who is given it.
    #[serde(default)]
    pub process: Process,
    /// The variable that start scripts make it of; only some releases may look at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variable: Option<String>,
    /// The part of the namespace that it holds for, `path /a` or `mount point /a`; none where it holds everywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub only_for: Option<String>,
}

impl Setting {
    /// An assignment for every process.
    pub fn new(key: impl Into<String>, value: impl Into<String>, rank: Rank, place: impl Into<String>) -> Self {
        let (key, value, place) = (key.into(), value.into(), place.into());
        Setting { key, value, rank, place, process: Process::All, variable: None, only_for: None }
    }

    /// The same for one process.
    #[must_use]
    pub fn given_to(self, process: Process) -> Self {
        Setting { process, ..self }
    }

    /// The same, made of a variable by start scripts.
    #[must_use]
    pub fn made_of(self, variable: impl Into<String>) -> Self {
        Setting { variable: Some(variable.into()), ..self }
    }

    /// The same for a part of the namespace.
    #[must_use]
    pub fn holding_for(self, part: impl Into<String>) -> Self {
        Setting { only_for: Some(part.into()), ..self }
    }

    /// Whether a process is given it.
    pub fn reaches(&self, process: Process) -> bool {
        self.process == process || (self.process == Process::All && process != Process::Application)
    }
}

/// Whether an application's own configuration holds it.
pub fn is_client(setting: &Setting) -> bool {
    setting.process == Process::Application
}

/// File and line of a place.
pub fn split_place(place: &str) -> (&str, Option<usize>) {
    match place.rsplit_once(':') {
        Some((file, line)) if line.bytes().all(|byte| byte.is_ascii_digit()) => (file, line.parse().ok()),
        _ => (place, None),
    }
}
