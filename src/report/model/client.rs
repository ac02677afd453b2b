//! Facts of applications and the clients inside them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Evidence;
use crate::rules::Works;
use crate::wire::{Api, Harm, How, Place};

/// A client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Client {
    /// Nested path.
    pub path: String,
    /// Other places of the same file or archive: hard links, symbolic links, copies within an archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// tachyon, 1.x, 2.x or 3.x.
    pub era: String,
    /// Exact version, if it can be shown.
    pub version: Option<String>,
    /// Lowest version that fits.
    pub version_min: Option<String>,
    /// Highest version that fits.
    pub version_max: Option<String>,
    /// Best grade of the evidence.
    pub grade: String,
    /// Jar or folder that holds it.
    pub artifact: String,
    /// Whether its classes were moved to another package.
    pub relocated: bool,
    /// archive, build-file or bill-of-materials; null in inventories that do not tell.
    pub found_in: Option<String>,
    /// application, shell, fuse or minicluster: what else of Alluxio is in the same archive, or what the artifact brings;
    /// installation: it lies in an Alluxio home, for applications to take.
    pub role: Option<String>,
    /// Group and artifact, where something asks for it by these.
    pub coordinates: Option<String>,
    /// Scope in which a build asks for it.
    pub scope: Option<String>,
    /// Clients of other releases on the same class path.
    #[serde(default)]
    pub clashes_with: Vec<String>,
    /// first, second or undetermined: whether its classes win there.
    pub loaded: Option<String>,
    /// Whether it works with servers of the target.
    pub works_with_server: Works,
    /// What stands behind that; null for `inspect`.
    pub wire: Option<Wire>,
    /// Against the installed release and every release of the plan.
    pub stops: Vec<Stop>,
    /// The first of these at which it stops working, or the very first if it works with none; null if it never breaks.
    pub breaks_at_hop: Option<usize>,
    /// Where its version is stated.
    pub evidence: Vec<Evidence>,
    /// What is wrong with it.
    pub problems: Vec<String>,
}

/// Clients of one kind whose handshakes fail in the logs of one folder.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Caller {
    /// First log that shows them, and the name of the handshake.
    pub path: String,
    /// Lowest release whose handshake begins so.
    pub version_min: Option<String>,
    /// Highest release whose handshake begins so.
    pub version_max: Option<String>,
    /// Failed handshakes.
    pub count: i64,
    /// First day that the log names.
    pub first_day: String,
    /// Last day that the log names.
    pub last_day: String,
    /// Per day and address.
    pub seen: Vec<Calls>,
    /// Where the first of them stands in each log.
    pub evidence: Vec<Evidence>,
}

/// Failed handshakes of one day from one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calls {
    /// `YYYY-MM-DD`, `unknown`, or `others` for what was not told apart.
    pub day: String,
    /// The address, `unknown` if the log does not name it, or `others`.
    pub address: String,
    /// How many.
    pub count: i64,
}

/// Configuration or code of a program that uses Alluxio.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Application {
    /// The file, or the folder in which its packages begin.
    pub path: String,
    /// hadoop, spark, hive, hbase, flink, presto, trino or unknown; code for classes that call Alluxio without having it beside
    /// them; alluxio-server for an archive with Alluxio itself.
    pub kind: String,
    /// Release of Alluxio itself, if it can be shown exactly.
    pub version: Option<String>,
    /// First release whose client has all classes that it calls; null for configuration, or if no client has all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fits_min: Option<String>,
    /// Last such release.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fits_max: Option<String>,
    /// Classes of Alluxio that it names or calls.
    pub classes: Vec<String>,
    /// URI schemes that it uses.
    pub schemes: Vec<String>,
    /// Each line.
    pub evidence: Vec<Evidence>,
}

/// What the wire table says of a client and the target.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Wire {
    /// Rows of the table that fit.
    pub pairs: Vec<String>,
    /// For applications on the native API.
    pub native: Works,
    /// For applications on the Hadoop API.
    pub hadoop: Works,
    /// What it does although it does not work.
    pub harm: Harm,
    /// What does not work.
    pub operations: Vec<WireOperation>,
    /// Lines in logs that give it away.
    pub signs: Vec<WireSign>,
    /// Why it is unknown, and what rules say beside the table.
    pub why: Vec<String>,
}

/// Operations that do not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireOperation {
    /// Their names.
    pub names: Vec<String>,
    /// The API; null for both.
    pub api: Option<Api>,
    /// How they go wrong.
    pub how: How,
    /// What the application sees; empty if nobody saw it.
    pub message: String,
}

/// A line in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireSign {
    /// Whose log.
    pub at: Place,
    /// What stands in it.
    pub text: String,
}

/// A release on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stop {
    /// Number of the hop that leads there; 0 is the installed release.
    pub hop: usize,
    /// The release.
    pub to: String,
    /// Whether the client works with it.
    pub works: Works,
}
