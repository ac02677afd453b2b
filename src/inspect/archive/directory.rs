//! The central directory of a zip file.
//!
//! `rawzip` reads it; where `rawzip` refuses, the `zip` crate is asked, and the longer answer counts.

use std::borrow::Cow;
use std::cell::Cell;
use std::io;

use rawzip::{MAX_CENTRAL_DIRECTORY_RECORD_SIZE, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipFileHeaderRecord};

use super::level::{At, Packed, Place};
use super::listing::{Listing, REMEDY_BROKEN, plain_name};
use super::piece::Piece;
use super::{Budget, Member, Trouble, Visitor, Wish, nested, second};
use crate::source::Blob;

struct Bytes(Piece);

impl ReaderAt for Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }
}

/// Longest archive that the second reader is asked about: it keeps every entry in memory.
const SECOND: u64 = 4 << 20;

/// Lists the entries that matter.
pub(super) fn read(piece: &Piece, budget: &Budget, visitor: &dyn Visitor) -> Result<Listing, Trouble> {
    let first = primary(piece, budget, visitor);
    let whole = matches!(&first, Ok(listing) if listing.trouble.is_none());
    if whole || budget.spent() || piece.len() > SECOND {
        return first;
    }
    match (first, second::read(piece, budget, visitor)) {
        (Ok(first), Ok(second)) => Ok(if second.seen > first.seen { second } else { first }),
        (Ok(listing), Err(_)) => Ok(listing),
        // The zip crate takes a false end record in a comment for an empty archive.
        (Err(trouble), Ok(listing)) if listing.seen == 0 => Err(trouble),
        (Err(_), Ok(listing)) => Ok(listing),
        (Err(trouble), Err(_)) => Err(trouble),
    }
}

thread_local! {
    /// One buffer for all archives that a thread reads, one after the other.
    static BUFFER: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// An archive's comment may contain what looks like an end record; so many of them are stepped over.
const FALSE_ENDS: usize = 16;

/// Lists from the last end record that leads to entries; if none does, the last end record of all counts.
fn primary(piece: &Piece, budget: &Budget, visitor: &dyn Visitor) -> Result<Listing, Trouble> {
    let mut buffer = BUFFER.take();
    buffer.resize(RECOMMENDED_BUFFER_SIZE.max(MAX_CENTRAL_DIRECTORY_RECORD_SIZE), 0);
    let listing = from_ends(piece, &mut buffer, budget, visitor);
    BUFFER.set(buffer);
    listing
}

fn from_ends(piece: &Piece, buffer: &mut [u8], budget: &Budget, visitor: &dyn Visitor) -> Result<Listing, Trouble> {
    let mut end = piece.len();
    let mut last = None;
    for _ in 0..FALSE_ENDS {
        let (listing, found_at) = before(piece, end, buffer, budget, visitor);
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
fn before(piece: &Piece, end: u64, buffer: &mut [u8], budget: &Budget, visitor: &dyn Visitor) -> (Result<Listing, Trouble>, Option<u64>) {
    match ZipArchive::with_max_search_space(SEARCH).locate_in_reader(Bytes(piece.clone()), buffer, end) {
        Ok(archive) => (Ok(list(&archive, buffer, budget, visitor)), Some(archive.eocd_offset())),
        Err((_, error)) => (Err(broken(&error)), error.eocd_offset()),
    }
}

fn list(archive: &ZipArchive<Bytes>, buffer: &mut [u8], budget: &Budget, visitor: &dyn Visitor) -> Listing {
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
                keep(&mut listing, archive.get_ref(), &record, budget, visitor);
            }
            Err(error) => {
                listing.trouble = Some(cut_off(&listing, &error));
                listing.damaged = true;
                return listing;
            }
        }
    }
    listing.trouble = listing.trouble.or_else(|| short_of(listing.seen, archive.entries_hint()));
    listing
}

/// How far from the end the end record is looked for: the comment may have 65,535 bytes (APPNOTE.TXT 4.3.16), and
/// signatures or padding may follow.
const SEARCH: u64 = 1 << 20;

fn keep(listing: &mut Listing, bytes: &Bytes, record: &ZipFileHeaderRecord<'_>, budget: &Budget, visitor: &dyn Visitor) {
    let path = record.file_path();
    let raw = path.as_bytes();
    let may = visitor.may_wish(raw);
    if may || nested::worth_a_look(raw, record.uncompressed_size_hint(), record.compressed_size_hint()) {
        keep_named(listing, bytes, record, plain_name(raw), budget, visitor);
    }
}

fn keep_named(
    listing: &mut Listing,
    bytes: &Bytes,
    record: &ZipFileHeaderRecord<'_>,
    name: Cow<'_, str>,
    budget: &Budget,
    visitor: &dyn Visitor,
) {
    let wish = visitor.wish(&name);
    let (len, packed) = (record.uncompressed_size_hint(), record.compressed_size_hint());
    if wish != Wish::Nothing || nested::worth_a_look(name.as_bytes(), len, packed) {
        listing.add(&bytes.0, member(name.into_owned(), record), wish, budget);
    }
}

fn member(name: String, record: &ZipFileHeaderRecord<'_>) -> Member {
    let packed = Packed {
        at: At::Header(record.local_header_offset()),
        len: record.compressed_size_hint(),
        method: record.compression_method().as_u16(),
        encrypted: record.flags().is_encrypted(),
        crc: record.crc32(),
    };
    Member { name, len: record.uncompressed_size_hint(), place: Place::Packed(packed) }
}

fn short_of(seen: u64, announced: u64) -> Option<Trouble> {
    let missing = announced.checked_sub(seen).filter(|missing| *missing > 0)?;
    let reason = format!("its directory announces {announced} entries and {missing} of them are missing");
    Some(Trouble::new(reason, REMEDY_BROKEN))
}

fn cut_off(listing: &Listing, error: &rawzip::Error) -> Trouble {
    Trouble::new(format!("its directory is damaged after {} entries: {error}", listing.seen), REMEDY_BROKEN)
}

fn broken(error: &rawzip::Error) -> Trouble {
    Trouble::new(format!("not a complete zip archive: {error}"), REMEDY_BROKEN)
}
