//! The settings: what is written where, what each release makes of it, and the defaults that change.

use std::collections::BTreeMap;

use super::model;
use crate::catalog::{Catalog, meant};
use crate::check::Assessment;
use crate::facts::{Facts, SubjectKind};
use crate::judge::{KeyView, Side};
use crate::settings::{Origin, Process, Setting, is_client, shown_value};
use crate::version::AlluxioVersion;

/// Key views by key, by whether an application holds it, and by the part of the namespace that it holds for.
type Views<'a> = BTreeMap<(&'a str, bool, &'a str), &'a KeyView<'a>>;

pub(super) fn configuration(
    catalog: &Catalog,
    facts: &Facts,
    release: Option<&AlluxioVersion>,
    answer: Option<&Assessment<'_>>,
) -> Vec<model::Setting> {
    let views: Views<'_> = answer.iter().flat_map(|answer| &answer.keys).map(|view| (name(view), view)).collect();
    let winner = |setting: &Setting| facts.settings.get(&setting.key).is_some_and(|winner| std::ptr::eq(winner, setting));
    let mut settings: Vec<model::Setting> =
        facts.settings.iter().map(|setting| entry(setting, winner(setting), views.get(&place(setting)))).collect();
    if let Some(release) = release.filter(|_| facts.subjects.iter().any(|subject| subject.kind != SubjectKind::Key)) {
        settings.extend(defaults(catalog, facts, release));
    }
    let changing = views.values().filter(|view| !view.subject.is("key.written"));
    for view in changing {
        settings.retain(|setting| setting.key != view.after.name || !setting.origin.starts_with("default of"));
        settings.push(default(view, release));
    }
    settings.extend(served(catalog, facts, &views));
    settings.sort_by(|a, b| {
        a.key
            .cmp(&b.key)
            .then_with(|| b.effective.cmp(&a.effective))
            .then_with(|| a.process.cmp(&b.process))
            .then_with(|| a.only_for.cmp(&b.only_for))
    });
    settings
}

fn name<'a>(view: &'a KeyView<'a>) -> (&'a str, bool, &'a str) {
    (view.subject.text("key.name"), view.subject.is("key.client"), view.subject.text("key.only_for"))
}

fn place(setting: &Setting) -> (&str, bool, &str) {
    (setting.key.trim(), is_client(setting), setting.only_for.as_deref().unwrap_or_default())
}

fn plain(key: &str, value: &str, origin: &str, process: Process) -> model::Setting {
    model::Setting {
        key: key.to_owned(),
        value: value.to_owned(),
        origin: origin.to_owned(),
        effective: true,
        process: process.word().to_owned(),
        only_for: String::new(),
        before: None,
        after: None,
        change: String::new(),
        why: String::new(),
    }
}

fn entry(setting: &Setting, effective: bool, view: Option<&&KeyView<'_>>) -> model::Setting {
    let shown = shown_value(&setting.key, &setting.value);
    let plain = plain(&setting.key, &shown, &setting.place, setting.process);
    let plain = model::Setting { only_for: setting.only_for.clone().unwrap_or_default(), ..plain };
    let effective = effective || setting.only_for.is_some();
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

/// What masters hand to the clients of applications that do not write the key themselves. Every release that states who
/// reads a setting does so (`v1.8.0:core/common/src/main/java/alluxio/Configuration.java`, `loadClusterDefault`).
fn served(catalog: &Catalog, facts: &Facts, views: &Views<'_>) -> Vec<model::Setting> {
    let applications = facts.subjects.iter().any(|subject| matches!(subject.kind, SubjectKind::Client | SubjectKind::Application));
    let switch = &catalog.clients.settings.cluster_defaults;
    let off = |setting: &Setting| is_client(setting) && setting.key.trim() == switch && setting.value.trim().eq_ignore_ascii_case("false");
    if !(applications || facts.settings.iter().any(is_client)) || facts.settings.iter().any(off) {
        return Vec::new();
    }
    let by_masters = views.iter().filter(|((key, client, part), view)| {
        !client && part.is_empty() && view.subject.is("key.written") && !views.contains_key(&(*key, true, ""))
    });
    by_masters.filter_map(|(_, view)| handed(view)).collect()
}

/// The same for one key; `None` if no release of the hop hands it out.
fn handed(view: &KeyView<'_>) -> Option<model::Setting> {
    let before = view.before.last().and_then(|side| side.value.clone().filter(|_| side.is_for_clients()));
    let after = view.after.value.clone().filter(|_| view.after.is_for_clients());
    let value = after.clone().or_else(|| before.clone())?;
    let origin = format!("given by the masters: {}", view.after.place);
    let why = match (&before, &after) {
        (None, Some(_)) if view.before.is_empty() => "",
        (None, Some(_)) => "masters of the release before the hop do not hand it to clients",
        (Some(_), None) => "masters of the target do not hand it to clients",
        _ => "",
    };
    let setting = plain(&view.after.name, &value, &origin, Process::Application);
    Some(model::Setting { before, after, change: view.change(), why: why.to_owned(), ..setting })
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
    let matter = [&meant().backup_directory, &meant().journal_folder, &meant().journal_type, &meant().metastore];
    let unset = matter.into_iter().filter_map(|key| Some((key, side.setting(release, key)?)));
    let defaults = unset.filter(|(_, effective)| effective.origin == Origin::Default);
    defaults.map(|(key, effective)| plain(key, &effective.value, &format!("default of {release}"), Process::All)).collect()
}
