//! What changes between the keys of two releases.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{KeyFacts, ReleaseProperties};
use crate::settings::same_value;

/// Sorts of changes, in the order in which they are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeKind {
    /// The old name leads to the new one.
    Renamed,
    /// Gone; the new side is the later release's message, if it has one.
    Removed,
    /// New.
    Added,
    /// Another default.
    Default,
    /// The same default, written otherwise.
    DefaultSpelling,
    /// The default is computed otherwise.
    DefaultComputed,
    /// Other old names.
    Aliases,
    /// Another type.
    Type,
    /// Other legal values.
    Enum,
    /// Read by others.
    Scope,
    /// Compared between nodes in another way.
    Consistency,
    /// Can be changed while running, or no longer.
    Dynamic,
    /// Newly or no longer deprecated.
    Deprecated,
}

impl ChangeKind {
    /// The word of tables.
    pub fn word(self) -> &'static str {
        match self {
            ChangeKind::Renamed => "renamed",
            ChangeKind::Removed => "removed",
            ChangeKind::Added => "added",
            ChangeKind::Default => "default",
            ChangeKind::DefaultSpelling => "default-spelling",
            ChangeKind::DefaultComputed => "default-computed",
            ChangeKind::Aliases => "aliases",
            ChangeKind::Type => "type",
            ChangeKind::Enum => "enum",
            ChangeKind::Scope => "scope",
            ChangeKind::Consistency => "consistency",
            ChangeKind::Dynamic => "dynamic",
            ChangeKind::Deprecated => "deprecated",
        }
    }
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Change {
    /// What sort.
    pub kind: ChangeKind,
    /// The key, for renamed ones the old name.
    pub key: &'static str,
    /// Before.
    pub old: String,
    /// After.
    pub new: String,
    /// Who reads it: that of the later release, else that of the earlier one.
    pub scope: &'static str,
}

/// All changes between two releases, by kind and key.
pub fn changes(before: &ReleaseProperties<'_>, after: &ReleaseProperties<'_>) -> Vec<Change> {
    let all = |side: &ReleaseProperties<'_>| -> BTreeMap<&'static str, KeyFacts> {
        side.keys().filter_map(|key| Some((key, side.facts(key)?))).collect()
    };
    let (old, new) = (all(before), all(after));
    let mut changes = Vec::new();
    for (key, facts) in &old {
        match new.get(key) {
            Some(later) => compare(key, facts, later, &mut changes),
            None => changes.push(gone(key, facts, after)),
        }
    }
    for (key, facts) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        if !facts.aliases.iter().any(|alias| old.contains_key(alias) && !new.contains_key(alias)) {
            changes.push(Change { kind: ChangeKind::Added, key, old: String::new(), new: default(facts), scope: scope(facts) });
        }
    }
    changes.sort();
    changes
}

fn default(facts: &KeyFacts) -> String {
    facts.default.or(facts.default_text).unwrap_or_default().to_owned()
}

fn scope(facts: &KeyFacts) -> &'static str {
    facts.scope.unwrap_or("ALL")
}

fn gone(key: &'static str, facts: &KeyFacts, after: &ReleaseProperties<'_>) -> Change {
    if let Some(name) = after.alias(key) {
        return Change { kind: ChangeKind::Renamed, key, old: key.to_owned(), new: name.to_owned(), scope: scope(facts) };
    }
    let message = after.facts(key).and_then(|facts| facts.removed).unwrap_or_default();
    Change { kind: ChangeKind::Removed, key, old: default(facts), new: message.to_owned(), scope: scope(facts) }
}

fn compare(key: &'static str, old: &KeyFacts, new: &KeyFacts, changes: &mut Vec<Change>) {
    let text = |value: Option<&'static str>| value.unwrap_or_default().to_owned();
    let flag = |value: bool| value.to_string();
    let kind = match (old.default, new.default) {
        (Some(a), Some(b)) if a != b && same_value(a, b) => ChangeKind::DefaultSpelling,
        _ => ChangeKind::Default,
    };
    let pairs = [
        (kind, text(old.default), text(new.default)),
        (ChangeKind::DefaultComputed, text(old.default_text), text(new.default_text)),
        (ChangeKind::Aliases, old.aliases.join(","), new.aliases.join(",")),
        (ChangeKind::Type, text(old.kind), text(new.kind)),
        (ChangeKind::Enum, text(old.values), text(new.values)),
        (ChangeKind::Scope, text(old.scope), text(new.scope)),
        (ChangeKind::Consistency, text(old.consistency), text(new.consistency)),
        (ChangeKind::Dynamic, flag(old.dynamic), flag(new.dynamic)),
        (ChangeKind::Deprecated, flag(old.deprecated.is_some()), flag(new.deprecated.is_some())),
    ];
    // Legal values that no earlier release states are not new.
    let stated = |kind: ChangeKind, old: &str| kind != ChangeKind::Enum || !old.is_empty();
    let differing = pairs.into_iter().filter(|(kind, old, new)| old != new && stated(*kind, old));
    let scope = scope(new);
    changes.extend(differing.map(|(kind, old, new)| Change { kind, key, old, new, scope }));
}
