//! A default that matters, that nobody overrides and that the hop changes.

use std::collections::BTreeSet;

use super::KeyView;
use super::side::{KeySide, Release};
use crate::catalog::KeyStatus;
use crate::facts::Value;
use crate::judge::Scope;
use crate::rules::ChangedDefault;
use crate::rules::when::Truth;
use crate::settings::{Process, same_value};

/// A default that nobody overrides and that differs between the two releases.
pub(super) fn changed<'a>(
    default: &'a ChangedDefault,
    before: &[Release<'_>],
    after: &Release<'_>,
    scope: &Scope<'_>,
) -> Option<KeyView<'a>> {
    let key = default.key.as_str();
    let side = after.side(key, Process::Master, None);
    let set = |release: &Release<'_>, name: &str| release.index.has(name);
    if side.status != KeyStatus::Known || set(after, key) {
        return None;
    }
    let sides: Vec<KeySide> = before.iter().map(|release| release.side(name_before(key, release, after), Process::Master, None)).collect();
    let differs = |old: &KeySide| {
        let within = |list: &[String], value: &str| list.is_empty() || list.iter().any(|one| one == value);
        let known = old.knows() || default.appears;
        known && !same_value(&old.default, &side.default) && within(&default.old, &old.default) && within(&default.new, &side.default)
    };
    if sides.is_empty() || !sides.iter().all(differs) {
        return None;
    }
    let rank = match default.when.evaluate(scope) {
        Truth::True => default.rank.word(),
        Truth::False => return None,
        Truth::Unknown(_) => "listed",
    };
    let own = [("key.change", "ever-default".into()), ("key.flip", rank.into()), ("key.consequence", default.consequence.as_str().into())];
    let own = own.into_iter().chain(unwritten()).collect();
    Some(KeyView { subject: &default.subject, before: sides, after: side, own })
}

/// What holds of a key that nobody wrote.
fn unwritten() -> impl Iterator<Item = (&'static str, Value)> {
    const TEXTS: [&str; 10] = [
        "key.replacement",
        "key.similar",
        "key.first_release",
        "key.moved_class",
        "key.parameter",
        "key.other_name",
        "key.cluster_value",
        "key.variable",
        "key.only_for",
        "key.connector",
    ];
    let no = ["key.winner_moves", "key.nodes_differ", "key.repeated", "key.client"].into_iter().map(|name| (name, false.into()));
    let read = [("key.variable_read", true.into()), ("key.given_by", Value::Texts(BTreeSet::new())), ("key.value", "".into())];
    TEXTS.into_iter().map(|name| (name, Value::from(""))).chain(no).chain(read)
}

/// The name that an earlier release has for a key.
fn name_before<'k>(key: &'k str, release: &Release<'_>, after: &Release<'_>) -> &'k str {
    if release.properties.has_key(key) {
        return key;
    }
    after.properties.old_names(key).into_iter().find(|old| release.properties.has_key(old)).unwrap_or(key)
}
