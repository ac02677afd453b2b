//! The central directory of a zip file.
//!
//! `rawzip` reads it; where `rawzip` refuses, the `zip` crate is asked, and the longer answer counts.

use std::borrow::Cow;
use std::io;
use std::sync::Arc;

use rawzip::{MAX_CENTRAL_DIRECTORY_RECORD_SIZE, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord};

use super::{Budget, Member, Place, Trouble, second};
use crate::source::Blob;

const REMEDY_BROKEN: &str = "replace it with an undamaged copy";

/// Entries that were wanted, how many there were, and why the listing may be incomplete.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) members: Vec<Member>,
    pub(super) seen: u64,
    pub(super) trouble: Option<Trouble>,
}

struct At(Arc<dyn Blob>);

impl ReaderAt for At {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }
}

/// Lists the entries that `keep` wants.
pub(super) fn read(blob: &Arc<dyn Blob>, budget: &mut Budget, keep: &dyn Fn(&str) -> bool) -> Result<Listing, Trouble> {
    let first = primary(blob, budget, keep);
    match &first {
        Ok(listing) if listing.trouble.is_none() => return first,
        _ => {}
    }
    match (first, second::read(blob, budget, keep)) {
        (Ok(first), Ok(second)) => Ok(if second.seen > first.seen { second } else { first }),
        (Ok(listing), Err(_)) => Ok(listing),
        // The zip crate takes a false end record in a comment for an empty archive.
        (Err(trouble), Ok(listing)) if listing.seen == 0 => Err(trouble),
        (Err(_), Ok(listing)) => Ok(listing),
        (Err(trouble), Err(_)) => Err(trouble),
    }
}

/// An archive's comment may contain what looks like an end record; so many of them are stepped over.
const FALSE_ENDS: usize = 16;

/// Lists from the last end record that leads to entries; if none does, the last end record of all counts.
fn primary(blob: &Arc<dyn Blob>, budget: &mut Budget, keep: &dyn Fn(&str) -> bool) -> Result<Listing, Trouble> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE.max(MAX_CENTRAL_DIRECTORY_RECORD_SIZE)];
    let mut end = blob.len();
    let mut last = None;
    for _ in 0..FALSE_ENDS {
        let (listing, found_at) = before(blob, end, &mut buffer, budget, keep);
        if matches!(&listing, Ok(listing) if listing.seen > 0) {
            return listing;
        }
        last.get_or_insert(listing);
        match found_at.filter(|at| *at < end) {
            Some(at) => end = at,
            None => break,
        }
    }
    last.unwrap_or_else(|| Err(Trouble::new("not a complete zip archive", REMEDY_BROKEN)))
}

/// Lists from the last end record before `end`, and says where that record is.
fn before(
    blob: &Arc<dyn Blob>,
    end: u64,
    buffer: &mut [u8],
    budget: &mut Budget,
    keep: &dyn Fn(&str) -> bool,
) -> (Result<Listing, Trouble>, Option<u64>) {
    match ZipArchive::with_max_search_space(SEARCH).locate_in_reader(At(Arc::clone(blob)), buffer, end) {
        Ok(archive) => (Ok(list(&archive, buffer, budget, keep)), Some(archive.eocd_offset())),
        Err((_, error)) => (Err(broken(&error)), error.eocd_offset()),
    }
}

fn list(archive: &ZipArchive<At>, buffer: &mut [u8], budget: &mut Budget, keep: &dyn Fn(&str) -> bool) -> Listing {
    let mut listing = Listing::default();
    let mut entries = archive.entries(buffer);
    loop {
        match entries.next_entry() {
            Ok(None) => break,
            Ok(Some(record)) => {
                if let Err(trouble) = budget.entry() {
                    listing.trouble = Some(trouble);
                    return listing;
                }
                listing.seen += 1;
                listing.members.extend(member(&record, keep));
            }
            Err(error) => {
                listing.trouble = Some(cut_off(&listing, &error));
                return listing;
            }
        }
    }
    listing.trouble = short_of(&listing, archive.entries_hint());
    listing
}

/// How far from the end the end record is looked for: the comment may have 65,535 bytes (APPNOTE.TXT 4.3.16), and
/// signatures or padding may follow.
const SEARCH: u64 = 1 << 20;

fn member(record: &ZipFileHeaderRecord<'_>, keep: &dyn Fn(&str) -> bool) -> Option<Member> {
    let name = plain_name(record.file_path().as_bytes());
    if !keep(&name) {
        return None;
    }
    Some(Member {
        name: name.into_owned(),
        len: record.uncompressed_size_hint(),
        packed: record.compressed_size_hint(),
        method: record.compression_method().as_u16(),
        encrypted: record.flags().is_encrypted(),
        crc: record.crc32(),
        place: Place::Header(record.local_header_offset()),
    })
}

/// A name as Java sees it: Windows tools write backslashes, some tools a leading `./` or `/`.
pub(super) fn plain_name(raw: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(raw) {
        Cow::Borrowed(name) if !name.contains('\\') => Cow::Borrowed(trimmed(name)),
        name => Cow::Owned(trimmed(&name.replace('\\', "/")).to_owned()),
    }
}

fn trimmed(name: &str) -> &str {
    name.trim_start_matches("./").trim_start_matches('/')
}

fn short_of(listing: &Listing, announced: u64) -> Option<Trouble> {
    let missing = announced.checked_sub(listing.seen).filter(|missing| *missing > 0)?;
    let reason = format!("its directory announces {announced} entries and {missing} of them are missing");
    Some(Trouble::new(reason, REMEDY_BROKEN))
}

fn cut_off(listing: &Listing, error: &rawzip::Error) -> Trouble {
    Trouble::new(format!("its directory is damaged after {} entries: {error}", listing.seen), REMEDY_BROKEN)
}

fn broken(error: &rawzip::Error) -> Trouble {
    Trouble::new(format!("not a complete zip archive: {error}"), REMEDY_BROKEN)
}
