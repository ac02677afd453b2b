//! Facts of the hop that is judged.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("hop.from", "release before the hop; a span if only a span is known"),
    fact("hop.to", "release after the hop"),
    fact("hop.direction", "up, down, same; unknown if the release before is not known well enough"),
    fact("hop.unknown_fields", "fields in the entries of the journal or backup that the target does not know, in messages that it knows"),
    fact("hop.unknown_values", "values of enumerations in its entries that the target does not know"),
];
