//! A stretch of bytes that can be read in any order: a file, a copy in memory, or a part of one.

use std::io::{self, BufReader, Read};
use std::sync::Arc;

use crate::source::Blob;

/// Bytes fetched per read of a long stretch.
const CHUNK: usize = 64 << 10;

/// A part of a blob. A part of a part is again a part of the blob, so that depth costs nothing.
#[derive(Clone)]
pub(super) struct Piece {
    blob: Arc<dyn Blob>,
    start: u64,
    len: u64,
}

impl Piece {
    pub(super) fn whole(blob: Arc<dyn Blob>) -> Piece {
        let len = blob.len();
        Piece { blob, start: 0, len }
    }

    /// `len` bytes at `offset`; nothing if they are not all there.
    pub(super) fn part(&self, offset: u64, len: u64) -> Option<Piece> {
        let end = offset.checked_add(len)?;
        (end <= self.len).then(|| Piece { blob: Arc::clone(&self.blob), start: self.start + offset, len })
    }

    /// The bytes one after the other.
    pub(super) fn reader(&self) -> BufReader<PieceReader> {
        let chunk = usize::try_from(self.len).unwrap_or(CHUNK).clamp(64, CHUNK);
        BufReader::with_capacity(chunk, PieceReader { piece: self.clone(), at: 0 })
    }
}

impl Blob for Piece {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = buffer.len().min(left);
        self.blob.read_at(buffer.get_mut(..count).unwrap_or_default(), self.start + offset.min(self.len))
    }
}

/// Reads a piece from its start.
pub(super) struct PieceReader {
    piece: Piece,
    at: u64,
}

impl Read for PieceReader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.piece.read_at(buffer, self.at)?;
        self.at += count as u64;
        Ok(count)
    }
}
