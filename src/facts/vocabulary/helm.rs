//! Facts of one value in a Helm values file.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("helm.key", "path of the value, with dots; places in lists are left out"),
    fact("helm.top", "shortest path above or at it that some chart reads whole; empty if there is none"),
    fact("helm.value", "the value, if it is a single word"),
    fact("helm.shape", "word, list or map"),
];
