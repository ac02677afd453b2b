//! Which clients share a class path, and what follows where their versions differ.
//!
//! Archives in a folder of libraries, and the libraries and classes of one web application or Spring Boot jar, are loaded together.
//! Any other folder may as well hold one application beside the other. Moved classes have other names and get into nobody's way.

use std::collections::{BTreeMap, BTreeSet};

use crate::facts::{Span, Subject, Value};

/// Folders of classes that come before the libraries beside them (Java Servlet Specification 3.1, 10.7.2; Spring Boot's loader).
const FIRST: [&str; 2] = ["WEB-INF/classes", "BOOT-INF/classes"];
const LIBRARIES: [&str; 2] = ["WEB-INF/lib", "BOOT-INF/lib"];

/// Sets what each client shares its class path with.
pub(super) fn derive(subjects: &mut [Subject]) {
    let mut groups: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, subject) in subjects.iter().enumerate().filter(|(_, subject)| !subject.is("client.relocated")) {
        groups.entry(class_path(&subject.path)).or_default().push(index);
    }
    for members in groups.into_values() {
        let seen: Vec<Member> = members.iter().filter_map(|index| subjects.get(*index)).map(Member::of).collect();
        for (at, index) in members.iter().enumerate() {
            if let (Some(subject), Some(own)) = (subjects.get_mut(*index), seen.get(at)) {
                set(subject, own, &seen);
            }
        }
    }
}

struct Member {
    path: String,
    span: Option<Span>,
    bundles: bool,
}

impl Member {
    fn of(subject: &Subject) -> Member {
        let span = match subject.get("client.version") {
            Some(Value::Version(span)) => Some(span.clone()),
            _ => None,
        };
        Member { path: subject.path.clone(), span, bundles: subject.is("client.bundles") }
    }

    fn differs(&self, other: &Member) -> bool {
        matches!((&self.span, &other.span), (Some(a), Some(b)) if a.max < b.min || b.max < a.min)
    }
}

fn set(subject: &mut Subject, own: &Member, all: &[Member]) {
    let others: Vec<&Member> = all.iter().filter(|other| own.differs(other)).collect();
    let named = |other: &&Member| format!("{} ({})", other.path, other.span.as_ref().map_or_else(String::new, ToString::to_string));
    subject.set("client.clashes_with", others.iter().map(named).collect::<BTreeSet<_>>());
    subject.set("client.clashes", !others.is_empty());
    subject.set("client.loaded", loaded(own, &others));
    let unshaded: BTreeSet<String> = all.iter().filter(|other| !other.bundles).map(|other| other.path.clone()).collect();
    let mixed = own.bundles && !unshaded.is_empty();
    subject.set("client.unshaded_beside", if mixed { unshaded } else { BTreeSet::new() });
    subject.set("client.beside_unshaded", mixed);
}

/// Whether its classes win: `first`, `second`, or `undetermined`, since the order of files in a folder is not promised.
fn loaded(own: &Member, others: &[&Member]) -> &'static str {
    let first = |member: &Member| FIRST.iter().any(|folder| member.path.ends_with(folder));
    if others.is_empty() || (first(own) && !others.iter().any(|other| first(other))) {
        "first"
    } else if others.iter().any(|other| first(other)) {
        "second"
    } else {
        "undetermined"
    }
}

/// Names of folders whose archives programs load together; so are those below `plugin`.
const FOLDERS: [&str; 8] = ["lib", "libs", "jars", "auxlib", "usrlib", "ext", "dependency", "dependencies"];

/// The folder that is loaded as a whole; anything else is a class path of its own.
fn class_path(path: &str) -> String {
    if let Some(folder) = FIRST.iter().find_map(|folder| path.strip_suffix(folder)) {
        return folder.to_owned();
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if let Some(application) = LIBRARIES.iter().find_map(|libraries| folder.strip_suffix(libraries)) {
        return application.to_owned();
    }
    let name = folder.rsplit('/').next().unwrap_or(folder);
    if FOLDERS.contains(&name) || folder.contains("/plugin/") { folder.to_owned() } else { path.to_owned() }
}
