//! Archives inside archives.

use std::io::Read;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;

use super::content::{Bytes, packed, up_to};
use super::level::{Packed, Place};
use super::piece::Piece;
use super::{Budget, Member, Trouble};
use crate::source::Blob;

const REMEDY: &str = "give it as a path of its own";

/// Names after which the first bytes are not looked at: they make up nearly all of a jar, and looking costs a read each.
const NEVER: [&str; 31] = [
    "class",
    "properties",
    "xml",
    "html",
    "htm",
    "js",
    "css",
    "json",
    "txt",
    "md",
    "java",
    "proto",
    "so",
    "dll",
    "dylib",
    "jnilib",
    "png",
    "gif",
    "jpg",
    "svg",
    "ico",
    "ttf",
    "woff",
    "woff2",
    "mf",
    "sf",
    "rsa",
    "dsa",
    "xsd",
    "dtd",
    "yml",
];

/// Whether an entry's name leaves open that it is an archive.
pub(super) fn may_be_archive(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or_default();
    let extension = file.rsplit_once('.').map_or("", |(_, extension)| extension);
    !file.is_empty() && !name.starts_with("META-INF/services/") && !NEVER.iter().any(|never| extension.eq_ignore_ascii_case(never))
}

/// Signature of a local header or of the end record of an empty archive (APPNOTE.TXT 4.3.7, 4.3.16).
fn signature(bytes: [u8; 4]) -> bool {
    matches!(bytes, [b'P', b'K', 3, 4] | [b'P', b'K', 5, 6])
}

/// Whether content begins like a zip archive, or ends like one behind a script, as executable jars do.
pub fn looks_like_archive(blob: &dyn Blob) -> bool {
    let mut head = [0; 4];
    if blob.read_exact_at(&mut head, 0).is_err() {
        return false;
    }
    signature(head) || (head.starts_with(b"#!") && has_end_record(blob))
}

/// Looks for an end record in the last 65,557 bytes, the longest that it can be with its comment (APPNOTE.TXT 4.3.16).
fn has_end_record(blob: &dyn Blob) -> bool {
    let len = blob.len().min(65_557);
    let mut tail = vec![0; usize::try_from(len).unwrap_or_default()];
    blob.read_exact_at(&mut tail, blob.len() - len).is_ok() && memchr::memmem::rfind(&tail, b"PK\x05\x06").is_some()
}

/// Names that say archive: those are opened whatever they begin with, so that a broken one is reported.
fn named_archive(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["jar", "war", "ear", "zip"].iter().any(|archive| extension.eq_ignore_ascii_case(archive))
}

/// Whether an entry is an archive by its first bytes, or claims to be one by its name.
pub(super) fn holds_archive(piece: &Piece, member: &Member) -> bool {
    if member.name.ends_with('/') {
        return false;
    }
    let Place::Packed(entry) = &member.place else { return false };
    if named_archive(&member.name) {
        return true;
    }
    // An end record alone has 22 bytes.
    if member.len < 22 {
        return false;
    }
    let mut head = [0; 4];
    let read = match packed(piece, entry) {
        Ok(Bytes::Stored(window)) => window.read_exact_at(&mut head, 0),
        Ok(Bytes::Deflated(window)) => {
            let mut start = [0; 64];
            let count = window.read_at(&mut start, 0).unwrap_or_default();
            DeflateDecoder::new(start.get(..count).unwrap_or_default()).read_exact(&mut head)
        }
        Err(_) => return false,
    };
    read.is_ok() && signature(head)
}

/// A nested archive, ready to be opened.
pub(super) struct Nested {
    pub(super) piece: Piece,
    /// How much of the budget it holds until [`Budget::release`].
    pub(super) held: u64,
}

/// The content of a nested archive: a window if stored, a copy in memory within the budget if deflated.
pub(super) fn open(piece: &Piece, member: &Member, budget: &Budget) -> Result<Nested, Trouble> {
    let Place::Packed(entry) = &member.place else { return Err(Trouble::new("not in an archive", REMEDY)) };
    match packed(piece, entry)? {
        Bytes::Stored(piece) => Ok(Nested { piece, held: 0 }),
        Bytes::Deflated(bytes) => inflated(&bytes, member.len, entry, budget),
    }
}

fn inflated(bytes: &Piece, len: u64, entry: &Packed, budget: &Budget) -> Result<Nested, Trouble> {
    budget.hold(len, entry.len)?;
    match up_to(DeflateDecoder::new(bytes.reader()), len) {
        Ok(bytes) => Ok(Nested { piece: Piece::whole(Arc::new(bytes)), held: len }),
        Err(trouble) => {
            budget.release(len);
            Err(trouble)
        }
    }
}
