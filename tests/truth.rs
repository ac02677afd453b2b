//! Every recorded start of a real master must be predicted from the journal's bytes and the settings of the run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alluxio_preflight::facts::SubjectKind;
use alluxio_preflight::judge::Status;
use alluxio_preflight::rules::Outcome;
use common::damage;
use serde::Deserialize;

#[derive(Deserialize)]
struct Row {
    journal: Option<String>,
    source: String,
    target: String,
    target_type: String,
    set: Vec<String>,
    outcome: String,
    #[serde(default)]
    restore: bool,
    #[serde(default)]
    format_first: bool,
    #[serde(default)]
    upgrade: Option<String>,
    #[serde(default)]
    start: Option<String>,
    #[serde(default)]
    attributes_lost: Vec<String>,
    /// How the backup was damaged before.
    #[serde(default)]
    damage: Option<String>,
    /// Whether the journal no longer says which blocks there are, which the probe does not ask for.
    #[serde(default)]
    blocks_lost: bool,
    /// Files that are there and cannot be read, because nothing completed them.
    #[serde(default)]
    incomplete: Vec<String>,
    /// `empty` where the under store of the run was not the one that the journal was written with.
    #[serde(default)]
    under_store: Option<String>,
    /// What was done to the journal before, as `tests/lab/changes.py` explains.
    #[serde(default)]
    changes: Vec<String>,
}

/// Rows that the files cannot tell, by journal, target and type. There is none.
const CANNOT_BE_TOLD: [(&str, &str, &str); 0] = [];

fn rows() -> Vec<Row> {
    common::runs().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn assumptions(row: &Row) -> Vec<String> {
    let mut assume = row.set.clone();
    if row.target_type != "default" {
        assume.push(format!("alluxio.master.journal.type={}", row.target_type));
    }
    if row.start.is_none() {
        assume.push("launcher=none".to_owned());
    }
    assume
}

fn allowed(row: &Row) -> Vec<Outcome> {
    match row.outcome.as_str() {
        // All paths are there, but not all that belongs to them.
        "reads" if !row.attributes_lost.is_empty() || row.blocks_lost => vec![Outcome::Partial],
        "reads" => vec![Outcome::Reads],
        "partial" => vec![Outcome::Partial],
        "empty" => vec![Outcome::Empty],
        "refuses" | "hangs" => vec![Outcome::Refuses],
        "formats" => vec![Outcome::Formats],
        other => panic!("unknown outcome {other}"),
    }
}

/// The backup of an unpacked archive, damaged, in a folder of its own.
fn damaged(folder: &Path, how: &str) -> PathBuf {
    let files = std::fs::read_dir(folder.join("backup")).unwrap().map(|entry| entry.unwrap().path());
    let backup = files.filter(|path| path.extension().is_some_and(|ending| ending == "gz")).min().unwrap();
    let into = folder.join(format!("backup-{how}"));
    std::fs::create_dir_all(&into).unwrap();
    std::fs::write(into.join(backup.file_name().unwrap()), damage::damaged(&std::fs::read(&backup).unwrap(), how)).unwrap();
    into
}

/// Compares all rows and returns the disagreements.
fn disagreements(with_from: bool) -> (usize, Vec<String>) {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let mut folders = BTreeMap::new();
    let (mut compared, mut wrong) = (0, Vec::new());
    for row in rows() {
        let Some(journal) = &row.journal else { continue };
        let folder = folders.entry(journal.clone()).or_insert_with(|| common::unpack(journal, scratch.path()));
        let changed = tempfile::tempdir().unwrap();
        let part = match &row.damage {
            Some(how) => damaged(folder, how),
            None if row.changes.is_empty() => folder.join(if row.restore { "backup" } else { "journal" }),
            None => {
                let folder = common::unpack(journal, changed.path());
                common::changes::apply(&folder, &row.changes);
                folder.join(if row.restore { "backup" } else { "journal" })
            }
        };
        let prepared = common::read(knowledge, &[part], &assumptions(&row));
        let asked = common::asked(with_from.then_some(row.source.as_str()), &row.target);
        let answer = common::answer(knowledge, &prepared, &asked);
        let predicted = if row.restore {
            let restore = answer.restores.values().next().unwrap();
            if row.format_first { &restore.formatted } else { &restore.unformatted }
        } else if row.upgrade.is_some() {
            answer.upgrade_journal.as_ref().unwrap()
        } else {
            &answer.start
        };
        compared += 1;
        if row.under_store.is_some() && row.outcome != "reads" {
            // Files do not show the under store, so the answer supposes that it is as it was, and a finding says what else happens.
            if !answer.checks.iter().any(|check| check.rule.id == "BAK030" && check.status == Status::Failed) {
                wrong.push(format!("{journal} on {}: nothing is said of an under store that is not as it was", row.target));
            }
            continue;
        }
        let messages: String =
            answer.checks.iter().filter(|check| check.status == Status::Failed).map(|check| check.message.as_str()).collect();
        for path in row.incomplete.iter().filter(|path| !messages.contains(path.as_str())) {
            wrong.push(format!("{journal} on {}: it is not said that {path} stays incomplete", row.target));
        }
        let why: String = predicted.why.iter().map(|why| why.text.as_str()).collect();
        for lost in row.attributes_lost.iter().filter_map(|lost| lost.split(": ").next()).filter(|path| !why.contains(path)) {
            wrong.push(format!("{journal} on {}: {lost} is not named in {why}", row.target));
        }
        if !allowed(&row).contains(&predicted.outcome) && !CANNOT_BE_TOLD.contains(&(journal, &row.target, &row.target_type)) {
            wrong.push(format!(
                "{journal} on {} type {} {:?} {:?}: was {}, predicted {:?} because {:?}",
                row.target, row.target_type, row.set, row.changes, row.outcome, predicted.outcome, predicted.why
            ));
        }
    }
    (compared, wrong)
}

#[test]
fn every_recorded_start_is_predicted() {
    let (compared, wrong) = disagreements(true);
    assert!(wrong.is_empty(), "{} of {compared} rows disagree:\n{}", wrong.len(), wrong.join("\n"));
    assert!(compared > 300, "only {compared} rows were compared");
}

#[test]
fn every_recorded_start_is_predicted_without_from() {
    let (compared, wrong) = disagreements(false);
    assert!(wrong.is_empty(), "{} of {compared} rows disagree:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_journal_tells_its_kind_its_writers_a_verdict_and_a_plan() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let writer = regex::Regex::new("^(?:.*-upj-)?(.+?)-(?:v0|UFS|EMBEDDED|checkpoint|logs)").unwrap();
    let asked = common::asked(None, "2.9.6");
    for name in common::journal_names().iter().filter(|name| !name.ends_with("-backup")) {
        let folder = common::unpack(name, scratch.path()).join("journal");
        let prepared = common::read(knowledge, &[folder], &["launcher=none".to_owned()]);
        let journal = prepared.facts().of(SubjectKind::Journal).next().unwrap();
        assert_ne!(journal.text("journal.kind"), "empty", "{name}");
        let answer = common::answer(knowledge, &prepared, &asked);
        let span = answer.origin.span.as_ref().unwrap_or_else(|| panic!("{name}: nobody can have written it"));
        let source = common::asked(None, &writer.captures(name).unwrap()[1]).to;
        assert!(source > asked.to || (span.min <= source && source <= span.max), "{name}: {span} does not hold {source}");
        assert!(!answer.steps.is_empty(), "{name}: {:?} without a plan", answer.verdict);
    }
}

/// A folder with a time to live would lose it in the restore, and the plan sets what keeps it.
#[test]
fn a_plan_that_restores_keeps_the_times_to_live_of_folders() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let commands = |name: &str| {
        let folder = common::unpack(name, scratch.path()).join("journal");
        let prepared = common::read(knowledge, &[folder], &[]);
        let asked = common::asked(Some("2.9.3"), "2.9.1");
        let steps = common::answer(knowledge, &prepared, &asked).steps;
        steps.iter().flat_map(|step| step.commands.clone()).collect::<Vec<_>>().join("\n")
    };
    let setting = "alluxio.master.journal.sync.root.after.init.from.backup=false";
    let (with, without) = (commands("2.9.3-EMBEDDED-full"), commands("2.9.3-EMBEDDED-logs"));
    assert!(with.contains("-i BACKUP_FILE") && with.contains(setting), "{with}");
    assert!(without.contains("-i BACKUP_FILE") && !without.contains(setting), "{without}");
}
