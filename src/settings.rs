//! Configuration: what was written where, and what a release makes of it.

mod effective;
mod folder;
mod secret;
mod setting;
mod value;
mod view;

use serde::{Deserialize, Serialize};

pub use effective::{Effective, Origin, resolve};
pub use folder::on_local_disk;
pub use secret::{MASK, shown_value, without_passwords};
pub use setting::{Process, Rank, Setting, is_client, split_place};
pub use value::{bytes, milliseconds, same_value};
pub use view::{Index, Properties, View};

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
