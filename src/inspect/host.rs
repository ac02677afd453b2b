//! What do files tell of a machine: Java, its options, ZooKeeper, logging?
//!
//! Reads the `release` file of a Java home, `JAVA_HOME`, `JAVA` and options in environment scripts, names of ZooKeeper's
//! jar, `log4j.properties`, and the list and identity of workers in a conf folder. It starts no program, and what only a
//! running shell knows is left out.

use std::collections::BTreeSet;
use std::path::Path;

use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind, Value};
use crate::inspect::config::properties;
use crate::inspect::deploy::words::{java_major, java_of_path, jvm_flags};
use crate::inspect::deploy::{Segment, segments};
use crate::source::{EntryKind, Source, shown};

/// Largest file that is read.
const MAX_FILE: usize = 1 << 20;
const LOG4J: &str = "log4j.properties";
const WORKERS: &str = "workers";
/// `307:dora/core/common/src/main/java/alluxio/conf/PropertyKey.java`, the default of the setting that names it.
const WORKER_IDENTITY: &str = "worker_identity";
const ENV_FILES: [&str; 2] = ["alluxio-env.sh", "tachyon-env.sh"];

/// Whether a file is what a Java home states about itself.
pub fn is_java_release(name: &str, head: &[u8]) -> bool {
    name == "release" && memchr::memmem::find(head, b"JAVA_VERSION=").is_some()
}

/// Version of ZooKeeper in the name of its jar.
pub fn zookeeper_jar(name: &str) -> Option<&str> {
    let version = name.strip_prefix("zookeeper-")?.strip_suffix(".jar")?;
    version.starts_with(|letter: char| letter.is_ascii_digit()).then_some(version)
}

/// The facts of a `release` file.
pub fn read_java_release(source: &dyn Source, path: &Path) -> Facts {
    let text = text(source, path).unwrap_or_default();
    let stated = text.lines().zip(1..).find_map(|(line, number)| Some((line.strip_prefix("JAVA_VERSION=")?.trim_matches('"'), number)));
    let Some((version, line)) = stated else { return Facts::default() };
    let mut subject = java_subject(&shown(path), line, "release-file", format!("JAVA_VERSION {version}"));
    if let Some(major) = java_major(version) {
        subject.set("host.java", major);
    }
    Facts { subjects: vec![subject], ..Facts::default() }
}

/// The facts of a jar of ZooKeeper.
pub fn read_zookeeper_jar(path: &Path, version: &str) -> Facts {
    let place = shown(path);
    let mut subject = Subject::new(SubjectKind::Host, place.clone());
    subject.set("host.zookeeper", minor(version));
    subject.evidence.push(Evidence::new(place, Grade::Strong, format!("ZooKeeper {version}")));
    Facts { subjects: vec![subject], ..Facts::default() }
}

/// `3.4` of `3.4.14`.
pub(crate) fn minor(version: &str) -> String {
    version.split(['.', '-']).take(2).collect::<Vec<_>>().join(".")
}

/// What the files of a conf folder tell of the machine.
pub fn read_conf_folder(source: &dyn Source, folder: &Path) -> Facts {
    let mut facts = Facts::default();
    for name in ENV_FILES {
        let path = folder.join(name);
        if let Ok(text) = text(source, &path) {
            facts.subjects.extend(environment(&text, &shown(&path)));
        }
    }
    let path = folder.join(LOG4J);
    if let Ok(text) = text(source, &path) {
        facts.subjects.push(logging(&text, &shown(&path)));
    }
    let path = folder.join(WORKERS);
    if let Ok(text) = text(source, &path) {
        facts.subjects.push(workers(&text, &shown(&path)));
    }
    let path = folder.join(WORKER_IDENTITY);
    if source.entry(&path).is_ok_and(|entry| entry.kind == EntryKind::File) {
        let place = shown(&path);
        let mut subject = Subject::new(SubjectKind::Host, place.clone());
        subject.set("host.worker_identity", true);
        subject.evidence.push(Evidence::new(place, Grade::Proven, "identity of a worker"));
        facts.subjects.push(subject);
    }
    facts
}

/// One worker a line, as the start scripts read the file.
fn workers(text: &str, file: &str) -> Subject {
    let mut subject = Subject::new(SubjectKind::Host, file);
    let count = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim()).filter(|line| !line.is_empty()).count();
    subject.set("host.workers", Value::Int(i64::try_from(count).unwrap_or(i64::MAX)));
    subject.evidence.push(Evidence::new(file, Grade::Proven, "list of workers"));
    subject
}

fn text(source: &dyn Source, path: &Path) -> std::io::Result<String> {
    let bytes = source.open(path)?.read_all(MAX_FILE)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Java as an environment script names it, and the options that it sets.
fn environment(text: &str, file: &str) -> Option<Subject> {
    let mut subject: Option<Subject> = None;
    let mut flags = BTreeSet::new();
    for segment in segments(text, 1) {
        for (name, value) in assignments(&segment) {
            if let Some(java) = java_of_path(value).filter(|_| matches!(name, "JAVA_HOME" | "JAVA")) {
                let found = subject.get_or_insert_with(|| java_subject(file, segment.line, name, format!("{name}={value}")));
                // JAVA beats JAVA_HOME in every release that looks at both.
                if name == "JAVA" || found.get("host.java").is_none() {
                    found.set("host.java", java);
                    found.set("host.java_by", name);
                }
            }
            if name.ends_with("_OPTS") {
                flags.extend(jvm_flags(value));
            }
        }
    }
    if flags.is_empty() && subject.is_none() {
        return None;
    }
    let mut subject = subject.unwrap_or_else(|| Subject::new(SubjectKind::Host, file));
    subject.set("host.jvm_flags", flags);
    Some(subject)
}

fn assignments(segment: &Segment) -> impl Iterator<Item = (&str, &str)> {
    segment.words.iter().filter_map(|word| word.split_once('=')).map(|(name, value)| (name.trim_end_matches('+'), value))
}

fn java_subject(file: &str, line: usize, by: &str, said: String) -> Subject {
    let place = format!("{file}:{line}");
    let mut subject = Subject::new(SubjectKind::Host, place.clone());
    subject.set("host.java_by", by);
    subject.evidence.push(Evidence::new(place, Grade::Strong, said));
    subject
}

/// Appenders and layouts of a log4j configuration.
fn logging(text: &str, file: &str) -> Subject {
    let mut subject = Subject::new(SubjectKind::Host, file);
    let found = properties::read(text.as_bytes());
    let appenders = found.list.iter().filter_map(|one| one.key.strip_prefix("log4j.appender."));
    subject.set("host.log4j_appenders", appenders.filter(|name| !name.contains('.')).map(str::to_owned).collect::<BTreeSet<_>>());
    let patterns = found.list.iter().filter(|one| one.key.ends_with(".ConversionPattern"));
    subject.set("host.log4j_patterns", patterns.map(|one| one.value.clone()).collect::<BTreeSet<_>>());
    subject.evidence.push(Evidence::new(file, Grade::Proven, "configuration of logging"));
    subject
}
