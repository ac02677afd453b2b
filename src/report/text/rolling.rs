//! What would come of mixing the releases of a hop, below the step that keeps them apart.

use super::page::Page;
use crate::report::model::{Plan, Rolling, Step};
use crate::rules::Works;

pub(super) fn apart(page: &mut Page, plan: &Plan, step: &Step, detail: u8) {
    let Some(hop) = plan.hops.iter().find(|hop| step.hop == format!("{} -> {}", hop.from, hop.to)) else { return };
    if let Some(line) = line(&hop.rolling, &hop.from, &hop.to) {
        page.item("    all at once:", &line);
    }
    if detail > 1 {
        let mut why = hop.rolling.why.clone();
        why.dedup();
        why.iter().for_each(|why| page.item("    mixed:", why));
    }
}

/// Nothing is said where nobody tried.
fn line(rolling: &Rolling, from: &str, to: &str) -> Option<String> {
    let good = |works: Works| works == Works::Yes;
    let bad = |works: Works| matches!(works, Works::No | Works::Partly);
    match (rolling.masters_first, rolling.workers_first) {
        (masters, workers) if bad(masters) && bad(workers) => {
            Some(format!("workers and masters of {from} and {to} do not work together in any order"))
        }
        (masters, workers) if good(masters) && bad(workers) => Some(format!("workers of {to} do not work with masters of {from}")),
        (masters, workers) if bad(masters) && good(workers) => Some(format!("workers of {from} do not work with masters of {to}")),
        _ => None,
    }
}
