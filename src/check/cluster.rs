//! Assumptions of the user, and what is true of the cluster as a whole.

mod deployed;
mod keys;

use std::collections::BTreeSet;

use crate::catalog::meant;
use crate::facts::{Facts, Subject, SubjectKind, Unseen, Value, vocabulary};
use crate::settings::{Rank, Setting, is_client};

/// `--assume NAME=VALUE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assumption {
    /// A setting's key or a fact's name.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// Short names of facts of the cluster.
const SHORT: [(&str, &str); 2] = [("launcher", "cluster.launcher"), ("procedure", "cluster.procedure")];

impl Assumption {
    /// Reads `NAME=VALUE`; the error says what is wrong.
    pub fn parse(text: &str) -> Result<Assumption, String> {
        let (name, value) = text.split_once('=').ok_or_else(|| format!("`{text}` is not NAME=VALUE"))?;
        let name = SHORT.iter().find(|(short, _)| *short == name).map_or(name, |(_, full)| full);
        let setting = name.starts_with("alluxio.") || name.starts_with("tachyon.");
        if !setting && vocabulary::find(name).is_none() {
            return Err(format!("`{name}` is neither a setting nor a fact; `rules facts` lists the facts"));
        }
        if name == "cluster.launcher" && !["release", "none"].contains(&value) {
            return Err("launcher is `release` or `none`".to_owned());
        }
        if name == "cluster.procedure" && !["stop-all", "rolling"].contains(&value) {
            return Err("procedure is `stop-all` or `rolling`".to_owned());
        }
        Ok(Assumption { name: name.to_owned(), value: value.to_owned() })
    }

    fn is_setting(&self) -> bool {
        vocabulary::find(&self.name).is_none()
    }
}

/// The subjects of all keys that are written, with what other facts say of them.
pub(super) fn keys(facts: &Facts) -> Vec<Subject> {
    let mut keys = keys::subjects(&facts.settings);
    for key in &mut keys {
        let connector = deployed::connector_of(key, facts);
        key.set("key.connector", connector);
    }
    keys
}

pub(super) fn prepare(facts: &mut Facts, assumptions: &[Assumption]) -> Subject {
    for assumption in assumptions.iter().filter(|assumption| assumption.is_setting()) {
        let Assumption { name, value } = assumption.clone();
        facts.settings.push(Setting::new(name, value, Rank::Assumed, "--assume"));
    }
    say_unseen_settings(facts);
    let mut cluster = cluster(facts);
    for assumption in assumptions.iter().filter(|assumption| !assumption.is_setting()) {
        let known = vocabulary::find(&assumption.name);
        let subjects = facts.subjects.iter_mut().chain([&mut cluster]);
        for subject in subjects.filter(|subject| assumption.name.starts_with(&format!("{}.", subject.kind.word()))) {
            if let Some(fact) = known {
                let value = value(subject.get(fact.name), &assumption.value);
                subject.set(fact.name, value);
            }
        }
    }
    cluster
}

/// The word in the type that the fact has, if it has one.
fn value(known: Option<&Value>, word: &str) -> Value {
    match (known, word) {
        (Some(Value::Bool(_)), _) | (None, "true" | "false") => Value::Bool(word == "true"),
        (Some(Value::Int(_)), _) => word.parse().map_or_else(|_| Value::from(word), Value::Int),
        (Some(Value::Texts(_)), _) => word.split(',').map(|member| member.trim().to_owned()).collect::<BTreeSet<_>>().into(),
        _ => Value::from(word),
    }
}

/// Without any configuration the defaults stand in, and that is said.
fn say_unseen_settings(facts: &mut Facts) {
    let asked = facts.journals().next().is_some() || facts.of(SubjectKind::Install).next().is_some();
    if asked && !has_settings(facts) {
        let remedy = format!(
            "give the conf folder or the home of a master, or say the values with --assume {}=... and the like",
            meant().journal_type
        );
        facts.unseen.push(Unseen::new(
            "configuration",
            "no configuration was among the paths, so the defaults of each release stand in",
            &[],
            remedy,
        ));
    }
}

/// Whether anything among the paths belongs to a cluster, or the user says how it is set up.
fn is_seen(facts: &Facts) -> bool {
    let belongs = |subject: &Subject| match subject.kind {
        SubjectKind::Journal => subject.text("journal.kind") != "empty",
        SubjectKind::Application | SubjectKind::Client | SubjectKind::Key | SubjectKind::Metric | SubjectKind::Script => false,
        _ => true,
    };
    facts.subjects.iter().any(belongs) || facts.settings.iter().any(|setting| !is_client(setting)) || !facts.settings.read_from.is_empty()
}

/// Settings that do not hold for a part of the namespace only.
fn everywhere(facts: &Facts) -> impl Iterator<Item = &Setting> {
    facts.settings.iter().filter(|setting| setting.only_for.is_none())
}

fn has_settings(facts: &Facts) -> bool {
    !facts.settings.read_from.is_empty() || everywhere(facts).any(|setting| !is_client(setting))
}

fn cluster(facts: &Facts) -> Subject {
    let mut cluster = Subject::new(SubjectKind::Cluster, "cluster");
    let journals: Vec<&Subject> = facts.journals().collect();
    let several = journals.iter().any(|journal| matches!(journal.get("journal.kinds"), Some(Value::Texts(kinds)) if kinds.len() > 1));
    let intact = facts.of(SubjectKind::Backup).filter(|backup| backup.text("backup.integrity") == "intact").count();
    cluster.set("cluster.keys", everywhere(facts).map(|setting| setting.key.trim().to_owned()).collect::<BTreeSet<_>>());
    cluster.set("cluster.launcher", "release");
    cluster.set("cluster.procedure", "stop-all");
    cluster.set("cluster.seen", is_seen(facts));
    cluster.set("cluster.settings_seen", has_settings(facts));
    cluster.set("cluster.journal_seen", !journals.is_empty());
    cluster.set("cluster.several_kinds", several);
    deployed::set(&mut cluster, facts);
    cluster.set("cluster.intact_backups", Value::Int(i64::try_from(intact).unwrap_or(i64::MAX)));
    cluster
}
