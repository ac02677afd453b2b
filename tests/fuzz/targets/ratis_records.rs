#![no_main]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::records("journal/raft/02511d47-d67c-49a3-9011-abb3109a44c1/current/log_inprogress_0", bytes));
