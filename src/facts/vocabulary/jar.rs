//! Facts of a connector jar to an under store in lib/ or extensions/.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("jar.folder", "lib or extensions; named where a file only names it"),
    fact("jar.store", "under store, with the version of its library where the name has one: hdfs, s3a, hadoop-2.7"),
    fact("jar.version", "Alluxio release in its name"),
    fact("jar.home_version", "release of the home that it lies in"),
    fact("jar.name", "its file name"),
];
