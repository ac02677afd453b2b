//! What the readers promise, on journals that real masters wrote.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::fs::File;
use std::path::{Path, PathBuf};

use super::found::Found;
use super::layout;
use crate::source::{Local, Source};

/// A journal or backup of `testdata/journals`, unpacked.
pub(super) fn unpack(name: &str, into: &Path) -> PathBuf {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/journals").join(format!("{name}.tar.gz"));
    let folder = into.join(name);
    tar::Archive::new(flate2::read::GzDecoder::new(File::open(archive).unwrap())).unpack(&folder).unwrap();
    folder
}

/// Names of all archives there.
pub(super) fn archives() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/journals");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".tar.gz")?.to_owned())).collect();
    names.sort();
    names
}

/// The journals of a folder.
pub(super) fn journals(folder: &Path) -> Vec<Found> {
    let entries = Local.list(folder).unwrap();
    layout(&Local, &entries).read(&Local, folder)
}

/// Each inode but the root hangs on one edge, so a store that was read whole has one inode more than edges.
#[test]
fn rocksdb_stores_of_real_masters_are_read_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let mut stores = 0;
    for name in archives().iter().filter(|name| !name.ends_with("backup")) {
        for found in journals(&unpack(name, scratch.path()).join("journal")) {
            assert_eq!(found.checkpoint.unread, Vec::<String>::new(), "{name}");
            assert_eq!(found.checkpoint.problems, Vec::<String>::new(), "{name}");
            assert_eq!(found.checkpoint.uncovered, 0, "{name}");
            let Some(inodes) = found.checkpoint.rows.get("inodes") else { continue };
            stores += 1;
            assert!(*inodes > 1, "{name}");
            assert_eq!(found.checkpoint.rows["edges"] + 1, *inodes, "{name}");
        }
    }
    assert!(stores > 0);
}
