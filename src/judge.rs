//! Holds rules against facts for one hop. Pure: reads no file, prints nothing, knows no clock.

mod answer;
mod check;
mod edit;
mod hidden;
mod keys;
mod memo;
mod pair;
mod rolling;
mod scope;
mod side;
mod wire;

pub use answer::{Answer, Why};
pub use check::{Check, Status};
pub use edit::Edit;
pub use keys::{KeySide, KeyView};
pub use memo::Memo;
pub use rolling::{Mixed, Order};
pub use scope::Scope;
pub use side::Side;
pub use wire::ClientAnswer;

use crate::catalog::Catalog;
use crate::facts::{Facts, Gap, Span, Subject, SubjectKind, Value};
use crate::rules::when::Truth;
use crate::rules::{ClusterQuestion, Outcome, Question, Rule, RuleSet};
use crate::settings::Settings;
use crate::version::AlluxioVersion;

/// A fact of an installed release that nothing tells.
fn no_origin() -> Value {
    Value::Unknown(Gap::origin("the installed release is not known"))
}

/// The hop that is judged.
#[derive(Debug, Clone)]
pub struct Hop {
    /// Release before it, as far as known.
    pub from: Option<Span>,
    /// Release after it.
    pub to: AlluxioVersion,
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
    /// The keys that are written.
    pub keys: &'a [Subject],
}

impl<'a> Judge<'a> {
    /// Works out what the hop makes of each setting.
    pub fn keys(&self, hop: &Hop) -> Vec<KeyView<'a>> {
        keys::views(self, hop)
    }

    /// Evaluates all rules on all subjects.
    pub fn checks(&self, hop: &Hop, keys: &[KeyView<'a>]) -> Vec<Check<'a>> {
        let hidden = self.hidden();
        let mut checks = Vec::new();
        for rule in &self.rules.rules {
            checks.extend(hidden.get(&rule.subject).filter(|_| self.may_speak(rule, hop)).map(|gap| self.not_checked(rule, gap)));
            match rule.subject {
                SubjectKind::Key => checks.extend(self.key_checks(rule, hop, keys)),
                SubjectKind::Cluster if !self.cluster.is("cluster.seen") => checks.push(self.without_cluster(rule, hop)),
                SubjectKind::Cluster => checks.push(self.subject_check(rule, hop, self.cluster)),
                kind => checks.extend(self.facts.of(kind).map(|subject| self.subject_check(rule, hop, subject))),
            }
        }
        checks
    }

    fn subject_check(&self, rule: &'a Rule, hop: &Hop, subject: &'a Subject) -> Check<'a> {
        let scope = Scope::new(*self, subject, hop);
        self.check(rule, scope.hop_matches(rule), &scope, subject)
    }

    /// A rule on the cluster where nothing of one was seen.
    fn without_cluster(&self, rule: &'a Rule, hop: &Hop) -> Check<'a> {
        if self.may_speak(rule, hop) {
            self.not_checked(rule, &Gap::cluster())
        } else {
            Check::plain(rule, self.cluster, Status::NotApplicable)
        }
    }

    /// A rule on subjects that were not seen.
    fn not_checked(&self, rule: &'a Rule, gap: &Gap) -> Check<'a> {
        Check { reasons: vec![gap.clone()], ..Check::plain(rule, self.cluster, Status::CouldNotCheck) }
    }

    /// Whether the rule is about this hop, or may be.
    fn may_speak(&self, rule: &Rule, hop: &Hop) -> bool {
        Scope::new(*self, self.cluster, hop).hop_matches(rule) != Truth::False
    }

    /// A rule on all keys: where it fires or cannot be checked, else one line that it passed.
    fn key_checks(&self, rule: &'a Rule, hop: &Hop, keys: &[KeyView<'a>]) -> Vec<Check<'a>> {
        let plain = |status| Check::plain(rule, self.cluster, status);
        let matches = Scope::new(*self, self.cluster, hop).hop_matches(rule);
        if matches == Truth::False {
            return vec![plain(Status::NotApplicable)];
        }
        let mut checks: Vec<Check<'a>> = Vec::new();
        for key in keys {
            let check = self.check(rule, matches.clone(), &Scope::of_key(*self, key, hop), key.subject);
            let told = check.status == Status::CouldNotCheck && checks.iter().any(|other| other.reasons == check.reasons);
            if check.status >= Status::CouldNotCheck && !told {
                let mut edits = check.edits.clone();
                edits.extend(edit::edits(rule, key, &check, self.after));
                checks.push(Check { edits, ..check });
            }
        }
        if checks.is_empty() { vec![plain(Status::Passed)] } else { checks }
    }

    fn check(&self, rule: &'a Rule, hop: Truth, scope: &Scope<'_>, subject: &'a Subject) -> Check<'a> {
        let (status, reasons) = status(rule, hop, scope);
        if status != Status::Failed {
            return Check { reasons, ..Check::plain(rule, subject, status) };
        }
        let fix = rule.fix.steps.iter().map(|step| scope.fill(step)).filter(|step| !step.is_empty()).collect();
        let group = rule.group.as_ref().map(|group| scope.fill(group)).unwrap_or_default();
        let message = scope.fill(&rule.title);
        let edits = rule.fix.pins.iter().map(|pin| Edit::pin(&pin.key, scope.fill(&pin.value), &message)).collect();
        Check { message, fix, edits, group, ..Check::plain(rule, subject, status) }
    }

    /// The questions that only the running cluster can answer.
    pub fn questions(&self, hop: &Hop) -> Vec<&'a ClusterQuestion> {
        let scope = Scope::new(*self, self.cluster, hop);
        let matters = |question: &&ClusterQuestion| scope.hop_is(&question.hop).and(question.when.evaluate(&scope)) != Truth::False;
        self.rules.questions.iter().filter(matters).collect()
    }

    /// What becomes of a journal or backup, by the rules that answer the question.
    pub fn outcome(&self, subject: &Subject, hop: &Hop, question: Question) -> Answer {
        let mut answers = answer::Answers::default();
        for rule in self.rules.rules.iter().filter(|rule| rule.subject == subject.kind && rule.question == question) {
            let Some(outcome) = rule.outcome else { continue };
            let scope = Scope::new(*self, subject, hop);
            match status(rule, scope.hop_matches(rule), &scope) {
                (Status::Failed, _) => answers.fired(outcome, Why { rule: rule.id.clone(), text: scope.fill(&rule.title) }),
                (Status::CouldNotCheck, gaps) => answers.unknown(outcome, &rule.id, &gaps),
                _ => {}
            }
        }
        answers.settle()
    }
}

/// Evaluates the condition of a rule whose hop matches so far.
fn status(rule: &Rule, hop: Truth, scope: &Scope<'_>) -> (Status, Vec<Gap>) {
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
