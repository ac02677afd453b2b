//! Both releases of a hop in one cluster.

use crate::judge::{Judge, Mixed, Order};
use crate::plan::PlannedHop;

/// What comes of holding both releases of a hop in one cluster, by the order of replacing its parts.
#[derive(Debug, Clone)]
pub struct Mixing {
    /// Masters first.
    pub masters_first: Mixed,
    /// Workers first.
    pub workers_first: Mixed,
    /// Masters one by one.
    pub masters_together: Mixed,
}

pub(super) fn mixing(judge: &Judge<'_>, hop: &PlannedHop) -> Mixing {
    let mixed = |order| judge.mixed(order, &hop.from, &hop.to);
    Mixing {
        masters_first: mixed(Order::MastersFirst),
        workers_first: mixed(Order::WorkersFirst),
        masters_together: mixed(Order::MastersTogether),
    }
}
