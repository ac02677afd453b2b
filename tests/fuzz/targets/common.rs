//! Puts the fuzzer's bytes where a master would have the file, in a tree in memory, and reads the whole.
#![allow(dead_code)]

#[path = "../../common/memory.rs"]
mod memory;

use std::path::Path;

use alluxio_preflight::inspect::journal;
use memory::Memory;

pub fn journal(path: &str, bytes: &[u8], others: &[(&str, &[u8])]) {
    let mut files = Memory::default();
    for (path, bytes) in others {
        files.put(*path, bytes.to_vec());
    }
    files.put(path, bytes.to_vec());
    journal::read_folder(&files, Path::new("journal"));
}

pub fn backup(bytes: &[u8]) {
    let mut files = Memory::default();
    files.put("alluxio-backup-2026-11-26-1.gz", bytes.to_vec());
    journal::backup::read(&files, Path::new("alluxio-backup-2026-11-26-1.gz"));
}
