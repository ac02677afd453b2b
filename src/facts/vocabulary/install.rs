//! Facts of an Alluxio home.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("install.version", "version that the home's files state; unknown if they state none"),
    fact("install.stated", "all different versions that places in the home state"),
    fact("install.agree", "whether all places state the same version"),
];
