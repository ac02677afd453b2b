//! Facts of a setting: one subject per key that is written, and one per default that matters.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("key.name", "the key as written"),
    fact("key.value", "the value as written where it counts most; masked if it is a secret"),
    fact("key.written", "whether it is written anywhere; the others stand for defaults that matter"),
    fact("key.client", "whether an application's own configuration holds it"),
    fact("key.process", "whose value is looked at: master, or the process that is given it, or application"),
    fact("key.only_for", "part of the namespace that it holds for: `path /a` or `mount point /a`; empty where it holds everywhere"),
    fact("key.connector", "for alluxio.underfs.version of a mount of HDFS: the connector that it asks for, hadoop-2.7; empty for others"),
    fact("key.places", "where it is written"),
    fact("key.given_by", "where it is written: site, all-options, process-options, variable, application, path, mount, other"),
    fact("key.parameter", "for keys with a parameter: the parameter"),
    fact("key.variable_read", "whether start scripts of the target look at the environment variable"),
    fact("key.nodes_differ", "whether site files give it different values"),
    fact("key.repeated", "whether one file gives it several values"),
    fact("key.variable", "environment variable that start scripts make it of; empty for others"),
    fact(
        "key.change",
        "what becomes of the name: kept, old-name, replaced, removed, starts-to-act, new-name, too-new, leftover, misspelt, foreign, ever-default",
    ),
    fact("key.replacement", "key of the target that took its place; empty if there is none"),
    fact("key.similar", "key of the target that was probably meant; empty if there is none"),
    fact("key.first_release", "first release that knows the key; empty if none does"),
    fact("key.moved_class", "the value with its class in the package of the target; empty if it did not move"),
    fact("key.other_name", "other name of the same key that is written with another value; empty if there is none"),
    fact("key.winner_moves", "whether another of its assignments counts after the hop than before"),
    fact("key.cluster_value", "for applications: the value that the cluster itself would use after the hop"),
    fact("key.flip", "for what nobody wrote: how a default that changes matters: acts, listed, or none"),
    fact("key.pinnable", "for defaults that change: whether the target still does what the old value says"),
    fact("key.consequence", "what the changed default does"),
];
