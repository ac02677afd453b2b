//! Which connector jars to under stores lie in a home or are named by a file?
//!
//! Every jar of this name in `lib/` and `extensions/` is loaded, whatever release it was built for. Only names are
//! read; what is inside a jar is not looked at.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::OnceLock;

use regex::Regex;

use crate::facts::{Evidence, Facts, Grade, MOST_OF_ONE_FILE, Span, Subject, SubjectKind, Value};
use crate::source::{Source, shown};
use crate::version::AlluxioVersion;

/// The jars of a home whose version is `home`.
pub fn read_home(source: &dyn Source, folder: &Path, home: Option<&Value>) -> Facts {
    let mut facts = Facts::default();
    for name in ["lib", "extensions"] {
        for entry in source.list(&folder.join(name)).unwrap_or_default() {
            let Some((store, version)) = parts(&entry.name()) else { continue };
            let mut subject = subject(&shown(&entry.path), name, &store, version);
            if let Some(Value::Version(span)) = home {
                subject.set("jar.home_version", span.clone());
            }
            facts.subjects.push(subject);
        }
    }
    facts
}

/// The jars that a text names, such as an image build that copies them.
pub(super) fn named(text: &str, file: &str) -> Vec<Subject> {
    let mut told = BTreeSet::new();
    let mut found = Vec::new();
    for (line, number) in text.lines().zip(1..).filter(|(line, _)| !line.trim_start().starts_with('#')) {
        for (store, version) in words(line).filter_map(parts) {
            if found.len() < MOST_OF_ONE_FILE && told.insert((store.clone(), version.to_string())) {
                let mut subject = subject(&format!("{file}:{number} alluxio-underfs-{store}-{version}.jar"), "named", &store, version);
                subject.evidence = vec![Evidence::new(format!("{file}:{number}"), Grade::Proven, "names the jar")];
                found.push(subject);
            }
        }
    }
    found
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | ',' | '[' | ']' | '/' | '=' | ':'))
}

fn subject(path: &str, folder: &str, store: &str, version: AlluxioVersion) -> Subject {
    let mut subject = Subject::new(SubjectKind::Jar, path);
    subject.set("jar.folder", folder);
    subject.set("jar.store", store);
    subject.set("jar.name", format!("alluxio-underfs-{store}-{version}.jar"));
    subject.set("jar.version", Span::exactly(version));
    subject.evidence.push(Evidence::new(path, Grade::Strong, "name of the jar"));
    subject
}

/// Under store and Alluxio release of a jar's name. The release is the last part that can be one.
fn parts(name: &str) -> Option<(String, AlluxioVersion)> {
    static NAME: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern =
        NAME.get_or_init(|| Regex::new(r"^alluxio-underfs-(.+?)-(\d+\.\d+\.\d+(?:-(?:\d+|SNAPSHOT|preview|RC\d+))?|\d{3})\.jar$").ok());
    let found = pattern.as_ref()?.captures(name)?;
    Some((found.get(1)?.as_str().to_owned(), AlluxioVersion::parse(found.get(2)?.as_str()).ok()?))
}
