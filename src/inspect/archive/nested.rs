//! Which members of an archive are archives themselves.

use std::io::Read;

use super::kind::{self, HEAD};
use super::level::Place;
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

/// An end record alone has 22 bytes (APPNOTE.TXT 4.3.16).
const SHORTEST: u64 = 22;
/// Shorter texts pack badly too.
const SHORT: u64 = 200;

/// Whether the first bytes of a member should be looked at.
pub(super) fn worth_a_look(name: &str, len: u64, packed: u64) -> bool {
    if len < SHORTEST || name.ends_with('/') {
        return false;
    }
    let dense = || len >= SHORT && packed / 4 >= len / 5;
    !innocent(name) || dense()
}

/// Whether a name says that there is no archive behind it.
fn innocent(name: &str) -> bool {
    // Most names end so, and this is asked millions of times.
    name.ends_with(".class")
        || name.starts_with("META-INF/services/")
        || INNOCENT.iter().any(|innocent| extension(name).eq_ignore_ascii_case(innocent))
}

fn extension(name: &str) -> &str {
    let file = name.rsplit('/').next().unwrap_or_default();
    file.rsplit_once('.').map_or("", |(_, extension)| extension)
}

/// Names that say archive: those are opened whatever they begin with, so that a broken one is reported.
pub fn called_archive(name: &str) -> bool {
    ["jar", "war", "ear", "zip", "nar", "aar", "jmod", "tgz", "tar"].iter().any(|archive| extension(name).eq_ignore_ascii_case(archive))
}

/// Whether an entry of a zip file is an archive, or may be one behind a script, or claims to be one by its name.
pub(super) fn holds_archive(piece: &Piece, member: &Member, budget: &Budget) -> bool {
    let Place::Packed(entry) = &member.place else { return false };
    if called_archive(&member.name) {
        return true;
    }
    let Ok(packed) = entry.bytes(piece) else { return false };
    let look = unpack::entry(&mut packed.reader(), entry.how(member.len), budget, &mut |reader| Ok(begins_archive(reader, &member.name)));
    look.unwrap_or(false)
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
