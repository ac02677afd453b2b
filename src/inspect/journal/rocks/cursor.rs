//! Walks over the rows of tables whose key ranges do not overlap, one table after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use super::block::Rows;
use super::manifest::TableFile;
use super::table::{Blocks, Table};
use super::{Fault, Files, Outcome, Report, damaged};
use crate::source::Blob;

/// Sequence number and kind of a row, behind its key (`rocksdb-5.18:db/dbformat.h`).
const TAG: usize = 8;

/// A position in a run of tables.
pub(super) struct Cursor {
    tables: VecDeque<(String, Arc<dyn Blob>)>,
    open: Option<Open>,
    rows: Rows,
}

struct Open {
    name: String,
    table: Table,
    blocks: Blocks,
    rows: u64,
}

impl Cursor {
    /// Starts before the first row; tables that are missing or have the wrong size are said.
    pub(super) fn new(files: &Files, run: Vec<TableFile>, report: &mut Report) -> Cursor {
        let mut tables = VecDeque::new();
        for file in run {
            let name = file.name();
            match files.get(&name) {
                Some(blob) if blob.len() == file.size => tables.push_back((name, Arc::clone(blob))),
                Some(blob) => report.faults.push(file.wrong_size(blob.len())),
                None => report.faults.push(Fault::Damaged(format!("{name} is missing"))),
            }
        }
        Cursor { tables, open: None, rows: Rows::default() }
    }

    /// Key and tag of the current row.
    pub(super) fn key(&self) -> (&[u8], u64) {
        split(&self.rows.key).unwrap_or_default()
    }

    /// Value of the current row.
    pub(super) fn value(&self) -> &[u8] {
        self.rows.value()
    }

    /// Moves to the next row; false after the last one. A table that cannot be read to its end is said and left.
    pub(super) fn step(&mut self, report: &mut Report) -> bool {
        loop {
            match self.step_in_table(report) {
                Ok(Some(true)) => return true,
                Ok(Some(false)) => self.open = None,
                Ok(None) => return false,
                Err(fault) => {
                    report.faults.push(fault);
                    self.open = None;
                    self.rows = Rows::default();
                }
            }
        }
    }

    /// Whether the table has a further row; `None` if there is no further table.
    fn step_in_table(&mut self, report: &mut Report) -> Outcome<Option<bool>> {
        if self.open.is_none() {
            let Some((name, blob)) = self.tables.pop_front() else { return Ok(None) };
            self.open = Some(Open::new(&name, blob, report).map_err(|fault| fault.at(&name))?);
            self.rows = Rows::default();
        }
        let Some(open) = &mut self.open else { return Ok(None) };
        let has_row = open.step(&mut self.rows).map_err(|fault| fault.at(&open.name))?;
        if !has_row {
            open.check_end(report).map_err(|fault| fault.at(&open.name))?;
        }
        Ok(Some(has_row))
    }
}

/// Takes an internal key apart.
pub(super) fn split(internal: &[u8]) -> Option<(&[u8], u64)> {
    let (key, tag) = internal.split_last_chunk::<TAG>()?;
    Some((key, u64::from_le_bytes(*tag)))
}

impl Open {
    fn new(name: &str, blob: Arc<dyn Blob>, report: &mut Report) -> Outcome<Open> {
        let mut table = Table::open(blob)?;
        report.format = report.format.max(i64::from(table.format));
        let blocks = table.blocks()?;
        Ok(Open { name: name.to_owned(), table, blocks, rows: 0 })
    }

    fn step(&mut self, rows: &mut Rows) -> Outcome<bool> {
        while !rows.step()? {
            match self.table.next_block(&mut self.blocks)? {
                Some(block) => rows.reset(block)?,
                None => return Ok(false),
            }
        }
        if rows.key.len() < TAG {
            return damaged("a key is too short");
        }
        self.rows += 1;
        Ok(true)
    }

    fn check_end(&self, report: &mut Report) -> Outcome<()> {
        report.uncovered += self.table.len().saturating_sub(self.table.covered);
        match self.table.promised_rows() {
            Some(promised) if promised != self.rows => damaged(format!("holds {} rows instead of {promised}", self.rows)),
            _ => Ok(()),
        }
    }
}
