//! A key that is written: what becomes of its name, its value and its readers on the hop.

use std::cell::OnceCell;

use super::side::{KeySide, Release, first_of};
use super::{KeyView, agreed};
use crate::catalog::{KeyStatus, is_new_name, moved_class, replacement};
use crate::facts::{Subject, Value};
use crate::settings::{Process, Properties, Setting, is_client, shown_value};

/// A key that is written. Keys of others, such as log4j's, have none.
pub(super) fn written<'a>(subject: &'a Subject, before: &[Release<'_>], after: &Release<'_>) -> Option<KeyView<'a>> {
    let key = subject.text("key.name");
    let process = Process::named(subject.text("key.process"));
    let variable = subject.text("key.variable");
    if !variable.is_empty() && !concerns(variable, key, subject, before.last(), after) {
        return None;
    }
    let part = Some(subject.text("key.only_for")).filter(|part| !part.is_empty());
    let side = after.side(key, process, part);
    let sides: Vec<KeySide> = before.iter().map(|release| release.side(key, process, part)).collect();
    let known = side.knows() || sides.iter().any(KeySide::knows) || after.properties.releases_of(key).is_some();
    if !known && !is_ours(key) {
        return None;
    }
    let source = before.last();
    let own = own_facts(key, subject, &sides, &side, source, after);
    Some(KeyView { subject, before: sides, after: side, own })
}

/// Start scripts make different keys of some variables. Only the one that the target makes of it is a subject, and not
/// where the source made another one of the same variable; where no script looks at the variable any more, each is.
fn concerns(variable: &str, key: &str, subject: &Subject, before: Option<&Release<'_>>, after: &Release<'_>) -> bool {
    let only = subject.get("key.given_by") == Some(&Value::Texts(["variable".to_owned()].into()));
    let reads = |release: &Release<'_>| release.properties.reads_variable(variable, key);
    let reads_any = |release: &Release<'_>| release.properties.reads_any(variable);
    let other_before = before.is_some_and(|before| reads_any(before) && !reads(before));
    !only || (!other_before && (reads(after) || !reads_any(after)))
}

fn is_ours(key: &str) -> bool {
    key.starts_with("alluxio.") || key.starts_with("tachyon.")
}

fn own_facts(
    key: &str,
    subject: &Subject,
    before: &[KeySide],
    after: &KeySide,
    source: Option<&Release<'_>>,
    target: &Release<'_>,
) -> Vec<(&'static str, Value)> {
    let place_taken = source.and_then(|source| replacement(key, &source.properties, &target.properties)).unwrap_or_default();
    let new_name = || source.is_some_and(|source| is_new_name(key, &source.properties, &target.properties));
    let near = OnceCell::new();
    let near = || *near.get_or_init(|| target.properties.nearest(key));
    let change = match before {
        [] if after.knows() => "kept".into(),
        _ => agreed(before.iter().map(|side| change(key, side, after, &place_taken, &new_name, &near, target))),
    };
    let variable = subject.text("key.variable");
    let misspelt = change == Value::from("misspelt");
    let near = if misspelt { near().unwrap_or_default() } else { "" };
    let first = target.properties.releases_of(key).map(first_of);
    vec![
        ("key.change", change),
        ("key.replacement", place_taken.into()),
        ("key.similar", near.into()),
        ("key.first_release", first.unwrap_or_default().into()),
        ("key.moved_class", moved(key, before, after, target).into()),
        ("key.parameter", target.properties.parameter(key).unwrap_or_default().into()),
        ("key.variable_read", (variable.is_empty() || target.properties.reads_any(variable)).into()),
        ("key.other_name", other_name(key, subject, after, target).into()),
        ("key.winner_moves", winner_moves(before, after).into()),
        ("key.cluster_value", cluster_value(subject, after, target).into()),
        ("key.flip", "none".into()),
        ("key.consequence", "".into()),
    ]
}

/// What becomes of the name.
fn change<'n>(
    key: &str,
    before: &KeySide,
    after: &KeySide,
    place_taken: &str,
    new_name: &dyn Fn() -> bool,
    near: &dyn Fn() -> Option<&'n str>,
    target: &Release<'_>,
) -> Value {
    if before.status == KeyStatus::NoFacts || after.status == KeyStatus::NoFacts {
        return Value::unknown("the settings of one of the releases are not listed");
    }
    let word = match (before.knows(), after.knows()) {
        (true, true) if matches!(after.status, KeyStatus::Alias(_)) && !matches!(before.status, KeyStatus::Alias(_)) => "old-name",
        (true, true) => "kept",
        (true, false) if !place_taken.is_empty() => "replaced",
        (true, false) => "removed",
        (false, true) if new_name() => "new-name",
        (false, true) => "starts-to-act",
        (false, false) => match target.properties.releases_of(key) {
            Some(releases) if target.is_before(releases) => "too-new",
            Some(_) => "leftover",
            None if !target.properties.ever_renamed_to(key).is_empty() || after.status != KeyStatus::Unknown => "leftover",
            None if near().is_some() => "misspelt",
            None => "foreign",
        },
    };
    word.into()
}

/// The class in its new package, also where the key itself is gone and another took its place.
fn moved(key: &str, before: &[KeySide], after: &KeySide, target: &Release<'_>) -> String {
    let sides = before.last().into_iter().chain([after]);
    let mut values = sides.filter(|side| side.kind == "CLASS" || key.ends_with(".class") || key.ends_with(".policy"));
    let value = values.find_map(|side| side.raw.as_deref().filter(|_| side.origin != "default"));
    value.and_then(|value| moved_class(value, &target.version, &target.catalog.releases)).unwrap_or_default()
}

/// Another written name of the same key with another value.
fn other_name(key: &str, subject: &Subject, after: &KeySide, target: &Release<'_>) -> String {
    let KeyStatus::Alias(name) = after.status else { return String::new() };
    let value = |wanted: &str| {
        let same = target.settings.iter().filter(|setting| setting.key.trim() == wanted && is_of(setting, subject));
        same.last().map(|setting| setting.value.trim())
    };
    match (value(key), value(name)) {
        (Some(old), Some(new)) if old != new => name.to_owned(),
        _ => String::new(),
    }
}

/// Whether an assignment is for the same readers and part of the namespace as the subject.
fn is_of(setting: &Setting, subject: &Subject) -> bool {
    is_client(setting) == subject.is("key.client") && setting.only_for.as_deref().unwrap_or_default() == subject.text("key.only_for")
}

fn winner_moves(before: &[KeySide], after: &KeySide) -> bool {
    before.last().is_some_and(|before| {
        before.knows()
            && after.knows()
            && !before.place.is_empty()
            && !after.place.is_empty()
            && before.place != after.place
            && before.raw != after.raw
    })
}

fn cluster_value(subject: &Subject, after: &KeySide, target: &Release<'_>) -> String {
    if !subject.is("key.client") {
        return String::new();
    }
    let effective = target.view(Process::Master, None).resolve(&after.name);
    effective.map(|effective| shown_value(&after.name, &effective.value).into_owned()).unwrap_or_default()
}
