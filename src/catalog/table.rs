//! Tab-separated tables whose last column lists releases as `first..last` ranges in release order.

use std::collections::BTreeSet;

use super::Releases;
use crate::version::AlluxioVersion;

/// Keys with the releases that have them.
#[derive(Debug)]
pub(super) struct Table {
    rows: Vec<(String, Vec<(usize, usize)>)>,
    /// Place of the last release that any row names; nothing is known of later ones.
    last: usize,
}

impl Table {
    /// Reads a table whose key is in the given columns, joined by dots.
    pub(super) fn parse(text: &str, key: &[usize], releases: &Releases) -> Result<Table, String> {
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#') && !line.is_empty()) {
            let columns: Vec<&str> = line.split('\t').collect();
            let name: Option<Vec<&str>> = key.iter().map(|column| columns.get(*column).copied()).collect();
            let (Some(name), Some(ranges)) = (name, columns.last()) else {
                return Err(format!("line {number}: too few columns"));
            };
            let spans = parse_ranges(ranges, releases).ok_or_else(|| format!("line {number}: `{ranges}` names an unknown release"))?;
            rows.push((name.join("."), spans));
        }
        let last = rows.iter().flat_map(|(_, spans)| spans).map(|(_, last)| *last).max().unwrap_or(0);
        Ok(Table { rows, last })
    }

    /// Whether each release in the list has all of these keys; beyond the table's end that is not known, and true.
    pub(super) fn having(&self, keys: &BTreeSet<String>, releases: usize) -> Vec<bool> {
        let mut found = 0;
        let mut having = vec![true; releases];
        for (_, spans) in self.rows.iter().filter(|(name, _)| keys.contains(name)) {
            found += 1;
            let has = |place: usize| place > self.last || spans.iter().any(|(first, last)| (*first..=*last).contains(&place));
            (0..).zip(&mut having).for_each(|(place, all)| *all &= has(place));
        }
        if found < keys.len() {
            having.iter_mut().take(self.last + 1).for_each(|all| *all = false);
        }
        having
    }

    /// The keys of a release; `None` beyond the table's end.
    pub(super) fn keys(&self, version: &AlluxioVersion, releases: &Releases) -> Option<Vec<&str>> {
        let place = releases.place(version).filter(|place| *place <= self.last)?;
        let has = |spans: &[(usize, usize)]| spans.iter().any(|(first, last)| (*first..=*last).contains(&place));
        Some(self.rows.iter().filter(|(_, spans)| has(spans)).map(|(name, _)| name.as_str()).collect())
    }
}

/// The rows of a table: no comments, no column names.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1).map(|line| line.split('\t').collect())
}

/// Ranges as places in the list of releases; `None` if a release is not listed.
pub(super) fn parse_ranges(text: &str, releases: &Releases) -> Option<Vec<(usize, usize)>> {
    releases.spans(text).collect()
}
