#![no_main]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::journal("journal/copycat-9-20260101000000.snapshot", bytes, &[]));
