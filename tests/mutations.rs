//! Journals and backups with bytes changed, cut and repeated: every reader must come back with facts, never panic, and
//! never promise that a journal which it calls damaged is read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::fs;
use std::path::{Path, PathBuf};

use alluxio_preflight::facts::SubjectKind;
use alluxio_preflight::rules::Outcome;

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

fn files(folder: &Path) -> Vec<PathBuf> {
    let walk = walkdir::WalkDir::new(folder).sort_by_file_name();
    walk.into_iter()
        .map(|item| item.unwrap())
        .filter(|item| item.file_type().is_file() && item.metadata().unwrap().len() > 0)
        .map(|item| item.into_path())
        .collect()
}

/// Changes a few bytes, cuts the file, or repeats a part of it.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    match random.below(4) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let at = random.below(bytes.len());
            let part = bytes[at..].to_vec();
            bytes.extend(part);
        }
        _ => {
            for _ in 0..=random.below(4) {
                let at = random.below(bytes.len());
                bytes[at] = u8::try_from(random.below(256)).unwrap();
            }
        }
    }
}

/// Mutations per kind of journal; the long run below does more.
const ROUNDS: usize = 150;

fn survive(name: &str, part: &str, rounds: usize) {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack(name, scratch.path()).join(part);
    let files = files(&folder);
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..rounds {
        let file = &files[random.below(files.len())];
        let original = fs::read(file).unwrap();
        let mut bytes = original.clone();
        mutate(&mut bytes, &mut random);
        fs::write(file, &bytes).unwrap();
        let prepared = common::read(knowledge, std::slice::from_ref(&folder), &["alluxio.master.journal.type=UFS".to_owned()]);
        let asked = common::asked(None, "2.9.3");
        let answer = common::answer(knowledge, &prepared, &asked);
        let damaged = prepared.facts().of(SubjectKind::Journal).any(|journal| journal.text("journal.integrity") != "intact");
        assert!(!(damaged && answer.start.outcome == Outcome::Reads), "round {round}: {} is damaged and would be read", file.display());
        fs::write(file, &original).unwrap();
    }
}

#[test]
fn v0_journals_survive_mutations() {
    survive("1.4.0-v0-checkpoint", "journal", ROUNDS);
}

#[test]
fn ufs_journals_survive_mutations() {
    survive("1.8.1-UFS-checkpoint", "journal", ROUNDS);
    survive("2.7.3-UFS-checkpoint", "journal", ROUNDS);
}

#[test]
fn copycat_journals_survive_mutations() {
    survive("2.3.0-EMBEDDED-logs", "journal", ROUNDS / 3);
}

#[test]
fn ratis_journals_survive_mutations() {
    survive("2.7.3-EMBEDDED-checkpoint", "journal", ROUNDS);
    survive("2.9.6-EMBEDDED-checkpoint", "journal", ROUNDS);
}

#[test]
fn backups_survive_mutations() {
    survive("2.9.3-UFS-backup", "backup", ROUNDS);
}

/// `cargo test --release --test mutations -- --ignored`
#[test]
#[ignore = "takes minutes"]
fn everything_survives_many_mutations() {
    for (name, part) in [
        ("1.4.0-v0-checkpoint", "journal"),
        ("2.7.3-UFS-checkpoint", "journal"),
        ("2.9.6-EMBEDDED-checkpoint", "journal"),
        ("2.9.3-UFS-backup", "backup"),
    ] {
        survive(name, part, 20_000);
    }
}

#[test]
fn a_flipped_bit_in_a_checked_record_is_found() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let folder = common::unpack("2.7.3-EMBEDDED-logs", scratch.path()).join("journal");
    let segment = files(&folder).into_iter().find(|file| file.to_str().unwrap().contains("log_")).unwrap();
    let original = fs::read(&segment).unwrap();
    for at in (8..original.len()).step_by(97) {
        let mut bytes = original.clone();
        bytes[at] ^= 0x10;
        fs::write(&segment, &bytes).unwrap();
        let prepared = common::read(knowledge, std::slice::from_ref(&folder), &[]);
        let journal = prepared.facts().of(SubjectKind::Journal).next().unwrap();
        let noticed = journal.text("journal.integrity") == "damaged" || !journal.problems.is_empty();
        assert!(noticed, "the flip at byte {at} of {} was not found", segment.display());
    }
}
