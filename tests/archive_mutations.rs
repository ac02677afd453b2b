//! Archives of every kind with bytes changed, cut and repeated, in memory: the reader comes back from each with facts or with
//! something not seen, never with a panic, and says the same when asked again.
//! `MUTATIONS=20000 cargo test --release --test archive_mutations` does as many per kind as are promised.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
#[path = "common/jars.rs"]
mod jars;
#[path = "common/measured.rs"]
mod measured;

use std::sync::Arc;

use alluxio_preflight::facts::Facts;
use alluxio_preflight::inspect::archive::{Budget, looks_like_archive};
use alluxio_preflight::inspect::client::read_archive;
use jars::{Jar, client, gzip, tar_of, zstd};
use measured::{Random, Watch, alone, rounds};
use zip::CompressionMethod;

fn mutate(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(6) {
        let at = random.below(bytes.len());
        bytes[at] = [0, 0xFF, 1, 0x7F, 0x80, bytes[at] ^ (1 << random.below(8))][random.below(6)];
    }
    match random.below(8) {
        0 => bytes.truncate(random.below(bytes.len())),
        1 => {
            let at = random.below(bytes.len());
            let part = bytes[at..].to_vec();
            bytes.extend(part);
        }
        2 => _ = bytes.drain(..random.below(bytes.len().min(40))),
        _ => {}
    }
    bytes
}

fn read(bytes: Vec<u8>) -> Facts {
    looks_like_archive(&bytes, "a");
    read_archive(Arc::new(bytes), "a", &Budget::default())
}

/// Reads mutations of an archive that holds one client.
fn survive(original: &[u8]) {
    survive_beside(0, original);
}

/// The same where the format makes one hold a window of so many MiB.
fn survive_beside(window: u64, original: &[u8]) {
    alone(|| {
        assert_eq!(read(original.to_vec()).subjects.len(), 1);
        let (mut random, mut watch) = (Random::new(), Watch::new());
        for round in 0..rounds(500) {
            let bytes = mutate(original, &mut random);
            let facts = watch.read(&|| format!("round {round}"), || read(bytes.clone()));
            if round % 100 == 0 {
                assert_eq!(read(bytes), facts, "round {round}: two runs differ");
            }
        }
        watch.done_beside(window);
    });
}

fn jar() -> Vec<u8> {
    client("2.9.3").bytes()
}

#[test]
fn directories_of_zip_files() {
    survive(&jar());
}

#[test]
fn zip_files_in_zip_files() {
    survive(&Jar::default().with("a.war", Jar::default().stored("lib/x.jar", jar()).bytes()).bytes());
}

#[test]
fn zip_files_without_a_directory() {
    let whole = Jar::default().stored("x.jar", jar()).bytes();
    let directory = whole.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    survive(&whole[..directory]);
}

#[test]
fn rare_methods() {
    let inner = client("2.9.3").repacked(CompressionMethod::Ppmd).bytes();
    // As the `zip` crate writes PPMd.
    survive_beside(64, &Jar::default().packed("x.jar", inner, CompressionMethod::Bzip2).bytes());
}

#[test]
fn lzma() {
    survive(include_bytes!("../testdata/archives/lzma.jar"));
}

#[test]
fn tar_files() {
    let name = format!("{}/x.jar", "long/".repeat(40));
    survive(&tar_of(&[("README", b"read me"), (&name, &jar())]));
}

#[test]
fn packed_tar_files() {
    survive(&gzip(&tar_of(&[("x.jar", &jar())])));
}

#[test]
fn tar_files_packed_with_zstd() {
    survive(&zstd(&tar_of(&[("x.jar", &jar())])));
}

#[test]
fn images() {
    let layer = tar_of(&[("opt/x.jar", &jar()), ("opt/.wh.y.jar", b"")]);
    let manifest = br#"[{"Layers":["1/layer.tar","2/layer.tar"]}]"#;
    let lower = tar_of(&[("opt/y.jar", &jar())]);
    survive(&tar_of(&[("1/layer.tar", lower.as_slice()), ("2/layer.tar", &layer), ("manifest.json", manifest)]));
}
