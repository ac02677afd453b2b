//! The second opinion on directories that `rawzip` refuses: the `zip` crate, which is slower and more forgiving.
//!
//! It drops all but one of several entries with the same name, so it is never asked first.

use std::io::{self, Read, Seek, SeekFrom};

use zip::ZipArchive;

use super::level::{At, Packed, Place};
use super::listing::{Listing, REMEDY_BROKEN, plain_name};
use super::piece::Piece;
use super::{Budget, Member, Trouble, Visitor, Wish, nested};
use crate::source::Blob;

/// Lists the entries that matter.
pub(super) fn read(piece: &Piece, budget: &Budget, visitor: &dyn Visitor) -> Result<Listing, Trouble> {
    let cursor = Cursor { piece: piece.clone(), at: 0 };
    let fail = |error: zip::result::ZipError| Trouble::new(format!("not a complete zip archive: {error}"), REMEDY_BROKEN);
    let mut archive = ZipArchive::new(cursor).map_err(fail)?;
    let mut listing = Listing::default();
    for index in 0..archive.len() {
        budget.entry()?;
        listing.seen += 1;
        let Some(Ok(name)) = archive.name_for_index(index) else { continue };
        let name = plain_name(name.as_bytes());
        let wish = visitor.wish(&name);
        if wish == Wish::Nothing && !nested::worth_a_look(name.as_bytes(), u64::MAX, u64::MAX) {
            continue;
        }
        match archive.by_index_raw(index) {
            Ok(file) => listing.add(piece, member(&file), wish, budget),
            Err(error) => listing.trouble = Some(fail(error)),
        }
    }
    Ok(listing)
}

fn member<R: Read + ?Sized>(file: &zip::read::ZipFile<'_, R>) -> Member {
    let packed = Packed {
        at: At::Data(file.data_start().unwrap_or(u64::MAX)),
        len: file.compressed_size(),
        method: method(file.compression()),
        encrypted: file.encrypted(),
        crc: file.crc32(),
    };
    Member { name: plain_name(file.name_raw()).into_owned(), len: file.size(), place: Place::Packed(packed) }
}

/// The number of a method (APPNOTE.TXT 4.4.5); those that are not read need no number of their own.
fn method(method: zip::CompressionMethod) -> u16 {
    match method {
        zip::CompressionMethod::Stored => 0,
        zip::CompressionMethod::Deflated => 8,
        zip::CompressionMethod::Deflate64 => 9,
        zip::CompressionMethod::Bzip2 => 12,
        zip::CompressionMethod::Lzma => 14,
        _ => u16::MAX,
    }
}

/// A blob with the moving position that the `zip` crate wants.
struct Cursor {
    piece: Piece,
    at: u64,
}

impl Read for Cursor {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Cursor {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(offset) => Some(offset),
            SeekFrom::End(offset) => self.piece.len().checked_add_signed(offset),
            SeekFrom::Current(offset) => self.at.checked_add_signed(offset),
        };
        self.at = target.ok_or(io::ErrorKind::InvalidInput)?;
        Ok(self.at)
    }
}
