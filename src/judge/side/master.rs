//! What a master is told by more than one setting: its journal, its metastore, its quorum.

use std::collections::BTreeSet;

use super::{Side, origin_word};
use crate::catalog::{Circumstances, meant};
use crate::facts::Value;
use crate::settings::{Effective, Origin, Settings};
use crate::version::AlluxioVersion;

impl Side<'_> {
    /// A fact of the master by its name; `None` for other names.
    pub(super) fn master(&self, version: &AlluxioVersion, name: &str) -> Option<Value> {
        let unless_hidden = |key: &str, value: &dyn Fn() -> Value| self.hidden(key).unwrap_or_else(value);
        let text = |effective: Option<Effective>| effective.map(|effective| effective.value).unwrap_or_default();
        let origin = |effective: Option<Effective>| Value::from(origin_word(effective.as_ref()));
        Some(match name {
            "journal_type" => unless_hidden(&meant().journal_type, &|| self.journal_type(version).into()),
            "journal_type_origin" => self.journal_type_origin(version).into(),
            "journal_folder" => unless_hidden(&meant().journal_folder, &|| text(self.journal_folder(version)).into()),
            "journal_folder_origin" => origin(self.journal_folder(version)),
            "journal_folder_scheme" => unless_hidden(&meant().journal_folder, &|| scheme(&text(self.journal_folder(version))).into()),
            "metastore" => unless_hidden(&meant().metastore, &|| text(self.metastore(version)).into()),
            "metastore_origin" => origin(self.metastore(version)),
            "quorum" => unless_hidden(&meant().quorum_addresses, &|| self.quorum(version).into()),
            "backup_directory" => text(self.setting(version, &meant().backup_directory)).into(),
            _ => return None,
        })
    }

    /// The effective journal folder.
    pub fn journal_folder(&self, version: &AlluxioVersion) -> Option<Effective> {
        self.setting(version, &meant().journal_folder).or_else(|| self.setting(version, &meant().old_journal_folder))
    }

    /// Masters of the embedded journal as `host:port`: those that are listed, or this one alone
    /// (`v2.4.0:core/common/src/main/java/alluxio/util/ConfigurationUtils.java`, `getEmbeddedJournalAddresses`). Empty if
    /// nothing names a host.
    fn quorum(&self, version: &AlluxioVersion) -> BTreeSet<String> {
        let set = |key| self.setting(version, key).filter(|effective| effective.origin != Origin::Default);
        if let Some(listed) = set(&meant().quorum_addresses) {
            return listed.value.split(',').map(|member| member.trim().to_owned()).filter(|member| !member.is_empty()).collect();
        }
        let port = self.setting(version, &meant().quorum_port).map(|port| port.value).unwrap_or_default();
        set(&meant().master_host).map(|host| format!("{}:{port}", host.value.trim())).into_iter().collect()
    }

    /// Where a release does not have the journal type that its settings ask for: the same settings with its default.
    pub fn runnable(&self, version: &AlluxioVersion) -> Option<Settings> {
        let asked = (self.fact_of(version, "journal_type"), self.fact_of(version, "reads_kind"));
        let key = &meant().journal_type;
        matches!(asked, (Value::Text(_), Value::Unknown(_))).then(|| self.settings.with(key, &self.default_of(version, key), "its default"))
    }

    /// The effective journal type; a release without the setting has just one.
    pub fn journal_type(&self, version: &AlluxioVersion) -> String {
        match self.catalog.attribute("journal_type_fixed", version, &Circumstances::default()) {
            Some(Value::Text(fixed)) if !fixed.is_empty() => fixed,
            _ => self
                .setting(version, &meant().journal_type)
                .map(|effective| effective.value.trim().to_ascii_uppercase())
                .unwrap_or_default(),
        }
    }

    /// Where the journal type comes from, in one word.
    pub fn journal_type_origin(&self, version: &AlluxioVersion) -> &'static str {
        origin_word(self.setting(version, &meant().journal_type).as_ref())
    }

    pub(super) fn metastore(&self, version: &AlluxioVersion) -> Option<Effective> {
        let has_own = self.catalog.properties(version).has_key(&meant().inode_metastore);
        let own = self.setting(version, &meant().inode_metastore).filter(|own| has_own && own.origin != Origin::Default);
        let mut effective = own.or_else(|| self.setting(version, &meant().metastore))?;
        effective.value.make_ascii_uppercase();
        Some(effective)
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
