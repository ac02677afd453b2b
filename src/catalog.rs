//! What is known of each release, loaded from `rules/`. Tables only: nothing here compares a release with another one
//! or calls anything good.

mod behaviour;
mod commands;
mod formats;
pub(crate) mod lookups;
mod meant;
pub(crate) mod parts;
mod properties;
mod releases;
pub mod schema;
mod similar;
mod succession;
mod table;

use std::collections::BTreeSet;
use std::sync::OnceLock;

pub(crate) use behaviour::value_of;
pub use behaviour::{Attribute, Circumstances};
pub use commands::Command;
pub use formats::Reading;
pub(crate) use meant::meant;
pub(crate) use properties::is_credential;
pub use properties::{Change, ChangeKind, KeyFacts, KeyStatus, ReleaseProperties, changes};
pub use releases::{Line, Release, Releases};
pub use similar::similar;
pub use succession::{is_new_name, moved_class, replacement};
pub(crate) use table::rows;

use crate::facts::Value;
use crate::version::AlluxioVersion;
use crate::wire;
use behaviour::Behaviour;
use commands::Commands;
use formats::Formats;
use properties::Timelines;
use table::Table;

const RELEASES: &str = include_str!("../rules/releases.toml");
const BEHAVIOUR: [(&str, &str); 2] = [
    ("behaviour.toml", include_str!("../rules/catalog/behaviour.toml")),
    ("deployment/behaviour.toml", include_str!("../rules/catalog/deployment/behaviour.toml")),
];
const COMMANDS: &str = include_str!("../rules/catalog/commands.toml");
const FORMATS: &str = include_str!("../rules/catalog/keys/formats.toml");
const ENTRIES: &str = include_str!("../rules/catalog/journal/entries.tsv");
const CHECKPOINT_NAMES: &str = include_str!("../rules/catalog/journal/checkpoint-names.tsv");
const CLIENTS: &str = include_str!("../rules/wire/clients.toml");
const HANDSHAKES: &str = include_str!("../rules/wire/logs.toml");
const MASTERS: &str = include_str!("../rules/wire/masters.toml");
const WORKERS: &str = include_str!("../rules/wire/workers.toml");

/// Stands between a table and a key in the name of a fact.
pub const LOOKUP: &str = ":=";

/// All tables.
pub struct Catalog {
    /// Known releases and how far the knowledge goes.
    pub releases: Releases,
    /// Which client works with which server.
    pub clients: wire::Table,
    /// Which worker works with which master.
    pub workers: wire::Table,
    /// Which masters may run together.
    pub masters: wire::Table,
    /// What a master's log says about clients of another era.
    pub handshakes: wire::Handshakes,
    behaviour: Behaviour,
    commands: Commands,
    entries: Table,
    checkpoint_names: Table,
    lookups: lookups::Lookups,
    properties: Timelines,
    message_fields: OnceLock<Result<Table, String>>,
    enum_values: OnceLock<Result<Table, String>>,
    formats: Formats,
}

/// A table that does not follow its format, with the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogError(pub String);

impl std::fmt::Display for CatalogError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CatalogError {}

impl Catalog {
    /// The tables inside this program.
    pub fn builtin() -> Result<Catalog, CatalogError> {
        let releases = Releases::parse(RELEASES).map_err(|e| CatalogError(format!("rules/releases.toml: {e}")))?;
        Ok(Catalog {
            behaviour: Behaviour::read(&BEHAVIOUR).map_err(|e| CatalogError(format!("rules/catalog/{e}")))?,
            commands: Commands::parse(COMMANDS).map_err(|e| CatalogError(format!("rules/catalog/commands.toml: {e}")))?,
            entries: Table::parse(ENTRIES, &[0], &releases).map_err(|e| CatalogError(format!("rules/catalog/journal/entries.tsv: {e}")))?,
            checkpoint_names: Table::parse(CHECKPOINT_NAMES, &[0], &releases)
                .map_err(|e| CatalogError(format!("rules/catalog/journal/checkpoint-names.tsv: {e}")))?,
            lookups: lookups::Lookups::builtin(),
            clients: wire::Table::parse(CLIENTS).map_err(|e| CatalogError(format!("rules/wire/clients.toml: {}", e.0)))?,
            handshakes: wire::Handshakes::parse(HANDSHAKES).map_err(|e| CatalogError(format!("rules/wire/logs.toml: {}", e.0)))?,
            masters: wire::Table::parse(MASTERS).map_err(|e| CatalogError(format!("rules/wire/masters.toml: {}", e.0)))?,
            workers: wire::Table::parse(WORKERS).map_err(|e| CatalogError(format!("rules/wire/workers.toml: {}", e.0)))?,
            properties: Timelines::new(),
            message_fields: OnceLock::new(),
            enum_values: OnceLock::new(),
            formats: Formats::parse(FORMATS).map_err(|e| CatalogError(format!("rules/catalog/keys/formats.toml: {e}")))?,
            releases,
        })
    }

    /// The value of an attribute in a release; unknown where no span fits.
    pub fn attribute(&self, name: &str, version: &AlluxioVersion, around: &Circumstances<'_>) -> Option<Value> {
        match name {
            "entry_fields" => Some(self.numbers(version)),
            "checkpoint_names" => Some(self.names(version)),
            "message_fields" | "enum_values" => Some(self.lazy_names(name, version)),
            _ => match name.split_once(LOOKUP) {
                Some((table, key)) => self.lookups.value(table, key, version, &self.releases),
                None => self.behaviour.value(name, version, around),
            },
        }
    }

    /// Whether there is a table that is asked with a key.
    pub fn is_lookup(&self, name: &str) -> bool {
        self.lookups.names().any(|(table, _)| table == name)
    }

    /// Tables that are asked with a key, with their descriptions.
    pub fn lookups(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lookups.names()
    }

    /// Numbers of the journal entry fields that a release knows.
    fn numbers(&self, version: &AlluxioVersion) -> Value {
        match self.entries.keys(version, &self.releases) {
            Some(keys) => Value::Ints(keys.iter().filter_map(|key| key.parse().ok()).collect()),
            None => Value::unknown(format!("the catalog has no journal entries for {version}")),
        }
    }

    fn names(&self, version: &AlluxioVersion) -> Value {
        match self.checkpoint_names.keys(version, &self.releases) {
            Some(keys) => Value::Texts(keys.iter().map(|key| (*key).to_owned()).collect::<BTreeSet<_>>()),
            None => Value::unknown(format!("the catalog has no checkpoint names for {version}")),
        }
    }

    /// Names of a large table that few questions need: `Message.field` or `Enumeration.VALUE`.
    fn lazy_names(&self, name: &str, version: &AlluxioVersion) -> Value {
        match self.lazy(name) {
            Ok(table) => match table.keys(version, &self.releases) {
                Some(keys) => Value::Texts(keys.iter().map(|key| (*key).to_owned()).collect()),
                None => Value::unknown(format!("the catalog has no messages of journal entries for {version}")),
            },
            Err(error) => Value::unknown(format!("the catalog's messages of journal entries: {error}")),
        }
    }

    fn lazy(&self, name: &str) -> &Result<Table, String> {
        let (table, text) = match name {
            "message_fields" => (&self.message_fields, schema::FIELDS),
            _ => (&self.enum_values, schema::ENUM_VALUES),
        };
        table.get_or_init(|| Table::parse(text, &[0, 2], &self.releases))
    }

    /// Whether each release, in the order of the list, has all of these `message_fields` or `enum_values`.
    pub fn having(&self, name: &str, seen: &BTreeSet<String>) -> Vec<bool> {
        let releases = self.releases.releases.len();
        self.lazy(name).as_ref().map_or_else(|_| vec![true; releases], |table| table.having(seen, releases))
    }

    /// All attributes with their descriptions, for the vocabulary.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        const TABLES: [(&str, &str); 4] = [
            ("entry_fields", "field numbers of journal entries that the release knows"),
            ("checkpoint_names", "names of checkpoint components that the release knows"),
            ("message_fields", "fields of messages inside journal entries that the release knows, as Message.field"),
            ("enum_values", "values of enumerations inside journal entries that the release knows, as Enumeration.VALUE"),
        ];
        self.behaviour.attributes().map(|attribute| (attribute.name.as_str(), attribute.about.as_str())).chain(TABLES)
    }

    /// The keys of one release, for [`crate::settings::resolve`].
    pub fn properties(&self, version: &AlluxioVersion) -> ReleaseProperties<'_> {
        ReleaseProperties::new(&self.properties, &self.releases, version)
    }

    /// What a release makes of the value of a key of which it knows these facts.
    pub fn reading(&self, facts: &KeyFacts, value: &str, version: &AlluxioVersion) -> Reading {
        self.formats.reading(facts, value, version)
    }

    /// All keys that any release has or had, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.properties.keys()
    }

    /// The command of a release for a purpose.
    pub fn command(&self, purpose: &str, version: &AlluxioVersion) -> Option<&Command> {
        self.commands.find(purpose, version)
    }
}
