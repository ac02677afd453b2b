//! What was seen: homes, journals, backups, clients, containers, and the settings of the journal.

use super::page::{Page, Style};
use super::{clients, deployed};
use crate::report::model::{Backup, Journal, Report};

pub(super) fn seen(page: &mut Page, report: &Report, detail: u8) {
    page.blank();
    page.heading("Seen", Style::Bold);
    let before = page.len();
    for install in &report.facts.installs {
        page.item("-", &format!("install {}: {}", install.path, install.version.as_deref().unwrap_or("version unknown")));
    }
    report.facts.journals.iter().for_each(|journal| self::journal(page, journal));
    report.facts.backups.iter().for_each(|backup| self::backup(page, backup));
    clients::clients(page, report, detail);
    clients::applications(page, report);
    deployed::seen(page, report);
    let set = report.facts.configuration.iter().filter(|setting| setting.effective && setting.key.contains("master.journal"));
    for setting in set {
        page.item("-", &format!("{}={} ({})", setting.key, setting.value, setting.origin));
    }
    if page.len() == before {
        page.line(2, "nothing of Alluxio");
    }
}

fn journal(page: &mut Page, journal: &Journal) {
    let Journal { path, kind, checkpoint_form, integrity, .. } = journal;
    let by = match (&journal.written_by.min, &journal.written_by.max) {
        (Some(min), Some(max)) if min == max => format!("written by {min}"),
        (Some(min), Some(max)) => format!("written by {min} to {max}"),
        _ => "writer unknown".to_owned(),
    };
    let entries = journal.entries.map_or_else(|| "entries not decoded".to_owned(), |entries| format!("{entries} log entries"));
    page.item("-", &format!("journal {path}: {kind}, {by}, checkpoint {checkpoint_form}, {entries}, {integrity}"));
    journal.problems.iter().for_each(|problem| page.item("  !", problem));
}

fn backup(page: &mut Page, backup: &Backup) {
    let restored = backup.restore.as_ref().map(|restore| format!(", restored by the target: {}", restore.outcome.word()));
    let (entries, restored) = (backup.entries.unwrap_or(0), restored.unwrap_or_default());
    page.item("-", &format!("backup {}: {entries} entries, {}{restored}", backup.path, backup.integrity));
    backup.problems.iter().for_each(|problem| page.item("  !", problem));
}
