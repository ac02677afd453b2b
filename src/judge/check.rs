//! What came of one rule on one subject.

use super::Edit;
use crate::facts::{Gap, Subject};
use crate::rules::Rule;

/// What came of one rule on one subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The rule is about other hops, or there is no such subject.
    NotApplicable,
    /// Its state was looked for and is not there.
    Passed,
    /// A fact is missing.
    CouldNotCheck,
    /// It fired.
    Failed,
}

/// One rule evaluated on one subject.
#[derive(Debug, Clone)]
pub struct Check<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// The subject.
    pub subject: &'a Subject,
    /// What came of it.
    pub status: Status,
    /// Why it could not be checked.
    pub reasons: Vec<Gap>,
    /// The rule's title and steps with facts filled in; only where it fired.
    pub message: String,
    /// What to do.
    pub fix: Vec<String>,
    /// Lines to change.
    pub edits: Vec<Edit>,
    /// What several findings of the rule have in common.
    pub group: String,
}

impl<'a> Check<'a> {
    pub(super) fn plain(rule: &'a Rule, subject: &'a Subject, status: Status) -> Check<'a> {
        Check {
            rule,
            subject,
            status,
            reasons: Vec::new(),
            message: String::new(),
            fix: Vec::new(),
            edits: Vec::new(),
            group: String::new(),
        }
    }
}
