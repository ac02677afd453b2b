//! How many entries of each kind, by the field number of `JournalEntry` that holds them.

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::schema::Schema;

/// Numbers that are counted in place; all that exist are below.
const SMALL: usize = 64;

/// Larger numbers that are kept; bytes that are no entry can look like any of them.
const MAX_LARGE: usize = 256;

/// Rides on other entries and does nothing by itself, so it is no kind of entry.
const COMPANION: &str = "operationId";

/// Counts by number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kinds {
    small: [u64; SMALL],
    large: BTreeMap<u64, u64>,
}

impl Default for Kinds {
    fn default() -> Self {
        Kinds { small: [0; SMALL], large: BTreeMap::new() }
    }
}

impl Kinds {
    /// Counts one.
    #[inline]
    pub(crate) fn add(&mut self, number: u64) {
        self.add_many(number, 1);
    }

    #[inline]
    fn add_many(&mut self, number: u64, count: u64) {
        match usize::try_from(number).ok().and_then(|number| self.small.get_mut(number)) {
            Some(small) => *small += count,
            None => self.add_large(number, count),
        }
    }

    #[cold]
    fn add_large(&mut self, number: u64, count: u64) {
        if self.large.len() < MAX_LARGE || self.large.contains_key(&number) {
            *self.large.entry(number).or_default() += count;
        }
    }

    /// Adds what was counted elsewhere.
    pub(crate) fn merge(&mut self, other: &Kinds) {
        other.iter().for_each(|(number, count)| self.add_many(number, count));
    }

    fn iter(&self) -> impl Iterator<Item = (u64, u64)> {
        let small = (0..).zip(self.small).filter(|(_, count)| *count > 0);
        small.chain(self.large.iter().map(|(number, count)| (*number, *count)))
    }

    /// The numbers that occur.
    pub(crate) fn numbers(&self) -> BTreeSet<i64> {
        self.iter().map(|(number, _)| i64::try_from(number).unwrap_or(i64::MAX)).collect()
    }

    /// Counts by the name of the entry; a number that no release has stands for itself.
    pub(crate) fn named(&self) -> BTreeMap<String, i64> {
        let schema = Schema::builtin();
        let name = |number| schema.field(schema.entry(), number).map_or_else(|| format!("#{number}"), |field| field.name.to_owned());
        let named = self.iter().map(|(number, count)| (name(number), i64::try_from(count).unwrap_or(i64::MAX)));
        named.filter(|(name, _)| name != COMPANION).collect()
    }
}
