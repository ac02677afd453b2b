//! From what stands in archives to clients with a version.

mod classpath;
mod installation;
mod problems;
mod version;

use super::ServerArchive;
use super::carrier::{self, Carrier};
use super::fingerprint::{Fingerprints, Reading};
use super::level::{Level, Tree};
use crate::facts::{Evidence, Grade, Span, Subject, SubjectKind};
pub(in crate::inspect) use installation::mark as mark_installed;
pub(in crate::inspect) use version::set as set_version;
use version::{best, weigh};

/// The clients in the order of discovery, and the archives that hold a server.
pub(super) fn of(levels: &[Level]) -> (Vec<Subject>, Vec<ServerArchive>) {
    let mut subjects = Vec::new();
    let mut servers = Vec::new();
    for level in levels {
        for (prefix, tree) in &level.trees {
            if tree.server() {
                let version = weigh(&own(level, prefix, tree), &Fingerprints::builtin().read(&tree.sighting));
                servers.push(ServerArchive { path: level.inside(prefix), version });
            } else if tree.client {
                subjects.push(client(levels, level, prefix, tree));
            }
        }
    }
    classpath::derive(&mut subjects);
    installation::derive(&mut subjects, &servers);
    (subjects, servers)
}

/// All that speaks of a client's version.
struct Testimony {
    /// What stands in the archive itself.
    own: Vec<Carrier>,
    /// What stands in archives beside it.
    borrowed: Vec<Carrier>,
    classes: usize,
    reading: Reading,
    name: Option<Carrier>,
    format: Option<(u16, Span)>,
}

impl Testimony {
    fn carriers(&self) -> impl Iterator<Item = &Carrier> {
        self.own.iter().chain(&self.borrowed)
    }

    fn version(&self) -> Option<Span> {
        let stated = if self.own.is_empty() { &self.borrowed } else { &self.own };
        let named = || self.name.as_ref().map(|name| Span::exactly(name.version.clone()));
        weigh(stated, &self.reading).or_else(named).or_else(|| self.format.as_ref().map(|(_, span)| span.clone()))
    }

    fn evidence(&self, path: &str) -> Vec<Evidence> {
        let classes = match &self.reading {
            Reading::Nothing => None,
            Reading::Fits(span) => Some(format!("{} telltale classes, members and strings, which fit {span}", self.classes)),
            Reading::Mixed { .. } => Some(format!("{} telltale classes, members and strings, which fit no single release", self.classes)),
        };
        let format = self.format.as_ref().map(|(format, span)| format!("class format {format}, as published for {span}"));
        let mut evidence: Vec<Evidence> = self.carriers().map(Carrier::evidence).collect();
        evidence.extend(classes.map(|text| Evidence::new(path, Grade::Strong, text)));
        evidence.extend(format.map(|text| Evidence::new(path, Grade::Weak, text)));
        evidence.extend(self.name.as_ref().map(Carrier::evidence));
        evidence
    }
}

fn client(levels: &[Level], level: &Level, prefix: &str, tree: &Tree) -> Subject {
    let mut subject = Subject::new(SubjectKind::Client, level.inside(prefix));
    let testimony = testimony(levels, level, prefix, tree);
    set_version(&mut subject, testimony.version());
    subject.set("client.artifact", artifact(&level.path));
    subject.set("client.found_in", "archive");
    subject.set("client.role", role(tree));
    subject.set("client.relocated", tree.relocated);
    subject.set("client.bundles", Fingerprints::builtin().bundles(&tree.sighting));
    if let Some(moved) = tree.strings_moved.or((!tree.relocated).then_some(false)) {
        subject.set("client.strings_moved", moved);
    }
    problems::note(&mut subject, &testimony);
    if level.salvaged {
        subject.problems.push("the archive has lost its directory; this is from the headers of those entries that are left".to_owned());
    }
    subject.evidence = testimony.evidence(&level.path);
    subject
}

fn testimony(levels: &[Level], level: &Level, prefix: &str, tree: &Tree) -> Testimony {
    let own = own(level, prefix, tree);
    let beside = if best(&own) == Some(Grade::Proven) { Vec::new() } else { beside(levels, level) };
    let borrowed: Vec<Carrier> = beside.iter().flat_map(|tree| &tree.carriers).map(at_most_strong).collect();
    let mut sighting = tree.sighting.clone();
    if own.is_empty() {
        beside.iter().for_each(|tree| sighting.extend(&tree.sighting));
    }
    let compiled_to = |format: u16| Some((format, Fingerprints::builtin().compiled_to(&tree.root, format)?));
    Testimony {
        own,
        borrowed,
        classes: sighting.marks.len(),
        reading: Fingerprints::builtin().read(&sighting),
        name: carrier::file_name(&level.path),
        format: tree.format.and_then(compiled_to),
    }
}

fn artifact(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What the archive is beside an application with a client; the widest word counts.
fn role(tree: &Tree) -> &'static str {
    ["minicluster", "fuse", "shell"].into_iter().find(|kind| tree.kinds.contains(kind)).unwrap_or("application")
}

/// Carriers below the same prefix, and those above it that no other client claims: metadata stays where it is when classes
/// move to another package.
fn own(level: &Level, prefix: &str, tree: &Tree) -> Vec<Carrier> {
    let above = |other: &str| other != prefix && (prefix.starts_with(other) || other.starts_with("META-INF/versions/"));
    let loose = level.trees.iter().filter(|(at, other)| above(at) && !other.client && !other.server());
    let published = level.published.iter().filter(|_| prefix.is_empty());
    tree.carriers.iter().chain(loose.flat_map(|(_, other)| &other.carriers)).chain(published).cloned().collect()
}

/// Parts of a client in archives of the same folder: `alluxio-core-common` beside `alluxio-core-client-fs`.
fn beside<'a>(levels: &'a [Level], level: &Level) -> Vec<&'a Tree> {
    let folder = |path: &str| path.rsplit_once('/').map(|(folder, _)| folder.to_owned());
    let here = folder(&level.path);
    let others = levels.iter().filter(|other| other.path != level.path && folder(&other.path) == here);
    others.flat_map(|other| other.trees.values()).filter(|tree| !tree.client && !tree.server()).collect()
}

/// What another archive states proves its own version, and only suggests that of the client.
fn at_most_strong(carrier: &Carrier) -> Carrier {
    Carrier { grade: carrier.grade.min(Grade::Strong), ..carrier.clone() }
}
