//! What is proven of every journal in `testdata/journals`, as a table in its README.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::fmt::Write;
use std::path::Path;

use alluxio_preflight::facts::{Subject, SubjectKind, Value};
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::inspect::journal::described;
use common::memory::Memory;

const README: &str = "testdata/journals/README.md";
const CHECKS: &str = "<!-- checks: written by tests/proof.rs -->\n";
const PROVEN: &str = "<!-- proven: written by tests/proof.rs -->\n";
const END: &str = "<!-- end -->";

/// Each check, and the kinds that it is done on.
fn checks() -> String {
    let mut table = String::from("| check | kinds | passes if | failing it is |\n|---|---|---|---|\n");
    for check in described() {
        let meaning = if check.damage { "damage" } else { "an oddity" };
        writeln!(table, "| {} | {} | {} | {meaning} |", check.name, check.kinds.join(", "), check.about).unwrap();
    }
    table
}

fn count(value: Option<&Value>) -> usize {
    if let Some(Value::Texts(words)) = value { words.len() } else { 0 }
}

fn row(table: &mut String, name: &str, subject: &Subject) {
    let word = subject.kind.word();
    let fact = |name: &str| subject.get(&format!("{word}.{name}"));
    let text = |name: &str| fact(name).map_or_else(|| "-".to_owned(), ToString::to_string);
    let kind = if subject.kind == SubjectKind::Backup { "backup".to_owned() } else { text("kind") };
    let (passed, failed, undone) = (count(fact("passed_checks")), count(fact("failed_checks")), count(fact("undone_checks")));
    assert_eq!((failed, undone), (0, 0), "{name}: {:?}", subject.problems);
    writeln!(
        table,
        "| {name} | {kind} | {} | {passed} of {passed} | {} | {} | {} |",
        text("checkpoint_form"),
        text("entries"),
        text("inodes"),
        text("last_time_ms")
    )
    .unwrap();
}

fn proven() -> String {
    let mut table = String::from(
        "| journal | kind | checkpoint | checks passed | entries in logs, or in the backup | inodes | last operation, ms |\n|---|---|---|---|---|---|---|\n",
    );
    let scratch = tempfile::tempdir().unwrap();
    let mut names: Vec<String> = std::fs::read_dir("testdata/journals")
        .unwrap()
        .filter_map(|entry| Some(entry.unwrap().file_name().to_str()?.strip_suffix(".tar.gz")?.to_owned()))
        .collect();
    names.sort();
    for name in names {
        let files = Memory::of(&common::unpack(&name, scratch.path()));
        let part = if name.ends_with("backup") { "backup" } else { "journal" };
        let facts = inspect(&files, &[Path::new(part).to_owned()], &common::knowledge().catalog);
        for subject in facts.subjects.iter().filter(|subject| matches!(subject.kind, SubjectKind::Journal | SubjectKind::Backup)) {
            row(&mut table, &name, subject);
        }
    }
    table
}

fn put(page: &str, start: &str, table: &str) -> String {
    let (before, rest) = page.split_once(start).unwrap();
    let (_, after) = rest.split_once(END).unwrap();
    format!("{before}{start}{table}{END}{after}")
}

#[test]
fn the_tables_of_the_readme_are_what_is_proven() {
    let committed = std::fs::read_to_string(README).unwrap();
    let page = put(&put(&committed, CHECKS, &checks()), PROVEN, &proven());
    common::compare_or_bless(README, &committed, &page);
}
