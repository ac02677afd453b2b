//! Facts of a metric of Alluxio that a dashboard, an alert or a recording rule names.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] =
    &[fact("metric.name", "its name as Alluxio has it, with a dot: Master.TotalPaths"), fact("metric.file", "file that names it")];
