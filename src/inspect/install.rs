//! Is this folder an Alluxio home, and of which version?
//!
//! The version is looked up in every place that a release is known to write it to, so that a home that was half
//! replaced shows. It does not read configuration, does not follow a home to its journal, and does not judge whether
//! the version is a good one. A folder of a system installation, where scripts and jars lie apart, is a home only as
//! far as it has one of the scripts.

mod jar;
mod places;
mod statement;
mod verdict;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::facts::{Evidence, Facts, Gap, Subject, SubjectKind, Unseen, Value};
use crate::source::{Entry, EntryKind, Source, shown};
use places::{Jar, built_in};
use statement::Collected;

/// Whether the folder has a start script or a server jar where a release has it.
pub fn looks_like_home(source: &dyn Source, folder: &Path) -> bool {
    let places = built_in();
    places.markers.iter().any(|marker| is_file(source, &folder.join(marker)))
        || places.jars.iter().any(|jar| jar.home && has_jar(source, folder, jar))
}

/// Folders of a home in which clients lie.
pub fn library_folders() -> impl Iterator<Item = &'static str> {
    built_in().libraries.iter().map(String::as_str)
}

/// Folders of a home in which a server's jar lies.
pub fn server_folders() -> impl Iterator<Item = &'static str> {
    built_in().jars.iter().filter(|jar| jar.home).flat_map(|jar| &jar.folders).map(String::as_str)
}

/// The folder if it is a home, and those of its children that are. What cannot be listed has no homes. A link beside
/// the folder that it leads to is left out.
pub fn find_homes(source: &dyn Source, folder: &Path) -> Vec<PathBuf> {
    let children = source.list(folder).unwrap_or_default();
    let homes: Vec<&Entry> =
        children.iter().filter(|child| child.kind == EntryKind::Folder && looks_like_home(source, &child.path)).collect();
    let itself = looks_like_home(source, folder).then(|| folder.to_owned());
    itself.into_iter().chain(homes.iter().filter(|home| !repeats(source, home, &homes)).map(|home| home.path.clone())).collect()
}

/// The version of a home, with all that states one.
pub fn read_home(source: &dyn Source, folder: &Path) -> Facts {
    let mut collected = statement::collect(source, folder, built_in());
    let mut version = verdict::version(&collected.statements);
    if let Value::Unknown(gap) = &mut version {
        collected.unseen.extend(collected.dangling.iter().map(|place| lost(folder, place)));
        *gap = Gap::join([&*gap].into_iter().chain(&Gap::behind(&collected.unseen)));
    }
    let mut facts = Facts { unseen: std::mem::take(&mut collected.unseen), ..Facts::default() };
    facts.settings.home = Some(shown(folder));
    facts.subjects.push(subject(folder, version, &collected));
    facts
}

fn subject(folder: &Path, version: Value, collected: &Collected) -> Subject {
    let mut subject = Subject::new(SubjectKind::Install, shown(folder));
    let statements = &collected.statements;
    let stated = verdict::distinct(statements.iter().collect());
    subject.set("install.version", version);
    subject.set("install.agree", stated.len() < 2);
    subject.set("install.stated", stated.iter().map(|statement| statement.text.clone()).collect::<BTreeSet<_>>());
    subject.problems.extend(verdict::disagreement(statements));
    subject.problems.extend(collected.dangling.iter().map(|place| format!("{place} is a link to nothing")));
    let evidence =
        |statement: &statement::Statement| Evidence::new(below(folder, &statement.place), statement.grade, statement.detail.clone());
    subject.evidence.extend(statements.iter().map(evidence));
    subject
}

fn below(folder: &Path, place: &str) -> String {
    if place == "." { shown(folder) } else { format!("{}/{place}", shown(folder)) }
}

fn lost(folder: &Path, place: &str) -> Unseen {
    Unseen::new(below(folder, place), "a link to nothing", &["install.version"], "supply what the link leads to, or say --from")
}

fn is_file(source: &dyn Source, path: &Path) -> bool {
    matches!(source.entry(path), Ok(entry) if entry.kind == EntryKind::File)
}

fn has_jar(source: &dyn Source, home: &Path, jar: &Jar) -> bool {
    jar.folders.iter().flat_map(|folder| entries(source, &home.join(folder))).any(|entry| jar.name.is_match(&entry.name()))
}

fn entries(source: &dyn Source, folder: &Path) -> Vec<Entry> {
    match source.entry(folder) {
        Ok(entry) if entry.kind == EntryKind::Folder => source.list(folder).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Whether a link shows the same files as a folder beside it. Names and lengths of jars differ between any two releases.
fn repeats(source: &dyn Source, home: &Entry, homes: &[&Entry]) -> bool {
    home.link && homes.iter().any(|other| !other.link && outline(source, &other.path) == outline(source, &home.path))
}

fn outline(source: &dyn Source, home: &Path) -> Vec<(String, u64)> {
    let folders = built_in().jars.iter().flat_map(|jar| &jar.folders).map(|folder| home.join(folder));
    let scripts = built_in().markers.iter().filter_map(|marker| source.entry(&home.join(marker)).ok());
    folders.flat_map(|folder| entries(source, &folder)).chain(scripts).map(|entry| (entry.name(), entry.len)).collect()
}
