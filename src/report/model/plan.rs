//! The way from one release to the other.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::rules::{Phase, Works};

/// The path.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Whether the target can be reached with the namespace.
    pub reachable: bool,
    /// The hops.
    pub hops: Vec<Hop>,
    /// Where the commands of the steps are typed, and what words in capitals stand for; empty for homes on hosts.
    pub typed: String,
    /// The steps.
    pub steps: Vec<Step>,
    /// Number of the step after which the old state is gone unless a copy was kept.
    pub point_of_no_return: Option<usize>,
    /// Why shorter ways are not taken.
    pub rejected: Vec<Rejected>,
}

/// One hop.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Hop {
    /// Release before it.
    pub from: String,
    /// Release after it.
    pub to: String,
    /// in-place, upgrade-journal, backup-restore.
    pub method: String,
    /// Settings to pin, `key=value`.
    pub settings: Vec<String>,
    /// Why this method.
    pub why: String,
    /// What comes of holding both releases in one cluster.
    pub rolling: Rolling,
}

/// What comes of replacing parts of a cluster one by one; the steps of a plan never do that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rolling {
    /// Workers of the release before with masters of the release after.
    pub masters_first: Works,
    /// Workers of the release after with masters of the release before.
    pub workers_first: Works,
    /// Masters of both on one journal.
    pub masters_together: Works,
    /// Why, in this order.
    pub why: Vec<String>,
}

/// A way that is not legal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Release before it.
    pub from: String,
    /// Release after it.
    pub to: String,
    /// Method.
    pub method: String,
    /// Why not.
    pub reason: String,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Number, from 1.
    pub n: usize,
    /// `from -> to`.
    pub hop: String,
    /// When.
    pub phase: Phase,
    /// What it does.
    pub title: String,
    /// What to type, in the home of the release in whose hop it is unless the plan says otherwise.
    pub commands: Vec<String>,
    /// What to look at afterwards.
    pub checks: Vec<String>,
    /// Whether it can be undone.
    pub reversible: bool,
    /// Reasons and notes.
    pub why: Vec<String>,
    /// Whether it keeps the two releases of the hop apart.
    pub separates: bool,
}
