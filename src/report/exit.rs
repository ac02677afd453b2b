//! From findings, checks and verdict to the summary with its exit code.

use super::Scope;
use super::model::{self, CheckStatus};
use crate::check::{Assessment, Verdict};
use crate::rules::Severity;

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

pub(super) fn summary(
    answer: &Assessment<'_>,
    scope: Scope,
    findings: &[model::Finding],
    checks: &[model::Check],
    unseen: usize,
) -> model::Summary {
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
    let verdict = match scope {
        Scope::Cluster => from_verdict(answer.verdict),
        Scope::Plan if !answer.path.reachable => BLOCKED,
        Scope::Plan | Scope::Clients => PASS,
    };
    let open = checks.iter().any(|check| check.status == CheckStatus::CouldNotCheck);
    let applies = [
        (summary.blockers > 0, BLOCKED),
        (unseen > 0 || open, INCOMPLETE),
        (summary.actions > 0, ACTION),
        (summary.warnings > 0, WARNING),
        (summary.notes > 0, NOTE),
    ];
    summary.exit_code = applies.into_iter().filter_map(|(applies, code)| applies.then_some(code)).fold(verdict, worse_code);
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
