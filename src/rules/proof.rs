//! How a rule is known, and where it must fire and must not: what reviewers, tests and `explain` ask for, and no judgement does.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

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

/// The end of a rule's head, read when it is asked for: it is a third of all text that a start would otherwise read.
#[derive(Debug, Clone, Default)]
pub(super) struct Unread {
    text: Cow<'static, str>,
    proof: OnceLock<Proof>,
}

/// What it says.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Proof {
    #[serde(default)]
    pub(super) evidence: Vec<RuleEvidence>,
    #[serde(default)]
    pub(super) cases: Cases,
}

impl Unread {
    /// A text that holds it, and may hold more.
    pub(super) fn new(text: Cow<'static, str>) -> Unread {
        Unread { text, proof: OnceLock::new() }
    }

    /// Reads it strictly.
    pub(super) fn check(&self) -> Result<Proof, toml::de::Error> {
        toml::from_str(&self.text)
    }

    /// What it says; nothing where it is malformed, which the lint then says.
    pub(super) fn proof(&self) -> &Proof {
        self.proof.get_or_init(|| self.check().unwrap_or_default())
    }
}
