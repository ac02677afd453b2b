//! From declared dependencies to clients.

use std::collections::BTreeSet;

use super::{BuildFile, Declared, coordinates};
use crate::facts::{Evidence, Facts, Grade, Span, Subject, SubjectKind, Unseen, Value};
use crate::inspect::client;
use crate::version::AlluxioVersion;

/// The clients among the dependencies of a file.
pub(super) fn facts(path: &str, kind: BuildFile, declared: &[Declared]) -> Facts {
    let mut facts = Facts::default();
    let mut seen = BTreeSet::new();
    for dependency in declared.iter().filter(|dependency| coordinates::is_ours(&dependency.group)) {
        let version = dependency.version.as_deref().and_then(client::stated_version);
        let plain = version.as_ref().map(|(version, _)| version);
        let Some(brings) = coordinates::brings(&dependency.group, &dependency.artifact, plain) else { continue };
        if ["nothing", "part", "server"].contains(&brings) {
            continue;
        }
        if facts.is_crowded() {
            facts.crowded(path);
            break;
        }
        let place = format!("{path}:{}", dependency.line);
        if !seen.insert((dependency.group.clone(), dependency.artifact.clone(), dependency.version.clone())) {
            continue;
        }
        let mut subject = subject(&place, kind, dependency, brings);
        match version {
            Some(version) => set_version(&mut subject, version),
            None => facts.unseen.push(leave_open(&mut subject, dependency)),
        }
        subject.set("client.version_at", version_at(path, dependency));
        facts.subjects.push(subject);
    }
    facts
}

/// Where the version is written: the file and line to edit.
fn version_at(path: &str, dependency: &Declared) -> String {
    let at = dependency.version_at.as_ref();
    let file = at.and_then(|at| at.file.as_deref()).unwrap_or(path);
    format!("{file}:{}", at.map_or(dependency.line, |at| at.line))
}

/// Build scripts are only searched, so what they say is weaker.
fn grade(kind: BuildFile) -> Grade {
    match kind {
        BuildFile::GradleScript | BuildFile::Sbt => Grade::Weak,
        _ => Grade::Strong,
    }
}

fn subject(place: &str, kind: BuildFile, dependency: &Declared, brings: &str) -> Subject {
    let coordinates = format!("{}:{}", dependency.group, dependency.artifact);
    let mut subject = Subject::new(SubjectKind::Client, place);
    subject.set("client.artifact", dependency.artifact.clone());
    subject.set("client.coordinates", coordinates.clone());
    subject
        .set("client.found_in", if matches!(kind, BuildFile::BillJson | BuildFile::BillXml) { "bill-of-materials" } else { "build-file" });
    subject.set("client.role", if brings == "client" { "application" } else { brings });
    subject.set("client.scope", dependency.scope.clone().unwrap_or_else(|| "compile".to_owned()));
    subject.set("client.has_exclusions", !dependency.exclusions.is_empty());
    subject.set("client.exclusions", dependency.exclusions.iter().cloned().collect::<BTreeSet<_>>());
    subject.set("client.relocated", false);
    subject.set("client.strings_moved", false);
    subject.set("client.clashes", false);
    subject.set("client.beside_unshaded", false);
    if let Some(java) = dependency.java {
        subject.set("client.java_target", Value::Int(java));
    }
    subject.set("client.agree", true);
    let written = dependency.version.as_deref().unwrap_or("no version");
    subject.evidence.push(Evidence::new(place, grade(kind), format!("{coordinates}:{written}")));
    subject
}

/// Sets the version, which may be what a text of somebody else's stands for.
fn set_version(subject: &mut Subject, (version, taken_from): (AlluxioVersion, Option<String>)) {
    if let Some(text) = taken_from {
        subject.problems.push(format!("{text} at {} is no version of Alluxio itself; taken as {version}", subject.path));
    }
    client::set_version(subject, Some(Span::exactly(version)));
}

/// A client whose version the file does not tell.
fn leave_open(subject: &mut Subject, dependency: &Declared) -> Unseen {
    let remedy = "give the tree with all parents, a lock file or a bill of materials of the build, or the built archive";
    let place = format!("{} {}:{}", subject.path, dependency.group, dependency.artifact);
    let unseen = Unseen::new(place, reason(dependency), &["client.version"], remedy);
    for fact in ["client.version", "client.era"] {
        subject.set(fact, Value::unknown(&unseen));
    }
    unseen
}

fn reason(dependency: &Declared) -> String {
    match &dependency.version {
        Some(text) => format!("the version {text} is not one that can be told from this file"),
        None => "the version is set elsewhere, in a parent or an imported bill of materials that was not seen".to_owned(),
    }
}
