//! The settings: what is written where, what each release makes of it, and the defaults that change.

use std::collections::BTreeMap;

use super::model;
use crate::catalog::Catalog;
use crate::check::Assessment;
use crate::facts::{Facts, SubjectKind};
use crate::judge::{KeyView, Side};
use crate::settings::{Origin, Process, Setting, is_client, shown_value};
use crate::version::AlluxioVersion;

/// Settings whose defaults matter for the journal.
const SHOWN_DEFAULTS: [&str; 4] =
    ["alluxio.master.backup.directory", "alluxio.master.journal.folder", "alluxio.master.journal.type", "alluxio.master.metastore"];

/// Key views by key and by whether an application holds it.
type Views<'a> = BTreeMap<(&'a str, bool), &'a KeyView<'a>>;

pub(super) fn configuration(
    catalog: &Catalog,
    facts: &Facts,
    release: Option<&AlluxioVersion>,
    answer: Option<&Assessment<'_>>,
) -> Vec<model::Setting> {
    let views: Views<'_> = answer.iter().flat_map(|answer| &answer.keys).map(|view| (name(view), view)).collect();
    let winner = |setting: &Setting| facts.settings.get(&setting.key).is_some_and(|winner| std::ptr::eq(winner, setting));
    let mut settings: Vec<model::Setting> = facts
        .settings
        .iter()
        .map(|setting| entry(setting, winner(setting), views.get(&(setting.key.trim(), is_client(setting)))))
        .collect();
    if let Some(release) = release.filter(|_| facts.subjects.iter().any(|subject| subject.kind != SubjectKind::Key)) {
        settings.extend(defaults(catalog, facts, release));
    }
    let changing = views.values().filter(|view| !view.subject.is("key.written"));
    for view in changing {
        settings.retain(|setting| setting.key != view.after.name || !setting.origin.starts_with("default of"));
        settings.push(default(view, release));
    }
    settings.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| b.effective.cmp(&a.effective)).then_with(|| a.process.cmp(&b.process)));
    settings
}

fn name<'a>(view: &'a KeyView<'a>) -> (&'a str, bool) {
    (view.subject.text("key.name"), view.subject.is("key.client"))
}

fn plain(key: &str, value: &str, origin: &str, process: Process) -> model::Setting {
    model::Setting {
        key: key.to_owned(),
        value: value.to_owned(),
        origin: origin.to_owned(),
        effective: true,
        process: process.word().to_owned(),
        before: None,
        after: None,
        change: String::new(),
        why: String::new(),
    }
}

fn entry(setting: &Setting, effective: bool, view: Option<&&KeyView<'_>>) -> model::Setting {
    let shown = shown_value(&setting.key, &setting.value);
    let plain = plain(&setting.key, &shown, &setting.place, setting.process);
    match view {
        Some(view) => model::Setting { effective, ..seen(plain, view) },
        None => model::Setting { effective, ..plain },
    }
}

fn seen(setting: model::Setting, view: &KeyView<'_>) -> model::Setting {
    let before = view.before.last().and_then(|side| side.value.clone());
    let after = view.after.value.clone();
    let why = if before == after { String::new() } else { why(view) };
    model::Setting { before, after, change: view.change(), why, ..setting }
}

fn why(view: &KeyView<'_>) -> String {
    let text = |name: &str| view.fact(name).map(|value| value.to_string()).unwrap_or_default();
    match view.change().as_str() {
        "replaced" => format!("the key is gone; {} took its place", text("key.replacement")),
        "removed" => "the key is gone and its value ignored".to_owned(),
        "old-name" => format!("it is an old name of {}", view.after.name),
        "new-name" => "the release before the hop knows it under an older name only".to_owned(),
        "starts-to-act" => "the release before the hop does not know the key".to_owned(),
        "kept" if text("key.winner_moves") == "true" => "the order of the options of Java changes".to_owned(),
        "kept" => "a default that the value refers to changes".to_owned(),
        "ever-default" => text("key.consequence"),
        _ => "neither release knows the key".to_owned(),
    }
}

fn default(view: &KeyView<'_>, release: Option<&AlluxioVersion>) -> model::Setting {
    let origin = release.map_or_else(|| "default".to_owned(), |release| format!("default of {release}"));
    let before = view.before.last().map(|side| side.default()).unwrap_or_default();
    let setting = plain(&view.after.name, &before, &origin, Process::All);
    let changed = model::Setting { before: Some(before), after: Some(view.after.default()), ..seen(setting, view) };
    model::Setting { why: why(view), ..changed }
}

fn defaults(catalog: &Catalog, facts: &Facts, release: &AlluxioVersion) -> Vec<model::Setting> {
    let side = Side::new(catalog, &facts.settings, facts);
    let unset = SHOWN_DEFAULTS.into_iter().filter_map(|key| Some((key, side.setting(release, key)?)));
    let defaults = unset.filter(|(_, effective)| effective.origin == Origin::Default);
    defaults.map(|(key, effective)| plain(key, &effective.value, &format!("default of {release}"), Process::All)).collect()
}
