//! `inspect --entries` and `inspect --namespace`: what people and programs get to see of a journal, piece by piece.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};

use alluxio_preflight::facts::{Subject, Value};
use alluxio_preflight::inspect::journal::entries;
use alluxio_preflight::source::Local;

fn journal_names() -> Vec<String> {
    let folder = std::fs::read_dir(common::testdata().join("journals")).unwrap();
    let names = folder.filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".tar.gz")?.to_owned()));
    let mut names: Vec<String> = names.filter(|name| !name.ends_with("-backup")).collect();
    names.sort();
    names
}

fn counts(subject: &Subject, fact: &str) -> Option<BTreeMap<String, i64>> {
    match subject.get(fact) {
        Some(Value::Counts(counts)) => Some(counts.clone()),
        _ => None,
    }
}

#[test]
fn every_entry_of_every_journal_comes_once() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    for name in journal_names() {
        let folder = common::unpack(&name, scratch.path()).join("journal");
        let prepared = common::read(knowledge, std::slice::from_ref(&folder), &[]);
        let subject = &prepared.facts().subjects[0];
        let Some(logs) = counts(subject, "journal.log_kinds") else { continue };
        let mut expected = counts(subject, "journal.checkpoint_kinds").unwrap();
        for (kind, count) in logs {
            *expected.entry(kind).or_default() += count;
        }
        let mut streamed: BTreeMap<String, i64> = BTreeMap::new();
        let problems = entries(&Local, &folder, &mut |entry| {
            *streamed.entry(entry.kind.clone()).or_default() += 1;
            true
        });
        assert_eq!(problems, Ok(Vec::new()), "{name}");
        assert_eq!(streamed, expected, "{name}");
    }
}

#[test]
fn a_watcher_who_has_seen_enough_is_not_told_more() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("2.9.3-EMBEDDED-logs", scratch.path()).join("journal");
    let mut seen = 0;
    entries(&Local, &folder, &mut |_| {
        seen += 1;
        seen < 5
    })
    .unwrap();
    assert_eq!(seen, 5);
}

/// Runs the program in the folder of an unpacked journal, so that no path of this machine is printed.
#[test]
fn entries_as_people_see_them() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("1.8.1-UFS-ops", scratch.path());
    let ran = common::run_in(&folder, &["inspect", "--entries", "--grep", "/top", "journal"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("entries-of-1-8", ran.stdout);
    let folder = common::unpack("2.9.6-EMBEDDED-checkpoint", scratch.path());
    let ran = common::run_in(&folder, &["inspect", "--entries", "--grep", "rename", "journal"]);
    insta::assert_snapshot!("covered-entries-of-2-9", ran.stdout);
}

#[test]
fn a_namespace_as_people_see_it() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("2.4.0-UFS-ops", scratch.path());
    let ran = common::run_in(&folder, &["inspect", "--namespace", "journal"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!("namespace-of-2-4", ran.stdout);
}

#[test]
fn lines_are_json_objects_with_fixed_names() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("2.9.3-UFS-logs", scratch.path());
    let ran = common::run_in(&folder, &["inspect", "--entries", "--format", "ndjson", "journal"]);
    for line in ran.stdout.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let names: Vec<&String> = entry.as_object().unwrap().keys().collect();
        assert_eq!(names, ["applied", "fields", "file", "kind", "path", "sequence"]);
    }
    let ran = common::run_in(&folder, &["inspect", "--namespace", "--format", "ndjson", "--grep", "/side", "journal"]);
    let first: serde_json::Value = serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["path"], "/side/");
    assert_eq!(ran.stdout.lines().count(), 4);
}

#[test]
fn a_stream_needs_a_journal_and_a_form_without_end() {
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(common::run_in(empty.path(), &["inspect", "--entries"]).code, 3);
    assert_eq!(common::run_in(empty.path(), &["inspect", "--entries", "--format", "json"]).code, 2);
    assert_eq!(common::run_in(empty.path(), &["check", "--to", "2.9.3", "--format", "ndjson"]).code, 2);
}

#[test]
fn what_is_damaged_is_said_after_what_was_read() {
    let ran = common::run(&["inspect", "--entries", "testdata/clusters/damaged/home/journal"]);
    assert_eq!(ran.code, 4);
    assert!(ran.stderr.contains("not seen: "), "{}", ran.stderr);
}

#[test]
fn who_closes_the_pipe_is_no_failure() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("2.9.3-EMBEDDED-logs", scratch.path());
    let mut child = Command::new(env!("CARGO_BIN_EXE_alluxio-preflight"))
        .args(["inspect", "--entries", "journal"])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut pipe = child.stdout.take().unwrap();
    pipe.read_exact(&mut [0; 16]).unwrap();
    drop(pipe);
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

/// A field of bytes on the wire.
fn bytes(number: u8, content: &[u8]) -> Vec<u8> {
    assert!(content.len() < 128);
    [&[number << 3 | 2, u8::try_from(content.len()).unwrap()], content].concat()
}

/// A UFS log with one mount point whose options hold a secret.
fn journal_with_secrets(folder: &Path) {
    let option = |key: &str, value: &str| bytes(4, &[bytes(1, key.as_bytes()), bytes(2, value.as_bytes())].concat());
    let mount = [bytes(1, b"/s3"), bytes(2, b"s3://KEYHERE@bucket/"), option("aws.secretKey", "SECRETHERE"), option("plain", "VALUEHERE")];
    let entry = [vec![8, 0], bytes(2, &mount.concat()).into_iter().collect()].concat();
    let logs = folder.join("FileSystemMaster/v1/logs");
    std::fs::create_dir_all(&logs).unwrap();
    std::fs::write(folder.join("FileSystemMaster/v1/_format_1"), "").unwrap();
    std::fs::write(logs.join("0x0-0x1"), [vec![u8::try_from(entry.len()).unwrap()], entry].concat()).unwrap();
}

#[test]
fn values_of_mount_options_reach_no_output() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = scratch.path().join("journal");
    journal_with_secrets(&folder);
    for args in [
        ["inspect", "--entries", "--format", "text"],
        ["inspect", "--entries", "--format", "ndjson"],
        ["inspect", "--namespace", "--format", "text"],
        ["inspect", "-v", "--format", "text"],
        ["inspect", "-v", "--format", "json"],
        ["check", "--to=2.9.3", "--format", "json"],
        ["check", "--to=2.9.3", "--format", "text"],
    ] {
        let ran = common::run_in(scratch.path(), &[args.as_slice(), &["journal"]].concat());
        for secret in ["SECRETHERE", "KEYHERE", "VALUEHERE"] {
            assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{args:?}: {}", ran.stdout);
        }
        if args[1] == "--entries" {
            assert!(ran.stdout.contains("aws.secretKey"), "{args:?}: {}{}", ran.stdout, ran.stderr);
        }
    }
}

#[test]
fn journals_at_a_glance() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["1.8.1-UFS-ops", "2.9.6-EMBEDDED-checkpoint", "2.9.3-UFS-backup"] {
        let folder = common::unpack(name, scratch.path());
        let part = if name.ends_with("backup") { "backup" } else { "journal" };
        insta::assert_snapshot!(format!("glance-{name}"), common::run_in(&folder, &["inspect", part]).stdout);
    }
    for cluster in ["damaged", "damaged-ufs"] {
        let ran = common::run(&["inspect", &format!("testdata/clusters/{cluster}/home/journal")]);
        insta::assert_snapshot!(format!("glance-{cluster}"), ran.stdout);
    }
}
