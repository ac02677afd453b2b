//! What journals and backups of real masters hold must be rebuilt exactly: each path with pin and TTL, entries by kind.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use alluxio_preflight::facts::{SubjectKind, Value};
use alluxio_preflight::inspect::journal::{PathInfo, namespace};
use alluxio_preflight::source::Local;
use serde::Deserialize;

#[derive(Deserialize)]
struct Expected {
    state: String,
    #[serde(rename = "type")]
    journal_type: String,
    expected: BTreeMap<String, String>,
    /// What else the client of the release saw of each path.
    #[serde(default)]
    seen: BTreeMap<String, String>,
    #[serde(default)]
    entries_by_field: BTreeMap<String, i64>,
    #[serde(default)]
    checkpoint_entries_by_field: BTreeMap<String, i64>,
}

fn manifest() -> BTreeMap<String, Expected> {
    let text = std::fs::read_to_string(common::testdata().join("journals/MANIFEST.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The backup file or journal folder of an unpacked archive.
fn subject(folder: &Path, state: &str) -> PathBuf {
    if state != "backup" {
        return folder.join("journal");
    }
    let mut files = std::fs::read_dir(folder.join("backup")).unwrap().map(|entry| entry.unwrap().path());
    files.find(|path| path.extension().is_some_and(|end| end == "gz")).unwrap()
}

/// In the words of the manifest, which leaves out a TTL of 0: clients of 3.x write one where they mean none.
fn line(info: &PathInfo) -> (String, String) {
    let pin = info.pinned.then(|| "pinned".to_owned());
    let ttl = info.ttl_ms.filter(|ttl| *ttl > 0).map(|ttl| format!("ttl={ttl}"));
    (info.path.clone(), pin.into_iter().chain(ttl).collect::<Vec<_>>().join(" "))
}

/// In the words of the manifest.
fn seen(info: &PathInfo) -> (String, String) {
    let action = info.ttl_action.clone().filter(|_| info.ttl_ms.is_some_and(|ttl| ttl > 0)).unwrap_or_default();
    let (state, completed, mounted) = (info.persistence_state, info.completed, info.mount_point);
    (info.path.clone(), format!("completed={completed} mount_point={mounted} persistence_state={state} ttl_action={action}"))
}

#[test]
fn every_namespace_is_rebuilt_exactly() {
    let scratch = tempfile::tempdir().unwrap();
    let mut wrong = Vec::new();
    for (name, expected) in manifest() {
        let folder = common::unpack(&name, scratch.path());
        let path = subject(&folder, &expected.state);
        let (mut rebuilt, mut also) = (BTreeMap::new(), BTreeMap::new());
        let result = namespace(&Local, &path, &mut |info| {
            if info.path != "/" {
                rebuilt.extend([line(info)]);
                also.extend([seen(info)]);
            }
            true
        });
        match result {
            Err(reason) => wrong.push(format!("{name} ({}): {reason}", expected.journal_type)),
            Ok(()) if rebuilt != expected.expected => wrong.push(format!("{name}: {}", difference(&rebuilt, &expected.expected))),
            Ok(()) if !expected.seen.is_empty() && also != expected.seen => {
                wrong.push(format!("{name}: {}", difference(&also, &expected.seen)));
            }
            Ok(()) => {}
        }
    }
    assert!(wrong.is_empty(), "{} journals are not rebuilt:\n{}", wrong.len(), wrong.join("\n"));
}

fn difference(rebuilt: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) -> String {
    let missing = expected.iter().filter(|(path, value)| rebuilt.get(*path) != Some(value)).map(|(path, value)| format!("-{path} {value}"));
    let extra = rebuilt.iter().filter(|(path, value)| expected.get(*path) != Some(value)).map(|(path, value)| format!("+{path} {value}"));
    missing.chain(extra).collect::<Vec<_>>().join(", ")
}

/// Names of entries by number.
fn entry_names() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string("rules/catalog/journal/entries.tsv").unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    rows.map(|row| (row[0].to_owned(), row[1].to_owned())).collect()
}

#[test]
fn entries_of_every_kind_are_counted() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let names = entry_names();
    let mut wrong = Vec::new();
    for (name, expected) in manifest() {
        let folder = common::unpack(&name, scratch.path());
        let prepared = common::read(knowledge, &[subject(&folder, &expected.state)], &[]);
        let found = &prepared.facts().subjects[0];
        let logs = if expected.state == "backup" { "backup.entry_kinds" } else { "journal.log_kinds" };
        for (fact, counts) in [(logs, &expected.entries_by_field), ("journal.checkpoint_kinds", &expected.checkpoint_entries_by_field)] {
            let wanted: Option<BTreeMap<String, i64>> =
                counts.iter().map(|(number, count)| Some((names.get(number)?.clone(), *count))).collect();
            let Some(wanted) = wanted.filter(|wanted| !wanted.is_empty()) else { continue };
            if found.get(fact) != Some(&Value::Counts(wanted.clone())) {
                wrong.push(format!("{name} {fact}: {:?} instead of {wanted:?}", found.get(fact)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The third master was stopped before the last five folders were made.
#[test]
fn three_masters_of_one_quorum_are_held_against_one_another() {
    let scratch = tempfile::tempdir().unwrap();
    for release in ["2.4.0", "2.7.3", "2.9.3"] {
        let folders: Vec<PathBuf> =
            (1..=3).map(|n| common::unpack(&format!("{release}-EMBEDDED-quorum-{n}"), scratch.path()).join("journal")).collect();
        let prepared = common::read(common::knowledge(), &folders, &[]);
        let of = |n: usize, fact: &str| {
            prepared.facts().subjects.iter().find(|subject| Path::new(&subject.path) == folders[n]).unwrap().get(fact).cloned()
        };
        for n in 0..3 {
            assert_eq!(of(n, "journal.diverges"), Some(Value::Bool(false)), "{release} {n}");
            assert_eq!(of(n, "journal.members_differ"), Some(Value::Bool(false)), "{release} {n}");
            let Some(Value::Int(lag)) = of(n, "journal.lag") else { panic!("{release} {n}: no lag") };
            assert_eq!(lag > 0, n == 2, "{release} {n} lags {lag}");
        }
    }
}

#[test]
fn values_of_mount_options_are_not_in_any_listing() {
    let scratch = tempfile::tempdir().unwrap();
    for (name, expected) in manifest().into_iter().filter(|(_, expected)| !expected.seen.is_empty()) {
        let path = subject(&common::unpack(&name, scratch.path()), &expected.state).to_string_lossy().into_owned();
        for how in [&["--entries", "--format", "ndjson"][..], &["--entries"], &["--namespace"], &["--format", "json"], &[]] {
            let ran = common::run(&[&["inspect"], how, &[&path]].concat());
            assert!(ran.stdout.len() > 100, "{name} {how:?}: {}", ran.stderr);
            assert!(!ran.stdout.contains("lab-secret") && !ran.stdout.contains("LABACCESSKEY"), "{name} {how:?}");
        }
    }
}

/// Clients of 3.x write a time to live of 0 where they mean none, and 2.x takes that for one that is over.
#[test]
fn times_to_live_are_held_against_the_last_operation() {
    let scratch = tempfile::tempdir().unwrap();
    for (name, manifest) in manifest() {
        let prepared = common::read(common::knowledge(), &[subject(&common::unpack(&name, scratch.path()), &manifest.state)], &[]);
        let facts = prepared.facts();
        let (kind, word) = if manifest.state == "backup" { (SubjectKind::Backup, "backup") } else { (SubjectKind::Journal, "journal") };
        let read = facts.of(kind).next().unwrap();
        let number = |fact: &str| read.int(&format!("{word}.{fact}"));
        let far = manifest.expected.values().filter(|line| line.contains("ttl=")).count();
        let of_3x = name.starts_with("304-");
        assert_eq!(number("ttl_over"), Some(if of_3x { 37 } else { 0 }), "{name}");
        assert_eq!(number("ttl_next_end_ms").is_some(), far > 0, "{name}: {:?}", manifest.expected);
        if let Some(end) = number("ttl_next_end_ms") {
            let years = (end - number("last_time_ms").unwrap()) / (365 * 24 * 3_600_000);
            assert!((9..=10).contains(&years), "{name}: {years}");
        }
    }
}
