//! Text for people: the verdict first, then what happens if one just starts, then the plan, then findings, then what
//! could not be seen.

mod clients;
mod deployed;
mod findings;
mod page;
mod picture;
mod rolling;

use std::collections::BTreeMap;

use page::{Page, Style};

use super::INCOMPLETE;
use super::model::{Hop, Plan, Prediction, Report, Setting};
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
    seen(&mut page, report, layout.detail);
    if layout.detail > 0 {
        plan(&mut page, report, layout);
    }
    findings::findings(&mut page, &report.findings, layout);
    if layout.detail > 0 {
        defaults(&mut page, report, layout);
        questions(&mut page, report);
    }
    unseen(&mut page, report);
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
    unseen(&mut page, report);
    last_line(&mut page, report);
    page.finish()
}

/// Renders facts only.
pub fn render_facts(report: &Report, layout: Layout) -> String {
    let mut page = Page::new(layout);
    seen(&mut page, report, layout.detail);
    if layout.detail > 0 {
        report.facts.journals.iter().for_each(|journal| picture::journal(&mut page, journal));
        report.facts.backups.iter().for_each(|backup| picture::backup(&mut page, backup));
    }
    unseen(&mut page, report);
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
    plan(&mut page, report, layout);
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

fn seen(page: &mut Page, report: &Report, detail: u8) {
    page.blank();
    page.heading("Seen", Style::Bold);
    for install in &report.facts.installs {
        page.item("-", &format!("install {}: {}", install.path, install.version.as_deref().unwrap_or("version unknown")));
    }
    for journal in &report.facts.journals {
        let by = match (&journal.written_by.min, &journal.written_by.max) {
            (Some(min), Some(max)) if min == max => format!("written by {min}"),
            (Some(min), Some(max)) => format!("written by {min} to {max}"),
            _ => "writer unknown".to_owned(),
        };
        let entries = journal.entries.map_or_else(|| "entries not decoded".to_owned(), |entries| format!("{entries} log entries"));
        page.item(
            "-",
            &format!(
                "journal {}: {}, {by}, checkpoint {}, {entries}, {}",
                journal.path, journal.kind, journal.checkpoint_form, journal.integrity
            ),
        );
        for problem in &journal.problems {
            page.item("  !", problem);
        }
    }
    for backup in &report.facts.backups {
        let restore =
            backup.restore.as_ref().map_or_else(String::new, |restore| format!(", restored by the target: {}", restore.outcome.word()));
        page.item("-", &format!("backup {}: {} entries, {}{restore}", backup.path, backup.entries.unwrap_or(0), backup.integrity));
        for problem in &backup.problems {
            page.item("  !", problem);
        }
    }
    clients::clients(page, report, detail);
    clients::applications(page, report);
    deployed::seen(page, report);
    let set = report.facts.configuration.iter().filter(|setting| setting.effective && setting.key.contains("master.journal"));
    for setting in set {
        page.item("-", &format!("{}={} ({})", setting.key, setting.value, setting.origin));
    }
}

fn plan(page: &mut Page, report: &Report, layout: Layout) {
    let plan = &report.plan;
    if plan.hops.is_empty() {
        return rejected(page, plan);
    }
    page.blank();
    let hops: Vec<String> = plan.hops.iter().map(hop).collect();
    page.heading(&format!("Plan: {}", hops.join(", then ")), Style::Bold);
    if !plan.typed.is_empty() {
        page.line(2, &plan.typed);
    }
    for step in &plan.steps {
        let mark = if plan.point_of_no_return == Some(step.n) { "  [no way back without the copy]" } else { "" };
        page.item(&format!("{:>2}.", step.n), &format!("{}{mark}", step.title));
        for command in &step.commands {
            page.command(command);
        }
        if step.separates {
            rolling::apart(page, plan, step, layout.detail);
        }
        if layout.detail > 1 {
            step.checks.iter().for_each(|check| page.item("    check:", check));
            step.why.iter().for_each(|why| page.item("    note:", why));
        }
    }
    if plan.hops.len() > 1 || layout.detail > 1 || report.question.why_not.is_some() {
        rejected(page, plan);
    }
}

fn hop(hop: &Hop) -> String {
    let with = if hop.settings.is_empty() { String::new() } else { format!(" with {}", hop.settings.join(" and ")) };
    format!("{} -> {} ({}{with})", hop.from, hop.to, hop.method)
}

fn rejected(page: &mut Page, plan: &Plan) {
    if plan.rejected.is_empty() {
        return;
    }
    page.blank();
    page.heading("Why not directly", Style::Bold);
    for rejected in &plan.rejected {
        page.item("-", &format!("{} -> {} {}: {}", rejected.from, rejected.to, rejected.method, rejected.reason));
    }
}

/// Defaults that change and that nobody overrides: good to know, nothing to do.
fn defaults(page: &mut Page, report: &Report, layout: Layout) {
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

fn questions(page: &mut Page, report: &Report) {
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

fn unseen(page: &mut Page, report: &Report) {
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
