//! What a reference to a container image tells: `registry:5000/alluxio/alluxio:2.7.3@sha256:...`.

use super::places::places;
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
        return Value::Unknown(format!("the tag of {} is filled in from somewhere that was not seen", name(image)));
    }
    let short = tag.split('-').next().unwrap_or_default();
    match AlluxioVersion::parse(tag).or_else(|_| AlluxioVersion::parse(short)) {
        Ok(version) => Value::Version(Span::exactly(version)),
        Err(_) => Value::Unknown(format!("the tag of the image {image} names no release")),
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

/// 8 of `1.8.0_292`, `8u312` and `8-jdk`; 11 of `11.0.2`.
pub(super) fn java_major(text: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.strip_prefix("1.").filter(|rest| digits(rest) == 1).unwrap_or(text);
    let major = text.get(..digits(text)).filter(|major| !major.is_empty() && major.len() < 3)?;
    Some(major.to_owned())
}

/// Java in the path of a home: `/usr/lib/jvm/java-11-openjdk`, `/opt/jdk1.8.0_292`.
pub(super) fn java_of_path(path: &str) -> Option<String> {
    let parts = path.rsplit('/').flat_map(|part| part.split(['-', '_']));
    let stripped = parts.map(|part| part.trim_start_matches("jdk").trim_start_matches("jre").trim_start_matches("java"));
    stripped.filter_map(java_major).find(|major| major.parse().is_ok_and(|major: u32| (6..40).contains(&major)))
}
