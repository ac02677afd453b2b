//! Writes large journals and homes for the benchmark: `generate-journal KIND FOLDER MEGABYTES`, with `ratis`, `ufs`,
//! `backup` or `jars` for KIND. Entries are those that a busy namespace has; nothing is random, so runs compare.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::exit,
    unreachable_pub,
    missing_docs,
    dead_code,
    reason = "a tool for developers, which may panic"
)]

#[path = "../common/encode.rs"]
mod encode;
#[path = "../common/memory.rs"]
mod memory;

use std::fs::{File, create_dir_all};
use std::io::{BufWriter, Write};
use std::path::Path;

use encode::{Made, bytes, number};

/// Size of one segment or log: the default of masters is of this order.
const FILE: usize = 64 * 1024 * 1024;

/// Entries in one record of a Ratis log.
const BATCH: u64 = 10;

/// Entries that a master of 2.9 writes while a client writes a file: the file, the time of its folder, its block, its end.
const PER_FILE: u64 = 4;

/// Protobuf's form of -1.
const NONE: u64 = u64::MAX;

/// The entry with a number, in a namespace that grows file by file.
fn made(entry: u64) -> Made {
    let (file, time) = (entry / PER_FILE, 1_700_000_000_000 + entry);
    let (container, folder) = (1_000 + file, 1 + file % 1000);
    let (id, block) = (container << 24 | 0xff_ffff, container << 24);
    let (field, body) = match entry % PER_FILE {
        0 => (11, file_entry(id, folder, file, time)),
        1 => (35, [number(1, folder), number(7, time), number(18, time)].concat()),
        2 => (4, [number(1, block), number(2, 64 << 20)].concat()),
        _ => (37, [number(1, id), number(3, 64 << 20), number(4, 1), number(7, block)].concat()),
    };
    Made { field, body }
}

fn file_entry(id: u64, folder: u64, file: u64, time: u64) -> Vec<u8> {
    let name = format!("part-{file:08}-c000.snappy.parquet");
    let texts = [bytes(3, name.as_bytes()), bytes(4, b"PERSISTED"), bytes(14, b"analytics"), bytes(15, b"warehouse"), bytes(18, b"")];
    let numbers = [(5, 0), (6, time), (7, time), (8, 64 << 20), (9, 0), (10, 0), (11, 1), (13, NONE), (16, 0o644), (17, 0)];
    let later = [(20, NONE), (21, 0), (22, NONE), (24, 0), (27, 0), (29, time)];
    let numbers = numbers.into_iter().chain(later).flat_map(|(field, value)| number(field, value));
    [number(1, id), number(2, folder), texts.concat()].concat().into_iter().chain(numbers).collect()
}

struct Files<'a> {
    folder: &'a Path,
    left: usize,
    next: u64,
}

impl Files<'_> {
    /// Writes one file of at most [`FILE`] bytes; answers the first number after it.
    fn write(&mut self, name: impl Fn(u64, u64, bool) -> String, head: &[u8], item: &dyn Fn(u64) -> Vec<u8>) {
        let path = self.folder.join("being-written");
        let mut out = BufWriter::with_capacity(1 << 20, File::create(&path).unwrap());
        out.write_all(head).unwrap();
        let (first, mut written) = (self.next, head.len());
        while written < FILE && written < self.left {
            let item = item(self.next);
            out.write_all(&item).unwrap();
            written += item.len();
            self.next += 1;
        }
        out.flush().unwrap();
        self.left = self.left.saturating_sub(written);
        std::fs::rename(path, self.folder.join(name(first, self.next, self.left == 0))).unwrap();
    }
}

fn ratis(folder: &Path, size: usize) {
    let current = folder.join(encode::GROUP).join("current");
    create_dir_all(&current).unwrap();
    std::fs::write(current.join("raft-meta"), encode::raft_meta(1)).unwrap();
    let record = |index: u64| {
        let batch: Vec<u8> = (0..BATCH).flat_map(|i| bytes(39, &encode::entry(index, &made(index * BATCH + i)))).collect();
        encode::record(1, index, &batch)
    };
    let name = |first, next, last| if last { format!("log_inprogress_{first}") } else { format!("log_{first}-{}", next - 1) };
    let mut files = Files { folder: &current, left: size, next: 0 };
    while files.left > 0 {
        files.write(name, b"RaftLog1", &record);
    }
}

fn ufs(folder: &Path, size: usize) {
    let v1 = folder.join("FileSystemMaster/v1");
    let logs = v1.join("logs");
    create_dir_all(&logs).unwrap();
    std::fs::write(v1.join("_format_1"), b"").unwrap();
    let entry = |sequence: u64| encode::delimited([encode::entry(sequence, &made(sequence)).as_slice()]);
    let name = |first, next, last| encode::range(first, if last { encode::OPEN } else { next });
    let mut files = Files { folder: &logs, left: size, next: 0 };
    while files.left > 0 {
        files.write(name, b"", &entry);
    }
}

fn backup(folder: &Path, size: usize) {
    create_dir_all(folder).unwrap();
    let file = File::create(folder.join("alluxio-backup-2026-11-26-1.gz")).unwrap();
    let mut out = flate2::write::GzEncoder::new(BufWriter::new(file), flate2::Compression::fast());
    let (mut written, mut id) = (0, 0);
    while written < size {
        let made = made(id);
        let message = encode::delimited([bytes(made.field, &made.body).as_slice()]);
        out.write_all(&message).unwrap();
        written += message.len();
        id += 1;
    }
    out.finish().unwrap().flush().unwrap();
}

/// Jars of a home: zips with one stored member each, as large as the assemblies of a release.
fn jars(folder: &Path, size: usize) {
    create_dir_all(folder).unwrap();
    const JAR: usize = 10 * 1024 * 1024;
    for i in 0..size / JAR {
        let mut zip = zip::ZipWriter::new(File::create(folder.join(format!("library-{i}.jar"))).unwrap());
        let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
        zip.start_file("com/example/Data.bin", stored).unwrap();
        zip.write_all(&vec![0x5a; JAR]).unwrap();
        zip.finish().unwrap();
    }
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [kind, folder, megabytes] = args.as_slice() else {
        eprintln!("generate-journal ratis|ufs|backup|jars FOLDER MEGABYTES");
        std::process::exit(2);
    };
    let size = megabytes.parse::<usize>().unwrap() * 1024 * 1024;
    let folder = Path::new(folder);
    match kind.as_str() {
        "ratis" => ratis(folder, size),
        "ufs" => ufs(folder, size),
        "backup" => backup(folder, size),
        _ => jars(folder, size),
    }
}
