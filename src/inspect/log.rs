//! Which old clients call a master, by the handshakes that fail in its log: counted per kind of client, day and address.
//!
//! Logs are read once from front to back, plain or gzip, however long; a line is kept only up to a limit, and so is the number
//! of days and addresses. The day is what the log says. Most of these lines name no address; none is guessed. Whether such a
//! client would work with anything is not said here.

mod lines;
mod record;
mod tally;

use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use memchr::memmem::Finder;

use crate::catalog::Catalog;
use crate::facts::{Facts, Unseen};
use crate::source::{Blob, BlobReader, Source, shown};
use crate::wire::Line;
use record::Record;
use tally::Tally;

/// What is lost when a log cannot be read.
const HIDES: &[&str] = &["caller.count"];
/// First bytes of gzip (RFC 1952, 2.3.1).
const GZIP: [u8; 2] = [0x1f, 0x8b];
/// Bytes that are looked at to tell a log.
const HEAD: usize = 4096;
/// Bytes of one log after inflating; a rotated log has some megabytes.
const MAX_INFLATED: u64 = 8 << 30;
/// Name of the class that every master's log begins with.
const MASTER: &[u8] = b"AlluxioMaster";

/// Whether a file is the log of a master: by its name, or because it says so at its beginning; and its lines have days.
pub fn looks_like_log(blob: &Arc<dyn Blob>, name: &str) -> bool {
    let mut head = vec![0; HEAD];
    let count = open(blob).and_then(|mut reader| fill(reader.as_mut(), &mut head)).unwrap_or(0);
    head.truncate(count);
    let dated = head.split(|byte| *byte == b'\n').any(|line| record::day(line).is_some());
    dated && (named_like_log(name) || memchr::memmem::find(&head, MASTER).is_some())
}

/// Whether a file is called as logs of masters are: `master.log`, `master.out`, `master.log.3.gz`.
pub fn named_like_log(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.contains("master") && (name.contains(".log") || name.contains(".out"))
}

fn fill(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut count = 0;
    while let Some(room) = buffer.get_mut(count..).filter(|room| !room.is_empty()) {
        match reader.read(room) {
            Ok(0) => break,
            Ok(more) => count += more,
            // A damaged end does not matter here.
            Err(_) if count > 0 => break,
            Err(error) => return Err(error),
        }
    }
    Ok(count)
}

/// The text of a log, inflated if need be.
fn open(blob: &Arc<dyn Blob>) -> io::Result<Box<dyn io::BufRead>> {
    let mut magic = [0; 2];
    blob.read_at(&mut magic, 0)?;
    let plain = BlobReader::new(Arc::clone(blob));
    if magic != GZIP {
        return Ok(Box::new(plain));
    }
    let inflated = flate2::bufread::MultiGzDecoder::new(plain).take(MAX_INFLATED);
    Ok(Box::new(io::BufReader::with_capacity(256 * 1024, inflated)))
}

/// Reads logs one by one and counts over all of them.
#[derive(Default)]
pub struct LogReader {
    tally: Tally,
    unseen: Vec<Unseen>,
}

impl LogReader {
    /// Reads a log.
    pub fn add(&mut self, source: &dyn Source, path: &Path, catalog: &Catalog) {
        let place = shown(path);
        if let Err(error) = source.open(path).and_then(|blob| self.read(&blob, &place, catalog)) {
            let remedy = format!("give an undamaged copy of {place}");
            self.unseen.push(Unseen::new(place, error.to_string(), HIDES, remedy));
        }
    }

    fn read(&mut self, blob: &Arc<dyn Blob>, place: &str, catalog: &Catalog) -> io::Result<()> {
        let table = &catalog.handshakes.lines;
        let markers: Vec<(Finder<'_>, &Line)> = table.iter().map(|line| (Finder::new(&line.marker), line)).collect();
        let mut record = Record::default();
        let mut number = 0;
        let inflated = lines::each(open(blob)?.as_mut(), &mut |line| {
            number += 1;
            record.line(line);
            for (marker, table) in &markers {
                if let Some(at) = marker.find(line) {
                    let word = word(line.get(at + table.marker.len()..).unwrap_or_default());
                    if let Some(handshake) = table.handshake(word).filter(|_| record.counts(line)) {
                        self.tally.add(handshake, &record, line, (place, number), word);
                    }
                }
            }
        })?;
        if inflated >= MAX_INFLATED {
            return Err(io::Error::other("the log is longer than what is read of one file"));
        }
        Ok(())
    }

    /// What was counted, and what could not be read.
    pub fn finish(self, catalog: &Catalog) -> Facts {
        Facts { subjects: self.tally.subjects(catalog), unseen: self.unseen, ..Facts::default() }
    }
}

/// The digits, decimal or hexadecimal, at the beginning.
fn word(rest: &[u8]) -> &str {
    let end = rest.iter().position(|byte| !byte.is_ascii_hexdigit()).unwrap_or(rest.len());
    rest.get(..end).and_then(|word| std::str::from_utf8(word).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
