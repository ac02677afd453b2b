//! What is broken, missing or far too large is named with its path, hides only what it hides, and never ends in success.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alluxio_preflight::check::prepare;
use alluxio_preflight::facts::SubjectKind;
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::rules::Outcome;
use alluxio_preflight::source::{Blob, Entry, Local, Source, WalkError};
use common::memory::Memory;
use common::{Ran, run};

fn check(path: &Path) -> Ran {
    run(&["check", "--to", "2.9.3", "--assume", "alluxio.master.journal.type=UFS", path.to_str().unwrap()])
}

/// The local files, with one path that nobody may look into.
struct Forbidding(PathBuf);

impl Forbidding {
    fn allow(&self, path: &Path) -> io::Result<()> {
        if path.starts_with(&self.0) { Err(io::ErrorKind::PermissionDenied.into()) } else { Ok(()) }
    }
}

impl Source for Forbidding {
    fn entry(&self, path: &Path) -> io::Result<Entry> {
        Local.entry(path)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        self.allow(path)?;
        Local.list(path)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn Blob>> {
        self.allow(path)?;
        Local.open(path)
    }

    fn walk(&self, path: &Path, visit: &mut dyn FnMut(Result<Entry, WalkError>)) {
        Local.walk(path, visit);
    }
}

#[test]
fn what_may_not_be_read_is_unseen_and_nothing_is_promised() {
    let scratch = tempfile::tempdir().unwrap();
    let home = common::unpack("2.7.3-UFS-checkpoint", scratch.path()).join("journal");
    let inside =
        ["", "FileSystemMaster", "FileSystemMaster/v1", "FileSystemMaster/v1/logs", "FileSystemMaster/v1/checkpoints", "MetaMaster/v1"];
    for hidden in inside {
        let source = Forbidding(home.join(hidden));
        let facts = inspect(&source, std::slice::from_ref(&home), &common::knowledge().catalog);
        let named = |place: &str| place.starts_with(home.join(hidden).to_str().unwrap().trim_end_matches('/'));
        assert!(facts.unseen.iter().any(|unseen| named(&unseen.subject)), "{hidden}: {:?}", facts.unseen);
        let prepared = prepare(facts, &[]);
        let asked = common::asked(Some("2.7.3"), "2.9.3");
        let answer = common::answer(common::knowledge(), &prepared, &asked);
        assert_ne!(answer.start.outcome, Outcome::Reads, "{hidden}");
    }
}

#[test]
fn a_file_where_a_folder_should_be_is_named() {
    for place in ["FileSystemMaster/v1/logs", "FileSystemMaster/v1/checkpoints", "BlockMaster/v1"] {
        let scratch = tempfile::tempdir().unwrap();
        let journal = common::unpack("2.7.3-UFS-checkpoint", scratch.path()).join("journal");
        fs::remove_dir_all(journal.join(place)).unwrap();
        fs::write(journal.join(place), "not a folder").unwrap();
        let ran = check(&journal);
        assert!(ran.code == 4 || ran.code == 14, "{place}: {}\n{}", ran.code, ran.stdout);
        assert!(ran.stdout.contains(place), "{place} is not named:\n{}", ran.stdout);
    }
}

#[test]
fn a_missing_path_is_named_and_the_rest_is_still_read() {
    let scratch = tempfile::tempdir().unwrap();
    let journal = common::unpack("2.7.3-EMBEDDED-logs", scratch.path()).join("journal");
    let ran = run(&["check", "--to", "2.9.3", "/no/such/place", journal.to_str().unwrap()]);
    assert_eq!(ran.code, 4, "{}", ran.stdout);
    assert!(ran.stdout.contains("/no/such/place") && ran.stdout.contains("it reads the whole journal"), "{}", ran.stdout);
}

/// A file with a head and then a hole up to a size; it takes no room on the disk.
fn sparse(path: &Path, head: &[u8], len: u64) {
    let mut file = File::create(path).unwrap();
    file.write_all(head).unwrap();
    file.set_len(len).unwrap();
}

const GIB: u64 = 1 << 30;

#[test]
fn a_log_of_a_gibibyte_of_nothing_is_no_journal() {
    let scratch = tempfile::tempdir().unwrap();
    let ufs = common::unpack("2.7.3-UFS-logs", scratch.path()).join("journal");
    let log = ufs.join("FileSystemMaster/v1/logs/0x0-0x7fffffffffffffff");
    sparse(&log, b"", GIB);
    let ran = check(&ufs);
    assert!(ran.code == 4 || ran.code == 14, "{}", ran.stdout);
    assert!(ran.stdout.contains("0x0-0x7fffffffffffffff"), "{}", ran.stdout);
}

#[test]
fn a_segment_of_a_gibibyte_that_is_mostly_padding_is_read() {
    let scratch = tempfile::tempdir().unwrap();
    let ratis = common::unpack("2.7.3-EMBEDDED-logs", scratch.path()).join("journal");
    let files = walkdir::WalkDir::new(&ratis).into_iter().map(|item| item.unwrap().into_path());
    let segment = files.filter(|path| path.to_str().unwrap().contains("log_inprogress")).min().unwrap();
    let entries = fs::read(&segment).unwrap();
    sparse(&segment, &entries, GIB);
    let ran = run(&["check", "--to", "2.9.3", ratis.to_str().unwrap()]);
    assert!(ran.stdout.contains("it reads the whole journal"), "{}", ran.stdout);
}

#[test]
fn a_folder_of_a_hundred_thousand_files_is_walked() {
    let scratch = tempfile::tempdir().unwrap();
    let journal = common::unpack("2.7.3-EMBEDDED-logs", scratch.path()).join("journal");
    let many = scratch.path().join("many");
    fs::create_dir(&many).unwrap();
    for number in 0..100_000 {
        File::create(many.join(format!("{number}.txt"))).unwrap();
    }
    let ran = run(&["check", "--to", "2.9.3", many.to_str().unwrap(), journal.to_str().unwrap()]);
    assert!(ran.stdout.contains("it reads the whole journal"), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn names_that_are_not_utf_8_are_shown_with_their_bytes() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = tempfile::tempdir().unwrap();
    let odd = scratch.path().join(std::ffi::OsStr::from_bytes(b"jou\xffrnal"));
    fs::rename(common::unpack("2.7.3-UFS-logs", scratch.path()).join("journal"), &odd).unwrap();
    let facts = inspect(&Local, std::slice::from_ref(&odd), &common::knowledge().catalog);
    let journal = facts.of(SubjectKind::Journal).next().unwrap();
    assert!(journal.path.ends_with("jou\\xffrnal"), "{}", journal.path);
    assert_eq!(journal.text("journal.integrity"), "intact");
}

/// A copy of a machine that lacks a file, on a machine that has it.
#[test]
fn what_a_copy_of_a_machine_lacks_is_not_read_from_this_one() {
    let unit = "[Service]\nEnvironmentFile=/etc/default/alluxio\nExecStart=/opt/alluxio/bin/alluxio-start.sh master\n";
    let variables = "ALLUXIO_JAVA_OPTS=-Dalluxio.master.journal.type=UFS\n";
    let read = |folder: &str| {
        let mut files = Memory::default();
        files.put(Path::new(folder).join("etc/systemd/system/alluxio.service"), unit.into());
        files.put("/etc/default/alluxio", variables.into());
        inspect(&files, &[Path::new(folder).join("etc/systemd")], &common::knowledge().catalog)
    };
    let kind = "alluxio.master.journal.type";
    assert_eq!(read("/").settings.get(kind).map(|setting| setting.value.as_str()), Some("UFS"), "the machine itself");
    let copy = read("/copies/node-1");
    assert!(copy.settings.get(kind).is_none(), "another machine's");
    assert!(copy.unseen.iter().any(|unseen| unseen.reason.contains("/etc/default/alluxio")), "{:?}", copy.unseen);
}
