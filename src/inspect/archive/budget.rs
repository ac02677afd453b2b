//! How much of an archive may be looked into. Archives come from anywhere, and a few kilobytes can announce petabytes.
//!
//! Every file that is opened gets a budget of its own, so that what is seen of one does not depend on the others, nor on how
//! many threads read them.

use std::cell::{Cell, RefCell};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Trouble;

/// Upper bounds for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Archives inside archives; the outermost is level 1.
    pub depth: usize,
    /// Members of all archives together.
    pub entries: u64,
    /// Members of one archive that somebody wished for.
    pub wanted: usize,
    /// Inflated bytes of all members together.
    pub inflated: u64,
    /// Inflated bytes of one class file or properties file.
    pub small: u64,
    /// Inflated archives held in memory at the same time; longer ones are read as they stream by.
    pub held: u64,
    /// How many times longer than its packed form an archive inside another may be.
    pub ratio: u64,
}

impl Default for Limits {
    /// Archives hardly shrink when packed again, while deflate can pack 1,032 to 1: a `ratio` between the two is a bomb.
    /// What is held leaves room for decoders and results in 64 MiB.
    fn default() -> Self {
        Limits { depth: 128, entries: 16_000_000, wanted: 20_000, inflated: 256 << 20, small: 4 << 20, held: 24 << 20, ratio: 200 }
    }
}

/// Held by every thread without asking; more only by one thread at a time.
const FREELY: u64 = 4 << 20;

/// The right to hold much.
static MUCH: Mutex<()> = Mutex::new(());

/// What is left of the [`Limits`].
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    entries: Cell<u64>,
    inflated: Cell<u64>,
    held: Cell<u64>,
    spent: Cell<bool>,
    much: RefCell<Option<MutexGuard<'static, ()>>>,
}

impl Default for Budget {
    fn default() -> Self {
        Budget::new(Limits::default())
    }
}

const REMEDY_LARGE: &str = "unpack it and give the unpacked file";
const REMEDY_TOTAL: &str = "unpack it and give the folder";

/// Inflated bytes for each byte of a file; no honest archive packs its members better as a whole.
const YIELD: u64 = 20;

impl Budget {
    /// A budget with nothing spent.
    pub fn new(limits: Limits) -> Self {
        let (entries, inflated) = (Cell::new(limits.entries), Cell::new(limits.inflated));
        Budget { limits, entries, inflated, held: Cell::new(0), spent: Cell::new(false), much: RefCell::new(None) }
    }

    /// The budget of a file of this length: the longer it is, the more may come out of it.
    pub fn for_file(len: u64) -> Self {
        let limits = Limits::default();
        Budget::new(Limits { inflated: limits.inflated.saturating_add(len.saturating_mul(YIELD)), ..limits })
    }

    /// The bounds.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Whether it ran out, so that nothing more is read.
    pub(super) fn spent(&self) -> bool {
        self.spent.get()
    }

    /// Whether an archive at this level (1 is the outermost) may be opened.
    pub(super) fn enter(&self, depth: usize) -> Result<(), Trouble> {
        if depth <= self.limits.depth {
            return Ok(());
        }
        Err(Trouble::new(format!("nested more than {} archives deep", self.limits.depth), REMEDY_LARGE))
    }

    pub(super) fn entry(&self) -> Result<(), Trouble> {
        let reason = || format!("more than {} entries in all archives together", self.limits.entries);
        self.spend(&self.entries, 1).ok_or_else(|| Trouble::new(reason(), REMEDY_TOTAL))
    }

    pub(super) fn inflate(&self, len: u64) -> Result<(), Trouble> {
        let reason = || format!("more than {} bytes to inflate in all archives together", self.limits.inflated);
        self.spend(&self.inflated, len).ok_or_else(|| Trouble::new(reason(), REMEDY_TOTAL))
    }

    fn spend(&self, left: &Cell<u64>, amount: u64) -> Option<()> {
        match left.get().checked_sub(amount) {
            Some(rest) => {
                left.set(rest);
                Some(())
            }
            None => {
                self.spent.set(true);
                None
            }
        }
    }

    /// Refuses what announces to grow as only a bomb does.
    pub(super) fn plausible(&self, len: u64, packed: u64) -> Result<(), Trouble> {
        let ratio = self.limits.ratio;
        if len > packed.saturating_mul(ratio).max(self.limits.small) {
            return Err(Trouble::new(format!("inflates more than {ratio} times, as only a zip bomb does"), REMEDY_LARGE));
        }
        Ok(())
    }

    /// Takes so much memory; false if there is not enough.
    pub(super) fn hold(&self, len: u64) -> bool {
        let held = self.held.get().saturating_add(len);
        if held > self.limits.held {
            return false;
        }
        if held > FREELY && self.much.borrow().is_none() {
            *self.much.borrow_mut() = Some(MUCH.lock().unwrap_or_else(PoisonError::into_inner));
        }
        self.held.set(held);
        true
    }

    /// Gives memory back.
    pub(super) fn release(&self, len: u64) {
        self.held.set(self.held.get().saturating_sub(len));
        if self.held.get() <= FREELY {
            *self.much.borrow_mut() = None;
        }
    }
}
