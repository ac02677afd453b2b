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
    let lacking = Lacking::of(checks);
    let entry = |unseen: &facts::Unseen| model::Unseen {
        subject: unseen.subject.clone(),
        reason: unseen.reason.clone(),
        rules_affected: lacking.rules(&unseen.cause()),
        remedy: unseen.remedy.clone(),
    };
    let mut list: Vec<model::Unseen> = answer.facts.unseen.iter().map(entry).collect();
    if scope == Scope::Cluster {
        list.extend(missing_origin(answer, &lacking));
        list.extend(missing_cluster(&lacking));
    }
    list
}

/// Ids of the rules that could not be checked, by what is in the way.
struct Lacking<'c>(BTreeMap<&'c Cause, Vec<&'c str>>);

impl<'c> Lacking<'c> {
    fn of(checks: &[&'c Check<'_>]) -> Lacking<'c> {
        let mut lacking: BTreeMap<&Cause, Vec<&str>> = BTreeMap::new();
        for check in checks {
            for cause in check.reasons.iter().flat_map(Gap::causes) {
                let rules = lacking.entry(cause).or_default();
                if rules.last() != Some(&check.rule.id.as_str()) {
                    rules.push(&check.rule.id);
                }
            }
        }
        Lacking(lacking)
    }

    fn rules(&self, cause: &Cause) -> Vec<String> {
        self.0.get(cause).into_iter().flatten().map(|rule| (*rule).to_owned()).collect()
    }
}

/// An installed release that is not known well enough for some rule.
fn missing_origin(answer: &Assessment<'_>, lacking: &Lacking<'_>) -> Option<model::Unseen> {
    let rules = lacking.rules(&Cause::Origin);
    let reason = match &answer.origin.span {
        None => "no home and no journal tells which release is installed".to_owned(),
        Some(span) => format!("it may be {span}"),
    };
    let remedy = "give --from VERSION, or the home of a master".to_owned();
    (!rules.is_empty()).then_some(model::Unseen { subject: "installed release".to_owned(), reason, rules_affected: rules, remedy })
}

/// Applications or scripts without the cluster that they belong to.
fn missing_cluster(lacking: &Lacking<'_>) -> Option<model::Unseen> {
    let rules_affected = lacking.rules(&Cause::Cluster);
    let remedy = "give a home, conf folder, journal, backup or deployment file too; for applications alone there is `scan --server`";
    let (subject, reason, remedy) = ("cluster".to_owned(), Gap::cluster().to_string(), remedy.to_owned());
    (!rules_affected.is_empty()).then_some(model::Unseen { subject, reason, rules_affected, remedy })
}
