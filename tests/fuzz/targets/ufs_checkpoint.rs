#![no_main]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::journal("journal/FileSystemMaster/v1/checkpoints/0x0-0x9", bytes, &[]));
