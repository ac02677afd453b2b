//! Facts of a program's configuration that uses Alluxio.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact(
        "application.kind",
        "hadoop, spark, hive, hbase, flink, presto, trino, unknown: whose configuration it is; alluxio-server = an archive with Alluxio itself",
    ),
    fact("application.classes", "file system classes of Alluxio or Tachyon that it names"),
    fact("application.schemes", "URI schemes of Alluxio or Tachyon that it uses"),
    fact("application.version", "release of Alluxio itself, where the archive tells it"),
    fact("application.at", "file and line where it first does"),
    fact("application.client_seen", "whether any client was among the paths"),
];
