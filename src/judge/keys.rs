//! What a hop makes of each setting: its name, its value and its default in both releases.
//!
//! Worked out once per hop, since dozens of rules look at hundreds of keys.

mod changed;
mod side;
mod written;

pub use side::KeySide;

use changed::changed;
use side::Release;
use written::written;

use super::{Hop, Judge, Memo, Scope, no_origin};
use crate::facts::{Gap, Subject, Value};
use crate::settings::{Index, Settings};
use crate::version::AlluxioVersion;

/// A setting on a hop.
pub struct KeyView<'a> {
    /// The key.
    pub subject: &'a Subject,
    /// Under the release before the hop; under the first and the last that it may be, if it is not known exactly.
    pub before: Vec<KeySide>,
    /// Under the release after the hop.
    pub after: KeySide,
    own: Vec<(&'static str, Value)>,
}

impl KeyView<'_> {
    /// A fact of the key by its full name.
    pub fn fact(&self, name: &str) -> Option<Value> {
        if let Some(field) = name.strip_prefix("target.key.") {
            return self.after.field(field);
        }
        if let Some(field) = name.strip_prefix("source.key.") {
            return Some(self.before_field(field));
        }
        self.own.iter().find(|(own, _)| *own == name).map(|(_, value)| value.clone())
    }

    fn before_field(&self, field: &str) -> Value {
        agreed(self.before.iter().filter_map(|side| side.field(field)))
    }

    /// What becomes of the name, in one word.
    pub fn change(&self) -> String {
        self.fact("key.change").map(|value| value.to_string()).unwrap_or_default()
    }
}

/// What holds whichever of the releases is installed.
fn agreed(mut values: impl Iterator<Item = Value>) -> Value {
    match values.next() {
        None => no_origin(),
        Some(first) if values.all(|other| other == first) => first,
        Some(_) => Value::Unknown(Gap::origin("it depends on which release is installed")),
    }
}

/// Works out all keys of a hop.
pub(super) fn views<'a>(judge: &Judge<'a>, hop: &Hop) -> Vec<KeyView<'a>> {
    let release = |version: &AlluxioVersion, settings: &'a Settings, memo: &Memo| Release {
        version: version.clone(),
        properties: judge.catalog.properties(version),
        index: memo.index(version, || Index::new(settings, &judge.catalog.properties(version))),
        settings,
        catalog: judge.catalog,
        facts: judge.facts,
    };
    let after = release(&hop.to, judge.after, judge.after_memo);
    let mut before = Vec::new();
    for version in hop.from.iter().flat_map(|span| [&span.min, &span.max]) {
        if before.iter().all(|release: &Release<'_>| release.version != *version) {
            before.push(release(version, judge.before, judge.before_memo));
        }
    }
    let written = judge.keys.iter().filter_map(|subject| written(subject, &before, &after));
    let scope = Scope::new(*judge, judge.cluster, hop);
    let mut views: Vec<KeyView<'a>> = written.collect();
    for default in &judge.rules.defaults {
        // Of several entries for one key the first that fits counts.
        if !views.iter().any(|view| view.subject.text("key.name") == default.key && view.subject.text("key.only_for").is_empty()) {
            views.extend(changed(default, &before, &after, &scope));
        }
    }
    views
}
