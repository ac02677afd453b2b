//! Exact changes of the lines that hold a key.

use super::{Check, KeyView, Status};
use crate::rules::{EditKind, Rule};
use crate::settings::{Rank, Setting, Settings, is_client, shown_value, split_place};

/// A line to change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// How.
    pub kind: EditKind,
    /// The file; empty for a line that is to be added.
    pub file: String,
    /// The line, from 1.
    pub line: Option<usize>,
    /// Whether the file is a site file; other places hold options of Java.
    pub site: bool,
    /// The key as it stands there.
    pub key: String,
    /// The value as it stands there, as it may be shown.
    pub value: String,
    /// The key that belongs there.
    pub new_key: String,
    /// The value that belongs there, where it changes.
    pub new_value: Option<String>,
    /// Why, for a comment.
    pub reason: String,
}

impl Edit {
    /// A line for the target's site file that keeps things as they are.
    pub(super) fn pin(key: &str, value: String, reason: &str) -> Edit {
        Edit {
            kind: EditKind::Pin,
            file: String::new(),
            line: None,
            site: true,
            key: key.to_owned(),
            value,
            new_key: key.to_owned(),
            new_value: None,
            reason: reason.to_owned(),
        }
    }

    /// The assignment before; empty for a line that is to be added.
    pub fn old(&self) -> String {
        if self.kind == EditKind::Pin { String::new() } else { format!("{} = {}", self.key, self.value) }
    }

    /// The assignment after; `None` for a line that is to be taken out.
    pub fn new_line(&self) -> Option<String> {
        (self.kind != EditKind::CommentOut).then(|| format!("{} = {}", self.new_key, self.new_value.as_deref().unwrap_or(&self.value)))
    }
}

/// The changes that a rule asks for where it fired on a key.
pub(super) fn edits(rule: &Rule, key: &KeyView<'_>, check: &Check<'_>, settings: &Settings) -> Vec<Edit> {
    match rule.fix.edit.filter(|_| check.status == Status::Failed) {
        None => Vec::new(),
        Some(EditKind::Pin) => kept(key, check).into_iter().collect(),
        Some(kind) => written(kind, key, check, settings),
    }
}

/// The line that keeps the default of the release before the hop, where it can be kept.
fn kept(key: &KeyView<'_>, check: &Check<'_>) -> Option<Edit> {
    let value = key.before.last().map(|side| side.default()).unwrap_or_default();
    let edit = Edit { new_key: key.after.name.clone(), ..Edit::pin(key.subject.text("key.name"), value, &check.message) };
    key.subject.is("key.pinnable").then_some(edit)
}

/// Each line that gives the key everywhere; for a part of the namespace no file has one.
fn written(kind: EditKind, key: &KeyView<'_>, check: &Check<'_>, settings: &Settings) -> Vec<Edit> {
    let name = key.subject.text("key.name");
    let fact = |name: &str| key.fact(name).map(|value| value.to_string()).filter(|value| !value.is_empty());
    let moved = key.after.name != name;
    let new_key = fact("key.replacement").filter(|_| !moved).unwrap_or_else(|| key.after.name.clone());
    if !key.subject.text("key.only_for").is_empty() {
        return Vec::new();
    }
    let client = key.subject.is("key.client");
    let same = settings.iter().filter(|setting| {
        setting.key.trim() == name && is_client(setting) == client && setting.only_for.is_none() && setting.rank != Rank::Assumed
    });
    let edit = |setting: &Setting| {
        let (file, line) = split_place(&setting.place);
        Edit {
            kind,
            file: file.to_owned(),
            line,
            site: setting.rank == Rank::SiteProperty,
            key: name.to_owned(),
            value: shown_value(name, setting.value.trim()).into_owned(),
            new_key: new_key.clone(),
            new_value: fact("key.moved_class"),
            reason: check.message.clone(),
        }
    };
    same.map(edit).collect()
}
