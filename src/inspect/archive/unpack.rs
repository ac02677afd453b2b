//! Decoders: from packed bytes to content, for every method that is met in archives.
//!
//! Decoders that would take more memory than an archive may have are refused before they start.

use std::io::{self, BufRead, Cursor, Read};

use bzip2::bufread::MultiBzDecoder;
use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use lzma_rust2::XzReader;
use ruzstd::decoding::StreamingDecoder;

use super::feed::{Feed, Paid};
use super::{Budget, Trouble};

/// APPNOTE.TXT 4.4.5.
pub(super) const STORED: u16 = 0;
pub(super) const DEFLATED: u16 = 8;
const LZMA: u16 = 14;
const ZSTD: [u16; 2] = [20, 93];
const PPMD: u16 = 98;
const AES: u16 = 99;
/// Shrink, reduce, implode, deflate64, bzip2: left to the `zip` crate.
const OTHERS: [u16; 9] = [1, 2, 3, 4, 5, 6, 9, 12, LZMA];

/// Memory that one decoder may take.
const WINDOW: u64 = 8 << 20;
/// An entry that is short beside it.
const SHORT: u64 = 1 << 20;

pub(super) const REMEDY_DAMAGED: &str = "replace the archive with an undamaged copy";
pub(super) const REMEDY_METHOD: &str = "repack the archive with deflate, as the jar tool does";
pub(super) const REMEDY_ENCRYPTED: &str = "decrypt it and give the decrypted archive";

/// How a stream is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Packing {
    Gzip,
    Zstd,
    Bzip2,
    Xz,
}

/// Who reads what is unpacked.
pub(super) type Use<'u, T> = dyn FnMut(&mut dyn Read) -> Result<T, Trouble> + 'u;

/// How an entry is packed, as far as its decoder must know.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    pub(super) method: u16,
    pub(super) packed: u64,
    pub(super) len: u64,
    pub(super) crc: u32,
}

/// Unpacks an entry of a zip file, and no more than its decoder needs of the bytes behind it.
pub(super) fn entry<T>(bytes: &mut dyn BufRead, how: How, budget: &Budget, read: &mut Use<'_, T>) -> Result<T, Trouble> {
    match how.method {
        STORED => read(bytes),
        DEFLATED => read(&mut Paid { inner: DeflateDecoder::new(bytes), budget }),
        AES => Err(Trouble::new("encrypted", REMEDY_ENCRYPTED)),
        method if ZSTD.contains(&method) => read(&mut Paid { inner: Frames::new(bytes), budget }),
        method if OTHERS.contains(&method) || method == PPMD => odd(bytes, how, budget, read),
        u16::MAX => Err(Trouble::new("packed with a method that is not read", REMEDY_METHOD)),
        method => Err(Trouble::new(format!("packed with method {method}, which is not read"), REMEDY_METHOD)),
    }
}

/// Unpacks a stream of its own.
pub(super) fn stream<T>(bytes: &mut dyn BufRead, packing: Packing, budget: &Budget, read: &mut Use<'_, T>) -> Result<T, Trouble> {
    match packing {
        Packing::Gzip => read(&mut Paid { inner: MultiGzDecoder::new(bytes), budget }),
        Packing::Zstd => read(&mut Paid { inner: Frames::new(bytes), budget }),
        Packing::Bzip2 => read(&mut Paid { inner: MultiBzDecoder::new(bytes), budget }),
        Packing::Xz => read(&mut Paid { inner: xz(bytes), budget }),
    }
}

/// What presets up to `xz -7` need; `-9` asks for 64 MiB.
fn xz<R: Read>(bytes: R) -> XzReader<R> {
    const KIBIBYTES: u32 = ((2 * WINDOW as u32) >> 10) + 1024;
    XzReader::new_mem_limit(bytes, true, KIBIBYTES)
}

/// What the start of a packed stream unpacks to, up to a length, as far as it goes.
pub(super) fn start(packed: &[u8], packing: Packing, len: usize) -> Vec<u8> {
    let mut out = vec![0; len];
    let mut filled = 0;
    let mut fill = |reader: &mut dyn Read| {
        while let Some(rest) = out.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match reader.read(rest) {
                Ok(0) | Err(_) => break,
                Ok(count) => filled += count,
            }
        }
    };
    match packing {
        Packing::Gzip => fill(&mut MultiGzDecoder::new(packed)),
        Packing::Zstd => fill(&mut Frames::new(packed)),
        Packing::Bzip2 => fill(&mut MultiBzDecoder::new(packed)),
        Packing::Xz => fill(&mut xz(packed)),
    }
    out.truncate(filled);
    out
}

const REMEDY_STREAM: &str = "unpack it, and give the unpacked file";

/// The `zip` crate unpacks from a local header on, so one is made: APPNOTE.TXT 4.3.7, with no name and no flags.
fn odd<T>(bytes: &mut dyn BufRead, how: How, budget: &Budget, read: &mut Use<'_, T>) -> Result<T, Trouble> {
    let mut start = [0; 9];
    let count = bytes.fill_buf().map_err(|error| damaged(&error))?.len().min(start.len());
    bytes.read_exact(start.get_mut(..count).unwrap_or_default()).map_err(|error| damaged(&error))?;
    modest(how, start)?;
    let short = |len: u64| u32::try_from(len).map_err(|_| Trouble::new("longer than such entries are", REMEDY_METHOD));
    let mut header = b"PK\x03\x04\x3f\x00\x00\x00".to_vec();
    header.extend(how.method.to_le_bytes());
    header.extend([0; 4]);
    header.extend(how.crc.to_le_bytes());
    header.extend(short(how.packed)?.to_le_bytes());
    header.extend(short(how.len)?.to_le_bytes());
    header.extend([0; 4]);
    let start: Vec<u8> = start.into_iter().take(count).collect();
    let mut chain = Cursor::new(header).chain(Cursor::new(start)).chain(bytes);
    match zip::read::read_zipfile_from_stream(&mut chain) {
        Ok(Some(file)) => read(&mut Paid { inner: file, budget }),
        Ok(None) => Err(Trouble::new("there is no entry where the directory says", REMEDY_DAMAGED)),
        Err(error) => Err(damaged(&error)),
    }
}

/// Refuses windows that would not fit: LZMA has its size in bytes 5 to 8 (APPNOTE.TXT 5.8.8), PPMd in bits 4 to 11 (5.10.1).
fn modest(how: How, start: [u8; 9]) -> Result<(), Trouble> {
    let [b0, b1, _, _, _, b5, b6, b7, b8] = start;
    let window = match how.method {
        LZMA => u64::from(u32::from_le_bytes([b5, b6, b7, b8])),
        PPMD => (u64::from(u16::from_le_bytes([b0, b1]) >> 4 & 0xFF) + 1) << 20,
        _ => 0,
    };
    // A short entry touches but a part of a large window, and the `zip` crate writes PPMd with one of 64 MiB.
    let allowed = if how.len <= SHORT { 8 * WINDOW } else { 2 * WINDOW };
    if window > allowed {
        return Err(Trouble::new(format!("unpacking it takes {window} bytes of memory"), REMEDY_METHOD));
    }
    Ok(())
}

/// Frames of zstd one after the other, some of which may be there to be skipped (RFC 8878, 3.1.2).
struct Frames<R: Read> {
    state: Option<State<R>>,
}

enum State<R: Read> {
    Between(Feed<R>),
    Within(Box<StreamingDecoder<Feed<R>, ruzstd::decoding::FrameDecoder>>),
}

impl<R: Read> Frames<R> {
    fn new(bytes: R) -> Self {
        Frames { state: Some(State::Between(Feed::new(bytes))) }
    }

    /// The next frame that has content.
    fn next(mut feed: Feed<R>) -> io::Result<Option<State<R>>> {
        loop {
            let (low, size) = match feed.peek(8)? {
                [] => return Ok(None),
                [low, 0x2a, 0x4d, 0x18, a, b, c, d] => (*low, u32::from_le_bytes([*a, *b, *c, *d])),
                _ => (0, 0),
            };
            if !(0x50..=0x5f).contains(&low) {
                break;
            }
            feed.skip(8 + u64::from(size))?;
        }
        let decoder = StreamingDecoder::new_with_max_window_size(feed, WINDOW).map_err(io::Error::other)?;
        Ok(Some(State::Within(Box::new(decoder))))
    }
}

impl<R: Read> Read for Frames<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.state.take() {
                None => return Ok(0),
                Some(State::Between(feed)) => self.state = Frames::next(feed)?,
                Some(State::Within(mut decoder)) => match decoder.read(out)? {
                    0 if !out.is_empty() => self.state = Some(State::Between(decoder.into_inner())),
                    count => {
                        self.state = Some(State::Within(decoder));
                        return Ok(count);
                    }
                },
            }
        }
    }
}

/// At most `limit` bytes; more is a trouble and never in memory.
pub(super) fn up_to(reader: &mut dyn Read, limit: u64, expected: u64) -> Result<Vec<u8>, Trouble> {
    let mut bytes = Vec::with_capacity(usize::try_from(limit.min(expected)).unwrap_or_default());
    reader.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| damaged(&error))?;
    if bytes.len() as u64 > limit {
        return Err(Trouble::new(format!("longer than the {limit} bytes that are read of such an entry"), REMEDY_DAMAGED));
    }
    Ok(bytes)
}

/// Why a stream cannot be unpacked.
pub(super) fn failed(error: &io::Error) -> Trouble {
    match error.kind() {
        io::ErrorKind::OutOfMemory => Trouble::new("unpacking it takes more memory than one archive may have", REMEDY_STREAM),
        _ => damaged(error),
    }
}

pub(super) fn damaged(what: &dyn std::fmt::Display) -> Trouble {
    Trouble::new(format!("damaged: {what}"), REMEDY_DAMAGED)
}
