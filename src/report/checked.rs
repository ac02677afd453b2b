//! What came of every rule, and what was not seen with the rules that lack it.

use std::collections::BTreeMap;

use super::Scope;
use super::model::{self, CheckStatus};
use crate::check::Assessment;
use crate::facts::{self, Cause, Gap};
use crate::judge::{Check, Status};
use crate::rules::RuleSet;

/// One line per rule: the worst over its subjects. A rule on subjects of which there is none is not applicable; a scan leaves
/// these out, since it may write a report for each of very many files.
pub(super) fn checked(rules: &RuleSet, checks: &[&Check<'_>], scope: Scope) -> Vec<model::Check> {
    let all = rules.rules.iter().filter(|_| scope == Scope::Cluster);
    let mut worst: BTreeMap<&str, (Status, Vec<Gap>)> = all.map(|rule| (rule.id.as_str(), (Status::NotApplicable, Vec::new()))).collect();
    for check in checks {
        let entry = worst.entry(&check.rule.id).or_insert((Status::NotApplicable, Vec::new()));
        // A rule without severity gives an answer; that it holds is no failure.
        let holds = check.status == Status::Failed && check.rule.severity.is_none();
        let status = if holds { Status::Passed } else { check.status };
        if status > entry.0 {
            *entry = (status, check.reasons.clone());
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

/// What was not seen among the paths, and what the paths do not hold at all though a rule on the cluster asks for it.
pub(super) fn unseen(answer: &Assessment<'_>, checks: &[&Check<'_>], scope: Scope) -> Vec<model::Unseen> {
    let entry = |unseen: &facts::Unseen| model::Unseen {
        subject: unseen.subject.clone(),
        reason: unseen.reason.clone(),
        rules_affected: rules_without(checks, &unseen.cause()),
        remedy: unseen.remedy.clone(),
    };
    let mut list: Vec<model::Unseen> = answer.facts.unseen.iter().map(entry).collect();
    if scope == Scope::Cluster {
        list.extend(missing_origin(answer, checks));
        list.extend(missing_cluster(checks));
    }
    list
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
