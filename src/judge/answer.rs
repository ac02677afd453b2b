//! From the rules that fired to one outcome. Reading must be earned: without a rule that vouches for it, or with a rule
//! against it that could not be checked, the answer is unknown.

use crate::facts::Gap;
use crate::rules::Outcome;

/// A reason, with the rule that gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// Id of the rule; empty if no rule speaks.
    pub rule: String,
    /// The reason in words.
    pub text: String,
}

/// An outcome with its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The outcome.
    pub outcome: Outcome,
    /// Why.
    pub why: Vec<Why>,
}

#[derive(Default)]
pub(super) struct Answers {
    fired: Vec<(Outcome, Why)>,
    unknown: Vec<(Outcome, Why)>,
}

/// What is certain whatever else is not known, strongest first: a start command that formats comes before the master,
/// and a master that looks elsewhere or stops never gets to the details.
const CERTAIN: [Outcome; 3] = [Outcome::Formats, Outcome::Empty, Outcome::Refuses];

impl Answers {
    pub(super) fn fired(&mut self, outcome: Outcome, why: Why) {
        self.fired.push((outcome, why));
    }

    pub(super) fn unknown(&mut self, outcome: Outcome, rule: &str, gaps: &[Gap]) {
        self.unknown.extend(gaps.iter().map(|gap| (outcome, Why { rule: rule.to_owned(), text: gap.to_string() })));
    }

    pub(super) fn settle(self) -> Answer {
        for outcome in CERTAIN {
            if self.fired.iter().any(|(fired, _)| *fired == outcome) {
                return self.fired_as(outcome);
            }
        }
        if self.fired.iter().any(|(outcome, _)| *outcome == Outcome::Unknown) {
            return self.fired_as(Outcome::Unknown);
        }
        if !self.unknown.is_empty() {
            return self.not_known();
        }
        for outcome in [Outcome::Partial, Outcome::Reads] {
            if self.fired.iter().any(|(fired, _)| *fired == outcome) {
                return self.fired_as(outcome);
            }
        }
        let text = "no rule vouches for this combination, so nothing is promised".to_owned();
        Answer { outcome: Outcome::Unknown, why: vec![Why { rule: String::new(), text }] }
    }

    fn fired_as(self, outcome: Outcome) -> Answer {
        let why = self.fired.into_iter().filter(|(fired, _)| *fired == outcome).map(|(_, why)| why).collect();
        Answer { outcome, why }
    }

    fn not_known(self) -> Answer {
        let mut why: Vec<Why> = Vec::new();
        for (_, reason) in self.unknown {
            if !why.iter().any(|known| known.text == reason.text) {
                why.push(reason);
            }
        }
        Answer { outcome: Outcome::Unknown, why }
    }
}
