//! What is known of the release on one side of a hop, with the configuration that it would run under.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use crate::catalog::{Catalog, Circumstances};
use crate::facts::{Facts, Gap, Span, Value, vocabulary};
use crate::settings::{Effective, Index, Origin, Process, Rank, Settings, View, bytes, milliseconds, resolve};
use crate::version::AlluxioVersion;

const JOURNAL_TYPE: &str = "alluxio.master.journal.type";
const JOURNAL_FOLDER: &str = "alluxio.master.journal.folder";
const TACHYON_JOURNAL_FOLDER: &str = "tachyon.master.journal.folder";
const METASTORE: &str = "alluxio.master.metastore";
/// Beats [`METASTORE`] for inodes, but only if it is set.
const INODE_METASTORE: &str = "alluxio.master.metastore.inode";
const QUORUM_ADDRESSES: &str = "alluxio.master.embedded.journal.addresses";
const QUORUM_PORT: &str = "alluxio.master.embedded.journal.port";
const MASTER_HOST: &str = "alluxio.master.hostname";
const BACKUP_DIRECTORY: &str = "alluxio.master.backup.directory";

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

/// Facts of releases under one configuration that were already worked out. Dozens of rules ask for the same few.
#[derive(Debug, Default)]
pub struct Memo {
    facts: RefCell<HashMap<AlluxioVersion, HashMap<String, Value>>>,
    indices: RefCell<HashMap<AlluxioVersion, Arc<Index>>>,
}

impl Memo {
    fn get(&self, version: &AlluxioVersion, name: &str) -> Option<Value> {
        self.facts.borrow().get(version)?.get(name).cloned()
    }

    fn keep(&self, version: &AlluxioVersion, name: &str, value: Value) {
        self.facts.borrow_mut().entry(version.clone()).or_default().insert(name.to_owned(), value);
    }

    pub(super) fn index(&self, version: &AlluxioVersion, make: impl FnOnce() -> Index) -> Arc<Index> {
        if let Some(known) = self.indices.borrow().get(version) {
            return known.clone();
        }
        let index = Arc::new(make());
        self.indices.borrow_mut().insert(version.clone(), index.clone());
        index
    }
}

/// Words for where a setting comes from.
pub struct Origins;

impl Origins {
    /// set, assumed or default.
    pub fn word(effective: Option<&Effective>) -> &'static str {
        match effective.map(|effective| &effective.origin) {
            Some(Origin::Set(_)) => "set",
            Some(Origin::Assumed(_)) => "assumed",
            Some(Origin::Default) | None => "default",
        }
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
        let origin = |effective: Option<Effective>| Value::from(Origins::word(effective.as_ref()));
        if let Some(key) = name.strip_prefix(vocabulary::SETTING) {
            return self.hidden(key).unwrap_or_else(|| text(self.setting(version, key)));
        }
        if let Some((what, key)) = name.split_once(':').filter(|(what, _)| NUMBERS.contains(what)) {
            return self.hidden(key).unwrap_or_else(|| keyed(what, self.setting(version, key)));
        }
        match name {
            "version" => Value::Version(Span::exactly(version.clone())),
            "journal_type" => self.hidden(JOURNAL_TYPE).unwrap_or_else(|| Value::Text(self.journal_type(version))),
            "journal_type_origin" => origin(self.setting(version, JOURNAL_TYPE)),
            "journal_folder" => self.hidden(JOURNAL_FOLDER).unwrap_or_else(|| text(self.journal_folder(version))),
            "journal_folder_origin" => origin(self.journal_folder(version)),
            "journal_folder_scheme" => self
                .hidden(JOURNAL_FOLDER)
                .unwrap_or_else(|| Value::Text(scheme(&self.journal_folder(version).map(|folder| folder.value).unwrap_or_default()))),
            "metastore" => self.hidden(METASTORE).unwrap_or_else(|| text(self.metastore(version))),
            "metastore_origin" => origin(self.metastore(version)),
            "quorum" => self.hidden(QUORUM_ADDRESSES).unwrap_or_else(|| Value::Texts(self.quorum(version))),
            "backup_directory" => text(self.setting(version, BACKUP_DIRECTORY)),
            _ => self.attribute(version, name),
        }
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

    /// The effective journal folder.
    pub fn journal_folder(&self, version: &AlluxioVersion) -> Option<Effective> {
        self.setting(version, JOURNAL_FOLDER).or_else(|| self.setting(version, TACHYON_JOURNAL_FOLDER))
    }

    /// Masters of the embedded journal as `host:port`: those that are listed, or this one alone
    /// (`v2.4.0:core/common/src/main/java/alluxio/util/ConfigurationUtils.java`, `getEmbeddedJournalAddresses`). Empty if
    /// nothing names a host.
    fn quorum(&self, version: &AlluxioVersion) -> BTreeSet<String> {
        let set = |key| self.setting(version, key).filter(|effective| effective.origin != Origin::Default);
        if let Some(listed) = set(QUORUM_ADDRESSES) {
            return listed.value.split(',').map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect();
        }
        let port = self.setting(version, QUORUM_PORT).map(|port| port.value).unwrap_or_default();
        set(MASTER_HOST).map(|host| format!("{}:{port}", host.value.trim())).into_iter().collect()
    }

    /// The effective journal type; a release without the setting has just one.
    pub fn journal_type(&self, version: &AlluxioVersion) -> String {
        match self.catalog.attribute("journal_type_fixed", version, &Circumstances::default()) {
            Some(Value::Text(fixed)) if !fixed.is_empty() => fixed,
            _ => self.setting(version, JOURNAL_TYPE).map(|effective| effective.value.trim().to_ascii_uppercase()).unwrap_or_default(),
        }
    }

    fn metastore(&self, version: &AlluxioVersion) -> Option<Effective> {
        let has_own = self.catalog.properties(version).has_key(INODE_METASTORE);
        let own = self.setting(version, INODE_METASTORE).filter(|own| has_own && own.origin != Origin::Default);
        let mut effective = own.or_else(|| self.setting(version, METASTORE))?;
        effective.value.make_ascii_uppercase();
        Some(effective)
    }

    /// Unknown if a place that may set the key was not read, unless the user said the value.
    fn hidden(&self, key: &str) -> Option<Value> {
        hidden(self.settings, self.facts, key).map(Value::Unknown)
    }
}

/// Why the value of a key cannot be told, if so.
pub(super) fn hidden(settings: &Settings, facts: &Facts, key: &str) -> Option<Gap> {
    if facts.unseen.is_empty() || settings.get(key).is_some_and(|setting| setting.rank == Rank::Assumed) {
        return None;
    }
    let hides = |fact: &String| fact.strip_prefix(vocabulary::SETTING).is_some_and(|hidden| hidden == key || hidden == "*");
    Gap::behind(facts.unseen.iter().filter(|unseen| unseen.facts.iter().any(hides)))
}

/// A fact about the effective value of a key.
fn keyed(what: &str, effective: Option<Effective>) -> Value {
    let number = |of: fn(&str) -> Option<i64>| {
        let value = effective.as_ref().map(|effective| effective.value.as_str()).unwrap_or_default();
        of(value).map_or_else(|| Value::unknown(format!("`{value}` is not a value of the kind that is asked for")), Value::Int)
    };
    match what {
        "setting_origin" if effective.is_none() => "absent".into(),
        "setting_origin" => Origins::word(effective.as_ref()).into(),
        "milliseconds" => number(milliseconds),
        "bytes" => number(bytes),
        "number" => number(|text| text.trim().parse().ok()),
        _ => Value::unknown(format!("there is no fact {what}")),
    }
}

/// The scheme of a URI; empty for a plain path. A single letter is a drive, not a scheme.
fn scheme(uri: &str) -> String {
    match uri.split_once(':') {
        Some((scheme, _)) if scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b)) => {
            scheme.to_ascii_lowercase()
        }
        _ => String::new(),
    }
}
