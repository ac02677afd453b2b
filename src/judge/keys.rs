//! What a hop makes of each setting: its name, its value and its default in both releases.
//!
//! Worked out once per hop, since dozens of rules look at hundreds of keys.

use std::cell::OnceCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Hop, Judge, Origins, Scope};
use crate::catalog::{Catalog, KeyStatus, Reading, ReleaseProperties, is_new_name, moved_class, replacement};
use crate::facts::{Facts, Subject, Value};
use crate::rules::ChangedDefault;
use crate::rules::when::Truth;
use crate::settings::{Index, Process, Properties, Setting, Settings, View, is_client, same_value, shown_value};
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

/// A setting under one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySide {
    status: KeyStatus,
    /// The release's own name.
    pub name: String,
    /// Effective value as it may be shown; `None` if there is none, or the release does not know the key.
    pub value: Option<String>,
    raw: Option<String>,
    origin: &'static str,
    /// The assignment that counts.
    pub place: String,
    default: String,
    message: String,
    kind: &'static str,
    legal: String,
    reading: Reading,
    scope: &'static str,
    consistency: &'static str,
    ignored_site: bool,
    /// Why the value cannot be told.
    hidden: Option<String>,
}

impl KeySide {
    fn field(&self, name: &str) -> Option<Value> {
        if let Some(reason) = self.hidden.as_ref().filter(|_| ["value", "origin", "place", "reading"].contains(&name)) {
            return Some(Value::Unknown(reason.clone()));
        }
        Some(match name {
            "status" => self.status_word(),
            "name" => self.name.as_str().into(),
            "value" => self.value.clone().unwrap_or_default().into(),
            "origin" => self.origin.into(),
            "place" => self.place.as_str().into(),
            "default" => self.default.as_str().into(),
            "default_words" => if self.default.is_empty() { "nothing" } else { &self.default }.into(),
            "message" => self.message.as_str().into(),
            "kind" => self.kind.into(),
            "legal" => self.legal.as_str().into(),
            "reading" => self.reading.word().into(),
            "scope" => self.scope.into(),
            "consistency" => self.consistency.into(),
            "ignored_site" => self.ignored_site.into(),
            _ => return None,
        })
    }

    fn status_word(&self) -> Value {
        Value::from(match self.status {
            KeyStatus::Known => "known",
            KeyStatus::Alias(_) => "old-name",
            KeyStatus::Template(_) => "form",
            KeyStatus::Removed(_) => "removed",
            KeyStatus::Unknown => "unknown",
            KeyStatus::NoFacts => return Value::Unknown("the settings of that release are not listed".to_owned()),
        })
    }

    /// The default as the release writes it.
    pub fn default(&self) -> String {
        self.default.clone()
    }

    /// Whether masters of the release hand the setting to clients, which they do where it says that clients read it.
    pub fn is_for_clients(&self) -> bool {
        matches!(self.scope, "CLIENT" | "ALL")
    }

    fn knows(&self) -> bool {
        matches!(self.status, KeyStatus::Known | KeyStatus::Alias(_) | KeyStatus::Template(_))
    }
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
        let mut values = self.before.iter().filter_map(|side| side.field(field));
        match values.next() {
            None => Value::Unknown("the installed release is not known; give it with --from".to_owned()),
            Some(first) if values.all(|other| other == first) => first,
            Some(_) => Value::Unknown("it depends on which release is installed; give it with --from".to_owned()),
        }
    }

    /// What becomes of the name, in one word.
    pub fn change(&self) -> String {
        self.fact("key.change").map(|value| value.to_string()).unwrap_or_default()
    }
}

/// One release with the configuration that it would run under.
struct Release<'a> {
    version: AlluxioVersion,
    properties: ReleaseProperties<'a>,
    index: Arc<Index>,
    settings: &'a Settings,
    catalog: &'a Catalog,
    facts: &'a Facts,
}

impl<'a> Release<'a> {
    fn view<'v>(&'v self, process: Process, only_for: Option<&'v str>) -> View<'v> {
        View { settings: self.settings, index: &self.index, properties: &self.properties, process, only_for }
    }

    fn side(&self, key: &str, process: Process, only_for: Option<&str>) -> KeySide {
        let status = self.properties.status(key);
        let name = if let KeyStatus::Alias(name) = status { name } else { key };
        let facts = self.properties.facts(name).unwrap_or_default();
        let view = self.view(process, only_for);
        let winner = view.winner(name);
        let effective = view.resolve(name);
        let knows = matches!(status, KeyStatus::Known | KeyStatus::Alias(_) | KeyStatus::Template(_));
        let raw = effective.as_ref().filter(|_| knows).map(|effective| effective.value.clone());
        let nested = if matches!(status, KeyStatus::Template(_)) { self.properties.nested(key) } else { None };
        let typed = nested.and_then(|key| self.properties.facts(key)).unwrap_or_else(|| facts.clone());
        let reading = raw.as_ref().map_or(Reading::Unchecked, |value| self.catalog.reading(&typed, value, &self.version));
        KeySide {
            name: name.to_owned(),
            value: raw.as_ref().map(|value| shown_value(key, value).into_owned()),
            reading,
            raw,
            origin: Origins::word(effective.as_ref()),
            place: winner.map(|setting| setting.place.clone()).unwrap_or_default(),
            default: facts.default.or(facts.default_text).unwrap_or_default().to_owned(),
            message: facts.removed.unwrap_or_default().to_owned(),
            kind: typed.kind.unwrap_or_default(),
            legal: typed.values.unwrap_or_default().replace(',', ", "),
            scope: facts.scope.unwrap_or_default(),
            consistency: facts.consistency.unwrap_or_default(),
            ignored_site: facts.ignored_site,
            hidden: super::side::hidden(self.settings, self.facts, name),
            status,
        }
    }
}

/// Works out all keys of a hop.
pub(super) fn views<'a>(judge: &Judge<'a>, hop: &Hop) -> Vec<KeyView<'a>> {
    let release = |version: &AlluxioVersion, settings: &'a Settings, memo: &super::Memo| Release {
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

/// A key that is written. Keys of others, such as log4j's, have none.
fn written<'a>(subject: &'a Subject, before: &[Release<'_>], after: &Release<'_>) -> Option<KeyView<'a>> {
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
    let new_name = source.is_some_and(|source| is_new_name(key, &source.properties, &target.properties));
    let near = OnceCell::new();
    let near = || *near.get_or_init(|| target.properties.nearest(key));
    let changes: Vec<Value> = before.iter().map(|side| change(key, side, after, &place_taken, new_name, &near, target)).collect();
    let change = match changes.as_slice() {
        [] if after.knows() => "kept".into(),
        [] => Value::Unknown("the installed release is not known; give it with --from".to_owned()),
        [first, rest @ ..] if rest.iter().all(|other| other == first) => first.clone(),
        _ => Value::Unknown("it depends on which release is installed; give it with --from".to_owned()),
    };
    let variable = subject.text("key.variable");
    let misspelt = change == Value::from("misspelt");
    let near = if misspelt { near().unwrap_or_default() } else { "" };
    let first = target.properties.releases_of(key).and_then(|releases| releases.split(['.', ' ']).next().map(|_| first_of(releases)));
    vec![
        ("key.change", change),
        ("key.replacement", place_taken.into()),
        ("key.similar", near.into()),
        ("key.first_release", first.unwrap_or_default().into()),
        ("key.moved_class", moved(key, before, after, target).into()),
        ("key.parameter", target.properties.parameter(key).unwrap_or_default().into()),
        ("key.variable_read", (variable.is_empty() || target.properties.reads_any(variable)).into()),
        ("key.other_name", other_name(key, subject, target).into()),
        ("key.winner_moves", winner_moves(before, after).into()),
        ("key.cluster_value", cluster_value(subject, after, target).into()),
        ("key.flip", "none".into()),
        ("key.consequence", "".into()),
    ]
}

fn first_of(releases: &str) -> &str {
    releases.split(' ').next().map(|range| range.split_once("..").map_or(range, |(first, _)| first)).unwrap_or_default()
}

/// What becomes of the name.
fn change<'n>(
    key: &str,
    before: &KeySide,
    after: &KeySide,
    place_taken: &str,
    new_name: bool,
    near: &dyn Fn() -> Option<&'n str>,
    target: &Release<'_>,
) -> Value {
    if before.status == KeyStatus::NoFacts || after.status == KeyStatus::NoFacts {
        return Value::Unknown("the settings of one of the releases are not listed".to_owned());
    }
    let word = match (before.knows(), after.knows()) {
        (true, true) if matches!(after.status, KeyStatus::Alias(_)) && !matches!(before.status, KeyStatus::Alias(_)) => "old-name",
        (true, true) => "kept",
        (true, false) if !place_taken.is_empty() => "replaced",
        (true, false) => "removed",
        (false, true) if new_name => "new-name",
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

impl Release<'_> {
    /// Whether all of the releases come later.
    fn is_before(&self, releases: &str) -> bool {
        AlluxioVersion::parse(first_of(releases)).is_ok_and(|first| first > self.version)
    }
}

/// The class in its new package, also where the key itself is gone and another took its place.
fn moved(key: &str, before: &[KeySide], after: &KeySide, target: &Release<'_>) -> String {
    let sides = before.last().into_iter().chain([after]);
    let mut values = sides.filter(|side| side.kind == "CLASS" || key.ends_with(".class") || key.ends_with(".policy"));
    let value = values.find_map(|side| side.raw.as_deref().filter(|_| side.origin != "default"));
    value.and_then(|value| moved_class(value, &target.version, &target.catalog.releases)).unwrap_or_default()
}

/// Another written name of the same key with another value.
fn other_name(key: &str, subject: &Subject, target: &Release<'_>) -> String {
    let KeyStatus::Alias(name) = target.properties.status(key) else { return String::new() };
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

/// A default that nobody overrides and that differs between the two releases.
fn changed<'a>(default: &'a ChangedDefault, before: &[Release<'_>], after: &Release<'_>, scope: &Scope<'_>) -> Option<KeyView<'a>> {
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
