//! Files of many runs are read by any number of threads with the same result, to the byte at which something is wrong.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::num::NonZeroUsize;
use std::path::Path;

use alluxio_preflight::facts::{Facts, Subject};
use alluxio_preflight::inspect::journal::{backup, read_folder_with};
use common::encode::{self, Made, made};
use common::memory::Memory;

/// Enough for several runs of the reader.
const MANY: u64 = 6000;

const BACKUP: &str = "alluxio-backup-2026-11-26-1.gz";

/// The root, and then files below it.
fn file(id: u64) -> Made {
    if id == 0 {
        return made(9, 1, 0, "");
    }
    made(
        11,
        id << 24 | 0xff_ffff,
        1,
        &format!("a-file-with-a-name-that-is-as-long-as-names-of-parquet-files-are-{id:08}-c000.snappy.parquet"),
    )
}

fn list() -> Vec<Made> {
    (0..MANY).map(file).collect()
}

/// What one, two and four threads see, which is the same.
fn seen(read: impl Fn(NonZeroUsize) -> Facts) -> Subject {
    let mut all = [1, 2, 4].map(|threads| read(NonZeroUsize::new(threads).unwrap())).into_iter();
    let first = all.next().unwrap();
    assert!(all.all(|other| other == first), "threads differ");
    first.subjects.into_iter().next().unwrap()
}

fn journal(files: &Memory) -> Subject {
    seen(|threads| read_folder_with(files, Path::new("journal"), threads))
}

fn ratis(segment: Vec<u8>) -> Subject {
    let mut files = Memory::default();
    let current = Path::new("journal").join(encode::GROUP).join("current");
    files.put(current.join("raft-meta"), encode::raft_meta(1));
    files.put(current.join("log_inprogress_0"), segment);
    journal(&files)
}

fn ufs(logs: &[(u64, u64, Vec<u8>)]) -> Subject {
    let mut files = Memory::default();
    let v1 = Path::new("journal/FileSystemMaster/v1");
    files.put(v1.join("_format_1"), Vec::new());
    for (start, end, log) in logs {
        files.put(v1.join("logs").join(encode::range(*start, *end)), log.clone());
    }
    journal(&files)
}

fn count(subject: &Subject, fact: &str) -> u64 {
    subject.int(fact).unwrap().try_into().unwrap()
}

fn says(subject: &Subject, words: &str) {
    assert!(subject.problems.iter().any(|problem| problem.ends_with(words)), "{words}: {:?}", subject.problems);
}

/// Places all over a file, next to each other in no pattern that its runs could have.
fn places() -> impl Iterator<Item = usize> {
    (0..usize::try_from(MANY).unwrap()).step_by(397)
}

#[test]
fn a_wrong_record_of_a_segment_is_named_wherever_it_stands() {
    let whole = encode::segment(1, 0, &list(), 1000);
    let record = encode::record(1, 0, &encode::bytes(39, &encode::entry(0, &file(0)))).len();
    assert_eq!(count(&ratis(whole.clone()), "journal.entries"), MANY);
    let mut offset = 8;
    let offsets: Vec<usize> = (0..MANY)
        .map(|index| {
            let start = offset;
            offset += encode::record(1, index, &encode::bytes(39, &encode::entry(index, &file(index)))).len();
            start
        })
        .collect();
    for place in places().skip(1) {
        let mut damaged = whole.clone();
        damaged[offsets[place] + record / 2] ^= 1;
        let subject = ratis(damaged);
        assert_eq!(count(&subject, "journal.entries"), place as u64);
        says(&subject, &format!("the checksum of the record at byte {} is wrong", offsets[place]));

        let mut shorter = whole.clone();
        shorter.drain(offsets[place]..offsets[place + 1]);
        says(
            &ratis(shorter),
            &format!("the record at byte {} does not follow the one before it", offsets[place])
                .replace("the record", "the index of the record"),
        );
    }
}

#[test]
fn a_hole_in_a_log_is_named_wherever_it_is() {
    let list = list();
    for place in places().skip(1) {
        let (before, after) = list.split_at(place);
        let hole = [encode::entries(0, before), encode::entries(place as u64 + 1, &after[1..])].concat();
        let subject = ufs(&[(0, encode::OPEN, hole)]);
        says(&subject, &format!("the sequence numbers {place} to {place} are missing before {}", place + 1));
        assert_eq!(count(&subject, "journal.entries"), MANY - 1);
    }
}

#[test]
fn entries_that_came_before_count_once() {
    let list = list();
    let (first, second) = (encode::entries(0, &list[..4000]), encode::entries(1000, &list[1000..]));
    let subject = ufs(&[(0, 4000, first), (1000, encode::OPEN, second)]);
    assert_eq!(subject.text("journal.integrity"), "intact", "{:?}", subject.problems);
    assert_eq!(count(&subject, "journal.entries"), MANY + 3000);
    assert_eq!(count(&subject, "journal.files"), MANY - 1);
}

#[test]
fn entries_larger_than_a_run_are_read() {
    let mut list = list();
    for place in [1, 3000, 5999] {
        list[place] = made(11, (place as u64) << 24 | 0xff_ffff, 1, &"long".repeat(100_000));
    }
    for subject in [ratis(encode::segment(1, 0, &list, 0)), ufs(&[(0, encode::OPEN, encode::entries(0, &list))])] {
        assert_eq!(subject.text("journal.integrity"), "intact", "{:?}", subject.problems);
        assert_eq!(count(&subject, "journal.entries"), MANY);
        assert_eq!(count(&subject, "journal.files"), MANY - 1);
    }
}

#[test]
fn a_backup_that_ends_early_is_read_to_its_end() {
    let mut files = Memory::default();
    let packed = encode::backup(&list());
    let backup = |files: &Memory| seen(|threads| backup::read_with(files, Path::new(BACKUP), threads));
    files.put(BACKUP, packed.clone());
    assert_eq!(count(&backup(&files), "backup.entries"), MANY);
    let mut before = 0;
    for tenth in 1..10 {
        files.put(BACKUP, packed[..packed.len() * tenth / 10].to_vec());
        let subject = backup(&files);
        assert_eq!(subject.text("backup.integrity"), "damaged");
        assert!(count(&subject, "backup.entries") > before);
        before = count(&subject, "backup.entries");
    }
}
