//! Stores of real masters, and what becomes of them when a bit flips.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::prelude::*;

use super::super::entry::EntryStats;
use super::super::sink::Sink;
use super::super::tests::unpack;
use super::encoder::{Form, Row, store as write_store};
use super::large::{Passes, Visit};
use super::{Fault, Files, Outcome, Packing, Report, read_large, read_store};

/// Rows by family and key.
#[derive(Default, PartialEq, Debug)]
pub(crate) struct Rows(pub(crate) BTreeMap<(String, Vec<u8>), Vec<u8>>);

impl Sink for Rows {
    fn entry(&mut self, _message: &[u8], _stats: &mut EntryStats) -> Option<()> {
        None
    }

    fn row(&mut self, _component: &str, family: &str, key: &[u8], value: &[u8]) {
        let old = self.0.insert((family.to_owned(), key.to_vec()), value.to_vec());
        assert_eq!(old, None, "a row came twice");
    }
}

pub(crate) type Bytes = BTreeMap<String, Vec<u8>>;

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

/// Puts and deletions in their order; the newest third lies in level 0, older ones in levels 1 and 2.
fn tables(writes: &[(u8, Option<Vec<u8>>)]) -> Vec<(u64, Vec<Row>)> {
    let rows = writes.iter().zip(1u64..).map(|((key, value), sequence)| match value {
        Some(value) => (vec![b'k', *key], sequence, 1, value.clone()),
        None => (vec![b'k', *key], sequence, if key % 2 == 0 { 0 } else { 7 }, Vec::new()),
    });
    let rows: Vec<Row> = rows.collect();
    let (oldest, rest) = rows.split_at(rows.len() / 3);
    let (old, new) = rest.split_at(rest.len() / 2);
    let mut tables: Vec<(u64, Vec<Row>)> = new.chunks(9).map(|part| (0, sorted(part))).collect();
    for (level, part) in [(1, old), (2, oldest)] {
        // Versions of one key lie in one table of a level.
        let mut by_table: BTreeMap<u8, Vec<Row>> = BTreeMap::new();
        for row in part {
            by_table.entry(row.0[1] / 16).or_default().push(row.clone());
        }
        tables.extend(by_table.into_values().map(|part| (level, sorted(&part))));
    }
    tables.retain(|(_, rows)| !rows.is_empty());
    tables
}

fn sorted(rows: &[Row]) -> Vec<Row> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
    rows
}

fn live(writes: &[(u8, Option<Vec<u8>>)]) -> Rows {
    let mut rows = Rows::default();
    for (key, value) in writes {
        let key = ("inodes".to_owned(), vec![b'k', *key]);
        match value {
            Some(value) => rows.0.insert(key, value.clone()),
            None => rows.0.remove(&key),
        };
    }
    rows
}

fn forms() -> impl Strategy<Value = Form> {
    let parts = (1u8..5, prop_oneof![Just(0u8), Just(1), Just(2), Just(4)], 0u8..4, any::<bool>(), any::<bool>());
    (parts, 1usize..20, 1usize..6).prop_map(|((checksum, compression, index_type, delta, hash_index), rows_per_block, restart)| Form {
        checksum,
        compression,
        index_type,
        delta,
        hash_index,
        rows_per_block,
        restart,
        format: if delta { 5 } else { 2 },
    })
}

/// Files that pass by one after the other.
struct Stream(Bytes);

impl Passes for Stream {
    fn pass(&self, visit: &mut Visit<'_>) -> Outcome<()> {
        self.0.iter().try_for_each(|(name, content)| visit(name, content.len() as u64, &mut content.as_slice()))
    }
}

fn read_as_stream(bytes: &Bytes) -> (Rows, Report) {
    let mut rows = Rows::default();
    let report = read_large(&Stream(bytes.clone()), "STORE", &mut rows);
    (rows, report)
}

/// As the archives of checkpoints are written.
pub(crate) fn pack(bytes: &Bytes, packing: Packing) -> Vec<u8> {
    match packing {
        Packing::TarGz => {
            let encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
            let mut archive = tar::Builder::new(encoder);
            for (name, content) in bytes {
                let mut header = tar::Header::new_gnu();
                header.set_size(content.len() as u64);
                archive.append_data(&mut header, name, content.as_slice()).unwrap();
            }
            archive.into_inner().unwrap().finish().unwrap()
        }
        Packing::Zip => {
            let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
            for (name, content) in bytes {
                archive.start_file(name, zip::write::SimpleFileOptions::default().large_file(true)).unwrap();
                archive.write_all(content).unwrap();
            }
            archive.finish().unwrap().into_inner()
        }
    }
}

/// A store with few rows that does not fit into what is held.
pub(crate) fn large_store() -> Bytes {
    let row = |key: u8, sequence: u64| (vec![b'k', key], sequence, 1, vec![key ^ sequence as u8; 128 * 1024]);
    let old = (0..100).map(|key| row(key, u64::from(key) + 1)).collect();
    let mut new: Vec<Row> = (50..150).map(|key| row(key, u64::from(key) + 1000)).collect();
    new.insert(3, (vec![b'k', 52, 0], 2000, 0, Vec::new()));
    new[5].2 = 0;
    write_store(&[(0, new), (1, old)], &Form::default())
}

#[test]
fn archives_give_their_files() {
    let sound = store("2.9.6-EMBEDDED-checkpoint");
    for packing in [Packing::TarGz, Packing::Zip] {
        let packed = pack(&sound, packing);
        let files = packing.read_files(&mut packed.as_slice()).unwrap().unwrap();
        let mut rows = Rows::default();
        assert_eq!(read_store(&files, "STORE", &mut rows).faults, []);
        assert_eq!(rows, read(&sound).0);
        let cut = packing.read_files(&mut &packed[..packed.len() / 2]);
        assert!(matches!(cut, Err(Fault::Damaged(_))), "{packing:?}");
    }
}

#[test]
fn real_stores_read_as_streams_give_the_same_rows() {
    for journal in ["2.9.6-EMBEDDED-checkpoint", "304-EMBEDDED-checkpoint"] {
        let sound = store(journal);
        assert_eq!(read_as_stream(&sound), read(&sound), "{journal}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_flipped_byte_of_any_form_is_found_or_harmless(
        writes in prop::collection::vec((0u8..64, prop::option::weighted(0.7, prop::collection::vec(any::<u8>(), 0..40))), 1..60),
        form in forms(),
        file in any::<prop::sample::Index>(),
        place in any::<prop::sample::Index>(),
        mask in 1u8..,
    ) {
        let sound = write_store(&tables(&writes), &form);
        let mut broken = sound.clone();
        let content = broken.values_mut().nth(file.index(sound.len())).unwrap();
        let at = place.index(content.len());
        content[at] ^= mask;
        for (rows, report) in [read(&broken), read_as_stream(&broken)] {
            prop_assert!(rows == live(&writes) || !report.faults.is_empty());
        }
    }

    #[test]
    fn every_form_of_table_gives_the_live_rows(
        writes in prop::collection::vec((0u8..64, prop::option::weighted(0.7, prop::collection::vec(any::<u8>(), 0..40))), 1..200),
        form in forms(),
    ) {
        let (rows, report) = read(&write_store(&tables(&writes), &form));
        prop_assert_eq!(&report.faults, &[]);
        prop_assert_eq!(report.uncovered, 0);
        prop_assert_eq!(report.format, i64::from(form.format));
        prop_assert_eq!(&rows, &live(&writes));
        prop_assert_eq!(read_as_stream(&write_store(&tables(&writes), &form)), (rows, report));
    }
}
