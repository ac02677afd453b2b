//! Stores of real masters, and what becomes of them when a bit flips.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::sink::Sink;
use super::super::tests::unpack;
use super::{Files, Report, read_store};

/// Rows by family and key.
#[derive(Default, PartialEq, Debug)]
struct Rows(BTreeMap<(String, Vec<u8>), Vec<u8>>);

impl Sink for Rows {
    fn entry(&mut self, _message: &[u8]) -> Option<u64> {
        None
    }

    fn row(&mut self, _component: &str, family: &str, key: &[u8], value: &[u8]) {
        let old = self.0.insert((family.to_owned(), key.to_vec()), value.to_vec());
        assert_eq!(old, None, "a row came twice");
    }
}

type Bytes = BTreeMap<String, Vec<u8>>;

fn read(bytes: &Bytes) -> (Rows, Report) {
    let mut files = Files::new();
    for (name, content) in bytes {
        files.insert(name.clone(), Arc::new(content.clone()));
    }
    let mut rows = Rows::default();
    let report = read_store(&files, "STORE", &mut rows);
    (rows, report)
}

fn find(folder: &Path, name: &str) -> Option<PathBuf> {
    let found = walkdir::WalkDir::new(folder).into_iter().map(|entry| entry.unwrap().into_path());
    found.into_iter().find(|path| path.file_name().is_some_and(|last| last == name))
}

fn store(journal: &str) -> Bytes {
    let scratch = tempfile::tempdir().unwrap();
    let folder = find(&unpack(journal, scratch.path()), "ROCKS_INODE_STORE").unwrap();
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read(file.path()).unwrap())).collect()
}

/// Byte of a table that no checksum covers: the format version, whose neighbours share one layout.
fn is_format_version(name: &str, content: &[u8], at: usize) -> bool {
    name.ends_with(".sst") && at == content.len() - 12
}

#[test]
fn a_flipped_bit_is_found_wherever_it_is() {
    let sound = store("2.9.6-EMBEDDED-checkpoint");
    let (rows, report) = read(&sound);
    assert_eq!(report.faults, []);
    for (name, content) in sound.iter().filter(|(name, _)| !name.starts_with("OPTIONS")) {
        for at in 0..content.len() {
            let mut broken = sound.clone();
            broken.get_mut(name).unwrap()[at] ^= 1 << (at % 8);
            let (now, report) = read(&broken);
            if is_format_version(name, content, at) {
                assert!(now == rows || !report.faults.is_empty());
            } else {
                assert_ne!(report.faults, [], "{name} byte {at}");
            }
        }
    }
}

#[test]
fn a_cut_or_missing_file_is_found() {
    let sound = store("304-EMBEDDED-checkpoint");
    for (name, content) in sound.iter().filter(|(name, _)| !name.starts_with("OPTIONS")) {
        for len in 0..content.len() {
            let mut broken = sound.clone();
            broken.get_mut(name).unwrap().truncate(len);
            let at_record = name.starts_with("MANIFEST") && read(&broken).1.faults.is_empty();
            assert!(at_record || !read(&broken).1.faults.is_empty(), "{name} cut at {len}");
        }
        let mut broken = sound.clone();
        broken.remove(name);
        assert_ne!(read(&broken).1.faults, [], "{name} removed");
    }
}
