//! From an assessment to the model.

use std::collections::BTreeMap;

use super::facts::{facts, prediction};
use super::model::{self, CheckStatus};
use crate::check::{Assessment, Knowledge, Verdict};
use crate::facts::{Cause, Gap, SubjectKind};
use crate::judge::{Check, Status};
use crate::rules::{Outcome, Severity};

/// How much of the answer is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    Cluster,
    /// Only the clients of applications.
    Clients,
    /// Only the path between two releases.
    Plan,
}

/// Exit codes; the README has the table.
const PASS: u8 = 0;
/// Something could not be checked.
pub const INCOMPLETE: u8 = 4;
const NOTE: u8 = 11;
const WARNING: u8 = 12;
const ACTION: u8 = 13;
const BLOCKED: u8 = 14;

/// Exit codes from worst to best; the README says why in this order.
const ORDER: [u8; 6] = [BLOCKED, INCOMPLETE, ACTION, WARNING, NOTE, PASS];

/// The worse of two exit codes.
pub fn worse_code(a: u8, b: u8) -> u8 {
    ORDER.into_iter().find(|code| *code == a || *code == b).unwrap_or(a.max(b))
}

/// Builds the report.
pub fn report(knowledge: &Knowledge, answer: &Assessment<'_>, scope: Scope) -> model::Report {
    let in_scope = |check: &&Check<'_>| match scope {
        Scope::Cluster => true,
        Scope::Clients => matches!(check.rule.subject, SubjectKind::Client | SubjectKind::Caller | SubjectKind::Application),
        Scope::Plan => false,
    };
    let checks: Vec<&Check<'_>> = answer.checks.iter().filter(in_scope).collect();
    let findings = findings(answer, &checks);
    let checked = checked(&checks);
    let mut unseen = unseen(answer, &checks);
    if scope == Scope::Cluster {
        unseen.extend(missing_origin(answer, &checks));
        unseen.extend(missing_cluster(&checks));
    }
    let summary = summary(answer, scope, &findings, &checked, unseen.len());
    let release = answer.origin.span.as_ref().map(|span| &span.min);
    model::Report {
        schema: model::SCHEMA.to_owned(),
        tool: model::Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        rules: rules(knowledge),
        question: question(knowledge, answer),
        answer: self::answer(answer),
        plan: plan(answer),
        facts: facts(&knowledge.catalog, answer.facts, release, Some(answer)),
        findings,
        checks: checked,
        unseen,
        questions: questions(answer, scope),
        summary,
    }
}

/// The report without any judgement, for showing facts.
pub fn inventory(knowledge: &Knowledge, answer: &Assessment<'_>) -> model::Report {
    let mut report = report(knowledge, answer, Scope::Plan);
    report.facts = facts(&knowledge.catalog, answer.facts, answer.origin.span.as_ref().map(|span| &span.min), None);
    report
}

fn rules(knowledge: &Knowledge) -> model::Rules {
    let lines = knowledge.catalog.releases.lines.iter();
    model::Rules {
        count: knowledge.rules.rules.len(),
        digest: knowledge.rules.digest.clone(),
        complete_up_to: lines.map(|line| (line.name.clone(), line.complete_up_to.to_string())).collect(),
    }
}

fn question(knowledge: &Knowledge, answer: &Assessment<'_>) -> model::Question {
    let span = answer.origin.span.as_ref();
    model::Question {
        from: span.and_then(|span| span.single()).map(ToString::to_string),
        from_span: span.map(|span| model::Span { min: Some(span.min.to_string()), max: Some(span.max.to_string()) }),
        from_evidence: answer.origin.evidence.clone(),
        to: answer.asked.to.to_string(),
        paths: Vec::new(),
        to_known: knowledge.catalog.releases.knows(&answer.asked.to),
        why_not: answer.asked.why_not.as_ref().map(ToString::to_string),
        journal_type: answer.journal_type.0.clone(),
        journal_type_origin: answer.journal_type.1.to_owned(),
    }
}

fn answer(answer: &Assessment<'_>) -> model::Answer {
    let in_place = matches!(answer.verdict, Verdict::InPlace | Verdict::InPlaceWithActions);
    let compatible = match answer.start.outcome {
        Outcome::Reads => (answer.verdict != Verdict::Unknown).then_some(in_place),
        Outcome::Unknown if answer.verdict == Verdict::Unknown => None,
        _ => Some(false),
    };
    model::Answer {
        verdict: answer.verdict.word().to_owned(),
        backward_compatible: compatible,
        if_just_started: prediction(&answer.start),
        if_upgrade_journal: answer.upgrade_journal.as_ref().map(prediction),
    }
}

fn plan(answer: &Assessment<'_>) -> model::Plan {
    let hop = |(hop, mixing): (&crate::plan::PlannedHop, &crate::check::Mixing)| model::Hop {
        from: hop.from.to_string(),
        to: hop.to.to_string(),
        method: hop.method.clone(),
        settings: hop.pins.iter().map(|pin| format!("{}={}", pin.key, pin.value)).collect(),
        why: hop.why.clone(),
        rolling: rolling(mixing),
    };
    let step = |step: &crate::plan::Step| model::Step {
        n: step.n,
        hop: step.hop.clone(),
        phase: step.phase,
        title: step.title.clone(),
        commands: step.commands.clone(),
        checks: step.checks.clone(),
        reversible: step.reversible,
        why: step.why.clone(),
        separates: step.separates,
    };
    let rejected = |rejection: &crate::plan::Rejection| model::Rejected {
        from: rejection.from.to_string(),
        to: rejection.to.to_string(),
        method: rejection.method.clone(),
        reason: rejection.reason.clone(),
    };
    model::Plan {
        reachable: answer.path.reachable,
        hops: answer.path.hops.iter().zip(&answer.mixing).map(hop).collect(),
        typed: answer.typed.clone(),
        steps: answer.steps.iter().map(step).collect(),
        point_of_no_return: answer.steps.iter().find(|step| step.no_return).map(|step| step.n),
        rejected: answer.path.rejected.iter().map(rejected).collect(),
    }
}

fn rolling(mixing: &crate::check::Mixing) -> model::Rolling {
    let orders = [&mixing.masters_first, &mixing.workers_first, &mixing.masters_together];
    model::Rolling {
        masters_first: mixing.masters_first.works,
        workers_first: mixing.workers_first.works,
        masters_together: mixing.masters_together.works,
        why: orders.iter().map(|mixed| mixed.says.clone()).collect(),
    }
}

fn findings(answer: &Assessment<'_>, checks: &[&Check<'_>]) -> Vec<model::Finding> {
    let from = answer.origin.span.as_ref().map_or_else(|| "?".to_owned(), ToString::to_string);
    let hop = format!("{from} -> {}", answer.asked.to);
    let fired = checks.iter().filter(|check| check.status == Status::Failed);
    let mut findings: Vec<model::Finding> = fired.filter_map(|check| Some(finding(check, check.rule.severity?, &hop))).collect();
    findings.sort_by(|a, b| b.severity.cmp(&a.severity).then_with(|| a.id.cmp(&b.id)));
    findings
}

fn finding(check: &Check<'_>, severity: Severity, hop: &str) -> model::Finding {
    let blocks = match severity {
        Severity::Blocker => "upgrade",
        Severity::Action => "hop",
        Severity::Warning | Severity::Note => "nothing",
    };
    let edits: Vec<model::Edit> = check.edits.iter().map(edit).collect();
    model::Finding {
        id: format!("{}:{}", check.rule.id, check.subject.path),
        rule: check.rule.id.clone(),
        name: check.rule.name.clone(),
        severity,
        blocks: blocks.to_owned(),
        phase: check.rule.phase,
        hop: hop.to_owned(),
        subject: check.subject.path.clone(),
        message: check.message.clone(),
        evidence: check.subject.evidence.clone(),
        fix: fix(check, &edits),
        edits,
        group: check.group.clone(),
    }
}

/// What to do in words; lines to add stand there already where a rule has words of its own.
fn fix(check: &Check<'_>, edits: &[model::Edit]) -> Vec<String> {
    let told = |edit: &&model::Edit| edit.line.is_some() || check.fix.is_empty();
    check.fix.iter().cloned().chain(edits.iter().filter(told).map(model::Edit::words)).collect()
}

fn edit(edit: &crate::judge::Edit) -> model::Edit {
    model::Edit { file: edit.file.clone(), line: edit.line, old: edit.old(), new: edit.new_line() }
}

fn questions(answer: &Assessment<'_>, scope: Scope) -> Vec<model::ClusterQuestion> {
    let question = |question: &&crate::rules::ClusterQuestion| model::ClusterQuestion {
        id: question.id.clone(),
        ask: question.ask.clone(),
        command: question.run.clone(),
        why: question.why.clone(),
    };
    answer.questions.iter().filter(|_| scope == Scope::Cluster).map(question).collect()
}

/// One line per rule: the worst over its subjects.
fn checked(checks: &[&Check<'_>]) -> Vec<model::Check> {
    let mut worst: BTreeMap<&str, (Status, Vec<Gap>)> = BTreeMap::new();
    for check in checks {
        let entry = worst.entry(&check.rule.id).or_insert((Status::NotApplicable, Vec::new()));
        if check.status > entry.0 {
            *entry = (check.status, check.reasons.clone());
        }
        // A rule without severity gives an answer; that it holds is no failure.
        if entry.0 == Status::Failed && check.rule.severity.is_none() {
            entry.0 = Status::Passed;
        }
    }
    let status = |status| match status {
        Status::NotApplicable => CheckStatus::NotApplicable,
        Status::Passed => CheckStatus::Passed,
        Status::CouldNotCheck => CheckStatus::CouldNotCheck,
        Status::Failed => CheckStatus::Failed,
    };
    worst
        .into_iter()
        .map(|(rule, (worst, reasons))| model::Check {
            rule: rule.to_owned(),
            status: status(worst),
            reason: Gap::join(&reasons).to_string(),
        })
        .collect()
}

fn unseen(answer: &Assessment<'_>, checks: &[&Check<'_>]) -> Vec<model::Unseen> {
    let entry = |unseen: &crate::facts::Unseen| model::Unseen {
        subject: unseen.subject.clone(),
        reason: unseen.reason.clone(),
        rules_affected: rules_without(checks, &unseen.cause()),
        remedy: unseen.remedy.clone(),
    };
    answer.facts.unseen.iter().map(entry).collect()
}

/// Ids of the rules that could not be checked because of this.
fn rules_without(checks: &[&Check<'_>], cause: &Cause) -> Vec<String> {
    let stopped = checks.iter().filter(|check| check.reasons.iter().any(|gap| gap.is_for(cause)));
    let mut rules: Vec<String> = stopped.map(|check| check.rule.id.clone()).collect();
    rules.dedup();
    rules
}

/// An installed release that is not known well enough for some rule.
fn missing_origin(answer: &Assessment<'_>, checks: &[&Check<'_>]) -> Option<model::Unseen> {
    let rules = rules_without(checks, &Cause::Origin);
    let reason = match &answer.origin.span {
        None => "no home and no journal tells which release is installed".to_owned(),
        Some(span) => format!("it may be {span}"),
    };
    let remedy = "give --from VERSION, or the home of a master".to_owned();
    (!rules.is_empty()).then_some(model::Unseen { subject: "installed release".to_owned(), reason, rules_affected: rules, remedy })
}

/// Applications or scripts without the cluster that they belong to.
fn missing_cluster(checks: &[&Check<'_>]) -> Option<model::Unseen> {
    let rules_affected = rules_without(checks, &Cause::Cluster);
    let remedy = "give a home, conf folder, journal, backup or deployment file too; for applications alone there is `scan --server`";
    let (subject, reason, remedy) = ("cluster".to_owned(), Gap::cluster().to_string(), remedy.to_owned());
    (!rules_affected.is_empty()).then_some(model::Unseen { subject, reason, rules_affected, remedy })
}

fn summary(answer: &Assessment<'_>, scope: Scope, findings: &[model::Finding], checks: &[model::Check], unseen: usize) -> model::Summary {
    let count = |severity: Severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let mut summary = model::Summary {
        blockers: count(Severity::Blocker),
        actions: count(Severity::Action),
        warnings: count(Severity::Warning),
        notes: count(Severity::Note),
        waived: 0,
        unseen,
        exit_code: PASS,
    };
    let incomplete = unseen > 0 || checks.iter().any(|check| check.status == CheckStatus::CouldNotCheck);
    let verdict = match scope {
        Scope::Cluster => from_verdict(answer.verdict),
        Scope::Plan if !answer.path.reachable => BLOCKED,
        Scope::Plan | Scope::Clients => PASS,
    };
    summary.exit_code = match &summary {
        model::Summary { blockers: 1.., .. } => BLOCKED,
        _ if verdict == BLOCKED => BLOCKED,
        _ if incomplete || verdict == INCOMPLETE => INCOMPLETE,
        model::Summary { actions: 1.., .. } => ACTION,
        _ if verdict == ACTION => ACTION,
        model::Summary { warnings: 1.., .. } => WARNING,
        model::Summary { notes: 1.., .. } => NOTE,
        _ => PASS,
    };
    summary
}

/// A path that is more than swapping binaries is at least an action, whatever the rules found.
fn from_verdict(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::InPlace => PASS,
        Verdict::Unknown => INCOMPLETE,
        Verdict::NoPath => BLOCKED,
        Verdict::InPlaceWithActions | Verdict::UpgradeJournal | Verdict::BackupRestore | Verdict::MultiHop => ACTION,
    }
}
