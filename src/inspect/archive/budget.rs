//! How much of an archive may be looked into. Archives come from anywhere, and a few kilobytes can announce petabytes.

use std::cell::Cell;

use super::Trouble;

/// Upper bounds for one run over one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Archives inside archives; the outermost is level 1.
    pub depth: usize,
    /// Directory entries of all archives together.
    pub entries: u64,
    /// Inflated bytes of all entries together.
    pub inflated: u64,
    /// Inflated bytes of one class file or properties file.
    pub small: u64,
    /// Inflated bytes of one archive inside another.
    pub nested: u64,
    /// Inflated archives held in memory at the same time.
    pub held: u64,
    /// How many times longer than its packed form an archive inside another may be.
    pub ratio: u64,
}

impl Default for Limits {
    /// The largest published client has 105 MB and 25,000 classes, so `nested` is a little above that. Archives hardly
    /// shrink when packed again, while deflate can pack 1,032 to 1: a `ratio` between the two is a bomb.
    fn default() -> Self {
        Limits { depth: 8, entries: 4_000_000, inflated: 4 << 30, small: 4 << 20, nested: 128 << 20, held: 256 << 20, ratio: 200 }
    }
}

/// What is left of the [`Limits`].
#[derive(Debug, Clone)]
pub struct Budget {
    limits: Limits,
    entries: Cell<u64>,
    inflated: Cell<u64>,
    held: Cell<u64>,
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(Limits::default())
    }
}

const REMEDY_LARGE: &str = "unpack it and give the unpacked file";
const REMEDY_TOTAL: &str = "give fewer paths at once, or the application's own folder";

impl Budget {
    /// A budget with nothing spent.
    pub fn new(limits: Limits) -> Self {
        Budget { entries: Cell::new(limits.entries), inflated: Cell::new(limits.inflated), held: Cell::new(0), limits }
    }

    /// The bounds.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether an archive at this level (1 is the outermost) may be opened.
    pub fn enter(&self, depth: usize) -> Result<(), Trouble> {
        if depth <= self.limits.depth {
            return Ok(());
        }
        Err(Trouble::new(format!("nested more than {} archives deep", self.limits.depth), REMEDY_LARGE))
    }

    pub(super) fn entry(&self) -> Result<(), Trouble> {
        spend(&self.entries, 1)
            .ok_or_else(|| Trouble::new(format!("more than {} entries in all archives together", self.limits.entries), REMEDY_TOTAL))
    }

    pub(super) fn inflate(&self, len: u64) -> Result<(), Trouble> {
        let reason = || format!("more than {} bytes to inflate in all archives together", self.limits.inflated);
        spend(&self.inflated, len).ok_or_else(|| Trouble::new(reason(), REMEDY_TOTAL))
    }

    /// Takes the memory of a nested archive, or says why not.
    pub(super) fn hold(&self, len: u64, packed: u64) -> Result<(), Trouble> {
        let Limits { nested, held, ratio, .. } = self.limits;
        if len > nested || self.held.get().saturating_add(len) > held {
            return Err(Trouble::new(format!("too large to look into: {len} bytes inflated"), REMEDY_LARGE));
        }
        if len > packed.saturating_mul(ratio).max(self.limits.small) {
            return Err(Trouble::new(format!("inflates more than {ratio} times, as only a zip bomb does"), REMEDY_LARGE));
        }
        self.inflate(len)?;
        self.held.set(self.held.get() + len);
        Ok(())
    }

    /// Gives back what a nested archive held.
    pub(super) fn release(&self, len: u64) {
        self.held.set(self.held.get().saturating_sub(len));
    }
}

fn spend(left: &Cell<u64>, amount: u64) -> Option<()> {
    left.set(left.get().checked_sub(amount)?);
    Some(())
}
