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
        if version.is_none() {
            facts.unseen.push(unknown(&place, dependency));
        }
        let mut subject = subject(&place, kind, dependency, brings, version);
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

fn subject(
    place: &str,
    kind: BuildFile,
    dependency: &Declared,
    brings: &str,
    version: Option<(AlluxioVersion, Option<String>)>,
) -> Subject {
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
    if let Some((version, Some(text))) = &version {
        subject.problems.push(format!("{text} at {place} is no version of Alluxio itself; taken as {version}"));
    }
    match version {
        Some((version, _)) => client::set_version(&mut subject, Some(Span::exactly(version))),
        None => {
            let reason = reason(dependency);
            subject.set("client.version", Value::Unknown(reason.clone()));
            subject.set("client.era", Value::Unknown(reason));
        }
    }
    subject
}

fn reason(dependency: &Declared) -> String {
    match &dependency.version {
        Some(text) => format!("the version {text} is not one that can be told from this file"),
        None => "the version is set elsewhere, in a parent or an imported bill of materials that was not seen".to_owned(),
    }
}

fn unknown(place: &str, dependency: &Declared) -> Unseen {
    let remedy = "give the tree with all parents, a lock file or a bill of materials of the build, or the built archive";
    let subject = format!("{place} {}:{}", dependency.group, dependency.artifact);
    Unseen::new(subject, reason(dependency), &["client.version"], remedy)
}
