//! The rows that a reader of the store would see: for each key its newest version, unless that is a deletion.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::manifest::{Family, TableFile, Version};
use super::{Fault, Files, Report, Sink};

/// Kinds of rows (`rocksdb-5.18:db/dbformat.h`, `ValueType`).
pub(super) const DELETION: u8 = 0;
pub(super) const VALUE: u8 = 1;
pub(super) const SINGLE_DELETION: u8 = 7;

/// Reads all column families.
pub(super) fn read_families<S: Sink + ?Sized>(files: &Files, version: &Version, component: &str, sink: &mut S, report: &mut Report) {
    for family in version.families.values() {
        let count = read_family(files, family, component, sink, report);
        *report.rows.entry(family.name.clone()).or_default() += count;
    }
}

fn read_family<S: Sink + ?Sized>(files: &Files, family: &Family, component: &str, sink: &mut S, report: &mut Report) -> u64 {
    let mut cursors: Vec<Cursor> = runs(family).into_iter().map(|run| Cursor::new(files, run, report)).collect();
    cursors.retain_mut(|cursor| cursor.step(report));
    let mut last: Option<Vec<u8>> = None;
    let mut count = 0;
    while let Some(at) = newest_of_smallest(&cursors) {
        let Some(cursor) = cursors.get_mut(at) else { break };
        let (key, tag) = cursor.key();
        let order = last.as_deref().map_or(Ordering::Greater, |last| key.cmp(last));
        if order == Ordering::Less {
            report.faults.push(Fault::Damaged(format!("the keys of {} are out of order", family.name)));
            break;
        }
        if order == Ordering::Greater {
            match tag.to_le_bytes()[0] {
                VALUE => {
                    count += 1;
                    sink.row(component, &family.name, key, cursor.value());
                }
                DELETION | SINGLE_DELETION => {}
                kind => report.note_kind(kind, &family.name),
            }
            let last = last.get_or_insert_default();
            last.clear();
            last.extend_from_slice(key);
        }
        if !cursor.step(report) {
            cursors.swap_remove(at);
        }
    }
    count
}

/// Tables of level 0 overlap and are runs of their own; those of each other level form one.
fn runs(family: &Family) -> Vec<Vec<TableFile>> {
    let mut runs = Vec::new();
    let mut levels: BTreeMap<u64, Vec<TableFile>> = BTreeMap::new();
    for table in family.tables.values() {
        if table.level == 0 {
            runs.push(vec![table.clone()]);
        } else {
            levels.entry(table.level).or_default().push(table.clone());
        }
    }
    for mut level in levels.into_values() {
        level.sort_by(|a, b| a.smallest.cmp(&b.smallest));
        runs.push(level);
    }
    runs
}

/// The cursor with the smallest key, and of equal keys the one with the highest sequence number.
fn newest_of_smallest(cursors: &[Cursor]) -> Option<usize> {
    let order = |a: &Cursor, b: &Cursor| {
        let ((a_key, a_tag), (b_key, b_tag)) = (a.key(), b.key());
        a_key.cmp(b_key).then(b_tag.cmp(&a_tag))
    };
    let smallest = cursors.iter().enumerate().min_by(|(_, a), (_, b)| order(a, b))?;
    Some(smallest.0)
}

impl Report {
    pub(super) fn note_kind(&mut self, kind: u8, family: &str) {
        let fault = Fault::Unseen(format!("{family} holds rows of kind {kind}, which is not known"));
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}
