//! Text for people: the verdict first, then what happens if one just starts, then the plan, then findings, then what
//! could not be seen.

mod clients;
mod deployed;
mod findings;
mod open;
mod page;
mod picture;
mod plan;
mod rolling;
mod seen;

use page::{Page, Style};

use super::INCOMPLETE;
use super::model::{Prediction, Report};
use crate::rules::Outcome;

/// How the text is laid out.
#[derive(Debug, Clone, Copy)]
pub struct Layout {
    /// Whether escape sequences for colour may be used.
    pub color: bool,
    /// Columns.
    pub width: usize,
    /// 0 = verdict and findings only, 1 = normal, 2 = with evidence of everything.
    pub detail: u8,
}

/// Renders a report on a cluster.
pub fn render(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    verdict(&mut page, report);
    started(&mut page, report);
    seen::seen(&mut page, report, layout.detail);
    if layout.detail > 0 {
        plan::plan(&mut page, report, layout);
    }
    findings::findings(&mut page, &report.findings, layout);
    if layout.detail > 0 {
        findings::defaults(&mut page, report, layout);
        open::questions(&mut page, report);
    }
    open::unseen(&mut page, report);
    last_line(&mut page, report);
    page.finish()
}

/// Renders a report on the clients of applications.
pub fn render_clients(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    page.heading(&format!("Clients against servers of Alluxio {}", report.question.to), Style::Bold);
    if report.facts.clients.is_empty() {
        page.line(2, "no Alluxio or Tachyon client was seen");
    }
    clients::clients(&mut page, report, layout.detail);
    clients::applications(&mut page, report);
    findings::findings(&mut page, &report.findings, layout);
    open::unseen(&mut page, report);
    last_line(&mut page, report);
    page.finish()
}

/// Renders facts only.
pub fn render_facts(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    seen::seen(&mut page, report, layout.detail);
    if layout.detail > 0 {
        report.facts.journals.iter().for_each(|journal| picture::journal(&mut page, journal));
        report.facts.backups.iter().for_each(|backup| picture::backup(&mut page, backup));
    }
    open::unseen(&mut page, report);
    page.finish()
}

/// Renders a path between two releases.
pub fn render_plan(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    let from = report.question.from.as_deref().unwrap_or_default();
    if report.plan.reachable {
        page.heading(
            &format!("Alluxio {from} -> {}: assuming an ordinary namespace; check the real journal with `check`", report.question.to),
            Style::Bold,
        );
    } else {
        page.heading(&format!("Alluxio {from} -> {}: no path carries the namespace", report.question.to), Style::Bad);
    }
    plan::plan(&mut page, report, layout);
    page.finish()
}

fn verdict(page: &mut Page, report: &Report) {
    let from =
        report.question.from.clone().or_else(|| {
            report.question.from_span.as_ref().and_then(|span| Some(format!("{}..{}", span.min.as_ref()?, span.max.as_ref()?)))
        });
    let hop = format!("Alluxio {} -> {}", from.as_deref().unwrap_or("(unknown release)"), report.question.to);
    let (words, style) = match report.answer.verdict.as_str() {
        "in-place" if report.summary.exit_code == INCOMPLETE => {
            ("backward compatible as far as was seen, which was not everything", Style::Warn)
        }
        "in-place" => ("backward compatible: just swap the binaries", Style::Good),
        "in-place-with-actions" if report.summary.blockers > 0 => ("in place, but only once the blockers below are dealt with", Style::Bad),
        "in-place-with-actions" => ("in place, after the actions below are done", Style::Warn),
        "upgrade-journal" => ("the journal must be converted with upgradeJournal", Style::Warn),
        "backup-restore" => ("not backward compatible: back up, format, restore", Style::Bad),
        "multi-hop" => ("not backward compatible: several hops are needed", Style::Bad),
        "no-path" => ("no path carries the namespace", Style::Bad),
        _ => ("unknown: not enough was seen to promise anything", Style::Warn),
    };
    page.heading(&format!("{hop}: {words}"), style);
    if !report.question.to_known {
        page.item("!", "the target is not a release that the rules know; nothing below is sure");
    }
}

fn started(page: &mut Page, report: &Report) {
    let prediction = &report.answer.if_just_started;
    let words = match prediction.outcome {
        Outcome::Reads => "it reads the whole journal",
        Outcome::Partial => "it starts, and part of the namespace is silently lost",
        Outcome::Refuses => "it does not serve",
        Outcome::Empty => "it starts EMPTY, without a word, and workers drop their blocks",
        Outcome::Formats => "the start itself DELETES the journal",
        Outcome::Unknown => "unknown",
    };
    predicted(page, &format!("If you just start {}", report.question.to), words, prediction);
    if let Some(prediction) = &report.answer.if_upgrade_journal {
        predicted(page, &format!("If you run upgradeJournal of {} first", report.question.to), prediction.outcome.word(), prediction);
    }
}

fn predicted(page: &mut Page, what: &str, words: &str, prediction: &Prediction) {
    page.blank();
    let style = if prediction.outcome == Outcome::Reads { Style::Good } else { Style::Bad };
    page.heading(&format!("{what}: {words}"), style);
    for why in &prediction.why {
        page.item("-", why);
    }
}

fn last_line(page: &mut Page, report: &Report) {
    let summary = &report.summary;
    page.blank();
    let count = |n: usize, word: &str| format!("{n} {word}{}", if n == 1 { "" } else { "s" });
    let counts = [
        count(summary.blockers, "blocker"),
        count(summary.actions, "action"),
        count(summary.warnings, "warning"),
        count(summary.notes, "note"),
        format!("{} not seen", summary.unseen),
    ];
    page.line(0, &format!("{} (exit code {})", counts.join(", "), summary.exit_code));
}
