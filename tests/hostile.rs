//! Archives made to exhaust, mislead or hide: each is answered within its bounds, in facts or as something not seen, and never in
//! silence. The program runs as a child that fails if it takes more memory than is promised.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
#[path = "common/jars.rs"]
mod jars;
#[path = "common/limited.rs"]
mod limited;

use std::ffi::OsStr;
use std::fs;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use jars::{Jar, bzip2, class_file, client, gzip, tar_of, xz, zstd};
use limited::{Limited, allowed, limited};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

struct Told {
    clients: Vec<String>,
    unseen: Vec<String>,
}

/// Scans a folder under the limits.
fn scan(folder: &Path) -> Told {
    let temporary = tempfile::tempdir().unwrap();
    let args = ["scan", "--threads", "2", "--format", "json", "--server", "2.9.3"].map(OsStr::new);
    let Limited { output, computed } = limited(&[&args[..], &[folder.as_os_str()]].concat(), temporary.path().as_os_str());
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{computed:?} {}", std::thread::current().name().unwrap_or_default());
    }
    assert!(computed < allowed(1.0), "{computed:?}");
    assert_eq!(fs::read_dir(temporary.path()).unwrap().count(), 0, "a temporary file was left");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{:?} {output:?}", output.status));
    let list = |value: &serde_json::Value, name: &str| {
        value.as_array().unwrap().iter().map(|one| one[name].as_str().unwrap().to_owned()).collect()
    };
    let told = Told { clients: list(&report["facts"]["clients"], "path"), unseen: list(&report["unseen"], "subject") };
    assert!(output.stdout.len() < 1 << 20, "{} bytes of output", output.stdout.len());
    if told.clients.is_empty() {
        assert_eq!(output.status.code(), Some(4), "silence");
    }
    told
}

/// Writes a file, scans it, and gives paths without the folder.
fn told(name: &str, bytes: &[u8]) -> Told {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    relative(scan(folder.path()), folder.path())
}

fn relative(told: Told, folder: &Path) -> Told {
    let short = |paths: Vec<String>| paths.iter().map(|path| path.replacen(&format!("{}/", folder.display()), "", 1)).collect();
    Told { clients: short(told.clients), unseen: short(told.unseen) }
}

/// Deflate of `count` MiB of zeros, without holding them.
fn zeros(count: u64) -> Vec<u8> {
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
    let chunk = vec![0; 1 << 20];
    for _ in 0..count {
        deflate.write_all(&chunk).unwrap();
    }
    deflate.finish().unwrap()
}

/// A jar with one entry whose packed bytes, method and announced lengths are given.
fn raw(name: &str, packed: &[u8], method: u16, len: u64, crc: u32) -> Vec<u8> {
    let short = |number: u64| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    let wide = len > u64::from(u32::MAX);
    let extra = if wide { [&[1, 0, 16, 0][..], &len.to_le_bytes(), &(packed.len() as u64).to_le_bytes()].concat() } else { Vec::new() };
    let lengths = [short(if wide { u64::MAX } else { packed.len() as u64 }), short(len)].concat();
    let counts = [u16::try_from(name.len()).unwrap().to_le_bytes(), u16::try_from(extra.len()).unwrap().to_le_bytes()].concat();
    let common = [&[45, 0, 0, 0][..], &method.to_le_bytes(), &[0; 4], &crc.to_le_bytes(), &lengths, &counts].concat();
    let local = [b"PK\x03\x04", &common[..], name.as_bytes(), &extra, packed].concat();
    let central = [b"PK\x01\x02\x2d\x00", &common[..], &[0; 14], name.as_bytes(), &extra].concat();
    let end = [&b"PK\x05\x06\0\0\0\0\x01\0\x01\0"[..], &short(central.len() as u64), &short(local.len() as u64), &[0, 0]].concat();
    [local, central, end].concat()
}

#[test]
fn an_inner_jar_of_one_gibibyte_of_zeros() {
    let packed = zeros(1024);
    let told = told("bomb.zip", &raw("lib/bomb.jar", &packed, 8, 1 << 30, 0));
    assert_eq!(told.unseen, ["bomb.zip!/lib/bomb.jar"]);
}

#[test]
fn an_inner_jar_of_four_gibibytes_of_zeros() {
    let quarter = zeros(1024);
    for (announced, case) in [(4u64 << 30, "honest"), (60 << 20, "modest"), (1000, "tiny")] {
        // Deflate streams of which only the first counts: what is announced is what matters.
        let packed = if case == "honest" { quarter.repeat(4) } else { quarter.clone() };
        let told = told("bomb.zip", &raw("lib/bomb.jar", &packed, 8, announced, 0));
        assert_eq!(told.unseen, ["bomb.zip!/lib/bomb.jar"], "{case}");
    }
}

#[test]
fn an_xz_file_that_asks_for_much_memory() {
    let told = told("dist.tar.xz", &xz(&tar_of(&[("lib/x.jar", b"PK")]), 9));
    assert_eq!(told.unseen, ["dist.tar.xz"]);
}

#[test]
fn bombs_of_bzip2_and_xz() {
    let mut tar = tar_of(&[("lib/x.jar", b"")])[..512].to_vec();
    let mut header = tar::Header::from_byte_slice(&tar).clone();
    header.set_size(1 << 30);
    header.set_cksum();
    tar.splice(.., header.as_bytes().iter().copied());
    tar.resize(64 << 20, 0);
    for (name, bytes) in [("a.tar.bz2", bzip2(&tar)), ("a.tar.xz", xz(&tar, 1))] {
        assert!(!told(name, &bytes).unseen.is_empty(), "{name}");
    }
}

#[test]
fn bombs_in_streams() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let header = &tar_of(&[("lib/x.jar", b"")])[..512];
    let mut header = tar::Header::from_byte_slice(header).clone();
    header.set_size(8 << 30);
    header.set_cksum();
    bomb.write_all(header.as_bytes()).unwrap();
    for _ in 0..1024 {
        bomb.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let told = told("bomb.tar.gz", &bomb.finish().unwrap());
    assert!(told.unseen.iter().all(|unseen| unseen.starts_with("bomb.tar.gz")) && !told.unseen.is_empty(), "{:?}", told.unseen);
}

/// Ten archives in each archive; they differ or are the same.
fn tree(levels: usize, same: bool, method: CompressionMethod) -> Vec<u8> {
    let mut inner: Vec<Vec<u8>> =
        (0..10).map(|n| client("2.9.3").with("n", if same { "0".to_owned() } else { n.to_string() }).bytes()).collect();
    for level in 0..levels {
        let whole = |n: usize| {
            let jar =
                inner.iter().enumerate().fold(Jar::default(), |jar, (m, bytes)| jar.packed(&format!("{m}.jar"), bytes.as_slice(), method));
            if same { jar } else { jar.with("n", format!("{level} {n}")) }.bytes()
        };
        inner = (0..10).map(whole).collect();
    }
    inner.swap_remove(0)
}

#[test]
fn ten_by_ten_by_ten_by_ten_by_ten() {
    let told_same = told("tree.jar", &tree(4, true, CompressionMethod::Deflated));
    assert_eq!(told_same.clients, ["tree.jar!/0.jar!/0.jar!/0.jar!/0.jar"]);
    assert!(told_same.unseen.is_empty(), "{:?}", told_same.unseen);
}

#[test]
fn archives_that_differ_are_all_read_or_unseen() {
    let told = told("tree.jar", &tree(2, false, CompressionMethod::Deflated));
    assert_eq!(told.clients.len(), 10, "the leaves are ten files, whatever holds them");
}

/// A file of five gigabytes of which only the ends exist.
fn five_gigabytes(file: &Path) {
    let mut zip = ZipWriter::new(fs::File::create(file).unwrap());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(true);
    zip.start_file("data", options).unwrap();
    zip.write_all(b"data").unwrap();
    for (name, bytes) in client("2.9.3").members() {
        zip.start_file(name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    let whole = zip.finish().unwrap();
    drop(whole);
    let bytes = fs::read(file).unwrap();
    let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    const FAR: u64 = 5 << 30;
    let mut out = fs::File::create(file).unwrap();
    out.write_all(&bytes[..directory]).unwrap();
    out.seek(SeekFrom::Start(FAR)).unwrap();
    let size = (bytes.len() - 22 - directory) as u64;
    let count = u16::from_le_bytes([bytes[bytes.len() - 12], bytes[bytes.len() - 11]]);
    let size = size.min(u64::from(u32::from_le_bytes(bytes[bytes.len() - 10..bytes.len() - 6].try_into().unwrap())));
    out.write_all(&bytes[directory..directory + usize::try_from(size).unwrap()]).unwrap();
    // APPNOTE.TXT 4.3.14, 4.3.15: the end record of zip64 and its locator.
    let count = u64::from(count);
    let wide = [
        &b"PK\x06\x06"[..],
        &44u64.to_le_bytes(),
        &[45, 0, 45, 0],
        &[0; 8],
        &count.to_le_bytes(),
        &count.to_le_bytes(),
        &size.to_le_bytes(),
        &FAR.to_le_bytes(),
    ];
    out.write_all(&wide.concat()).unwrap();
    out.write_all(&[&b"PK\x06\x07"[..], &[0; 4], &(FAR + size).to_le_bytes(), &1u32.to_le_bytes()].concat()).unwrap();
    out.write_all(&[&b"PK\x05\x06"[..], &[0; 4], &[0xFF; 12], &[0; 2]].concat()).unwrap();
}

#[test]
fn a_jar_of_five_gigabytes() {
    let folder = tempfile::tempdir().unwrap();
    five_gigabytes(&folder.path().join("big.jar"));
    let told = relative(scan(folder.path()), folder.path());
    assert_eq!((told.clients, told.unseen.len()), (vec!["big.jar".to_owned()], 0));
}

#[test]
fn forty_levels_and_four_hundred() {
    let nest = |levels: usize| (1..levels).fold(client("2.9.3").bytes(), |jar, _| Jar::default().with("x.jar", jar).bytes());
    let forty = told("deep.jar", &nest(40));
    assert_eq!((forty.clients.len(), forty.unseen.len()), (1, 0));
    let more = told("deep.jar", &nest(400));
    assert_eq!((more.clients.len(), more.unseen.len()), (0, 1));
}

/// Many entries of the directory that lead to one and the same member.
fn overlapping(count: usize, member: &[u8], name: &dyn Fn(usize) -> String) -> Vec<u8> {
    let one = Jar::default().with("n", member).bytes();
    let central = one.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    let mut bytes = one[..central].to_vec();
    let mut directory = Vec::new();
    for number in 0..count {
        let name = name(number);
        directory.extend(&one[central..central + 28]);
        directory.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        directory.extend([0; 16]);
        directory.extend(name.as_bytes());
    }
    let (start, size) = (bytes.len(), directory.len());
    bytes.extend(directory);
    let count = u16::try_from(count.min(65_535)).unwrap().to_le_bytes();
    bytes.extend([&b"PK\x05\x06\0\0\0\0"[..], &count, &count].concat());
    bytes.extend([u32::try_from(size).unwrap().to_le_bytes(), u32::try_from(start).unwrap().to_le_bytes()].concat());
    bytes.extend([0, 0]);
    bytes
}

#[test]
fn overlapping_entries() {
    let inner = overlapping(50_000, &client("2.9.3").bytes(), &|n| format!("{n}.jar"));
    assert_eq!(told("overlap.jar", &inner).clients, ["overlap.jar!/0.jar"]);
    let class = class_file("alluxio/ProjectConstants", &[("VERSION", "2.9.3"), ("LONG", &"x".repeat(60_000))]);
    let many = overlapping(60_000, &class, &|n| format!("{n}/alluxio/ProjectConstants.class"));
    assert!(!told("many.jar", &many).unseen.is_empty());
    let class = class_file("alluxio/client/file/FileSystem", &[]);
    let many = overlapping(60_000, &class, &|n| format!("{n}/alluxio/client/file/FileSystem.class"));
    assert!(!told("many.jar", &many).unseen.is_empty());
}

#[test]
fn duplicate_names() {
    let class = class_file("alluxio/ProjectConstants", &[("VERSION", "2.9.3")]);
    let twins = overlapping(50_000, &class, &|_| "alluxio/ProjectConstants.class".to_owned());
    assert_eq!(told("twins.jar", &twins).unseen, ["twins.jar"]);
}

#[test]
fn lying_counts() {
    let plain = client("2.9.3").bytes();
    let end = plain.len() - 22;
    let mut more = plain.clone();
    more[end + 8..end + 12].copy_from_slice(&[0xFF, 0xFF, 0xFF, 0xFF]);
    let answer = told("more.jar", &more);
    assert_eq!((answer.clients.len(), answer.unseen.len()), (1, 1));
    for (from, to) in [(12, 16), (16, 20)] {
        let mut wrong = plain.clone();
        wrong[end + from..end + to].copy_from_slice(&[0xF0, 0xFF, 0xFF, 0x7F]);
        let answer = told("wrong.jar", &wrong);
        assert_eq!(answer.clients, ["wrong.jar"], "bytes {from} to {to} of the end record: {:?}", answer.unseen);
    }
}

#[test]
fn a_false_end_record_in_the_comment() {
    let mut jar = client("2.9.3").bytes();
    let comment = [b"PK\x05\x06".to_vec(), vec![0; 18], b"after".to_vec()].concat();
    let at = jar.len() - 2;
    jar[at..].copy_from_slice(&u16::try_from(comment.len()).unwrap().to_le_bytes());
    jar.extend(comment);
    let answer = told("comment.jar", &jar);
    assert_eq!((answer.clients.len(), answer.unseen.len()), (1, 0));
}

/// Deflate that writes its own input: one zip file whose only member is the file itself cannot be made by hand here, so the
/// member is a hole of the file that leads back to its start.
#[test]
fn an_archive_that_contains_itself() {
    let mut bytes = raw("self.zip", b"", 0, 0, 0);
    let len = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let central = bytes.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    // A stored member as long as the file, whose bytes begin at the header in front of it: the directory leads to offset 0 again.
    bytes[central + 20..central + 24].copy_from_slice(&len);
    bytes[central + 24..central + 28].copy_from_slice(&len);
    let answer = told("self.zip", &bytes);
    assert_eq!(answer.unseen.len(), 1, "{:?}", answer.unseen);
}

#[test]
fn packings_in_one_another() {
    let mixed = (0..8).fold(client("2.9.3").bytes(), |inner, n| {
        let tar = tar_of(&[("x", &inner)]);
        if n % 2 == 0 { gzip(&tar) } else { zstd(&tar) }
    });
    assert_eq!(told("mixed.tgz", &mixed).clients.len(), 1);
}

#[test]
fn large_archives_in_archives_are_read_as_they_stream_by() {
    let mut noise = 0x9E37_79B9_7F4A_7C15u64;
    let mut filler = Vec::with_capacity(40 << 20);
    while filler.len() < 40 << 20 {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        filler.extend(noise.to_le_bytes());
    }
    let fat = Jar::default().stored("filler", filler);
    let fat = client("2.9.3").members().fold(fat, |jar, (name, bytes)| jar.with(name, bytes)).bytes();
    let nested = Jar::default().with("lib/fat.jar", fat.as_slice()).bytes();
    assert_eq!(told("app.war", &nested).clients, ["app.war!/lib/fat.jar"]);
    assert_eq!(told("app.tar.gz", &gzip(&tar_of(&[("lib/fat.jar", &fat)]))).clients, ["app.tar.gz!/lib/fat.jar"]);
    assert_eq!(told("app.tar", &tar_of(&[("lib/fat.jar", &fat)])).clients, ["app.tar!/lib/fat.jar"]);
}
