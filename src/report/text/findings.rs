//! Findings as text. Several of one rule stand below one heading, a line or two each.

use super::Layout;
use super::page::{Page, Style};
use crate::report::model::{Finding, Report, Setting};
use crate::rules::Severity;

/// Findings of one rule from which on they are put together.
const GROUP_FROM: usize = 3;

pub(super) fn findings(page: &mut Page, findings: &[Finding], layout: Layout) {
    if findings.is_empty() {
        return;
    }
    page.blank();
    page.heading("Findings", Style::Bold);
    for same in findings.chunk_by(|a, b| a.rule == b.rule && !a.group.is_empty()) {
        match same {
            [first, ..] if same.len() >= GROUP_FROM => group(page, first, same, layout),
            _ => same.iter().for_each(|finding| alone(page, finding, layout)),
        }
    }
}

fn word(severity: Severity) -> (&'static str, Style) {
    match severity {
        Severity::Blocker => ("BLOCKER", Style::Bad),
        Severity::Action => ("ACTION", Style::Warn),
        Severity::Warning => ("warning", Style::Warn),
        Severity::Note => ("note", Style::Bold),
    }
}

fn alone(page: &mut Page, finding: &Finding, layout: Layout) {
    let (word, style) = word(finding.severity);
    let named = finding.subject == "cluster" || finding.message.contains(finding.subject.trim_end_matches(" (application)"));
    let about = if named { String::new() } else { format!(" [{}]", finding.subject) };
    page.styled_item(&format!("{word} {}", finding.rule), &format!("{}{about}", finding.message), style);
    finding.fix.iter().for_each(|fix| page.item("   fix:", fix));
    if layout.detail > 1 {
        finding.evidence.iter().for_each(|evidence| page.item("   seen:", &format!("{}: {}", evidence.place, evidence.detail)));
    }
}

fn group(page: &mut Page, first: &Finding, same: &[Finding], layout: Layout) {
    let (word, style) = word(first.severity);
    let heading = format!("{} settings {}", same.len(), first.group);
    page.styled_item(&format!("{word} {}", first.rule), &heading, style);
    for finding in same {
        match finding.edits.as_slice() {
            [] => page.item("  -", &finding.message),
            edits => edits.iter().for_each(|edit| page.item("  -", &edit.words())),
        }
        if layout.detail > 1 {
            finding.evidence.iter().for_each(|evidence| page.item("     seen:", &format!("{}: {}", evidence.place, evidence.detail)));
        }
    }
    let edited = |fix: &String| first.edits.iter().any(|edit| edit.words() == *fix);
    let common = |fix: &&String| !edited(fix) && same.iter().all(|finding| finding.fix.contains(fix));
    first.fix.iter().filter(common).for_each(|fix| page.item("   fix:", fix));
}

/// Defaults that change and that nobody overrides: good to know, nothing to do.
pub(super) fn defaults(page: &mut Page, report: &Report, layout: Layout) {
    let found = |setting: &Setting| report.findings.iter().any(|finding| finding.subject == setting.key);
    let changing: Vec<&Setting> =
        report.facts.configuration.iter().filter(|setting| setting.change == "ever-default" && !found(setting)).collect();
    if changing.is_empty() {
        return;
    }
    page.blank();
    page.heading("Defaults that change, set nowhere", Style::Bold);
    for setting in changing {
        let (before, after) = (setting.before.as_deref().unwrap_or_default(), setting.after.as_deref().unwrap_or_default());
        let shown = |value: &str| if value.is_empty() { "(none)".to_owned() } else { value.to_owned() };
        page.item("-", &format!("{}: {} -> {}", setting.key, shown(before), shown(after)));
        if layout.detail > 1 {
            page.item("   so:", &setting.why);
        }
    }
}
