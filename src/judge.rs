//! Holds rules against facts for one hop. Pure: reads no file, prints nothing, knows no clock.

mod answer;
mod pair;
mod rolling;
mod scope;
mod side;
mod wire;

pub use answer::{Answer, Why};
pub use rolling::{Mixed, Order};
pub use scope::Scope;
pub use side::{Memo, Origins, Side};
pub use wire::ClientAnswer;

use crate::catalog::Catalog;
use crate::facts::{Facts, Span, Subject, SubjectKind};
use crate::rules::when::Truth;
use crate::rules::{Outcome, Question, Rule, RuleSet};
use crate::settings::Settings;
use crate::version::AlluxioVersion;

/// The hop that is judged.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Release before it, as far as known.
    pub from: Option<Span>,
    /// Release after it.
    pub to: AlluxioVersion,
}

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
    pub reasons: Vec<String>,
    /// The rule's title and steps with facts filled in; only where it fired.
    pub message: String,
    /// What to do.
    pub fix: Vec<String>,
}

/// Everything the judge needs.
#[derive(Clone, Copy)]
pub struct Judge<'a> {
    /// Tables.
    pub catalog: &'a Catalog,
    /// Rules.
    pub rules: &'a RuleSet,
    /// Configuration before the hop.
    pub before: &'a Settings,
    /// Configuration after the hop: the same, or with what a plan pins.
    pub after: &'a Settings,
    /// Memory for facts of releases before the hop.
    pub before_memo: &'a Memo,
    /// Memory for facts of releases after the hop.
    pub after_memo: &'a Memo,
    /// Facts that were not seen hide settings.
    pub facts: &'a Facts,
    /// The cluster's own facts.
    pub cluster: &'a Subject,
}

impl<'a> Judge<'a> {
    /// Evaluates all rules on all subjects.
    pub fn checks(&self, hop: &Hop) -> Vec<Check<'a>> {
        let mut checks = Vec::new();
        for rule in &self.rules.rules {
            let mut subjects: Vec<&'a Subject> = self.facts.of(rule.subject).collect();
            if rule.subject == SubjectKind::Cluster {
                subjects = vec![self.cluster];
            }
            checks.extend(subjects.into_iter().map(|subject| self.check(rule, subject, hop)));
        }
        checks
    }

    fn check(&self, rule: &'a Rule, subject: &'a Subject, hop: &Hop) -> Check<'a> {
        let scope = Scope::new(*self, subject, hop);
        let (status, reasons) = status(rule, &scope);
        let fired = status == Status::Failed;
        let message = if fired { scope.fill(&rule.title) } else { String::new() };
        let fix =
            if fired { rule.fix.steps.iter().map(|step| scope.fill(step)).filter(|step| !step.is_empty()).collect() } else { Vec::new() };
        Check { rule, subject, status, reasons, message, fix }
    }

    /// What becomes of a journal or backup, by the rules that answer the question.
    pub fn outcome(&self, subject: &Subject, hop: &Hop, question: Question) -> Answer {
        let mut answers = answer::Answers::default();
        for rule in self.rules.rules.iter().filter(|rule| rule.subject == subject.kind && rule.question == question) {
            let Some(outcome) = rule.outcome else { continue };
            let scope = Scope::new(*self, subject, hop);
            match status(rule, &scope) {
                (Status::Failed, _) => answers.fired(outcome, Why { rule: rule.id.clone(), text: scope.fill(&rule.title) }),
                (Status::CouldNotCheck, reasons) => answers.unknown(outcome, &rule.id, reasons),
                _ => {}
            }
        }
        answers.settle()
    }
}

/// Evaluates the hop and the condition of a rule.
fn status(rule: &Rule, scope: &Scope<'_>) -> (Status, Vec<String>) {
    let hop = scope.hop_matches(rule);
    if hop == Truth::False {
        return (Status::NotApplicable, Vec::new());
    }
    match hop.and(rule.when.evaluate(scope)) {
        Truth::True => (Status::Failed, Vec::new()),
        Truth::False => (Status::Passed, Vec::new()),
        Truth::Unknown(reasons) => (Status::CouldNotCheck, reasons.into_iter().collect()),
    }
}

/// The worse of two outcomes for the answer on a whole cluster.
pub fn worse(a: Outcome, b: Outcome) -> Outcome {
    const ORDER: [Outcome; 6] = [Outcome::Reads, Outcome::Partial, Outcome::Unknown, Outcome::Refuses, Outcome::Empty, Outcome::Formats];
    let rank = |outcome: Outcome| ORDER.iter().position(|other| *other == outcome);
    if rank(a) >= rank(b) { a } else { b }
}
