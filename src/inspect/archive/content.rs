//! The bytes of one entry, whatever its header claims.

use std::io::Read;
use std::path::Path;

use flate2::bufread::DeflateDecoder;

use super::level::{At, Packed};
use super::piece::Piece;
use super::{Budget, Trouble, folder};
use crate::source::{Blob, Source};

/// APPNOTE.TXT 4.4.5.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

pub(super) const REMEDY_DAMAGED: &str = "replace the archive with an undamaged copy";
const REMEDY_METHOD: &str = "repack the archive with deflate, as the jar tool does";
const REMEDY_ENCRYPTED: &str = "decrypt it and give the decrypted archive";

/// The packed bytes of an entry, by how they are packed.
pub(super) enum Bytes {
    Stored(Piece),
    Deflated(Piece),
}

/// Finds the packed bytes of an entry.
pub(super) fn packed(piece: &Piece, entry: &Packed) -> Result<Bytes, Trouble> {
    if entry.encrypted {
        return Err(Trouble::new("encrypted", REMEDY_ENCRYPTED));
    }
    let start = match entry.at {
        At::Data(offset) => offset,
        At::Header(offset) => behind_header(piece, offset)?,
    };
    let bytes = piece.part(start, entry.len).ok_or_else(|| damaged("its bytes lie beyond the end of the archive"))?;
    match entry.method {
        STORED => Ok(Bytes::Stored(bytes)),
        DEFLATED => Ok(Bytes::Deflated(bytes)),
        u16::MAX => Err(Trouble::new("packed with a method that is not read", REMEDY_METHOD)),
        method => Err(Trouble::new(format!("packed with method {method}, which is not read"), REMEDY_METHOD)),
    }
}

/// APPNOTE.TXT 4.3.7: 30 bytes, lengths of name and extra field at 26 and 28. The directory is believed for the rest.
fn behind_header(piece: &Piece, offset: u64) -> Result<u64, Trouble> {
    let mut header = [0; 30];
    piece.read_exact_at(&mut header, offset).map_err(|_| damaged("its header lies beyond the end of the archive"))?;
    match header {
        [b'P', b'K', 3, 4, .., n0, n1, e0, e1] => {
            Ok(offset + 30 + u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1])))
        }
        _ => Err(damaged("there is no entry where the directory says")),
    }
}

/// The whole content of a class or properties file.
pub(super) fn small(piece: &Piece, entry: &Packed, budget: &Budget) -> Result<Vec<u8>, Trouble> {
    let limit = budget.limits().small;
    let bytes = match packed(piece, entry)? {
        Bytes::Stored(bytes) => up_to(bytes.reader(), limit)?,
        Bytes::Deflated(bytes) => up_to(DeflateDecoder::new(bytes.reader()), limit)?,
    };
    budget.inflate(bytes.len() as u64)?;
    if rawzip::crc32(&bytes) != entry.crc {
        return Err(damaged("its checksum does not match"));
    }
    Ok(bytes)
}

/// The whole content of a file that is as short as such entries are.
pub(super) fn file(source: &dyn Source, path: &Path, budget: &Budget) -> Result<Vec<u8>, Trouble> {
    let limit = usize::try_from(budget.limits().small).unwrap_or(usize::MAX);
    let read = source.open(path).and_then(|blob| blob.read_all(limit));
    read.map_err(|error| Trouble::new(error.to_string(), folder::REMEDY))
}

/// Reserved before the first byte; memory that is not written to costs nothing, and growing by copies would double it.
const START: u64 = 128 << 20;

/// At most `limit` bytes; more is a trouble and never in memory.
pub(super) fn up_to(reader: impl Read, limit: u64) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::with_capacity(usize::try_from(limit.min(START)).unwrap_or_default());
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(&error.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(Trouble::new(format!("longer than the {limit} bytes that are read of such an entry"), REMEDY_DAMAGED));
    }
    Ok(bytes)
}

fn damaged(what: &str) -> Trouble {
    Trouble::new(format!("damaged: {what}"), REMEDY_DAMAGED)
}
