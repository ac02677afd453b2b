//! Facts of the platform that files tell.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("host.java", "major version of Java: 7, 8, 11, 17 ..."),
    fact("host.java_by", "what names it: release-file, JAVA_HOME, JAVA"),
    fact("host.jvm_flags", "options of Java other than -D that the environment file sets, without their values"),
    fact("host.zookeeper", "major and minor version of a ZooKeeper server: 3.4"),
    fact("host.workers", "number of workers that conf/workers lists"),
    fact("host.worker_identity", "whether conf/ holds the file by which a worker of 3.x knows itself again"),
    fact("host.log4j_appenders", "appenders that a log4j.properties defines"),
    fact("host.log4j_patterns", "layouts of lines that a log4j.properties defines"),
];
