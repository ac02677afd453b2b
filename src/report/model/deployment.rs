//! Facts of files that deploy a cluster, and of the machine below it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Evidence;

/// A container, unit or image build.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Deployment {
    /// File and line.
    pub path: String,
    /// compose, kubernetes, helm, fluid, dockerfile or systemd.
    pub form: String,
    /// Kind of object.
    pub kind: String,
    /// Its name in the file.
    pub name: String,
    /// Process that it starts; empty if no word tells.
    pub role: String,
    /// Image; empty if the file names none.
    pub image: String,
    /// Release in the tag of an Alluxio image.
    pub image_version: Option<String>,
    /// First word that the image's entrypoint gets.
    pub start_word: String,
    /// volume, emptydir, container or understore; null if it is not known or no master.
    pub journal_kept: Option<String>,
    /// Version of the Helm chart.
    pub chart: Option<String>,
    /// Where that stands.
    pub evidence: Vec<Evidence>,
}

/// A value of a Helm file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChartValue {
    /// File, line and path.
    pub path: String,
    /// Path of the value.
    pub key: String,
}

/// A command of Alluxio that a script calls.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Script {
    /// File and line of the first call.
    pub path: String,
    /// Program and command words.
    pub command: String,
    /// Number of such calls in the file.
    pub calls: i64,
    /// All lines.
    pub evidence: Vec<Evidence>,
}

/// What a file tells of a machine.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Platform {
    /// File and line.
    pub path: String,
    /// Major version of Java.
    pub java: Option<String>,
    /// Version of ZooKeeper.
    pub zookeeper: Option<String>,
    /// Where that stands.
    pub evidence: Vec<Evidence>,
}

/// A connector jar.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Connector {
    /// The jar.
    pub path: String,
    /// Under store.
    pub store: String,
    /// Alluxio release in its name.
    pub version: Option<String>,
}
