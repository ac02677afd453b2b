//! Facts of a file that deploys Alluxio: one container, unit or image build each.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("deployment.form", "compose, docker (docker run), kubernetes, helm, fluid, dockerfile or systemd"),
    fact("deployment.kind", "kind of object: service, StatefulSet, DaemonSet, Deployment, Job, values, runtime, image, unit"),
    fact("deployment.name", "its name in the file"),
    fact(
        "deployment.role",
        "process that it starts: master, worker, job-master, job-worker, proxy, fuse ...; empty if it is told by no word",
    ),
    fact("deployment.init", "whether it runs before the process of its pod, at every start of the pod"),
    fact("deployment.image", "image that it runs or is built from; empty if the file names none"),
    fact("deployment.image_version", "release that the tag of an Alluxio image names"),
    fact("deployment.own_image", "whether the image is one that the project publishes"),
    fact("deployment.start_word", "first word that the image's entrypoint gets; empty if there is none"),
    fact("deployment.words", "all words of the command and its arguments"),
    fact("deployment.env", "names of environment variables that it sets"),
    fact(
        "deployment.foreign_env",
        "those of them that begin with ALLUXIO_ and are not on any release's list of variables that pass through",
    ),
    fact("deployment.ports", "ports that it publishes or opens"),
    fact("deployment.user", "user or uid that it runs as; empty if the file names none"),
    fact("deployment.high_ids", "whether a user or group id above 2097151 is set"),
    fact("deployment.mounts", "paths inside the container that outlive it"),
    fact("deployment.lasting_mounts", "whether there are any"),
    fact("deployment.mounts_env", "whether conf/alluxio-env.sh, or the whole folder of it, is mounted into it"),
    fact("deployment.journal_kept", "where the master's journal lies: volume, emptydir, container, understore"),
    fact("deployment.package_managers", "package managers that an image build calls"),
    fact("deployment.libc", "musl or glibc, as the name of the base image tells"),
    fact("deployment.java", "major version of Java that the base image or JAVA_HOME names"),
    fact("deployment.jvm_flags", "options of Java other than -D, without their values"),
    fact("deployment.chart", "version of the Helm chart that it belongs to"),
    fact("deployment.journal_type", "type of the journal that chart values ask for"),
    fact("deployment.values", "paths of the chart values that are set"),
    fact("deployment.api", "apiVersion and kind of an object that newer Kubernetes no longer has"),
];
