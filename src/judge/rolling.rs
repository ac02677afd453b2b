//! What happens while a cluster holds two releases: workers of one with masters of the other, masters of both together.

use super::Judge;
use crate::facts::{Gap, Span};
use crate::rules::Works;
use crate::version::AlluxioVersion;
use crate::wire::{Table, Verdict};

/// Orders in which parts of a cluster may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Masters first: workers of the old release with masters of the new one.
    MastersFirst,
    /// Workers first: workers of the new release with masters of the old one.
    WorkersFirst,
    /// Masters one by one: masters of both releases on one journal.
    MastersTogether,
}

/// An order with what comes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    /// Whether it works.
    pub works: Works,
    /// The sentence of the row.
    pub says: String,
    /// What to do beside stopping everything; may be empty.
    pub fix: String,
}

impl Judge<'_> {
    /// What comes of an order between two releases.
    pub fn mixed(&self, order: Order, from: &AlluxioVersion, to: &AlluxioVersion) -> Mixed {
        let (table, caller, called) = match order {
            Order::MastersFirst => (&self.catalog.workers, from, to),
            Order::WorkersFirst => (&self.catalog.workers, to, from),
            Order::MastersTogether => (&self.catalog.masters, from, to),
        };
        let verdict = self.pairs(table, self.cluster, std::slice::from_ref(caller), called);
        self.told(table, &verdict, caller, called)
    }

    fn told(&self, table: &Table, verdict: &Verdict<'_>, caller: &AlluxioVersion, called: &AlluxioVersion) -> Mixed {
        let fill = |text: &str| self.fill_row(table, text, self.cluster, caller, called, None);
        match verdict.main() {
            Some(row) => Mixed { works: verdict.works, says: fill(&row.title), fix: fill(&row.fix) },
            None => Mixed { works: verdict.works, says: Gap::join(&verdict.reasons).to_string(), fix: String::new() },
        }
    }

    /// The same where only a span of the release before the hop is known: `None` if it depends on the release.
    pub(super) fn mixed_from(&self, order: Order, from: &Span, to: &AlluxioVersion) -> Option<Mixed> {
        let last = self.mixed(order, &from.max, to);
        let known = self.catalog.releases.between(&from.min, &from.max);
        let same = known.chain([&from.min]).all(|release| self.mixed(order, release, to).works == last.works);
        same.then_some(last)
    }
}
