//! Facts in the words of the report.

mod content;

use super::values::{counts, exact, prediction, span, words};
use super::{clients, deployed, model};
use crate::catalog::Catalog;
use crate::check::{Assessment, RestoreAnswer};
use crate::facts::{Facts, Segment, Subject, SubjectKind};
use crate::version::AlluxioVersion;

pub(super) fn facts(catalog: &Catalog, facts: &Facts, release: Option<&AlluxioVersion>, answer: Option<&Assessment<'_>>) -> model::Facts {
    model::Facts {
        installs: facts.of(SubjectKind::Install).map(install).collect(),
        configuration: super::configuration::configuration(catalog, facts, release, answer),
        journals: facts.of(SubjectKind::Journal).map(journal).collect(),
        backups: facts
            .of(SubjectKind::Backup)
            .map(|subject| backup(subject, answer.and_then(|answer| answer.restores.get(&subject.path))))
            .collect(),
        clients: facts
            .of(SubjectKind::Client)
            .map(|subject| clients::client(subject, answer.and_then(|answer| answer.clients.get(&subject.path))))
            .collect(),
        callers: facts.of(SubjectKind::Caller).map(clients::caller).collect(),
        applications: facts.of(SubjectKind::Application).map(clients::application).collect(),
        deployments: facts.of(SubjectKind::Deployment).map(deployed::deployment).collect(),
        chart_values: facts.of(SubjectKind::Helm).map(deployed::chart_value).collect(),
        scripts: facts.of(SubjectKind::Script).map(deployed::script).collect(),
        platform: facts.of(SubjectKind::Host).map(deployed::platform).collect(),
        connectors: facts.of(SubjectKind::Jar).map(deployed::connector).collect(),
    }
}

fn install(subject: &Subject) -> model::Install {
    model::Install {
        path: subject.path.clone(),
        version: exact(subject.get("install.version")),
        evidence: subject.evidence.clone(),
        problems: subject.problems.clone(),
    }
}

fn journal(subject: &Subject) -> model::Journal {
    model::Journal {
        path: subject.path.clone(),
        kind: subject.text("journal.kind").to_owned(),
        written_by: span(subject.get("journal.written_by")),
        has_checkpoint: subject.is("journal.has_checkpoint"),
        checkpoint_form: subject.text("journal.checkpoint_form").to_owned(),
        masters: words(subject.get("journal.masters")),
        components: words(subject.get("journal.components")),
        entries: subject.int("journal.entries"),
        max_entry_field: subject.int("journal.max_entry_field"),
        inodes: subject.int("journal.inodes"),
        segments: subject.segments.iter().map(segment).collect(),
        entries_by_kind: counts(subject.get("journal.log_kinds")),
        content: (subject.text("journal.kind") != "empty").then(|| content::of(subject)),
        integrity: subject.text("journal.integrity").to_owned(),
        problems: subject.problems.clone(),
        checks: checks(subject, ["journal.passed_checks", "journal.failed_checks", "journal.undone_checks"]),
    }
}

fn checks(subject: &Subject, [passed, failed, undone]: [&str; 3]) -> model::ByteChecks {
    let names = |fact: &str| words(subject.get(fact));
    model::ByteChecks { passed: names(passed), failed: names(failed), undone: names(undone) }
}

fn segment(segment: &Segment) -> model::Segment {
    model::Segment { path: segment.path.clone(), entries: segment.entries, state: segment.state }
}

fn backup(subject: &Subject, restore: Option<&RestoreAnswer>) -> model::Backup {
    model::Backup {
        path: subject.path.clone(),
        entries: subject.int("backup.entries"),
        inodes: subject.int("backup.inodes"),
        entries_by_kind: counts(subject.get("backup.entry_kinds")),
        content: Some(content::of(subject)),
        written_by: span(subject.get("backup.written_by")),
        integrity: subject.text("backup.integrity").to_owned(),
        problems: subject.problems.clone(),
        checks: checks(subject, ["backup.passed_checks", "backup.failed_checks", ""]),
        restore: restore.map(|restore| prediction(&restore.formatted)),
        restore_unformatted: restore.map(|restore| prediction(&restore.unformatted)),
    }
}
