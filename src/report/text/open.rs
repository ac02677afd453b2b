//! What stays open: questions that no file answers, and what was not seen.

use std::collections::BTreeMap;

use super::page::{Page, Style};
use crate::report::model::Report;

pub(super) fn questions(page: &mut Page, report: &Report) {
    if report.questions.is_empty() {
        return;
    }
    page.blank();
    page.heading("Ask your cluster", Style::Bold);
    for question in &report.questions {
        page.item("?", &question.ask);
        page.command(&question.command);
    }
}

pub(super) fn unseen(page: &mut Page, report: &Report) {
    if report.unseen.is_empty() {
        return;
    }
    page.blank();
    page.heading("Not seen", Style::Warn);
    for unseen in &report.unseen {
        page.item("-", &format!("{}: {}", unseen.subject, unseen.reason));
        if !unseen.rules_affected.is_empty() {
            page.item("   not checked:", &listed(&unseen.rules_affected));
        }
        page.item("   to do:", &unseen.remedy);
    }
}

/// Ids of rules; many of them by their groups, since nobody reads a hundred.
fn listed(rules: &[String]) -> String {
    const MOST: usize = 12;
    if rules.len() <= MOST {
        return rules.join(", ");
    }
    let mut groups: BTreeMap<&str, usize> = BTreeMap::new();
    for rule in rules {
        *groups.entry(rule.trim_end_matches(|c: char| c.is_ascii_digit())).or_default() += 1;
    }
    let groups: Vec<String> = groups.iter().map(|(group, count)| format!("{count} {group}")).collect();
    format!("{} rules ({})", rules.len(), groups.join(", "))
}
