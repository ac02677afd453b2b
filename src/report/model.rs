//! Report, version 1. These structs are the contract: fields are added, never renamed or removed.

mod client;
mod deployment;
mod finding;
mod journal;
mod plan;
mod settings;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Evidence;
use crate::rules::Outcome;

pub use client::{Application, Caller, Calls, Client, Stop, Wire, WireOperation, WireSign};
pub use deployment::{ChartValue, Connector, Deployment, Platform, Script};
pub use finding::{Check, CheckStatus, Finding, Summary, Unseen};
pub use journal::{Backup, ByteChecks, Content, Journal, Segment};
pub use plan::{Hop, Plan, Rejected, Rolling, Step};
pub use settings::{ClusterQuestion, Edit, Install, Setting};

/// Name of this version.
pub const SCHEMA: &str = "report-v1";

/// The whole report.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `report-v1`.
    pub schema: String,
    /// The program.
    pub tool: Tool,
    /// The rules.
    pub rules: Rules,
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The path to the target.
    pub plan: Plan,
    /// What was seen.
    pub facts: Facts,
    /// Rules that fired.
    pub findings: Vec<Finding>,
    /// Every rule; in a scan those on something that it met, or that may lie in what was not seen.
    pub checks: Vec<Check>,
    /// What could not be seen.
    pub unseen: Vec<Unseen>,
    /// What only the running cluster can tell.
    pub questions: Vec<ClusterQuestion>,
    /// Counts and exit code.
    pub summary: Summary,
}

/// The program.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The rule set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// How many.
    pub count: usize,
    /// Changes with any rule.
    pub digest: String,
    /// Per line, the last release that the rules know.
    pub complete_up_to: BTreeMap<String, String>,
}

/// What was asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Installed release; null if it is not known exactly.
    pub from: Option<String>,
    /// Lowest and highest installed release that fits what was seen.
    pub from_span: Option<Span>,
    /// Where it comes from.
    pub from_evidence: Vec<Evidence>,
    /// Target release.
    pub to: String,
    /// The path that one line of `scan --ndjson` is about; empty in other reports.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Whether the target is a release that the rules know.
    pub to_known: bool,
    /// The release that the plan was to be explained against, if one was named.
    pub why_not: Option<String>,
    /// Effective journal type after the hop.
    pub journal_type: String,
    /// set, assumed or default.
    pub journal_type_origin: String,
}

/// A span of releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Lowest.
    pub min: Option<String>,
    /// Highest.
    pub max: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// in-place, in-place-with-actions, upgrade-journal, backup-restore, multi-hop, no-path or unknown.
    pub verdict: String,
    /// Whether the target reads the journal as it is and nothing speaks against swapping the binaries; null if unknown.
    pub backward_compatible: Option<bool>,
    /// What happens if the target is just started.
    pub if_just_started: Prediction,
    /// The same after `upgradeJournal` of the target; null for journals that have no use for it.
    pub if_upgrade_journal: Option<Prediction>,
}

/// A predicted outcome.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Prediction {
    /// The outcome.
    pub outcome: Outcome,
    /// Why, each with the id of the rule in brackets.
    pub why: Vec<String>,
}

/// What was seen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// Alluxio homes.
    pub installs: Vec<Install>,
    /// Settings.
    pub configuration: Vec<Setting>,
    /// Journals.
    pub journals: Vec<Journal>,
    /// Backups.
    pub backups: Vec<Backup>,
    /// Clients.
    pub clients: Vec<Client>,
    /// Clients of another era that the logs of masters show.
    #[serde(default)]
    pub callers: Vec<Caller>,
    /// Configuration of other programs that uses Alluxio.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// Containers, units and image builds that run Alluxio.
    pub deployments: Vec<Deployment>,
    /// Values that Helm files set.
    pub chart_values: Vec<ChartValue>,
    /// Commands that scripts call.
    pub scripts: Vec<Script>,
    /// What files tell of machines.
    pub platform: Vec<Platform>,
    /// Connector jars to under stores.
    pub connectors: Vec<Connector>,
}
