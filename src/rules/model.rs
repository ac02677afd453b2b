//! The parts of a rule.

use serde::{Deserialize, Serialize};

use super::when::Condition;
use super::{Outcome, Phase, Question, Severity, Works};
use crate::facts::SubjectKind;
use crate::version::VersionRange;

/// The hops that a rule speaks of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hop {
    /// Releases before the hop.
    pub from: Option<VersionRange>,
    /// Releases after the hop.
    pub to: Option<VersionRange>,
}

/// How it is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RuleEvidence {
    /// ran, code, docs, issue or derived.
    pub how: String,
    /// The run: source, target and journal type as in the recorded runs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub truth: Option<TruthRow>,
    /// `tag:path`, issue or page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// Names recorded runs: all that agree on these fields.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TruthRow {
    /// Release that wrote the journal.
    pub source: String,
    /// Release that was started on it.
    pub target: String,
    /// Journal type that was set: UFS, EMBEDDED or default.
    #[serde(rename = "type")]
    pub journal_type: String,
    /// State of the journal, where it matters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
}

/// What to do about a finding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    /// The route of the plan that deals with it.
    pub route: Option<String>,
    /// What to do, in words; may name facts.
    #[serde(default)]
    pub steps: Vec<String>,
    /// Lines that keep things as they are, for the target's site file; values may name facts.
    #[serde(default)]
    pub pins: Vec<Pin>,
    /// How the lines that hold the key are to be changed; only for rules on keys.
    pub edit: Option<EditKind>,
}

/// A setting to write down.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pin {
    /// The key.
    pub key: String,
    /// The value.
    pub value: String,
}

/// A change of the lines that hold a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EditKind {
    /// The name becomes that of the target, or that of the key that took its place.
    Rename,
    /// The line is taken out and kept as a comment.
    CommentOut,
    /// The value becomes the one with the class in its new package.
    MoveClass,
    /// A line is added that keeps the value of the release before the hop.
    Pin,
}

/// Clusters that the rule must fire on, and must not.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Folders below `testdata/` on which it fires.
    #[serde(default)]
    pub fires: Vec<String>,
    /// Folders below `testdata/` on which it is quiet.
    #[serde(default)]
    pub quiet: Vec<String>,
}

/// A rule.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// Three letters and three digits; never used again once it was published.
    pub id: String,
    /// The state that it finds, in kebab case; also the file's name.
    pub name: String,
    /// How bad; a rule without one gives no finding, only an answer.
    pub severity: Option<Severity>,
    /// When to act.
    #[serde(default = "before_hop")]
    pub phase: Phase,
    /// What it is evaluated for.
    pub subject: SubjectKind,
    /// The hops it speaks of; all if absent.
    #[serde(default)]
    pub hop: Hop,
    /// Its answer to a question about a journal or backup.
    pub outcome: Option<Outcome>,
    /// The question.
    #[serde(default)]
    pub question: Question,
    /// Its answer about a client.
    pub works: Option<Works>,
    /// The message; may name facts in braces.
    pub title: String,
    /// What several findings of the rule have in common, as the second half of "N settings ...".
    pub group: Option<String>,
    /// When it fires.
    #[serde(default)]
    pub when: Condition,
    /// What to do.
    #[serde(default)]
    pub fix: Fix,
    /// How it is known.
    #[serde(default)]
    pub evidence: Vec<RuleEvidence>,
    /// Where it must fire and where not.
    #[serde(default)]
    pub cases: Cases,
    /// The page below the head.
    #[serde(skip)]
    pub body: String,
    /// File it comes from.
    #[serde(skip)]
    pub file: String,
}

fn before_hop() -> Phase {
    Phase::BeforeHop
}
