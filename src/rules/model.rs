//! The parts of a rule.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::proof::{Cases, RuleEvidence, Unread};
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
    /// Read with `proof`.
    #[serde(default, rename = "evidence")]
    pub(super) _evidence: IgnoredAny,
    /// Read with `proof`.
    #[serde(default, rename = "cases")]
    pub(super) _cases: IgnoredAny,
    #[serde(skip)]
    pub(super) proof: Unread,
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

impl Rule {
    /// How it is known.
    pub fn evidence(&self) -> &[RuleEvidence] {
        &self.proof.proof().evidence
    }

    /// Where it must fire and where not.
    pub fn cases(&self) -> &Cases {
        &self.proof.proof().cases
    }
}
