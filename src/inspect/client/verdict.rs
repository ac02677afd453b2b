//! From what stands in archives to clients with a version.

use std::collections::BTreeSet;

use super::ServerArchive;
use super::carrier::{self, Carrier};
use super::fingerprint::{Fingerprints, Reading};
use super::level::{Level, Tree};
use crate::facts::{Evidence, Grade, Span, Subject, SubjectKind, Value};
use crate::version::{AlluxioVersion, Line};

/// The clients in the order of discovery, and the archives that hold a server.
pub(super) fn of(levels: &[Level]) -> (Vec<Subject>, Vec<ServerArchive>) {
    let mut subjects = Vec::new();
    let mut servers = Vec::new();
    for level in levels {
        for (prefix, tree) in &level.trees {
            if tree.server {
                let version = weigh(&own(level, prefix, tree), &fits(&tree.marks));
                servers.push(ServerArchive { path: level.inside(prefix), version });
            } else if tree.client {
                subjects.push(client(levels, level, prefix, tree));
            }
        }
    }
    (subjects, servers)
}

fn client(levels: &[Level], level: &Level, prefix: &str, tree: &Tree) -> Subject {
    let mut subject = Subject::new(SubjectKind::Client, level.inside(prefix));
    let own = own(level, prefix, tree);
    let beside = if best(&own) == Some(Grade::Proven) { Vec::new() } else { beside(levels, level) };
    let borrowed: Vec<Carrier> = beside.iter().flat_map(|tree| &tree.carriers).map(at_most_strong).collect();
    let mut marks = tree.marks.clone();
    if own.is_empty() {
        marks.extend(beside.iter().flat_map(|tree| &tree.marks));
    }
    let reading = fits(&marks);
    let name = carrier::file_name(&level.path);
    let version = weigh(if own.is_empty() { &borrowed } else { &own }, &reading);
    set_version(&mut subject, version.or_else(|| name.clone().map(|name| Span::exactly(name.version))));
    subject.set("client.artifact", artifact(&level.path));
    subject.set("client.relocated", tree.relocated);
    let carriers = [own, borrowed].concat();
    problems(&mut subject, &carriers, name.as_ref(), &reading);
    subject.evidence.extend(carriers.iter().map(Carrier::evidence));
    subject.evidence.extend(class_evidence(&level.path, marks.len(), &reading));
    subject.evidence.extend(name.as_ref().map(Carrier::evidence));
    subject
}

fn artifact(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Carriers below the same prefix, and those above it that no other client claims: metadata stays where it is when classes
/// move to another package.
fn own(level: &Level, prefix: &str, tree: &Tree) -> Vec<Carrier> {
    let above = |other: &str| other != prefix && (prefix.starts_with(other) || other.starts_with("META-INF/versions/"));
    let loose = level.trees.iter().filter(|(at, other)| above(at) && !other.client && !other.server);
    tree.carriers.iter().chain(loose.flat_map(|(_, other)| &other.carriers)).cloned().collect()
}

fn best(carriers: &[Carrier]) -> Option<Grade> {
    carriers.iter().map(|carrier| carrier.grade).max()
}

/// Parts of a client in archives of the same folder: `alluxio-core-common` beside `alluxio-core-client-fs`.
fn beside<'a>(levels: &'a [Level], level: &Level) -> Vec<&'a Tree> {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let here = folder(&level.path);
    let others = levels.iter().filter(|other| other.path != level.path && folder(&other.path) == here);
    others.flat_map(|other| other.trees.values()).filter(|tree| !tree.client && !tree.server).collect()
}

/// What another archive states proves its own version, and only suggests that of the client.
fn at_most_strong(carrier: &Carrier) -> Carrier {
    Carrier { grade: carrier.grade.min(Grade::Strong), ..carrier.clone() }
}

fn fits(marks: &BTreeSet<usize>) -> Reading {
    Fingerprints::builtin().read(marks)
}

/// The version: all that the best carriers state, else what the classes allow.
fn weigh(carriers: &[Carrier], reading: &Reading) -> Option<Span> {
    let best = best(carriers);
    let stated = || carriers.iter().filter(|carrier| Some(carrier.grade) == best).map(|carrier| &carrier.version);
    match (stated().min(), stated().max(), reading) {
        (Some(min), Some(max), _) => Some(Span { min: min.clone(), max: max.clone() }),
        (_, _, Reading::Fits(span)) => Some(span.clone()),
        (_, _, Reading::Mixed { early, late }) => Some(Span { min: early.1.clone(), max: late.1.clone() }),
        _ => None,
    }
}

fn set_version(subject: &mut Subject, span: Option<Span>) {
    match span {
        None => {
            let reason = "no carrier of a version and no class that tells releases apart";
            subject.set("client.version", Value::Unknown(reason.to_owned()));
            subject.set("client.era", Value::Unknown(reason.to_owned()));
        }
        Some(span) => {
            subject.set("client.era", era(&span));
            subject.set("client.version", span);
        }
    }
}

fn era(span: &Span) -> Value {
    let word = |version: &AlluxioVersion| match version.line() {
        Line::Dotted(0) => "tachyon".to_owned(),
        line => line.to_string(),
    };
    match (word(&span.min), word(&span.max)) {
        (min, max) if min == max => Value::Text(min),
        (min, max) => Value::Unknown(format!("{min} or {max}")),
    }
}

fn class_evidence(path: &str, count: usize, reading: &Reading) -> Option<Evidence> {
    let detail = match reading {
        Reading::Nothing => return None,
        Reading::Fits(span) => format!("{count} telltale classes, which fit {span}"),
        Reading::Mixed { .. } => format!("{count} telltale classes, which fit no single release"),
    };
    Some(Evidence::new(path, Grade::Strong, detail))
}

fn problems(subject: &mut Subject, carriers: &[Carrier], name: Option<&Carrier>, reading: &Reading) {
    let first = carriers.iter().reduce(|best, next| if next.grade > best.grade { next } else { best });
    let other = first.and_then(|first| carriers.iter().chain(name).find(|other| other.version != first.version));
    if let (Some(first), Some(other)) = (first, other) {
        let text = format!("places disagree: {} at {}, but {} at {}", first.detail, first.place, other.detail, other.place);
        subject.problems.push(text);
    }
    if let (Some(first), Reading::Fits(span)) = (first, reading)
        && (first.version.base() < span.min.base() || first.version.base() > span.max.base())
    {
        subject.problems.push(format!("{} at {}, but its classes fit {span}", first.detail, first.place));
    }
    if let Reading::Mixed { early, late } = reading {
        let text = format!("classes of several releases are mixed: {} was last in {}, {} came with {}", early.0, early.1, late.0, late.1);
        subject.problems.push(text);
    }
    subject.problems.extend(carriers.iter().filter_map(foreign));
}

fn foreign(carrier: &Carrier) -> Option<String> {
    let text = carrier.foreign.as_ref()?;
    Some(format!("{text} at {} is no version of Alluxio itself; taken as {}", carrier.place, carrier.version))
}
