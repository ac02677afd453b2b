//! Settings as subjects: one for each key that is written, told apart by whether an application or the cluster reads it, and
//! by the part of the namespace that it holds for.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Evidence, Grade, Subject, SubjectKind};
use crate::settings::{Process, Rank, Setting, Settings, is_client, shown_value, split_place};

/// The subjects of all keys that are written; what is only assumed is none.
pub(super) fn subjects(settings: &Settings) -> Vec<Subject> {
    let mut by_key: BTreeMap<(&str, bool, Option<&str>), Vec<&Setting>> = BTreeMap::new();
    for setting in settings.iter().filter(|setting| setting.rank != Rank::Assumed) {
        by_key.entry((setting.key.trim(), is_client(setting), setting.only_for.as_deref())).or_default().push(setting);
    }
    by_key.into_iter().map(|((key, client, part), written)| subject(key, client, part, &written)).collect()
}

fn subject(key: &str, client: bool, part: Option<&str>, written: &[&Setting]) -> Subject {
    let path = match part {
        Some(part) => format!("{key} ({part})"),
        None if client => format!("{key} (application)"),
        None => key.to_owned(),
    };
    let mut subject = Subject::new(SubjectKind::Key, path);
    let strongest = written.iter().max_by_key(|setting| setting.rank);
    let shown = |setting: &Setting| shown_value(key, setting.value.trim()).into_owned();
    subject.set("key.name", key);
    subject.set("key.written", true);
    subject.set("key.client", client);
    subject.set("key.only_for", part.unwrap_or_default());
    subject.set("key.process", process(client, written).word());
    subject.set("key.value", strongest.map(|setting| shown(setting)).unwrap_or_default());
    subject.set("key.places", written.iter().map(|setting| setting.place.clone()).collect::<BTreeSet<_>>());
    subject.set("key.given_by", written.iter().map(|setting| given_by(setting).to_owned()).collect::<BTreeSet<_>>());
    subject.set("key.nodes_differ", nodes_differ(written));
    subject.set("key.repeated", repeated(written));
    subject.set("key.variable", written.iter().find_map(|setting| setting.variable.clone()).unwrap_or_default());
    subject.evidence =
        written.iter().map(|setting| Evidence::new(&setting.place, Grade::Proven, format!("{key}={}", shown(setting)))).collect();
    subject
}

fn given_by(setting: &Setting) -> &'static str {
    match setting.rank {
        _ if is_client(setting) => "application",
        Rank::SiteProperty | Rank::Written => "site",
        Rank::SystemProperty | Rank::ChartDefault => "all-options",
        Rank::ProcessProperty => "process-options",
        Rank::Variable => "variable",
        Rank::PathDefault => "path",
        Rank::MountOption => "mount",
        _ => "other",
    }
}

/// Whose value is looked at: the master's if it is given the key at all.
fn process(client: bool, written: &[&Setting]) -> Process {
    if client {
        return Process::Application;
    }
    let master = written.iter().any(|setting| setting.reaches(Process::Master));
    if master { Process::Master } else { written.first().map_or(Process::Master, |setting| setting.process) }
}

/// Whether one file gives the key several values, of which Java takes the last.
fn repeated(written: &[&Setting]) -> bool {
    let mut values: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for setting in written.iter().filter(|setting| setting.rank == Rank::SiteProperty) {
        values.entry(file_of(&setting.place)).or_default().insert(setting.value.trim());
    }
    values.values().any(|values| values.len() > 1)
}

/// Whether the last values of different site files differ.
fn nodes_differ(written: &[&Setting]) -> bool {
    let site = written.iter().filter(|setting| setting.rank == Rank::SiteProperty && !is_client(setting));
    let by_file: BTreeMap<&str, &str> = site.map(|setting| (file_of(&setting.place), setting.value.trim())).collect();
    by_file.values().collect::<BTreeSet<_>>().len() > 1
}

/// The file of a place, without its line.
fn file_of(place: &str) -> &str {
    split_place(place).0
}
