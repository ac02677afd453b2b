//! Random entries, written in every form, are counted as they were written.

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
use std::path::Path;
use std::sync::Mutex;

use alluxio_preflight::facts::{Facts, Subject, SubjectKind, Value};
use alluxio_preflight::inspect::journal::{backup, read_folder};
use alluxio_preflight::source::{Blob, Entry, Source, WalkError};
use common::encode::{self, FIELDS, Made, made};
use common::memory::Memory;
use proptest::prelude::*;

fn list() -> impl Strategy<Value = Vec<Made>> {
    let one = (0..FIELDS.len(), 1..u64::from(u32::MAX), 0..1000u64, "[a-z]{1,200}");
    proptest::collection::vec(one.prop_map(|(field, id, parent, name)| made(FIELDS[field], id, parent, &name)), 6..60)
}

fn journal(files: &Memory) -> Subject {
    let facts = read_folder(files, Path::new("journal"));
    facts.of(SubjectKind::Journal).next().unwrap().clone()
}

fn fields(list: &[Made]) -> Value {
    list.iter().map(|made| i64::try_from(made.field).unwrap()).collect::<BTreeSet<i64>>().into()
}

fn whole(subject: &Subject, entries: usize, live: &[Made]) {
    assert_eq!(subject.text("journal.integrity"), "intact", "{:?}", subject.problems);
    assert_eq!(subject.int("journal.entries"), Some(i64::try_from(entries).unwrap()));
    assert_eq!(subject.get("journal.log_fields"), Some(&fields(live)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn v0(list in list()) {
        whole(&journal(&encode::v0_journal(&list)), list.len(), &list);
    }

    #[test]
    fn ufs(list in list(), components: bool) {
        let third = list.len() / 3;
        let live = [&list[third..3 * third], &list[..third]].concat();
        whole(&journal(&encode::ufs_journal(&list, components)), 3 * third, &live);
    }

    #[test]
    fn ratis(list in list(), folder: bool) {
        whole(&journal(&encode::ratis_journal(&list, folder)), list.len(), &list[list.len() / 3..]);
    }

    #[test]
    fn copycat(list in list()) {
        whole(&journal(&encode::copycat_journal(&list)), list.len(), &list);
    }

    #[test]
    fn backups(list in list()) {
        let files = encode::backup_files(&list);
        let facts = backup::read(&files, Path::new("alluxio-backup-2026-11-26-1.gz"));
        let backup = facts.of(SubjectKind::Backup).next().unwrap();
        prop_assert_eq!(backup.text("backup.integrity"), "intact");
        prop_assert_eq!(backup.int("backup.entries"), Some(i64::try_from(list.len()).unwrap()));
        prop_assert_eq!(backup.get("backup.fields"), Some(&fields(&list)));
    }
}

/// A journal whose open log grows whenever a file is opened.
struct Growing(Mutex<Memory>);

impl Source for Growing {
    fn entry(&self, path: &Path) -> std::io::Result<Entry> {
        self.0.lock().unwrap().entry(path)
    }

    fn list(&self, path: &Path) -> std::io::Result<Vec<Entry>> {
        self.0.lock().unwrap().list(path)
    }

    fn open(&self, path: &Path) -> std::io::Result<std::sync::Arc<dyn Blob>> {
        let mut files = self.0.lock().unwrap();
        let open = files.files.keys().find(|file| file.ends_with("0x5-0x7fffffffffffffff")).cloned();
        if let Some(open) = open {
            let grown = [files.bytes(&open), encode::entries(9, &encode::sample(1))].concat();
            files.put(open, grown);
        }
        files.open(path)
    }

    fn walk(&self, path: &Path, visit: &mut dyn FnMut(Result<Entry, WalkError>)) {
        self.0.lock().unwrap().walk(path, visit);
    }
}

fn failed(facts: &Facts) -> String {
    facts.of(SubjectKind::Journal).next().unwrap().get("journal.failed_checks").unwrap().to_string()
}

#[test]
fn a_journal_that_changes_while_it_is_read_is_noticed() {
    let mut files = Memory::default();
    files.put("journal/FileSystemMaster/v1/_format_1", Vec::new());
    files.put("journal/FileSystemMaster/v1/logs/0x5-0x7fffffffffffffff", encode::entries(5, &encode::sample(4)));
    files.put("journal/FileSystemMaster/v1/logs/0x0-0x5", encode::entries(0, &encode::sample(5)));
    assert_eq!(failed(&read_folder(&files, Path::new("journal"))), "");
    let facts = read_folder(&Growing(Mutex::new(files)), Path::new("journal"));
    assert!(failed(&facts).contains("steady"), "{}", failed(&facts));
    assert!(facts.unseen.iter().any(|unseen| unseen.reason.contains("changed while the journal was read")), "{:?}", facts.unseen);
}

#[test]
fn bombs_end_in_a_finding() {
    let entry = encode::delimited([encode::bytes(11, &made(11, 1, 1, &"x".repeat(60_000)).body).as_slice()]);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..200_000_000 / entry.len() {
        std::io::Write::write_all(&mut packed, &entry).unwrap();
    }
    let mut files = Memory::default();
    files.put("alluxio-backup-2026-11-26-1.gz", packed.finish().unwrap());
    let facts = backup::read(&files, Path::new("alluxio-backup-2026-11-26-1.gz"));
    let backup = facts.of(SubjectKind::Backup).next().unwrap();
    assert_eq!(backup.get("backup.failed_checks").unwrap().to_string(), "unpacked-size");
}
