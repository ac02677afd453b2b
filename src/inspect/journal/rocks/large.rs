//! Stores in archives that are too large to be held: the archive is unpacked several times, and nothing is kept of it
//! but where the blocks of each table are and, for a part of the keys at a time, the newest versions outside the lowest
//! level. That level, which has most of a store, holds the oldest version of a key, so that it needs no memory.
//!
//! Keys are told apart by 64-bit hashes. Two of a million keys have the same with a chance of 1 in 30 million; then one
//! row would be missing. Rows come table by table and not in the order of their keys.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;

use foldhash::fast::RandomState;
use twox_hash::XxHash64;

use super::block::Rows;
use super::laid::Laid;
use super::manifest::{self, Version};
use super::merge::{DELETION, SINGLE_DELETION, VALUE};
use super::{Fault, MAX_MANIFEST, Outcome, Report, Sink, damaged, unseen};

/// Newest versions that are kept at a time, about 24 bytes each with the table that finds them.
const PART: usize = 768 * 1024;

/// Parts that the keys above the lowest level may have; each takes two passes over the archive.
const MAX_PARTS: u64 = 16;

/// Tables that a store may have, and blocks in all of them.
const MAX_BLOCKS: usize = 1024 * 1024;

/// Calls with the name, length and content of each file.
pub(crate) type Visit<'a> = dyn FnMut(&str, u64, &mut dyn Read) -> Outcome<()> + 'a;

/// Called with table, hash, tag, key and value of a row.
type EachInPart<'a> = dyn FnMut(&Placed, u64, u64, &[u8], &[u8]) -> Outcome<()> + 'a;

/// An archive that can be unpacked again and again.
pub(crate) trait Passes {
    /// Unpacks once, to the end.
    fn pass(&self, visit: &mut Visit<'_>) -> Outcome<()>;
}

/// What the first pass told.
#[derive(Default)]
struct Survey {
    small: BTreeMap<String, Vec<u8>>,
    tables: BTreeMap<u64, Laid>,
    faults: Vec<Fault>,
    blocks: usize,
}

/// Reads all rows of a store.
pub(crate) fn read_large<S: Sink + ?Sized>(archive: &dyn Passes, component: &str, sink: &mut S) -> Report {
    let mut report = Report::default();
    if let Err(fault) = read(archive, component, sink, &mut report) {
        report.faults.push(fault);
    }
    report
}

fn read<S: Sink + ?Sized>(archive: &dyn Passes, component: &str, sink: &mut S, report: &mut Report) -> Outcome<()> {
    let mut survey = Survey::default();
    archive.pass(&mut |name, size, content| survey.file(name, size, content))?;
    report.faults.append(&mut survey.faults);
    let version = survey.version()?;
    let plan = Plan::new(&version, survey.tables, report);
    plan.check_size()?;
    for family in version.families.values() {
        report.rows.entry(family.name.clone()).or_default();
    }
    for part in 0..plan.parts {
        let mut newest = Newest::default();
        if plan.upper > 0 {
            plan.rows(archive, part, &mut |table, hash, tag, _, _| if table.lowest { Ok(()) } else { newest.add(hash, tag) })?;
        }
        plan.rows(archive, part, &mut |table, hash, tag, key, value| {
            let live = if table.lowest { newest.lacks(hash) } else { newest.is(hash, tag) };
            if live {
                emit(&table.family, tag, key, value, component, sink, report);
            }
            Ok(())
        })?;
    }
    Ok(())
}

fn emit<S: Sink + ?Sized>(family: &str, tag: u64, key: &[u8], value: &[u8], component: &str, sink: &mut S, report: &mut Report) {
    match tag.to_le_bytes()[0] {
        VALUE => {
            if let Some(count) = report.rows.get_mut(family) {
                *count += 1;
            }
            sink.row(component, family, key, value);
        }
        DELETION | SINGLE_DELETION => {}
        kind => report.note_kind(kind, family),
    }
}

impl Survey {
    fn file(&mut self, name: &str, size: u64, content: &mut dyn Read) -> Outcome<()> {
        if let Some(number) = name.strip_suffix(".sst").and_then(|number| number.parse().ok()) {
            match Laid::read(size, content, MAX_BLOCKS - self.blocks) {
                Ok(laid) => {
                    self.blocks += laid.blocks();
                    self.tables.insert(number, laid);
                }
                Err(fault) => self.faults.push(fault.at(name)),
            }
        } else if name == "CURRENT" || name.starts_with("MANIFEST-") {
            let mut bytes = Vec::new();
            if content.take(MAX_MANIFEST as u64).read_to_end(&mut bytes).is_err() || bytes.len() as u64 != size {
                return unseen(format!("{name} cannot be read whole"));
            }
            self.small.insert(name.to_owned(), bytes);
        } else if name.ends_with(".log") && size > 0 {
            self.faults.push(super::unread_log(name));
        }
        Ok(())
    }

    fn version(&self) -> Outcome<Version> {
        let name = super::manifest_name(self.small.get("CURRENT").map(Vec::as_slice))?;
        match self.small.get(&name) {
            Some(bytes) => manifest::read(bytes).map_err(|fault| fault.at(&name)),
            None => damaged(format!("{name} is missing")),
        }
    }
}

/// Which tables belong to which family, and in how many parts the keys are taken.
struct Plan {
    tables: BTreeMap<u64, Placed>,
    /// Rows above the lowest level of each family.
    upper: u64,
    parts: u64,
}

/// A live table.
struct Placed {
    family: String,
    id: u64,
    /// Whether no version of its keys is older.
    lowest: bool,
    laid: Laid,
}

impl Plan {
    fn new(version: &Version, mut laid: BTreeMap<u64, Laid>, report: &mut Report) -> Plan {
        let mut tables = BTreeMap::new();
        for (id, family) in &version.families {
            let lowest = family.tables.values().map(|file| file.level).max().filter(|level| *level > 0);
            for file in family.tables.values() {
                let name = file.name();
                match laid.remove(&file.number) {
                    Some(laid) if laid.size == file.size => {
                        report.format = report.format.max(i64::from(laid.format()));
                        report.uncovered += laid.uncovered();
                        let lowest = lowest == Some(file.level);
                        tables.insert(file.number, Placed { family: family.name.clone(), id: *id, lowest, laid });
                    }
                    Some(laid) => report.faults.push(file.wrong_size(laid.size)),
                    None if report.faults.iter().any(|fault| fault.is_about(&name)) => {}
                    None => report.faults.push(Fault::Damaged(format!("{name} is missing"))),
                }
            }
        }
        let upper = tables.values().filter(|table| !table.lowest).map(|table| table.laid.rows()).fold(0, u64::saturating_add);
        Plan { tables, upper, parts: upper.div_ceil(PART as u64 * 3 / 4).max(1) }
    }

    fn check_size(&self) -> Outcome<()> {
        if self.parts > MAX_PARTS { unseen("the RocksDB store has too many rows to look into") } else { Ok(()) }
    }

    /// One pass over the rows whose hashes belong to a part.
    fn rows(&self, archive: &dyn Passes, part: u64, visit: &mut EachInPart<'_>) -> Outcome<()> {
        let mut rows = Rows::default();
        archive.pass(&mut |name, _, content| {
            let number = name.strip_suffix(".sst").and_then(|number| number.parse::<u64>().ok());
            let Some(table) = number.and_then(|number| self.tables.get(&number)) else { return Ok(()) };
            let result = table.laid.each_row(content, &mut rows, &mut |key, tag, value| {
                let hash = XxHash64::oneshot(table.id, key);
                if hash % self.parts == part { visit(table, hash, tag, key, value) } else { Ok(()) }
            });
            result.map_err(|fault| fault.at(name))
        })
    }
}

/// The tag of the newest version of each key of a part, by the key's hash.
#[derive(Default)]
struct Newest(HashMap<u64, u64, RandomState>);

impl Newest {
    fn add(&mut self, hash: u64, tag: u64) -> Outcome<()> {
        if self.0.len() >= PART {
            return unseen("the keys of the RocksDB store are spread too unevenly to look into");
        }
        // All at once, since a table that grows is there twice for a moment.
        if self.0.capacity() == 0 {
            self.0.reserve(PART);
        }
        // The sequence number is the upper part of a tag.
        let newest = self.0.entry(hash).or_insert(tag);
        *newest = tag.max(*newest);
        Ok(())
    }

    fn lacks(&self, hash: u64) -> bool {
        !self.0.contains_key(&hash)
    }

    fn is(&self, hash: u64, tag: u64) -> bool {
        self.0.get(&hash) == Some(&tag)
    }
}
