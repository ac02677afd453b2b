//! Journals and backups of real masters with bytes changed, cut and repeated, in memory: every reader must come back with
//! facts, in time, and never promise that a journal which it calls damaged is read.
//!
//! `MUTATIONS=20000 cargo test --release --test mutations` does as many per kind; without it a hundred are done.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use alluxio_preflight::check::prepare;
use alluxio_preflight::facts::{Facts, SubjectKind};
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::rules::Outcome;
use common::memory::Memory;

/// xorshift64 (Marsaglia, 2003): the same numbers in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }
}

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

fn rounds() -> usize {
    std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
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
    let scratch = tempfile::tempdir().unwrap();
    let files = Memory::of(&common::unpack(name, scratch.path()));
    let paths: Vec<PathBuf> = files.files.iter().filter(|(_, bytes)| !bytes.is_empty()).map(|(path, _)| path.clone()).collect();
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut judged = BTreeSet::new();
    for round in 0..rounds() {
        let path = &paths[random.below(paths.len())];
        let mut bytes = files.bytes(path);
        mutate(&mut bytes, &mut random);
        let mut changed = files.clone();
        changed.put(path, bytes);
        let start = Instant::now();
        let facts = inspect(&changed, &[Path::new(part).to_owned()], &common::knowledge().catalog);
        assert!(start.elapsed() < Duration::from_secs(30), "{name}, round {round}: took {:?}", start.elapsed());
        if judged.insert(signs(&facts)) {
            never_promised(facts, &|| format!("{name}, round {round}: {}", path.display()));
        }
    }
    assert!(peak_megabytes() < 512, "{} MB", peak_megabytes());
}

/// Most memory that the process ever had, knowledge and test data included; 0 where the system does not say.
fn peak_megabytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    peak.unwrap_or(0u64) / 1024
}

#[test]
fn v0_journals_survive_mutations() {
    survive("1.4.0-v0-checkpoint", "journal");
}

#[test]
fn ufs_journals_of_1_survive_mutations() {
    survive("1.8.1-UFS-checkpoint", "journal");
}

#[test]
fn ufs_journals_of_2_survive_mutations() {
    survive("2.7.3-UFS-checkpoint", "journal");
}

#[test]
fn copycat_journals_survive_mutations() {
    survive("2.3.0-EMBEDDED-logs", "journal");
}

#[test]
fn ratis_journals_survive_mutations() {
    survive("2.7.3-EMBEDDED-checkpoint", "journal");
}

#[test]
fn snapshot_folders_survive_mutations() {
    survive("2.9.6-EMBEDDED-checkpoint", "journal");
}

#[test]
fn backups_survive_mutations() {
    survive("2.9.3-UFS-backup", "backup");
}
