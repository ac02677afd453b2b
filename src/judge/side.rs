//! What is known of the release on one side of a hop, with the configuration that it would run under.

mod master;

use std::sync::Arc;

use super::{Memo, hidden};
use crate::catalog::{Catalog, Circumstances};
use crate::facts::{Facts, Gap, Span, Value, vocabulary};
use crate::settings::{Effective, Index, Origin, Process, Settings, View, bytes, milliseconds, resolve};
use crate::version::AlluxioVersion;

/// Facts about the effective value of a key that are more than the value.
const NUMBERS: [&str; 4] = ["setting_origin", "milliseconds", "bytes", "number"];

/// One side of a hop.
#[derive(Clone, Copy)]
pub struct Side<'a> {
    catalog: &'a Catalog,
    settings: &'a Settings,
    facts: &'a Facts,
    memo: Option<&'a Memo>,
}

/// Where a setting comes from in one word: set, assumed or default.
pub(super) fn origin_word(effective: Option<&Effective>) -> &'static str {
    match effective.map(|effective| &effective.origin) {
        Some(Origin::Set(_)) => "set",
        Some(Origin::Assumed(_)) => "assumed",
        Some(Origin::Default) | None => "default",
    }
}

impl<'a> Side<'a> {
    /// A side under a configuration.
    pub fn new(catalog: &'a Catalog, settings: &'a Settings, facts: &'a Facts) -> Self {
        Side { catalog, settings, facts, memo: None }
    }

    /// The same, with what was already worked out under this configuration.
    pub fn remembering(self, memo: &'a Memo) -> Self {
        Side { memo: Some(memo), ..self }
    }

    /// A fact of a side whose release may be known only as a span: it is known if it is the same in all of it.
    pub fn fact(&self, span: Option<&Span>, name: &str) -> Value {
        let Some(span) = span else {
            return super::no_origin();
        };
        if name == "version" {
            return Value::Version(span.clone());
        }
        if let Some(version) = span.single() {
            return self.fact_of(version, name);
        }
        let mut values = self.catalog.releases.between(&span.min, &span.max).map(|version| self.fact_of(version, name));
        let Some(first) = values.next() else {
            return Value::unknown(format!("no release between {} and {} is known", span.min, span.max));
        };
        if values.all(|value| value == first) {
            first
        } else {
            Value::Unknown(Gap::origin(format_args!("it depends on which release from {span} is installed")))
        }
    }

    /// A fact of one release.
    pub fn fact_of(&self, version: &AlluxioVersion, name: &str) -> Value {
        if let Some(known) = self.memo.and_then(|memo| memo.get(version, name)) {
            return known;
        }
        let value = self.work_out(version, name);
        if let Some(memo) = self.memo {
            memo.keep(version, name, value.clone());
        }
        value
    }

    fn work_out(&self, version: &AlluxioVersion, name: &str) -> Value {
        let text = |effective: Option<Effective>| Value::Text(effective.map(|effective| effective.value).unwrap_or_default());
        if let Some(key) = name.strip_prefix(vocabulary::SETTING) {
            return self.hidden(key).unwrap_or_else(|| text(self.setting(version, key)));
        }
        if let Some((what, key)) = name.split_once(':').filter(|(what, _)| NUMBERS.contains(what)) {
            return self.hidden(key).unwrap_or_else(|| keyed(what, self.setting(version, key)));
        }
        if name == "version" {
            return Value::Version(Span::exactly(version.clone()));
        }
        self.master(version, name).unwrap_or_else(|| self.attribute(version, name))
    }

    fn attribute(&self, version: &AlluxioVersion, name: &str) -> Value {
        let journal_type = self.journal_type(version);
        let metastore = self.metastore(version).map(|metastore| metastore.value);
        let around = Circumstances { journal_type: Some(&journal_type), metastore: metastore.as_deref() };
        self.catalog.attribute(name, version, &around).unwrap_or_else(|| Value::unknown(format!("there is no fact {name}")))
    }

    /// The effective value of a setting.
    pub fn setting(&self, version: &AlluxioVersion, key: &str) -> Option<Effective> {
        self.setting_of(version, key, Process::Master)
    }

    /// The effective value of a setting for a process.
    pub fn setting_of(&self, version: &AlluxioVersion, key: &str, process: Process) -> Option<Effective> {
        let properties = self.catalog.properties(version);
        let index = self.index(version);
        View { settings: self.settings, index: &index, properties: &properties, process, only_for: None }.resolve(key)
    }

    fn index(&self, version: &AlluxioVersion) -> Arc<Index> {
        let make = || Index::new(self.settings, &self.catalog.properties(version));
        self.memo.map_or_else(|| Arc::new(make()), |memo| memo.index(version, make))
    }

    /// The default of a setting in a release, whatever is configured; empty if there is none.
    pub fn default_of(&self, version: &AlluxioVersion, key: &str) -> String {
        resolve(&Settings::default(), &self.catalog.properties(version), key).map(|effective| effective.value).unwrap_or_default()
    }

    /// Unknown if a place that may set the key was not read, unless the user said the value.
    fn hidden(&self, key: &str) -> Option<Value> {
        hidden::setting(self.settings, self.facts, key).map(Value::Unknown)
    }
}

/// A fact about the effective value of a key.
fn keyed(what: &str, effective: Option<Effective>) -> Value {
    let number = |of: fn(&str) -> Option<i64>| {
        let value = effective.as_ref().map(|effective| effective.value.as_str()).unwrap_or_default();
        of(value).map_or_else(|| Value::unknown(format!("`{value}` is not a value of the kind that is asked for")), Value::Int)
    };
    match what {
        "setting_origin" if effective.is_none() => "absent".into(),
        "setting_origin" => origin_word(effective.as_ref()).into(),
        "milliseconds" => number(milliseconds),
        "bytes" => number(bytes),
        "number" => number(|text| text.trim().parse().ok()),
        _ => Value::unknown(format!("there is no fact {what}")),
    }
}
