//! Facts of a backup file.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("backup.entries", "number of entries"),
    fact("backup.fields", "field numbers of its entries"),
    fact("backup.written_by", "releases that can have written it"),
    fact("backup.integrity", "intact = gzip checksum and last entry complete; damaged; unverified"),
    fact("backup.failed_checks", "names of checks of its bytes that failed"),
    fact("backup.passed_checks", "names of checks of its bytes that passed"),
    fact("backup.complete_marker", "whether a .complete marker lies beside it"),
];
