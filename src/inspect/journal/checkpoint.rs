//! Checkpoints of 2.x and later: an 8-byte type, then content that may nest further checkpoints
//! (`v2.0.0:core/server/common/src/main/java/alluxio/master/journal/checkpoint/CheckpointType.java`).
//!
//! Says which types and components a checkpoint has, which entries it holds, and what its RocksDB stores hold. What
//! entries, inodes and rows mean is for the sink.

mod parts;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead};

use super::again::Again;
use super::checks::{Check, Problem};
use super::chunked::Chunked;
use super::entry::EntryStats;
use super::rocks::Packing;
use super::sink::Sink;

const JOURNAL_ENTRY: i64 = 0;
const COMPOUND: i64 = 1;
const LONGS: i64 = 2;
const ROCKS: i64 = 3;
const INODE_PROTOS: i64 = 4;
const LONG: i64 = 5;
const ROCKS_PARALLEL: i64 = 6;

/// Components nest two deep in every release; a file that goes deeper is not one of them.
const MAX_DEPTH: u8 = 6;

/// Component of masters without state; the first release with checkpoints wrote nothing at all for them, not even a type
/// (seen in snapshots of `v2.0.0-preview`).
const NOOP: &str = "NOOP";

/// Longest name of a component that is read; the longest that exists has 31 characters.
const MAX_NAME: usize = 64;

/// What a checkpoint or snapshot holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Checkpoint {
    /// Type numbers at any depth.
    pub(crate) types: BTreeSet<i64>,
    /// Names of components at any depth.
    pub(crate) components: BTreeSet<String>,
    /// Entries of parts that consist of journal entries.
    pub(crate) stats: EntryStats,
    /// Highest table format version of RocksDB files; 0 without such files.
    pub(crate) rocks_format: i64,
    /// Live rows of RocksDB stores, by column family.
    pub(crate) rows: BTreeMap<String, u64>,
    /// Bytes of RocksDB tables without rows that no checksum covers.
    pub(crate) uncovered: u64,
    /// What may be sound but was not read.
    pub(crate) unread: Vec<String>,
    /// What is wrong with the bytes.
    pub(crate) problems: Vec<Problem>,
}

/// Where in a checkpoint the reader is.
struct Part<'a> {
    /// File and components, for messages.
    place: &'a str,
    /// Name of the innermost component, empty at the top of a file.
    component: &'a str,
    depth: u8,
    again: Option<&'a Again>,
}

impl Checkpoint {
    /// Notes a failed check.
    pub(crate) fn fail(&mut self, check: Check, text: String) {
        self.problems.push(Problem::new(check, text));
    }

    /// Whether the type number is one that some release has.
    pub(crate) fn is_type(number: i64) -> bool {
        (JOURNAL_ENTRY..=ROCKS_PARALLEL).contains(&number)
    }

    /// Adds the content of one typed stream, which also goes to the sink; `again` is where the same bytes can be read once
    /// more.
    pub(crate) fn read<S: Sink + ?Sized>(&mut self, reader: &mut dyn BufRead, place: &str, again: &Again, sink: &mut S) -> io::Result<()> {
        self.read_typed(reader, &Part { place, component: "", depth: 0, again: Some(again) }, sink)
    }

    /// Adds a typed stream that is a component of its own, in a snapshot folder.
    pub(crate) fn read_component<S: Sink + ?Sized>(
        &mut self,
        reader: &mut dyn BufRead,
        place: &str,
        component: &str,
        sink: &mut S,
    ) -> io::Result<()> {
        self.read_typed(reader, &Part { place, component, depth: 0, again: None }, sink)
    }

    fn read_typed<S: Sink + ?Sized>(&mut self, reader: &mut dyn BufRead, part: &Part<'_>, sink: &mut S) -> io::Result<()> {
        if part.component == NOOP && reader.fill_buf()?.is_empty() {
            return Ok(());
        }
        let Some(kind) = read_i64(reader)? else {
            // A master reads name and type at once and stops at an end between them.
            let check = if part.depth == 0 { Check::CheckpointType } else { Check::ComponentBytes };
            self.fail(check, format!("{} ends inside its checkpoint type", part.place));
            return Ok(());
        };
        self.types.insert(kind);
        match kind {
            JOURNAL_ENTRY => self.read_entries(reader, part, sink),
            COMPOUND if part.depth < MAX_DEPTH => self.read_compound(reader, part, sink),
            ROCKS => self.read_rocks(reader, Packing::TarGz, part, sink),
            ROCKS_PARALLEL => self.read_rocks(reader, Packing::Zip, part, sink),
            LONG | LONGS => self.read_numbers(reader, part, kind, sink),
            INODE_PROTOS => self.read_inodes(reader, part, sink),
            _ => {
                self.fail(Check::CheckpointType, format!("{} has the checkpoint type {kind}, which no release writes", part.place));
                Ok(())
            }
        }
    }

    fn read_compound<S: Sink + ?Sized>(&mut self, reader: &mut dyn BufRead, part: &Part<'_>, sink: &mut S) -> io::Result<()> {
        let place = part.place;
        for n in 0.. {
            if reader.fill_buf()?.is_empty() {
                if n == 0 && part.depth == 0 {
                    self.fail(Check::ComponentEnd, format!("{place} holds no component"));
                }
                break;
            }
            let mut chunked = Chunked::new(reader);
            let Some(name) = read_name(&mut chunked)? else {
                // Writers close the whole stream with one more empty stream.
                if chunked.is_cut() || !chunked.fill_buf()?.is_empty() {
                    self.fail(Check::ComponentBytes, format!("{place} has no component name where one should stand"));
                }
                chunked.finish()?;
                continue;
            };
            let inner = format!("{place} {name}");
            self.components.insert(name.clone());
            let again = part.again.map(|again| again.component(n));
            let inside = Part { place: &inner, component: &name, depth: part.depth + 1, again: again.as_ref() };
            self.read_typed(&mut chunked, &inside, sink)?;
            chunked.finish()?;
            if chunked.is_cut() {
                self.fail(Check::ComponentEnd, format!("{inner} is cut off"));
            }
        }
        Ok(())
    }
}

/// A big-endian number, or `None` at the end of the input.
pub(crate) fn read_i64(reader: &mut dyn BufRead) -> io::Result<Option<i64>> {
    let mut bytes = [0; 8];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(i64::from_be_bytes(bytes))),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

/// An ASCII string as Kryo writes it: the last character has bit 7 set (`kryo-4.0.2` `Output.writeString`).
pub(crate) fn read_name(reader: &mut dyn BufRead) -> io::Result<Option<String>> {
    let mut name = String::new();
    let mut byte = [0];
    while name.len() < MAX_NAME {
        if reader.read(&mut byte)? == 0 {
            return Ok(None);
        }
        let [code] = byte;
        let character = char::from(code & 0x7f);
        if !(character.is_ascii_uppercase() || character.is_ascii_digit() || character == '_') {
            return Ok(None);
        }
        name.push(character);
        if code & 0x80 != 0 {
            return Ok(Some(name));
        }
    }
    Ok(None)
}

impl Checkpoint {
    /// Adds what another part held.
    pub(crate) fn merge(&mut self, other: Checkpoint) {
        self.types.extend(other.types);
        self.components.extend(other.components);
        self.stats.merge(&other.stats);
        self.rocks_format = self.rocks_format.max(other.rocks_format);
        for (family, rows) in other.rows {
            *self.rows.entry(family).or_default() += rows;
        }
        self.uncovered += other.uncovered;
        self.unread.extend(other.unread);
        self.problems.extend(other.problems);
    }
}
