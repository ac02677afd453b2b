//! The bytes of one entry, whatever its header claims.

use std::io::Read;
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;

use super::{Budget, Member, Place, Trouble};
use crate::source::{Blob, BlobReader, Window};

/// APPNOTE.TXT 4.4.5.
const STORED: u16 = 0;
const DEFLATED: u16 = 8;

const REMEDY_DAMAGED: &str = "replace the archive with an undamaged copy";
const REMEDY_METHOD: &str = "repack the archive with deflate, as the jar tool does";
const REMEDY_ENCRYPTED: &str = "decrypt it and give the decrypted archive";

/// The packed bytes of an entry and how they are packed.
pub(super) enum Packed {
    Stored(Window),
    Deflated(Window),
}

/// Finds the packed bytes of an entry.
pub(super) fn packed(blob: &Arc<dyn Blob>, member: &Member) -> Result<Packed, Trouble> {
    if member.encrypted {
        return Err(Trouble::new("encrypted", REMEDY_ENCRYPTED));
    }
    let start = match member.place {
        Place::Data(offset) => offset,
        Place::Header(offset) => behind_header(blob, offset)?,
    };
    if start.checked_add(member.packed).is_none_or(|end| end > blob.len()) {
        return Err(damaged("its bytes lie beyond the end of the archive"));
    }
    let window = Window::new(Arc::clone(blob), start, member.packed);
    match member.method {
        STORED => Ok(Packed::Stored(window)),
        DEFLATED => Ok(Packed::Deflated(window)),
        u16::MAX => Err(Trouble::new("packed with a method that is not read", REMEDY_METHOD)),
        method => Err(Trouble::new(format!("packed with method {method}, which is not read"), REMEDY_METHOD)),
    }
}

/// APPNOTE.TXT 4.3.7: 30 bytes, lengths of name and extra field at 26 and 28. The directory is believed for the rest.
fn behind_header(blob: &Arc<dyn Blob>, offset: u64) -> Result<u64, Trouble> {
    let mut header = [0; 30];
    blob.read_exact_at(&mut header, offset).map_err(|_| damaged("its header lies beyond the end of the archive"))?;
    match header {
        [b'P', b'K', 3, 4, .., n0, n1, e0, e1] => {
            Ok(offset + 30 + u64::from(u16::from_le_bytes([n0, n1])) + u64::from(u16::from_le_bytes([e0, e1])))
        }
        _ => Err(damaged("there is no entry where the directory says")),
    }
}

/// The whole content of a class or properties file.
pub(super) fn small(blob: &Arc<dyn Blob>, member: &Member, budget: &mut Budget) -> Result<Vec<u8>, Trouble> {
    let limit = budget.limits().small;
    let bytes = match packed(blob, member)? {
        Packed::Stored(window) => up_to(BlobReader::new(Arc::new(window)), limit)?,
        Packed::Deflated(window) => up_to(DeflateDecoder::new(BlobReader::new(Arc::new(window))), limit)?,
    };
    budget.inflate(bytes.len() as u64)?;
    if rawzip::crc32(&bytes) != member.crc {
        return Err(damaged("its checksum does not match"));
    }
    Ok(bytes)
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
