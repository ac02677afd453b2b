//! Which Alluxio or Tachyon clients an archive holds, and their versions.
//!
//! A client is there if its file system class is there; metadata alone proves nothing. The version is what constants and
//! resources state, else what `pom.properties` states, else the releases whose class lists fit. Carriers that disagree are
//! reported as a problem and never settled silently. This module does not say whether a client works with a server, does
//! not look for callers of the API, and does not report an archive with a whole server as a client.

pub mod fingerprint;

mod api;
mod callers;
mod carrier;
pub(super) mod engine;
mod knowledge;
mod level;
mod note;
mod published;
mod verdict;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use crate::facts::{Facts, Span, Subject, Unseen};
use crate::inspect::archive::{self, Budget, Trouble, Visitor, Wish};
use crate::source::{Blob, Entry, Source};

use callers::Callers;
pub(super) use carrier::version as stated_version;
use knowledge::Knowledge;
use level::{Level, PACKAGES};
pub(super) use verdict::{mark_installed, set_version};

/// What is lost when an archive cannot be read.
const HIDES: &[&str] = &["client.version"];

/// Troubles that are told one by one of the members of an archive.
const TROUBLES: usize = 200;

const REMEDY_MANY: &str = "replace it with an undamaged copy, or unpack it and give the folder";

/// An archive with the classes of an Alluxio master.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerArchive {
    /// Its nested path.
    pub path: String,
    /// The version that its carriers or classes show.
    pub version: Option<Span>,
}

/// Reads archives one by one and then judges them together, since a library folder spreads one client over several jars.
#[derive(Default)]
pub struct ClientReader {
    levels: Vec<Level>,
    unseen: Vec<Unseen>,
    /// The same archive once more: where it was read, and where it also is.
    copies: Vec<(String, String)>,
    /// Whether all classes are looked at for calls.
    search: bool,
    /// Calls from classes that lie unpacked, by the folder that their packages begin in.
    unpacked: BTreeMap<String, Callers>,
}

impl ClientReader {
    /// A reader that looks for calls of Alluxio in all classes, which costs unpacking them.
    pub fn searching(search: bool) -> Self {
        ClientReader { search, ..ClientReader::default() }
    }

    /// Looks for calls in a class that lies unpacked. `path` names it in facts.
    pub fn add_class(&mut self, path: &str, bytes: &[u8]) {
        let mut callers = Callers::default();
        let Some(name) = callers.look(path, bytes) else { return };
        let root = path.strip_suffix(&format!("{name}.class")).unwrap_or(path).trim_end_matches('/');
        self.unpacked.entry(root.to_owned()).or_default().extend(callers);
    }

    /// Reads an archive with everything nested in it. `path` names it in facts.
    pub fn add(&mut self, blob: Arc<dyn Blob>, path: &str, budget: &Budget) {
        archive::walk(blob, path, budget, self);
    }

    /// Reads an image of a container that is unpacked in a folder.
    pub fn add_image(&mut self, source: &dyn Source, root: &Path, path: &str, budget: &Budget) {
        archive::image(source, root, path, budget, self);
    }

    /// Reads those of some files below a folder that mean something. `path` names the folder in facts.
    pub fn add_files(&mut self, source: &dyn Source, root: &Path, path: &str, files: &[Entry]) {
        archive::files(source, root, path, files, self);
    }

    /// Whether a file is a class that means something, and nothing else.
    pub fn wants_class(name: &str) -> bool {
        name.ends_with(".class") && Knowledge::builtin().hit(name).is_some()
    }

    /// Whether a file means something.
    pub fn wants(name: &str) -> bool {
        Knowledge::builtin().hit(name).is_some()
    }

    /// Reads the unpacked classes below a folder, without the archives in it. `path` names it in facts.
    pub fn add_folder(&mut self, source: &dyn Source, root: &Path, path: &str, budget: &Budget) {
        archive::folder(source, root, path, budget, self);
    }

    /// The clients, what could not be read, and the server archives that are not clients.
    pub fn finish(self) -> (Facts, Vec<ServerArchive>) {
        let (mut subjects, servers) = verdict::of(&self.levels);
        let callers = self.callers(&subjects, &servers);
        subjects.extend(callers);
        for subject in &mut subjects {
            let also = self.also_at(&subject.path);
            if !also.is_empty() {
                subject.set("client.also_at", also);
            }
        }
        let mut facts = Facts { subjects, unseen: self.unseen, ..Facts::default() };
        self.levels.into_iter().for_each(|level| facts.extend(level.configured));
        (facts, servers)
    }
}

impl ClientReader {
    /// Applications whose classes call a client that is not beside them in the same archive or folder.
    fn callers(&self, clients: &[Subject], servers: &[ServerArchive]) -> Vec<Subject> {
        let packed = self.levels.iter().map(|level| (&level.path, &level.callers));
        let fits = |client: &Subject, prefix: &str| match prefix.trim_end_matches('/') {
            "" => !client.is("client.relocated"),
            moved => client.path.ends_with(moved),
        };
        let beside = |path: &str, prefix: &str| {
            let server = servers.iter().any(|server| below(&server.path, path).is_some());
            server || clients.iter().any(|client| below(&client.path, path).is_some() && fits(client, prefix))
        };
        packed.chain(&self.unpacked).flat_map(|(path, callers)| callers.subjects(path, &|prefix| beside(path, prefix))).collect()
    }

    /// Adds what another reader saw.
    pub fn extend(&mut self, other: ClientReader) {
        self.levels.extend(other.levels);
        self.unseen.extend(other.unseen);
        self.copies.extend(other.copies);
        for (root, callers) in other.unpacked {
            self.unpacked.entry(root).or_default().extend(callers);
        }
    }

    /// Notes that a file or folder has a second name.
    pub fn same(&mut self, first: &str, other: &str) {
        self.copies.push((first.to_owned(), other.to_owned()));
    }

    /// The other names of what lies at a path, each copy on its way taken alone.
    fn also_at(&self, path: &str) -> BTreeSet<String> {
        self.copies.iter().filter_map(|(first, other)| Some(format!("{other}{}", below(path, first)?))).collect()
    }
}

impl Visitor for ClientReader {
    fn may_wish(&self, name: &[u8]) -> bool {
        knowledge::may_hit(name) || (self.search && name.ends_with(b".class"))
    }

    fn wish(&self, name: &str) -> Wish {
        match Knowledge::builtin().hit(name) {
            Some(hit) => hit.known.wish(),
            None if callers::named_after(name) || (self.search && name.ends_with(".class")) => Wish::Search,
            None => Wish::Nothing,
        }
    }

    fn level(&mut self, archive: &archive::Level<'_>) {
        let (level, mut unseen) = note::read(archive);
        let more = |what: String| Unseen::new(archive.path(), what, HIDES, REMEDY_MANY);
        if let Some(count) = unseen.len().checked_sub(TROUBLES).filter(|count| *count > 0) {
            unseen.truncate(TROUBLES);
            unseen.push(more(format!("{count} more of its members could not be read")));
        }
        self.unseen.extend(unseen);
        let Some(level) = level else { return };
        if level.crowded() {
            self.unseen.push(more(format!("classes of Alluxio in more than {PACKAGES} packages or folders")));
        }
        self.levels.push(level);
    }

    fn trouble(&mut self, path: &str, trouble: Trouble) {
        self.unseen.push(trouble.unseen(path, HIDES));
    }

    fn again(&mut self, first: &str, other: &str) {
        self.same(first, other);
    }

    fn forget(&mut self, path: &str) {
        let kept = |at: &str| below(at, path).is_none();
        self.levels.retain(|level| kept(&level.path));
        self.unseen.retain(|unseen| kept(&unseen.subject));
        self.copies.retain(|(first, other)| kept(first) && kept(other));
    }
}

/// What follows a nested path in another one: empty if they are the same, else from the joint on.
fn below<'p>(path: &'p str, outer: &str) -> Option<&'p str> {
    path.strip_prefix(outer).filter(|rest| rest.is_empty() || rest.starts_with("!/") || rest.starts_with('/'))
}

/// The clients in one archive.
pub fn read_archive(blob: Arc<dyn Blob>, path: &str, budget: &Budget) -> Facts {
    let mut reader = ClientReader::default();
    reader.add(blob, path, budget);
    reader.finish().0
}

/// The client whose unpacked classes lie below a folder.
pub fn read_folder_of_classes(source: &dyn Source, root: &Path, path: &str, budget: &Budget) -> Facts {
    let mut reader = ClientReader::default();
    reader.add_folder(source, root, path, budget);
    reader.finish().0
}
