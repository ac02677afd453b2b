//! One archive, or one folder of unpacked files, as it is shown to a visitor.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::piece::Piece;
use super::unpack::{self, How};
use super::{Budget, Trouble};
use crate::source::{Blob, Source};

pub(super) const REMEDY_FILE: &str = "let the tool read it, or give a copy";

/// A member of an archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its path in the archive: `/` between parts, none in front; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// Announced length of its content; 0 if it is announced nowhere.
    pub len: u64,
    pub(super) place: Place,
}

/// Where the bytes of a member are.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// Packed, somewhere in the archive.
    Packed(Packed),
    /// As they are, at this offset.
    Plain(u64),
    /// They came by in a stream and were kept.
    Held(Result<Arc<[u8]>, Trouble>),
    /// Nobody wished for more than the name.
    Gone,
    /// A file of its own.
    File(PathBuf),
}

/// How an entry of a zip file is packed.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    pub(super) at: At,
    pub(super) len: u64,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    pub(super) crc: u32,
}

/// Where packed bytes begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum At {
    /// Behind the local header at this offset.
    Header(u64),
    /// Here.
    Data(u64),
}

/// What the bytes of members are read from.
#[derive(Clone)]
pub(super) enum Store<'a> {
    Archive(Piece),
    Stream,
    Folder(&'a dyn Source),
}

/// An opened archive with the members that were wished for, in its order, duplicates included.
pub struct Level<'a> {
    pub(super) path: &'a str,
    pub(super) members: Vec<Member>,
    pub(super) store: Store<'a>,
    pub(super) budget: &'a Budget,
    pub(super) salvaged: bool,
}

impl Level<'_> {
    /// Its nested path.
    pub fn path(&self) -> &str {
        self.path
    }

    /// The members that were wished for.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The bytes of the archive itself; a folder has none.
    pub fn blob(&self) -> Option<&dyn Blob> {
        match &self.store {
            Store::Archive(piece) => Some(piece),
            Store::Stream | Store::Folder(_) => None,
        }
    }

    /// What stands between the path and a name inside: `!/`, or `/` for a folder.
    pub fn joint(&self) -> &'static str {
        match self.store {
            Store::Archive(_) | Store::Stream => "!/",
            Store::Folder(_) => "/",
        }
    }

    /// Whether its directory is lost, so that it was read from the headers of its entries.
    pub fn salvaged(&self) -> bool {
        self.salvaged
    }

    /// The content of a member, checked against its checksum. Long ones are refused: nothing that states a version is long.
    pub fn content(&self, member: &Member) -> Result<Vec<u8>, Trouble> {
        let limit = self.budget.limits().small;
        match (&self.store, &member.place) {
            (Store::Archive(piece), Place::Packed(packed)) => packed.content(piece, member.len, self.budget),
            (Store::Archive(piece), Place::Plain(at)) => plain(piece, *at, member.len, limit),
            (Store::Folder(source), Place::File(path)) => file(*source, path, limit),
            (_, Place::Held(held)) => held.as_ref().map(|bytes| bytes.to_vec()).map_err(Clone::clone),
            _ => Err(Trouble::new("it was not kept", unpack::REMEDY_DAMAGED)),
        }
    }
}

fn plain(piece: &Piece, at: u64, len: u64, limit: u64) -> Result<Vec<u8>, Trouble> {
    let part = piece.part(at, len).ok_or_else(|| unpack::damaged(&"its bytes lie beyond the end of the archive"))?;
    unpack::up_to(&mut part.reader(), limit, len)
}

/// The whole content of a file that is as short as what states a version.
fn file(source: &dyn Source, path: &Path, limit: u64) -> Result<Vec<u8>, Trouble> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let read = source.open(path).and_then(|blob| blob.read_all(limit));
    read.map_err(|error| Trouble::new(error.to_string(), REMEDY_FILE))
}

impl Packed {
    /// The packed bytes.
    pub(super) fn bytes(&self, piece: &Piece) -> Result<Piece, Trouble> {
        let start = match self.at {
            At::Data(offset) => offset,
            At::Header(offset) => behind_header(piece, offset)?,
        };
        piece.part(start, self.len).ok_or_else(beyond)
    }

    /// The first packed bytes and all of them, with one read where the header is as short as most.
    pub(super) fn start(&self, piece: &Piece) -> Result<(Vec<u8>, Piece), Trouble> {
        let At::Header(offset) = self.at else {
            let packed = self.bytes(piece)?;
            return Ok((first_of(&packed), packed));
        };
        let mut buffer = vec![0; HEADER + FIRST_BYTES];
        let count = piece.read_at(&mut buffer, offset).unwrap_or_default();
        buffer.truncate(count);
        let start = offset + length_of_header(&buffer)?;
        let packed = piece.part(start, self.len).ok_or_else(beyond)?;
        let skipped = usize::try_from(start - offset).unwrap_or(usize::MAX);
        let known = buffer.get(skipped..).unwrap_or_default();
        let enough = usize::try_from(self.len).map_or(FIRST_BYTES, |len| len.min(FIRST_BYTES));
        let first = known.get(..enough).map(<[u8]>::to_vec).unwrap_or_else(|| first_of(&packed));
        Ok((first, packed))
    }

    pub(super) fn how(&self, len: u64) -> How {
        How { method: self.method, packed: self.len, len, crc: self.crc }
    }

    /// The whole content. An entry may be marked as encrypted and not be so; the checksum tells.
    fn content(&self, piece: &Piece, len: u64, budget: &Budget) -> Result<Vec<u8>, Trouble> {
        let limit = budget.limits().small;
        let packed = self.bytes(piece)?;
        let read = unpack::entry(&mut packed.reader(), self.how(len), budget, &mut |reader| unpack::up_to(reader, limit, len));
        match read {
            Ok(bytes) if rawzip::crc32(&bytes) == self.crc => Ok(bytes),
            _ if self.encrypted => Err(Trouble::new("encrypted", unpack::REMEDY_ENCRYPTED)),
            Ok(_) => Err(unpack::damaged(&"its checksum does not match")),
            Err(trouble) => Err(trouble),
        }
    }
}

/// Packed bytes after which the first ones of the content show.
pub(super) const FIRST_BYTES: usize = 1 << 10;

/// Room for a header with name and extra field.
const HEADER: usize = 256;

fn first_of(packed: &Piece) -> Vec<u8> {
    let mut first = vec![0; FIRST_BYTES];
    let count = packed.read_at(&mut first, 0).unwrap_or_default();
    first.truncate(count);
    first
}

fn behind_header(piece: &Piece, offset: u64) -> Result<u64, Trouble> {
    let mut header = [0; 30];
    piece.read_exact_at(&mut header, offset).map_err(|_| unpack::damaged(&"its header lies beyond the end of the archive"))?;
    Ok(offset + length_of_header(&header)?)
}

/// APPNOTE.TXT 4.3.7: 30 bytes, lengths of name and extra field at 26 and 28. The directory is believed for the rest.
fn length_of_header(header: &[u8]) -> Result<u64, Trouble> {
    match header.get(..30) {
        Some([b'P', b'K', 3, 4, .., n0, n1, e0, e1]) => {
            Ok(30 + u64::from(u16::from_le_bytes([*n0, *n1])) + u64::from(u16::from_le_bytes([*e0, *e1])))
        }
        _ => Err(unpack::damaged(&"there is no entry where the directory says")),
    }
}

fn beyond() -> Trouble {
    unpack::damaged(&"its bytes lie beyond the end of the archive")
}
