#![no_main]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::journal("journal/FileSystemMaster/log.out", bytes, &[("journal/FileSystemMaster/checkpoint.data", b"")]));
