//! Journals and backups of real masters with bytes changed, cut and repeated, in memory: every reader must come back with
//! facts, in time, and never promise that a journal which it calls damaged is read.
//!
//! `MUTATIONS=20000 cargo test --release --test mutations` does as many per kind. Each kind has a process of its own, so that its
//! memory can be measured; time is that of the thread.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;
#[path = "common/measured.rs"]
mod measured;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use alluxio_preflight::check::prepare;
use alluxio_preflight::facts::{Facts, SubjectKind};
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::rules::Outcome;
use common::memory::Memory;
use measured::{Random, Watch, alone, rounds};

/// Changes a few bytes, cuts the file, repeats a part of it, or writes a length that lies.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    match random.below(5) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let at = random.below(bytes.len());
            let part = bytes[at..].to_vec();
            bytes.extend(part);
        }
        2 => {
            let at = random.below(bytes.len());
            let end = bytes.len().min(at + 1 + random.below(5));
            bytes[at..end].fill(0xff);
        }
        _ => {
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] = u8::try_from(random.below(256)).unwrap();
            }
        }
    }
}

/// What decides on the answer; each combination is judged once.
fn signs(facts: &Facts) -> String {
    let journals = facts.subjects.iter().map(|subject| {
        let fact = |name: &str| subject.get(name).map(ToString::to_string).unwrap_or_default();
        ["journal.kind", "journal.integrity", "journal.failed_checks", "journal.checkpoint_form", "journal.components"].map(fact).join("|")
    });
    journals.collect::<Vec<_>>().join("\n") + &facts.unseen.len().to_string()
}

fn never_promised(facts: Facts, what: &dyn Fn() -> String) {
    let knowledge = common::knowledge();
    let damaged = facts.of(SubjectKind::Journal).any(|journal| journal.text("journal.integrity") == "damaged");
    let prepared = prepare(facts, &[]);
    for to in ["1.4.0", "1.8.2", "2.3.0", "2.9.3", "304"] {
        let asked = common::asked(None, to);
        let outcome = common::answer(knowledge, &prepared, &asked).start.outcome;
        assert!(!(damaged && outcome == Outcome::Reads), "{} is damaged and would be read by {to}", what());
    }
}

fn survive(name: &str, part: &str) {
    alone(|| mutations_of(name, part));
}

fn mutations_of(name: &str, part: &str) {
    let scratch = tempfile::tempdir().unwrap();
    let files = Memory::of(&common::unpack(name, scratch.path()));
    let paths: Vec<PathBuf> = files.files.iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(path, _)| path.clone()).collect();
    let mut random = Random::new();
    let mut judged = BTreeSet::new();
    never_promised(inspect(&files, &[Path::new(part).to_owned()], &common::knowledge().catalog), &|| name.to_owned());
    let mut watch = Watch::new();
    for round in 0..rounds(60) {
        let path = &paths[random.below(paths.len())];
        let mut bytes = files.bytes(path);
        mutate(&mut bytes, &mut random);
        let mut changed = files.clone();
        changed.put(path, bytes);
        let what = || format!("{name}, round {round}: {}", path.display());
        let facts = watch.read(&what, || inspect(&changed, &[Path::new(part).to_owned()], &common::knowledge().catalog));
        if judged.insert(signs(&facts)) {
            never_promised(facts, &what);
        }
    }
    watch.done();
}

macro_rules! kinds {
    ($($test:ident: $name:literal, $part:literal;)*) => {
        $(#[test]
        fn $test() {
            survive($name, $part);
        })*
    };
}

kinds! {
    v0_checkpoints: "1.4.0-v0-checkpoint", "journal";
    v0_logs: "1.4.0-v0-logs", "journal";
    ufs_checkpoints_of_1: "1.8.1-UFS-checkpoint", "journal";
    ufs_logs_of_1: "1.8.1-UFS-ops", "journal";
    ufs_checkpoints_of_2: "2.3.0-UFS-checkpoint", "journal";
    ufs_checkpoints_with_rocksdb: "2.7.3-UFS-checkpoint", "journal";
    ufs_logs_of_2: "2.4.0-UFS-ops", "journal";
    copycat_journals: "2.3.0-EMBEDDED-logs", "journal";
    ratis_logs: "2.7.3-EMBEDDED-logs", "journal";
    ratis_logs_of_3: "304-EMBEDDED-logs", "journal";
    ratis_snapshots: "2.7.3-EMBEDDED-checkpoint-heap", "journal";
    ratis_snapshots_with_rocksdb: "2.7.3-EMBEDDED-checkpoint", "journal";
    snapshot_folders: "2.9.6-EMBEDDED-checkpoint", "journal";
    snapshot_folders_of_3: "304-EMBEDDED-checkpoint", "journal";
    backups_of_1: "1.8.1-UFS-backup", "backup";
    backups_of_2: "2.9.3-UFS-backup", "backup";
    backups_of_3: "304-EMBEDDED-backup", "backup";
}
