//! What a reference to a container image tells: `registry:5000/alluxio/alluxio:2.7.3@sha256:...`.

use super::places::places;
use super::words::java_major;
use super::yaml::TEMPLATE;
use crate::facts::{Span, Value};
use crate::version::AlluxioVersion;

/// Name without registry host, tag and digest.
pub(super) fn name(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    match image.rfind(':') {
        Some(at) if !image.get(at..).unwrap_or_default().contains('/') => image.get(..at).unwrap_or_default(),
        _ => image,
    }
}

/// The tag; empty if there is none.
pub(super) fn tag(image: &str) -> &str {
    let image = image.split('@').next().unwrap_or_default();
    image.get(name(image).len()..).unwrap_or_default().trim_start_matches(':')
}

/// Whether the project publishes an image of this name, possibly copied to another registry.
pub(super) fn is_own(image: &str) -> bool {
    let name = name(image);
    places().own_images.iter().any(|own| name == own || name.ends_with(&format!("/{own}")))
}

/// Whether the name tells that Alluxio is inside.
pub(super) fn names_alluxio(image: &str) -> bool {
    let name = name(image).to_ascii_lowercase();
    name.contains("alluxio") || name.contains("tachyon")
}

/// The release that the tag names.
pub(super) fn version(image: &str) -> Value {
    let tag = tag(image);
    if tag.contains([TEMPLATE, '$']) {
        return Value::unknown(format!("the tag of {} is filled in from somewhere that was not seen", name(image)));
    }
    let short = tag.split('-').next().unwrap_or_default();
    match AlluxioVersion::parse(tag).or_else(|_| AlluxioVersion::parse(short)) {
        Ok(version) => Value::Version(Span::exactly(version)),
        Err(_) => Value::unknown(format!("the tag of the image {image} names no release")),
    }
}

/// musl or glibc, where the name of a base image tells.
pub(super) fn libc(image: &str) -> Option<&'static str> {
    let (name, tag) = (name(image).rsplit('/').next().unwrap_or_default(), tag(image));
    if name == "alpine" || tag.contains("alpine") || name.contains("alpine") {
        return Some("musl");
    }
    const GLIBC: [&str; 12] = [
        "ubuntu",
        "debian",
        "centos",
        "rockylinux",
        "almalinux",
        "fedora",
        "ubi8",
        "ubi9",
        "ubi7",
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
    ];
    GLIBC.iter().any(|known| name == *known || name.starts_with(&format!("{known}-"))).then_some("glibc")
}

/// Major version of Java in the tag of an image of Java: `openjdk:11-jre`, `eclipse-temurin:8u312-b07-jdk`.
pub(super) fn java(image: &str) -> Option<String> {
    const JAVA: [&str; 7] = ["openjdk", "java", "eclipse-temurin", "adoptopenjdk", "amazoncorretto", "zulu-openjdk", "liberica-openjdk"];
    let last = name(image).rsplit('/').next().unwrap_or_default();
    JAVA.iter().any(|known| last.starts_with(known)).then(|| java_major(tag(image))).flatten()
}
