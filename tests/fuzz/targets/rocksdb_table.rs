#![no_main]
#[path = "common.rs"]
mod common;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| common::journal("journal/raft/02511d47-d67c-49a3-9011-abb3109a44c1/sm/snapshot.1_9/ROCKS_INODE_STORE/000012.sst", bytes, &[("journal/raft/02511d47-d67c-49a3-9011-abb3109a44c1/current/raft-meta", b"")]));
