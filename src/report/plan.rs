//! The plan in the words of the report.

use super::model;
use crate::check::{Assessment, Mixing};
use crate::plan::{PlannedHop, Rejection, Step};

pub(super) fn plan(answer: &Assessment<'_>) -> model::Plan {
    let hop = |(hop, mixing): (&PlannedHop, &Mixing)| model::Hop {
        from: hop.from.to_string(),
        to: hop.to.to_string(),
        method: hop.method.clone(),
        settings: hop.pins.iter().map(|pin| format!("{}={}", pin.key, pin.value)).collect(),
        why: hop.why.clone(),
        rolling: rolling(mixing),
    };
    let step = |step: &Step| model::Step {
        n: step.n,
        hop: step.hop.clone(),
        phase: step.phase,
        title: step.title.clone(),
        commands: step.commands.clone(),
        checks: step.checks.clone(),
        reversible: step.reversible,
        why: step.why.clone(),
        separates: step.separates,
    };
    let rejected = |rejection: &Rejection| model::Rejected {
        from: rejection.from.to_string(),
        to: rejection.to.to_string(),
        method: rejection.method.clone(),
        reason: rejection.reason.clone(),
    };
    model::Plan {
        reachable: answer.path.reachable,
        hops: answer.path.hops.iter().zip(&answer.mixing).map(hop).collect(),
        typed: answer.typed.clone(),
        steps: answer.steps.iter().map(step).collect(),
        point_of_no_return: answer.steps.iter().find(|step| step.no_return).map(|step| step.n),
        rejected: answer.path.rejected.iter().map(rejected).collect(),
    }
}

fn rolling(mixing: &Mixing) -> model::Rolling {
    let orders = [&mixing.masters_first, &mixing.workers_first, &mixing.masters_together];
    model::Rolling {
        masters_first: mixing.masters_first.works,
        workers_first: mixing.workers_first.works,
        masters_together: mixing.masters_together.works,
        why: orders.iter().map(|mixed| mixed.says.clone()).collect(),
    }
}
