//! Headers of a tar file: names, lengths, links.
//!
//! Layout: POSIX.1-2017, pax, "ustar Interchange Format" and "pax Extended Header"; GNU tar manual, "Basic Tar Format", for
//! long names (`L`, `K`) and lengths in base 256. Sparse files are passed over as what they are on disk.

use std::io;

use super::kind::{is_tar_header, octal};
use super::listing::plain_name;

const BLOCK: u64 = 512;

/// Longest name, link or pax header that is read.
const LONGEST: u64 = 1 << 20;

/// Where headers come from; bodies are skipped unless somebody else reads them.
pub(super) trait Tape {
    /// Fills the buffer; false if there is nothing left.
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<bool>;
    /// Moves forward.
    fn skip(&mut self, count: u64) -> io::Result<()>;
}

/// What a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sort {
    File,
    Folder,
    /// Another name of a file before it in the same tar, or of whatever stands at that path.
    Link(String),
    Other,
}

/// A header.
#[derive(Debug, Clone)]
pub(super) struct Header {
    pub(super) name: String,
    pub(super) len: u64,
    pub(super) sort: Sort,
}

impl Header {
    /// Bytes from the end of the header to the next one.
    pub(super) fn stride(&self) -> u64 {
        self.len.div_ceil(BLOCK).saturating_mul(BLOCK)
    }
}

/// What headers in front of a header say of it.
#[derive(Default, PartialEq, Eq)]
struct Before {
    name: Option<String>,
    link: Option<String>,
    len: Option<u64>,
}

/// The next header; the tape then stands at its body. `None` at the end.
pub(super) fn next(tape: &mut dyn Tape) -> io::Result<Option<Header>> {
    let mut before = Before::default();
    loop {
        let mut block = [0; 512];
        if !tape.fill(&mut block)? || block.iter().all(|byte| *byte == 0) {
            // A header that says something of the next one has a next one.
            return if before == Before::default() { Ok(None) } else { Err(io::ErrorKind::UnexpectedEof.into()) };
        }
        if !is_tar_header(&block) {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "there is no header where one should be"));
        }
        let len = number(block.get(124..136).unwrap_or_default());
        match block.get(156).copied().unwrap_or_default() {
            b'L' => before.name = Some(name(&body(tape, len)?)),
            b'K' => before.link = Some(name(&body(tape, len)?)),
            b'x' => pax(&body(tape, len)?, &mut before),
            b'g' => tape.skip(len.div_ceil(BLOCK).saturating_mul(BLOCK))?,
            sort => return Ok(Some(header(&block, sort, len, before))),
        }
    }
}

fn header(block: &[u8; 512], sort: u8, len: u64, before: Before) -> Header {
    let ustar = block.get(257..262) == Some(b"ustar");
    let prefix = text(block.get(345..500).filter(|_| ustar && block.get(262) == Some(&0)).unwrap_or_default());
    let short = text(block.get(..100).unwrap_or_default());
    let full = if prefix.is_empty() { short } else { format!("{prefix}/{short}") };
    let name = before.name.unwrap_or_else(|| plain_name(full.as_bytes()).into_owned());
    let target = || before.link.unwrap_or_else(|| text(block.get(157..257).unwrap_or_default()));
    let sort = match sort {
        _ if name.ends_with('/') => Sort::Folder,
        0 | b'0' | b'7' => Sort::File,
        b'1' => Sort::Link(plain_name(target().as_bytes()).into_owned()),
        b'2' => Sort::Link(beside(&name, &target())),
        b'5' => Sort::Folder,
        _ => Sort::Other,
    };
    let len = if matches!(sort, Sort::File | Sort::Other) { before.len.unwrap_or(len) } else { 0 };
    Header { name, len, sort }
}

/// A symbolic link is relative to the folder that it is in.
fn beside(name: &str, target: &str) -> String {
    let folder = name.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = if target.starts_with('/') { Vec::new() } else { folder.split('/').collect() };
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop(),
            part => parts.push(part),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join("/")
}

fn body(tape: &mut dyn Tape, len: u64) -> io::Result<Vec<u8>> {
    if len > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, format!("a name of {len} bytes")));
    }
    let mut body = vec![0; usize::try_from(len).unwrap_or_default()];
    if !tape.fill(&mut body)? {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    tape.skip((BLOCK - len % BLOCK) % BLOCK)?;
    Ok(body)
}

fn name(body: &[u8]) -> String {
    plain_name(text(body).as_bytes()).into_owned()
}

/// Lines `LENGTH KEY=VALUE`.
fn pax(mut body: &[u8], before: &mut Before) {
    while let Some(blank) = memchr::memchr(b' ', body) {
        let digits = body.get(..blank).and_then(|digits| std::str::from_utf8(digits).ok());
        let Some(record) = digits.and_then(|digits| digits.parse().ok()).filter(|len| *len > blank) else { return };
        let line = body.get(blank + 1..record).unwrap_or_default();
        let line = String::from_utf8_lossy(line.strip_suffix(b"\n").unwrap_or(line));
        match line.split_once('=') {
            Some(("path", value)) => before.name = Some(plain_name(value.as_bytes()).into_owned()),
            Some(("linkpath", value)) => before.link = Some(value.to_owned()),
            Some(("size", value)) => before.len = value.parse().ok(),
            _ => {}
        }
        body = body.get(record..).unwrap_or_default();
    }
}

/// Text up to the first zero byte.
fn text(field: &[u8]) -> String {
    let end = memchr::memchr(0, field).unwrap_or(field.len());
    String::from_utf8_lossy(field.get(..end).unwrap_or_default()).into_owned()
}

/// A number in octal digits, or in base 256 if the first bit is set.
fn number(field: &[u8]) -> u64 {
    match field {
        [first, rest @ ..] if first & 0x80 != 0 => rest.iter().fold(u64::from(first & 0x3f), |sum, byte| sum << 8 | u64::from(*byte)),
        _ => octal(field).unwrap_or_default(),
    }
}
