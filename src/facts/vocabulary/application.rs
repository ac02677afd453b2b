//! Facts of a program that uses Alluxio: of its configuration, or of its code.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact(
        "application.kind",
        "hadoop, spark, hive, hbase, flink, presto, trino, unknown: whose configuration it is; code = classes that call Alluxio without having it beside them; alluxio-server = an archive with Alluxio itself",
    ),
    fact("application.classes", "classes of Alluxio or Tachyon that it names or calls"),
    fact("application.schemes", "URI schemes of Alluxio or Tachyon that it uses"),
    fact("application.version", "release of Alluxio itself, where the archive tells it"),
    fact("application.at", "file and line, or class, where it first does"),
    fact("application.callers", "how many of its classes call Alluxio"),
    fact("application.fits", "first to last release whose clients have all classes that it calls"),
    fact("application.client_seen", "whether any client was among the paths"),
];
