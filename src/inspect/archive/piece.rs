//! A stretch of bytes that can be read in any order: a file, a copy in memory, or a part of one.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::source::Blob;

/// Bytes fetched per read of a long stretch.
const CHUNK: usize = 64 << 10;

/// A part of a blob. A part of a part is again a part of the blob, so that depth costs nothing.
#[derive(Clone)]
pub(super) struct Piece {
    blob: Arc<dyn Blob>,
    range: Range,
}

/// Which bytes of which blob: two pieces with the same range are the same bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Range {
    blob: u64,
    start: u64,
    len: u64,
}

/// Blobs come and go in memory, so that their addresses do not tell them apart.
static BLOBS: AtomicU64 = AtomicU64::new(0);

impl Piece {
    pub(super) fn whole(blob: Arc<dyn Blob>) -> Piece {
        let range = Range { blob: BLOBS.fetch_add(1, Ordering::Relaxed), start: 0, len: blob.len() };
        Piece { blob, range }
    }

    /// `len` bytes at `offset`; nothing if they are not all there.
    pub(super) fn part(&self, offset: u64, len: u64) -> Option<Piece> {
        let end = offset.checked_add(len)?;
        let range = Range { start: self.range.start + offset, len, ..self.range };
        (end <= self.range.len).then(|| Piece { blob: Arc::clone(&self.blob), range })
    }

    pub(super) fn range(&self) -> Range {
        self.range
    }

    /// The bytes one after the other.
    pub(super) fn reader(&self) -> BufReader<PieceReader> {
        let chunk = usize::try_from(self.range.len).unwrap_or(CHUNK).clamp(64, CHUNK);
        BufReader::with_capacity(chunk, PieceReader { piece: self.clone(), at: 0 })
    }
}

impl Blob for Piece {
    fn len(&self) -> u64 {
        self.range.len
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let left = usize::try_from(self.range.len.saturating_sub(offset)).unwrap_or(usize::MAX);
        let count = buffer.len().min(left);
        self.blob.read_at(buffer.get_mut(..count).unwrap_or_default(), self.range.start + offset.min(self.range.len))
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
