//! What bytes are, going by the bytes alone.

use super::unpack::{self, Packing};
use crate::source::Blob;

/// Bytes at the start that tell; the header of a tar file is the longest of the marks.
pub(super) const HEAD: usize = 512;

/// Kinds of archives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Tar,
    /// One packed stream; what is in it shows when it is unpacked.
    Packed(Packing),
    /// An archive of a kind that is not read.
    Unread(&'static str),
}

/// Marks at the very start. Zip: APPNOTE.TXT 4.3.7, 4.3.16, and 8.5.3 for archives that were split; jmod:
/// `jdk-17:src/java.base/share/classes/jdk/internal/jmod/JmodFile.java`; gzip: RFC 1952, 2.3.1; zstd: RFC 8878, 3.1.1; xz: the .xz
/// file format, 2.1.1.1; bzip2: its block sorting header; the others: their own headers, as `file(1)` knows them.
const MARKS: [(&[u8], Kind); 13] = [
    (b"PK\x03\x04", Kind::Zip),
    (b"PK\x05\x06", Kind::Zip),
    (b"PK\x07\x08PK\x03\x04", Kind::Zip),
    (b"PK00PK\x03\x04", Kind::Zip),
    (b"JM\x01\x00PK\x03\x04", Kind::Zip),
    (b"\x1f\x8b\x08", Kind::Packed(Packing::Gzip)),
    (b"\x28\xb5\x2f\xfd", Kind::Packed(Packing::Zstd)),
    (b"BZh", Kind::Packed(Packing::Bzip2)),
    (b"\xfd7zXZ\x00", Kind::Packed(Packing::Xz)),
    (b"7z\xbc\xaf\x27\x1c", Kind::Unread("7z")),
    (b"Rar!\x1a\x07", Kind::Unread("rar")),
    (b"!<arch>\ndebian-binary", Kind::Unread("deb")),
    (b"\xed\xab\xee\xdb", Kind::Unread("rpm")),
];

/// Bytes after which the content of a packed stream shows. Blocks of zstd (RFC 8878, 3.1.1.2.4) and of bzip2 (900,000 bytes, which
/// may not shrink) are unpacked as a whole.
const START: usize = 4 << 10;
const START_ZSTD: usize = 160 << 10;
const START_BZIP2: usize = 1 << 20;

/// How many bytes [`sniff`] needs of something that begins like this.
pub(super) fn enough(head: &[u8]) -> usize {
    match of_head(head) {
        Some(Kind::Packed(Packing::Zstd)) => START_ZSTD,
        Some(Kind::Packed(Packing::Bzip2)) => START_BZIP2,
        _ => START,
    }
}

/// What begins like this; `None` if it is no archive. A packed stream is one if an archive is in it. What cannot be unpacked so
/// far that this shows is one if it is called so.
pub(super) fn sniff(start: &[u8], name: &str) -> Option<Kind> {
    match of_head(start)? {
        Kind::Packed(packing) => {
            let inner = unpack::start(start, packing, HEAD);
            let tar = || inner.len() < HEAD && called_tar(name);
            (of_head(&inner).is_some() || tar()).then_some(Kind::Packed(packing))
        }
        kind => Some(kind),
    }
}

fn called_tar(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    [".tar.bz2", ".tbz2", ".tbz", ".tar.xz", ".txz", ".tar.gz", ".tgz", ".tar.zst"].iter().any(|end| file.ends_with(end))
}

/// What begins like this, without a look into packed streams.
pub(super) fn of_head(head: &[u8]) -> Option<Kind> {
    let mark = MARKS.iter().find(|(mark, _)| head.starts_with(mark)).map(|(_, kind)| *kind);
    mark.or_else(|| is_tar_header(head).then_some(Kind::Tar))
}

/// A header of a tar file states the sum of its own bytes, with blanks in place of the sum (POSIX.1-2017 pax, ustar).
pub(super) fn is_tar_header(block: &[u8]) -> bool {
    let (Some(block), Some(stated)) = (block.get(..512), block.get(148..156)) else { return false };
    let sum: u64 = block.iter().map(|byte| u64::from(*byte)).sum();
    let own: u64 = stated.iter().map(|byte| u64::from(*byte)).sum();
    block.first().is_some_and(|byte| *byte != 0) && octal(stated) == Some(sum - own + 8 * 32)
}

/// Digits of a number in a tar header, between blanks and zero bytes.
pub(super) fn octal(field: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    u64::from_str_radix(text, 8).ok()
}

/// What can be read in any order is. A zip file may stand behind something else: a script, a launcher.
pub(super) fn of_blob(blob: &dyn Blob, name: &str) -> Option<Kind> {
    let mut head = start(blob, HEAD);
    if of_head(&head).is_some_and(|kind| matches!(kind, Kind::Packed(_))) {
        head = start(blob, enough(&head));
    }
    sniff(&head, name).or_else(|| behind_something(blob).then_some(Kind::Zip))
}

fn start(blob: &dyn Blob, count: usize) -> Vec<u8> {
    let mut start = vec![0; count];
    let count = blob.read_at(&mut start, 0).unwrap_or_default();
    start.truncate(count);
    start
}

/// Whether a zip file may follow what begins like this: a script, or a launcher for Windows or Linux.
pub(super) fn may_lead(head: &[u8]) -> bool {
    head.starts_with(b"#!") || head.starts_with(b"MZ") || head.starts_with(b"\x7fELF")
}

/// Whether an end record leads to a directory, or a script is followed by an entry.
fn behind_something(blob: &dyn Blob) -> bool {
    let tail = tail(blob);
    let ends = memchr::memmem::rfind_iter(&tail, b"PK\x05\x06");
    let first = blob.len() - tail.len() as u64;
    let found = ends.take(4).any(|at| leads_to_directory(blob, first + at as u64, tail.get(at..).unwrap_or_default()));
    found || behind_script(blob)
}

/// The longest that an end record can be with its comment (APPNOTE.TXT 4.3.16).
const LONGEST_END: u64 = 65_557;

fn tail(blob: &dyn Blob) -> Vec<u8> {
    let len = blob.len().min(LONGEST_END);
    let mut tail = vec![0; usize::try_from(len).unwrap_or_default()];
    match blob.read_exact_at(&mut tail, blob.len() - len) {
        Ok(()) => tail,
        Err(_) => Vec::new(),
    }
}

/// The directory stands right before the end record, or before the records of zip64 in front of it.
fn leads_to_directory(blob: &dyn Blob, at: u64, end: &[u8]) -> bool {
    let mut mark = [0; 4];
    let Some([a, b, c, d]) = end.get(12..16) else { return false };
    let size = u64::from(u32::from_le_bytes([*a, *b, *c, *d]));
    let here = at.checked_sub(size).is_some_and(|start| blob.read_exact_at(&mut mark, start).is_ok() && mark == *b"PK\x01\x02");
    here || at.checked_sub(20).is_some_and(|locator| blob.read_exact_at(&mut mark, locator).is_ok() && mark == *b"PK\x06\x07")
}

/// So far into a script its archive is looked for if the archive has no end.
const SCRIPT: usize = 64 << 10;

fn behind_script(blob: &dyn Blob) -> bool {
    let mut start = vec![0; 2];
    if blob.read_exact_at(&mut start, 0).is_err() || start != b"#!" {
        return false;
    }
    start.resize(SCRIPT, 0);
    let count = blob.read_at(&mut start, 0).unwrap_or_default();
    memchr::memmem::find(start.get(..count).unwrap_or_default(), b"PK\x03\x04").is_some()
}
