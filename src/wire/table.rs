//! A table of pairs as it stands in a file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::when::Condition;
use crate::rules::{RuleEvidence, Works};
use crate::version::{AlluxioVersion, VersionRange};

/// Ways into a client.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Api {
    /// `alluxio.client.file.FileSystem`.
    Native,
    /// `alluxio.hadoop.FileSystem`.
    Hadoop,
}

impl Api {
    /// Both.
    pub const ALL: [Api; 2] = [Api::Native, Api::Hadoop];
}

/// What a client does to data although it does not work, from least to worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Harm {
    /// Nothing.
    #[default]
    None,
    /// It goes past the cluster and reports success.
    Bypasses,
    /// It changes or loses something.
    Damages,
}

impl Harm {
    /// The word of tables and facts.
    pub fn word(self) -> &'static str {
        match self {
            Harm::None => "none",
            Harm::Bypasses => "bypasses",
            Harm::Damages => "damages",
        }
    }
}

/// How an operation goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum How {
    /// With an error.
    Fails,
    /// Without an answer until retries end.
    Hangs,
    /// After something was changed or lost.
    Damages,
    /// With success, elsewhere.
    Bypasses,
}

impl How {
    /// The word of tables and texts.
    pub fn word(self) -> &'static str {
        match self {
            How::Fails => "fails",
            How::Hangs => "hangs",
            How::Damages => "damages",
            How::Bypasses => "bypasses the cluster",
        }
    }
}

/// Operations that do not work.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Their names.
    pub names: Vec<String>,
    /// How they go wrong.
    pub how: How,
    /// What the application sees.
    #[serde(default)]
    pub message: String,
    /// Clients for which this holds.
    pub client: Option<VersionRange>,
}

/// Whose log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Place {
    /// The application's.
    Client,
    /// The master's.
    Master,
}

/// A line that gives the pair away.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sign {
    /// Whose log.
    pub at: Place,
    /// What stands in it.
    pub text: String,
    /// Clients for which this holds.
    pub client: Option<VersionRange>,
    /// Servers for which this holds.
    pub server: Option<VersionRange>,
}

/// A row.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// Name of the row.
    pub name: String,
    /// Releases that call.
    #[serde(alias = "worker", alias = "old_master")]
    pub client: VersionRange,
    /// Releases that are called.
    #[serde(alias = "master", alias = "new_master")]
    pub server: VersionRange,
    /// The way in; both if absent.
    pub api: Option<Api>,
    /// What else must hold.
    #[serde(default)]
    pub when: Condition,
    /// The verdict.
    pub works: Works,
    /// What is harmed.
    #[serde(default)]
    pub harm: Harm,
    /// What is said.
    pub title: String,
    /// What to do beside taking the client of the server's release.
    #[serde(default)]
    pub fix: String,
    /// What does not work.
    #[serde(default, rename = "operation")]
    pub operations: Vec<Operation>,
    /// How to recognise it.
    #[serde(default, rename = "sign")]
    pub signs: Vec<Sign>,
    /// How it is known.
    pub evidence: Vec<RuleEvidence>,
}

impl Pair {
    /// Whether the row speaks of a pair of releases and a way in; its condition is another matter.
    pub fn speaks_of(&self, client: &AlluxioVersion, server: &AlluxioVersion, api: Api) -> bool {
        self.api.is_none_or(|own| own == api) && self.client.contains(client) && self.server.contains(server)
    }
}

/// Keys of the settings that decide whether both sides understand each other.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keys {
    /// Type of authentication.
    #[serde(default)]
    pub authentication: String,
    /// Whether a client asks the master for settings before it connects.
    #[serde(default)]
    pub cluster_defaults: String,
}

/// A table.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    /// Keys of settings.
    #[serde(default)]
    pub settings: Keys,
    /// The rows; the first that fits wins.
    #[serde(rename = "pair")]
    pub pairs: Vec<Pair>,
}

/// A table that does not follow its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireError(pub String);

impl Table {
    /// Reads a table.
    pub fn parse(text: &str) -> Result<Table, WireError> {
        let table: Table = toml::from_str(text).map_err(|error| WireError(error.to_string()))?;
        match table.pairs.iter().find_map(|pair| Some((&pair.name, pair.when.malformed()?))) {
            Some((name, reason)) => Err(WireError(format!("{name}: {reason}"))),
            None => Ok(table),
        }
    }
}
