//! Facts of a client inside an application.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("client.era", "tachyon, 1.x, 2.x, 3.x"),
    fact("client.version", "version of the client; a span if only a span can be shown"),
    fact("client.artifact", "name of the jar or folder that holds it"),
    fact("client.found_in", "archive = its classes were seen; build-file, bill-of-materials = something asks for it"),
    fact("client.role", "application, shell, fuse, minicluster: what else of Alluxio is in the same archive"),
    fact("client.agree", "whether all that speaks of its version agrees"),
    fact("client.stated", "all versions that are written in it"),
    fact(
        "client.strings_moved",
        "of a relocated client, whether settings and service names were rewritten too, so that no server knows them",
    ),
    fact("client.coordinates", "group and artifact that a build file or bill of materials names"),
    fact("client.scope", "scope in which a build asks for it: compile, provided, runtime, test, or a configuration of Ivy"),
    fact("client.exclusions", "what the build excludes from it"),
    fact("client.has_exclusions", "whether it excludes anything"),
    fact("client.java_target", "Java release that the build compiles for"),
    fact("client.bundles", "whether it carries other projects' code below packages of Alluxio's own, as the shaded client does"),
    fact("client.clashes", "whether a client of another release is on the same class path"),
    fact("client.clashes_with", "those clients"),
    fact("client.loaded", "first, second: whether its classes win on that class path; undetermined if the order is not promised"),
    fact("client.beside_unshaded", "whether it is the shaded client and shares its class path with one that is not"),
    fact("client.unshaded_beside", "those clients"),
    fact("client.engine", "program whose plugin folder it is in: trino, presto"),
    fact("client.engine_version", "number of that program's release"),
    fact("client.plugin_folder", "folder below plugin that it is in"),
    fact("client.also_at", "other places of the same file or archive"),
    fact("client.relocated", "whether its classes were moved to another package"),
    fact("client.authentication", "the application's own alluxio.security.authentication.type, where it is known"),
    fact("client.cluster_defaults", "whether it asks the master for settings before it connects; true unless said otherwise"),
    fact("client.wire.works", "whether it works with servers of the target by rules/wire/clients.toml: yes, partly, no, unknown"),
    fact("client.wire.harm", "what it does although it does not work: none, damages, bypasses"),
    fact("client.wire.says", "the sentence of the row that says most"),
    fact("client.wire.fix", "what to do beside taking the client of the target; may be empty"),
];
