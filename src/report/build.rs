//! From an assessment to the model.

use super::facts::facts;
use super::values::prediction;
use super::{checked, exit, findings, model, plan};
use crate::check::{Assessment, Knowledge, Verdict};
use crate::facts::SubjectKind;
use crate::judge::Check;
use crate::rules::Outcome;

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

/// Builds the report.
pub fn report(knowledge: &Knowledge, answer: &Assessment<'_>, scope: Scope) -> model::Report {
    let in_scope = |check: &&Check<'_>| match scope {
        Scope::Cluster => true,
        Scope::Clients => matches!(check.rule.subject, SubjectKind::Client | SubjectKind::Caller | SubjectKind::Application),
        Scope::Plan => false,
    };
    let checks: Vec<&Check<'_>> = answer.checks.iter().filter(in_scope).collect();
    let findings = findings::findings(answer, &checks);
    let checked = checked::checked(&knowledge.rules, &checks, scope);
    let unseen = checked::unseen(answer, &checks, scope);
    let summary = exit::summary(answer, scope, &findings, &checked, unseen.len());
    let release = answer.origin.span.as_ref().map(|span| &span.min);
    model::Report {
        schema: model::SCHEMA.to_owned(),
        tool: model::Tool { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() },
        rules: rules(knowledge),
        question: question(knowledge, answer),
        answer: self::answer(answer),
        plan: plan::plan(answer),
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

fn questions(answer: &Assessment<'_>, scope: Scope) -> Vec<model::ClusterQuestion> {
    let question = |question: &&crate::rules::ClusterQuestion| model::ClusterQuestion {
        id: question.id.clone(),
        ask: question.ask.clone(),
        command: question.run.clone(),
        why: question.why.clone(),
    };
    answer.questions.iter().filter(|_| scope == Scope::Cluster).map(question).collect()
}
