//! Facts of a client inside an application.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("client.era", "tachyon, 1.x, 2.x, 3.x"),
    fact("client.version", "version of the client; a span if only a span can be shown"),
    fact("client.artifact", "name of the jar or folder that holds it"),
    fact("client.relocated", "whether its classes were moved to another package"),
];
