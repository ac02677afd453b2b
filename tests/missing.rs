//! Whatever file or folder of a real journal is lost: what it held is there otherwise, or something is said of the loss.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use alluxio_preflight::check::Prepared;
use alluxio_preflight::facts::SubjectKind;
use alluxio_preflight::judge::Status;
use alluxio_preflight::rules::{Outcome, Severity};

/// Journals, the release that wrote each, its type, and settings that it needs to read it.
const JOURNALS: [(&str, &str, &str, &str); 11] = [
    ("1.4.0-v0-checkpoint", "1.4.0", "UFS", ""),
    ("1.4.0-v0-logs", "1.4.0", "UFS", ""),
    ("1.8.1-UFS-checkpoint", "1.8.1", "UFS", ""),
    ("2.3.0-UFS-checkpoint-rocks", "2.3.0", "UFS", "alluxio.master.metastore=ROCKS"),
    ("2.5.0-UFS-purged", "2.5.0", "UFS", "alluxio.master.metastore=HEAP"),
    ("2.9.3-UFS-purged", "2.9.3", "UFS", ""),
    ("2.9.3-UFS-jobs", "2.9.3", "UFS", ""),
    ("2.7.3-EMBEDDED-logs", "2.7.3", "EMBEDDED", ""),
    ("2.9.3-EMBEDDED-purged", "2.9.3", "EMBEDDED", ""),
    ("2.9.6-EMBEDDED-full-checkpoint", "2.9.6", "EMBEDDED", ""),
    ("2.9.6-EMBEDDED-purged", "2.9.6", "EMBEDDED", ""),
];

/// Whether it is the end of a log, of which nothing anywhere says that there was more: a master may have stopped before it.
fn is_the_end(path: &Path) -> bool {
    let logs = path.parent().unwrap();
    let start = |path: &Path| {
        let name = path.file_name()?.to_str()?;
        u64::from_str_radix(name.strip_prefix("0x")?.split_once('-')?.0, 16).ok()
    };
    let later = |other: PathBuf| start(&other) > start(path);
    let last = logs.ends_with("v1/logs") && !everything_below(logs).into_iter().any(later);
    last || path.ends_with("v1/logs") || path.ends_with("FileSystemMaster/log.out")
}

/// What a master would hold: paths and numbers that rules look at.
fn content(prepared: &Prepared) -> BTreeMap<String, String> {
    let names = ["inodes", "pinned", "ttl", "mounts", "path_settings", "cluster_id", "users", "sync_points", "block_ids"];
    let Some(journal) = prepared.facts().of(SubjectKind::Journal).next() else { return BTreeMap::new() };
    let value = |name: &str| journal.get(&format!("journal.{name}")).map(ToString::to_string).unwrap_or_default();
    names.iter().map(|name| ((*name).to_owned(), value(name))).collect()
}

/// What stops somebody who reads the report: outcome other than `reads`, or rules that ask for an action before the start.
fn warned(prepared: &Prepared, release: &str) -> (bool, Vec<String>) {
    let asked = common::asked(Some(release), release);
    let answer = common::answer(common::knowledge(), prepared, &asked);
    let failed = answer.checks.iter().filter(|check| check.status == Status::Failed && check.rule.severity >= Some(Severity::Action));
    (answer.start.outcome != Outcome::Reads, failed.map(|check| check.rule.id.clone()).collect())
}

fn everything_below(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder).min_depth(1).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    found.sort();
    found
}

#[test]
fn a_lost_part_is_told_or_changes_nothing() {
    let scratch = tempfile::tempdir().unwrap();
    let mut silent = Vec::new();
    for (name, release, kind, setting) in JOURNALS {
        let folder = common::unpack(name, scratch.path()).join("journal");
        let mut assume = vec!["launcher=none".to_owned(), format!("alluxio.master.journal.type={kind}")];
        assume.extend((!setting.is_empty()).then(|| setting.to_owned()));
        let read = || common::read(common::knowledge(), std::slice::from_ref(&folder), &assume);
        let whole = read();
        let (before, (lost, rules)) = (content(&whole), warned(&whole, release));
        assert!(!lost, "{name} is whole");
        let aside = scratch.path().join("aside");
        for path in everything_below(&folder) {
            let end = is_the_end(&path);
            fs::rename(&path, &aside).unwrap();
            let rest = read();
            let (told, now) = warned(&rest, release);
            let place = path.strip_prefix(scratch.path()).unwrap().display().to_string();
            let told = told || now.iter().any(|rule| !rules.contains(rule));
            let after = content(&rest);
            let other: Vec<_> = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).collect();
            if !told && !other.is_empty() && !end {
                silent.push(format!("{place}: {other:?}"));
            }
            fs::rename(&aside, &path).unwrap();
        }
    }
    assert!(silent.is_empty(), "nothing is said of the loss of\n{}", silent.join("\n"));
}
