//! What a container means: its role, what it is given, and where its journal lies.

use std::collections::{BTreeMap, BTreeSet};

use super::{Container, MAX_ID, Mount, Spot, Storage, Variable};
use crate::catalog::{lookups, meant};
use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind, Unseen, Value};
use crate::inspect::config;
use crate::inspect::deploy::image;
use crate::inspect::deploy::places::places;
use crate::inspect::deploy::words::{self, Words};
use crate::settings::{Process, Rank, Setting, Settings};

impl Container {
    /// The facts; `around` are settings that hold for it though they stand elsewhere.
    pub(in crate::inspect::deploy) fn facts(&self, around: &Settings) -> Facts {
        let words = words::split(&self.words);
        let mut subject = Subject::new(SubjectKind::Deployment, format!("{}:{}", self.file, self.line));
        let role = words.start.as_deref().and_then(role_of).unwrap_or_default();
        let own = if self.init { Facts::default() } else { read_variables(&self.env) };
        let mut settings = around.clone();
        settings.extend(own.settings.clone());
        self.identity(&mut subject, &words, role);
        self.surroundings(&mut subject);
        subject.set("deployment.journal_kept", self.journal_kept(role, &settings));
        self.evidence(&mut subject, &words);
        let mut facts = Facts { subjects: vec![subject], taken_in: self.taken_in.clone(), ..Facts::default() };
        if !self.init {
            facts.unseen = own.unseen;
            facts.unseen.extend(self.hidden(role));
            let properties = self.properties();
            own.settings.iter().chain(&properties).for_each(|setting| facts.settings.push(given(setting, process_of(role))));
        }
        facts
    }

    /// What old images make of variables that no script reads: the property of the same name.
    fn properties(&self) -> Vec<Setting> {
        let property = |variable: &&Variable| {
            let key = variable.name.to_ascii_lowercase().replace('_', ".");
            Some(Setting::new(key, variable.value.clone()?, Rank::Variable, placed(&variable.at)).made_of(IMAGE))
        };
        self.env.iter().filter(|variable| is_foreign(&variable.name)).filter_map(|variable| property(&variable)).collect()
    }

    fn identity(&self, subject: &mut Subject, words: &Words, role: &'static str) {
        subject.set("deployment.form", self.form);
        subject.set("deployment.kind", self.kind.as_str());
        subject.set("deployment.name", self.name.as_str());
        subject.set("deployment.role", role);
        subject.set("deployment.init", self.init);
        subject.set("deployment.start_word", words.start.clone().unwrap_or_default());
        subject.set("deployment.words", words.all.iter().cloned().collect::<BTreeSet<_>>());
        let image = self.image.clone().unwrap_or_default();
        subject.set("deployment.own_image", image::is_own(&image));
        if image::names_alluxio(&image) {
            subject.set("deployment.image_version", image::version(&image));
        }
        if let Some(java) = image::java(&image).or_else(|| self.java_home()) {
            subject.set("deployment.java", java);
        }
        if let Some(libc) = image::libc(&image) {
            subject.set("deployment.libc", libc);
        }
        if let Some(chart) = &self.chart {
            subject.set("deployment.chart", chart.as_str());
        }
        subject.set("deployment.image", image);
    }

    fn surroundings(&self, subject: &mut Subject) {
        subject.set("deployment.env", self.env.iter().map(|variable| variable.name.clone()).collect::<BTreeSet<_>>());
        let foreign: BTreeSet<String> = self.env.iter().map(|variable| variable.name.clone()).filter(|name| is_foreign(name)).collect();
        if !foreign.is_empty() {
            subject.set("deployment.foreign_env", foreign);
        }
        let flags: BTreeSet<String> = self.env.iter().filter_map(|variable| variable.value.as_deref()).flat_map(words::jvm_flags).collect();
        subject.set("deployment.jvm_flags", flags);
        subject.set("deployment.ports", self.ports.clone());
        subject.set("deployment.user", self.user.as_str());
        subject.set("deployment.high_ids", self.ids.iter().any(|id| *id > MAX_ID));
        let lasting: BTreeSet<String> =
            self.mounts.iter().filter(|mount| mount.storage == Storage::Lasting).map(|mount| mount.target.clone()).collect();
        subject.set("deployment.lasting_mounts", !lasting.is_empty());
        subject.set("deployment.mounts", lasting);
        let conf = places().conf.as_str();
        let script = format!("{conf}/alluxio-env.sh");
        subject.set("deployment.mounts_env", self.mounts.iter().any(|mount| mount.target == conf || mount.target == script));
    }

    /// Environment that comes from something that was not seen. What it gives to a master hides settings of the cluster.
    fn hidden(&self, role: &str) -> Option<Unseen> {
        let reason = self.rest_unseen.as_ref().or(self.env_unseen.as_ref())?;
        let facts: &[&str] =
            if matches!(role, "" | "master") { &["setting:*", "deployment.env"] } else { &["deployment.env", "deployment.jvm_flags"] };
        let remedy = "give that too, or its settings with --assume KEY=VALUE";
        Some(Unseen::new(format!("{}:{}", self.file, self.line), reason.as_str(), facts, remedy))
    }

    fn java_home(&self) -> Option<String> {
        self.env.iter().find(|variable| variable.name == "JAVA_HOME").and_then(|variable| words::java_of_path(variable.value.as_deref()?))
    }

    /// Where a master's journal lies, seen from its container.
    fn journal_kept(&self, role: &str, settings: &Settings) -> Value {
        if role != "master" {
            return Value::unknown("it is not known to start a master");
        }
        if let Some(reason) = &self.rest_unseen {
            return Value::unknown(reason.clone());
        }
        // Old images make the property of this variable; for later ones the variable itself is the finding.
        let variable = self.env.iter().find(|variable| variable.name == "ALLUXIO_MASTER_JOURNAL_FOLDER").and_then(|one| one.value.clone());
        let folder = settings.get(&meant().journal_folder).map(|setting| setting.value.trim().to_owned()).or(variable);
        let folder = match (folder, &self.env_unseen, self.conf_mounts().next()) {
            (Some(folder), _, _) => folder,
            (None, Some(reason), _) => return Value::unknown(reason.clone()),
            (None, None, Some(mount)) if settings.read_from.is_empty() => {
                return Value::unknown(format!("{} is mounted from files that were not read; give the conf folder too", mount.target));
            }
            (None, None, _) => places().journal.clone(),
        };
        let path = folder.strip_prefix("file://").unwrap_or(&folder);
        if path.contains("://") {
            return "understore".into();
        }
        let around = |mount: &&Mount| path == mount.target || path.starts_with(&format!("{}/", mount.target.trim_end_matches('/')));
        match self.mounts.iter().filter(around).max_by_key(|mount| mount.target.len()).map(|mount| mount.storage) {
            Some(Storage::Lasting) => "volume".into(),
            Some(Storage::Pod) => "emptydir".into(),
            Some(Storage::Config) | None => "container".into(),
        }
    }

    fn evidence(&self, subject: &mut Subject, words: &Words) {
        let mut say = |place: String, detail: String| subject.evidence.push(Evidence::new(place, Grade::Proven, detail));
        if let Some(image) = &self.image {
            say(format!("{}:{}", self.file, self.line), format!("image {}", words::shown(image)));
        }
        if let Some(spot) = self.words_at.as_ref().filter(|_| !words.all.is_empty()) {
            say(placed(spot), format!("command {}", words::shown(&words.all.join(" "))));
        }
    }
}

/// The settings in variables, whose values may stand in several files.
pub(in crate::inspect::deploy) fn read_variables(variables: &[Variable]) -> Facts {
    let mut files: BTreeMap<&str, Vec<(String, String, usize)>> = BTreeMap::new();
    for Variable { name, value, at: (file, line) } in variables {
        files.entry(file).or_default().extend(value.as_ref().map(|value| (name.clone(), value.clone(), *line)));
    }
    let mut facts = Facts::default();
    files.iter().for_each(|(file, list)| facts.extend(config::read_variables(list, file)));
    facts
}

fn placed((file, line): &Spot) -> String {
    format!("{file}:{line}")
}

/// Stands in the table of variables for whatever the image makes a property of.
const IMAGE: &str = "(image)";

/// Whether no script of any release looks at a variable of Alluxio.
fn is_foreign(name: &str) -> bool {
    name.starts_with("ALLUXIO_") && !lookups::keys("image_env").any(|known| known == name)
}

/// The process that the image starts for a word; the same in all releases that know the word.
fn role_of(word: &str) -> Option<&'static str> {
    lookups::pairs("image_words").find(|(key, _)| *key == word).map(|(_, role)| role)
}

/// A setting as the process in a container is given it: what is for all there is for this process only.
fn given(setting: &Setting, process: Process) -> Setting {
    let setting = setting.clone();
    if setting.process == Process::All { setting.given_to(process) } else { setting }
}

/// The configuration of the master counts as that of the cluster.
fn process_of(role: &str) -> Process {
    match role {
        "worker" => Process::Worker,
        "job-master" => Process::JobMaster,
        "job-worker" => Process::JobWorker,
        "proxy" => Process::Proxy,
        "fuse" | "csi" => Process::Fuse,
        _ => Process::All,
    }
}
