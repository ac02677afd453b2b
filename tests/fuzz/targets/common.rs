//! Puts the fuzzer's bytes where an operator or a master would have the file, in a tree in memory, and reads the whole as the program
//! does.
#![allow(dead_code)]

#[path = "../../common/memory.rs"]
mod memory;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::inspect::archive::Budget;
use alluxio_preflight::inspect::{self, class, client, journal};
use alluxio_preflight::rules::RuleSet;
use memory::Memory;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().expect("the tables inside the program are read"));

fn tree(path: &str, bytes: &[u8], others: &[(&str, &[u8])]) -> Memory {
    let mut files = Memory::default();
    for (path, bytes) in others {
        files.put(*path, bytes.to_vec());
    }
    files.put(path, bytes.to_vec());
    files
}

/// A file of a journal, with others beside it.
pub fn journal(path: &str, bytes: &[u8], others: &[(&str, &[u8])]) {
    journal::read_folder(&tree(path, bytes, others), Path::new("journal"));
}

pub fn backup(bytes: &[u8]) {
    let name = "alluxio-backup-2026-11-26-1.gz";
    journal::backup::read(&tree(name, bytes, &[]), Path::new(name));
}

/// A file below a folder that was given, whatever its kind.
pub fn file(path: &str, bytes: &[u8]) {
    let path = format!("given/{path}");
    inspect::inspect(&tree(&path, bytes, &[]), &[PathBuf::from("given")], &CATALOG);
}

pub fn archive(name: &str, bytes: &[u8]) {
    client::read_archive(Arc::new(bytes.to_vec()), name, &Budget::default());
}

pub fn class(bytes: &[u8]) {
    if let Ok(class) = class::read(bytes) {
        class.constant("VERSION");
        class.has_member("VERSION");
    }
}

/// A rule of a user.
pub fn rules(bytes: &[u8]) {
    let _ = RuleSet::with_folder(&tree("rules/journal/mine.md", bytes, &[]), Path::new("rules"));
}

/// A segment of a Ratis log whose records have the right checksums, so that what lies behind them is reached: each record is as long
/// as its first two bytes say.
pub fn records(path: &str, bytes: &[u8]) {
    let mut segment = b"RaftLog1".to_vec();
    let mut rest = bytes;
    while let Some((len, after)) = rest.split_at_checked(2) {
        let len = usize::from(u16::from_le_bytes([len[0], len[1]])).min(after.len());
        let (record, after) = after.split_at(len);
        let start = segment.len();
        varint(len, &mut segment);
        segment.extend_from_slice(record);
        let sum = crc32c::crc32c(&segment[start..]);
        segment.extend_from_slice(&sum.to_be_bytes());
        rest = after;
    }
    journal(path, &segment, &[]);
}

fn varint(mut number: usize, out: &mut Vec<u8>) {
    while number >= 0x80 {
        out.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).and_then(|()| gzip.finish()).unwrap_or_default()
}
