//! Configuration: what was written where, and what a release makes of it.

mod effective;

use serde::{Deserialize, Serialize};

pub use effective::{Effective, Origin, Properties, resolve, shown_value};

/// Sources of a value, from weakest to strongest, as Alluxio ranks them
/// (`v2.8.0:core/common/src/main/java/alluxio/conf/Source.java`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rank {
    /// `alluxio-site.properties`.
    SiteProperty,
    /// `-Dkey=value` given to every process by `ALLUXIO_JAVA_OPTS`.
    SystemProperty,
    /// `-Dkey=value` given to the master by `ALLUXIO_MASTER_JAVA_OPTS`.
    MasterProperty,
    /// `--assume key=value`.
    Assumed,
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

    /// The assignment that wins for a key as written; aliases are not looked at.
    pub fn get(&self, key: &str) -> Option<&Setting> {
        self.assignments.iter().filter(|setting| setting.key == key).max_by_key(|setting| setting.rank)
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

    /// The same settings with one more that beats all others.
    pub fn with(&self, key: &str, value: &str, place: &str) -> Settings {
        let mut settings = self.clone();
        settings.push(Setting { key: key.to_owned(), value: value.to_owned(), rank: Rank::Assumed, place: place.to_owned() });
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
