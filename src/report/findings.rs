//! Rules that fired, in the words of the report, worst first.

use super::model;
use crate::check::Assessment;
use crate::judge::{self, Check, Status};
use crate::rules::Severity;

pub(super) fn findings(answer: &Assessment<'_>, checks: &[&Check<'_>]) -> Vec<model::Finding> {
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

fn edit(edit: &judge::Edit) -> model::Edit {
    model::Edit { file: edit.file.clone(), line: edit.line, old: edit.old(), new: edit.new_line() }
}
