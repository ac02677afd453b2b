//! What was found, what was checked, and what could not be.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Edit;
use crate::facts::Evidence;
use crate::rules::{Phase, Severity};

/// A rule that fired.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable within a report: rule and subject.
    pub id: String,
    /// Id of the rule.
    pub rule: String,
    /// Name of the rule.
    pub name: String,
    /// How bad.
    pub severity: Severity,
    /// upgrade, hop or nothing.
    pub blocks: String,
    /// When to act.
    pub phase: Phase,
    /// `from -> to`.
    pub hop: String,
    /// What it is about.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// Where.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub fix: Vec<String>,
    /// Lines to change.
    pub edits: Vec<Edit>,
    /// What several findings of the same rule have in common; empty if they stand alone.
    pub group: String,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// Its state is not there.
    Passed,
    /// It fired.
    Failed,
    /// It is about other hops, or about nothing that is there.
    NotApplicable,
    /// A fact is missing.
    CouldNotCheck,
}

/// A rule and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Id of the rule.
    pub rule: String,
    /// What came of it, the worst over all subjects.
    pub status: CheckStatus,
    /// Why it could not be checked; empty otherwise.
    pub reason: String,
}

/// Something that was not seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unseen {
    /// What.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Rules that need it and could not be checked, or not on all that there may be.
    pub rules_affected: Vec<String>,
    /// What to supply.
    pub remedy: String,
}

/// Counts and exit code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Findings that block.
    pub blockers: usize,
    /// Findings that demand an action.
    pub actions: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that were accepted; always 0 while there are no waivers.
    pub waived: usize,
    /// Things not seen.
    pub unseen: usize,
    /// The program's exit code.
    pub exit_code: u8,
}
