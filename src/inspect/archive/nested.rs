//! Which members of an archive are archives themselves.

use std::cell::RefCell;
use std::io::Read;

use flate2::{Decompress, FlushDecompress};

use super::kind::{self, HEAD};
use super::level::{FIRST_BYTES, Place};
use super::piece::Piece;
use super::{Budget, Member, unpack};
use crate::source::Blob;

/// Names after which the first bytes are not looked at, unless they pack as badly as archives do: they make up nearly all of a
/// jar, and looking costs a read each. So an archive under such a name is overlooked if its own members are not packed.
const INNOCENT: [&str; 31] = [
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

/// The same for files without an extension, which Maven puts into every jar.
const TEXTS: [&str; 3] = ["LICENSE", "NOTICE", "DEPENDENCIES"];

/// An end record alone has 22 bytes (APPNOTE.TXT 4.3.16).
const SHORTEST: u64 = 22;
/// Shorter texts pack badly too.
const SHORT: u64 = 400;

/// Whether the first bytes of a member should be looked at.
pub(super) fn worth_a_look(name: &[u8], len: u64, packed: u64) -> bool {
    if len < SHORTEST || name.ends_with(b"/") {
        return false;
    }
    let dense = || len >= SHORT && packed / 4 >= len / 5;
    !innocent(name) || dense()
}

/// Whether a name says that there is no archive behind it.
fn innocent(name: &[u8]) -> bool {
    // Most names end so, and this is asked millions of times.
    if name.ends_with(b".class") || name.starts_with(b"META-INF/services/") {
        return true;
    }
    let file = name.rsplit(|byte| *byte == b'/').next().unwrap_or_default();
    match extension(file) {
        Some(extension) => INNOCENT.iter().any(|innocent| extension.eq_ignore_ascii_case(innocent.as_bytes())),
        None => TEXTS.iter().any(|text| file == text.as_bytes()),
    }
}

/// What follows the last dot of a file's name.
fn extension(file: &[u8]) -> Option<&[u8]> {
    memchr::memrchr(b'.', file).and_then(|dot| file.get(dot + 1..))
}

/// Names that say archive: those are opened whatever they begin with, so that a broken one is reported.
pub fn called_archive(name: &str) -> bool {
    let archives = ["jar", "war", "ear", "zip", "nar", "aar", "jmod", "tgz", "tar"];
    let file = name.rsplit('/').next().unwrap_or_default();
    extension(file.as_bytes()).is_some_and(|extension| archives.iter().any(|archive| extension.eq_ignore_ascii_case(archive.as_bytes())))
}

/// Whether an entry of a zip file is an archive, or may be one behind a script, or claims to be one by its name.
pub(super) fn holds_archive(piece: &Piece, member: &Member, budget: &Budget) -> bool {
    let Place::Packed(entry) = &member.place else { return false };
    if called_archive(&member.name) {
        return true;
    }
    let Ok((first, packed)) = entry.start(piece) else { return false };
    if !may_begin_archive(&first, entry.method) {
        return false;
    }
    let look = unpack::entry(&mut packed.reader(), entry.how(member.len), budget, &mut |reader| Ok(begins_archive(reader, &member.name)));
    look.unwrap_or(false)
}

thread_local! {
    /// Making a decoder takes longer than what it does here.
    static INFLATE: RefCell<Decompress> = RefCell::new(Decompress::new(false));
}

/// A first look: whether the content may begin like an archive, as far as its first packed bytes show.
fn may_begin_archive(first: &[u8], method: u16) -> bool {
    match method {
        unpack::STORED => begins(first),
        unpack::DEFLATED => inflated(first).is_none_or(|content| begins(&content)),
        _ => true,
    }
}

fn begins(head: &[u8]) -> bool {
    kind::may_lead(head) || kind::of_head(head).is_some()
}

/// The first bytes of what was deflated; nothing if these do not show.
fn inflated(packed: &[u8]) -> Option<[u8; HEAD]> {
    let mut content = [0; HEAD];
    INFLATE.with_borrow_mut(|inflate| {
        inflate.reset(false);
        inflate.decompress(packed, &mut content, FlushDecompress::None).ok()?;
        let filled = inflate.total_out() >= HEAD as u64 || packed.len() < FIRST_BYTES;
        filled.then_some(content)
    })
}

/// Whether something begins like an archive, or like what may stand in front of one.
fn begins_archive(reader: &mut dyn Read, name: &str) -> bool {
    let mut start = Vec::new();
    if reader.take(HEAD as u64).read_to_end(&mut start).is_err() {
        return false;
    }
    let more = kind::enough(&start).saturating_sub(start.len());
    kind::may_lead(&start)
        || kind::of_head(&start).is_some() && {
            let _ = reader.take(more as u64).read_to_end(&mut start);
            kind::sniff(&start, name).is_some()
        }
}

/// Whether a file is an archive. Content decides; the name only counts for what cannot be unpacked.
pub fn looks_like_archive(blob: &dyn Blob, name: &str) -> bool {
    kind::of_blob(blob, name).is_some()
}
