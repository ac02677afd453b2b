//! Configuration: what was written where, and what a release makes of it.

mod effective;
mod folder;
mod secret;
mod subjects;
mod value;
mod view;

use serde::{Deserialize, Serialize};

pub use effective::{Effective, Origin, resolve};
pub use folder::on_local_disk;
pub use secret::{MASK, shown_value, without_passwords};
pub use subjects::{is_client, split_place, subjects};
pub use value::{bytes, milliseconds, same_value};
pub use view::{Index, Properties, View};

/// Sources of a value, from weakest to strongest, as Alluxio ranks them
/// (`v2.8.0:core/common/src/main/java/alluxio/conf/Source.java`). All options given to Java are one source to Alluxio;
/// they are told apart because Java takes the last of several and start scripts differ in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// What a client is told by the master when it connects.
    ClusterDefault,
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

/// All assignments, and where Alluxio's home is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    assignments: Vec<Setting>,
    /// The home that start scripts would pass as `alluxio.home`.
    pub home: Option<String>,
    /// Files that were read as configuration, also those without any assignment.
    pub read_from: Vec<String>,
}

impl Settings {
    /// Adds an assignment; a later one of the same rank wins.
    pub fn push(&mut self, setting: Setting) {
        self.assignments.push(setting);
    }

    /// The assignment that wins for the master for a key as written, in all of the namespace; aliases are not looked at.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        let same = |setting: &&Setting| setting.key == key && setting.only_for.is_none() && setting.reaches(Process::Master);
        self.assignments.iter().filter(same).max_by_key(|setting| setting.rank)
    }

    /// Keeps only assignments that pass.
    pub fn retain(&mut self, keep: impl FnMut(&Setting) -> bool) {
        self.assignments.retain(keep);
    }

    /// The assignment with a number, in the order they were read.
    pub fn at(&self, place: usize) -> Option<&Setting> {
        self.assignments.get(place)
    }

    /// How many assignments there are.
    pub fn len(&self) -> usize {
        self.assignments.len()
    }

    /// All assignments in the order they were read.
    pub fn iter(&self) -> impl Iterator<Item = &Setting> {
        self.assignments.iter()
    }

    /// Takes over the assignments of another reader; the first home wins.
    pub fn extend(&mut self, other: Settings) {
        self.assignments.extend(other.assignments);
        self.read_from.extend(other.read_from);
        if self.home.is_none() {
            self.home = other.home;
        }
    }

    /// The same settings as the client of an application reads them; what was read says nothing of the cluster.
    pub fn for_applications(self) -> Settings {
        let given = |setting: Setting| setting.given_to(Process::Application);
        Settings { assignments: self.assignments.into_iter().map(given).collect(), home: None, read_from: Vec::new() }
    }

    /// The same settings with one more that beats all others.
    pub fn with(&self, key: &str, value: &str, place: &str) -> Settings {
        let mut settings = self.clone();
        settings.push(Setting::new(key, value, Rank::Assumed, place));
        settings
    }

    /// The same settings with the values of secrets masked, for whatever leaves the program.
    pub fn masked(&self) -> Settings {
        let mut settings = self.clone();
        for setting in &mut settings.assignments {
            setting.value = shown_value(&setting.key, &setting.value).into_owned();
        }
        settings
    }

    /// Whether nothing was read or assumed.
    pub fn is_empty(&self) -> bool {
        self.assignments.is_empty() && self.read_from.is_empty() && self.home.is_none()
    }
}
