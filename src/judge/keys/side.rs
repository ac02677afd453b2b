//! A setting under one release: its name there, the value that counts, and what the release says of the key.

use std::sync::Arc;

use super::super::hidden;
use super::super::side::origin_word;
use crate::catalog::{Catalog, KeyStatus, Reading, ReleaseProperties};
use crate::facts::{Facts, Gap, Value};
use crate::settings::{Index, Process, Settings, View, shown_value};
use crate::version::AlluxioVersion;

/// A setting under one release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeySide {
    pub(super) status: KeyStatus,
    /// The release's own name.
    pub name: String,
    /// Effective value as it may be shown; `None` if there is none, or the release does not know the key.
    pub value: Option<String>,
    pub(super) raw: Option<String>,
    pub(super) origin: &'static str,
    /// The assignment that counts.
    pub place: String,
    pub(super) default: String,
    message: String,
    pub(super) kind: &'static str,
    legal: String,
    reading: Reading,
    scope: &'static str,
    consistency: &'static str,
    ignored_site: bool,
    /// Why the value cannot be told.
    hidden: Option<Gap>,
}

impl KeySide {
    pub(super) fn field(&self, name: &str) -> Option<Value> {
        if let Some(gap) = self.hidden.as_ref().filter(|_| ["value", "origin", "place", "reading"].contains(&name)) {
            return Some(Value::Unknown(gap.clone()));
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
            KeyStatus::NoFacts => return Value::unknown("the settings of that release are not listed"),
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

    /// Whether the release has the key under some name.
    pub(super) fn knows(&self) -> bool {
        self.status.is_key()
    }
}

/// One release with the configuration that it would run under.
pub(super) struct Release<'a> {
    pub(super) version: AlluxioVersion,
    pub(super) properties: ReleaseProperties<'a>,
    pub(super) index: Arc<Index>,
    pub(super) settings: &'a Settings,
    pub(super) catalog: &'a Catalog,
    pub(super) facts: &'a Facts,
}

impl<'a> Release<'a> {
    pub(super) fn view<'v>(&'v self, process: Process, only_for: Option<&'v str>) -> View<'v> {
        View { settings: self.settings, index: &self.index, properties: &self.properties, process, only_for }
    }

    pub(super) fn side(&self, key: &str, process: Process, only_for: Option<&str>) -> KeySide {
        let (status, facts) = self.properties.status_and_facts(key);
        let name = if let KeyStatus::Alias(name) = status { name } else { key };
        let view = self.view(process, only_for);
        let winner = view.winner(name);
        let effective = view.resolve(name);
        let raw = effective.as_ref().filter(|_| status.is_key()).map(|effective| effective.value.clone());
        let nested = if matches!(status, KeyStatus::Template(_)) { self.properties.nested(key) } else { None };
        let typed = nested.and_then(|key| self.properties.facts(key)).unwrap_or_else(|| facts.clone());
        let reading = raw.as_ref().map_or(Reading::Unchecked, |value| self.catalog.reading(&typed, value, &self.version));
        KeySide {
            name: name.to_owned(),
            value: raw.as_ref().map(|value| shown_value(key, value).into_owned()),
            reading,
            raw,
            origin: origin_word(effective.as_ref()),
            place: winner.map(|setting| setting.place.clone()).unwrap_or_default(),
            default: facts.default.or(facts.default_text).unwrap_or_default().to_owned(),
            message: facts.removed.unwrap_or_default().to_owned(),
            kind: typed.kind.unwrap_or_default(),
            legal: typed.values.unwrap_or_default().replace(',', ", "),
            scope: facts.scope.unwrap_or_default(),
            consistency: facts.consistency.unwrap_or_default(),
            ignored_site: facts.ignored_site,
            hidden: hidden::setting(self.settings, self.facts, name),
            status,
        }
    }
}

impl Release<'_> {
    /// Whether all of the releases come later.
    pub(super) fn is_before(&self, releases: &str) -> bool {
        AlluxioVersion::parse(first_of(releases)).is_ok_and(|first| first > self.version)
    }
}

/// The first release of a list of ranges.
pub(super) fn first_of(releases: &str) -> &str {
    releases.split(' ').next().map(|range| range.split_once("..").map_or(range, |(first, _)| first)).unwrap_or_default()
}
