//! Facts of the hop that is judged.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("hop.from", "release before the hop; a span if only a span is known"),
    fact("hop.to", "release after the hop"),
    fact("hop.direction", "up, down, same; unknown if the release before is not known well enough"),
    fact("hop.unknown_fields", "fields in the entries of the journal or backup that the target does not know, in messages that it knows"),
    fact("hop.unknown_values", "values of enumerations in its entries that the target does not know"),
    fact("hop.unknown_components", "components of its checkpoint that the target does not take"),
    fact("hop.unknown_values_read_as", "the same values, each with what the target reads in its place, as text"),
    fact("hop.masters_first", "whether workers of the release before work with masters of the release after: yes, partly, no, unknown"),
    fact("hop.masters_first_says", "the sentence of rules/wire/workers.toml for that"),
    fact("hop.masters_first_fix", "what makes it work, if anything does; may be empty"),
    fact("hop.workers_first", "whether workers of the release after work with masters of the release before: yes, partly, no, unknown"),
    fact("hop.workers_first_says", "the sentence of rules/wire/workers.toml for that"),
    fact("hop.masters_together", "whether masters of both releases may run on one journal: yes, no, unknown"),
    fact("hop.masters_together_says", "the sentence of rules/wire/masters.toml for that"),
];
