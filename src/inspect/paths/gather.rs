//! All names below a path, in a fixed order, before any file is opened.
//!
//! Links are followed. What has several names (hard links, links to files and folders) is visited by the first of them, and the
//! others are told. A link that leads back to a folder that it lies in, or out to a folder that holds the given one, is not
//! followed: what it shows is seen already, or was not asked for.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::classify::{self, PathKind};
use crate::inspect::archive::{called_archive, relative};
use crate::inspect::client::ClientReader;
use crate::source::{Entry, EntryKind, Source};

/// Something to read.
pub(super) enum Item {
    /// A file, of any kind.
    File(Entry),
    /// A folder that is read as a whole, or the given folder if it is empty.
    Folder(PathKind, PathBuf),
    /// What cannot be looked into, and why.
    Unread(PathBuf, String),
    /// What is no file and no folder, and what to do about it.
    Odd(PathBuf, &'static str, &'static str),
}

impl Item {
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Item::File(entry) => Some(&entry.path),
            Item::Folder(_, path) | Item::Unread(path, _) | Item::Odd(path, ..) => Some(path),
        }
    }
}

/// What was found below a path.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) items: Vec<Item>,
    /// Unpacked classes and resources that mean something.
    pub(super) classes: Vec<Entry>,
    /// Names of one thing: the one that was visited, and another.
    pub(super) same: Vec<(PathBuf, PathBuf)>,
}

/// Gathers what is at and below a path, without the files that were read earlier.
pub(super) fn gather(source: &dyn Source, given: Entry, earlier: &[Entry]) -> Gathered {
    let mut known = outside(source, &given);
    known.extend(earlier.iter().filter_map(|entry| Some((entry.id?, Known::Earlier(entry.path.clone())))));
    let mut gatherer = Gatherer { source, root: given.path.clone(), known, found: Gathered::default() };
    // The next entry is last: a list instead of a recursion, since folders may be nested as deep as somebody likes.
    let mut open = vec![given];
    while let Some(entry) = open.pop() {
        let mut children = gatherer.visit(entry);
        children.reverse();
        open.append(&mut children);
    }
    gatherer.found
}

/// The folders that hold the given one.
fn outside(source: &dyn Source, given: &Entry) -> HashMap<(u64, u64), Known> {
    let mut known = HashMap::new();
    let mut path = if given.kind == EntryKind::Folder { given.path.clone() } else { return known };
    let mut below = given.id;
    while let Some(id) = below {
        path.push("..");
        below = source.entry(&path).ok().and_then(|entry| entry.id).filter(|above| *above != id);
        if let Some(above) = below
            && known.insert(above, Known::Outside).is_some()
        {
            break;
        }
    }
    known
}

/// What is known of a file or folder by its identity.
enum Known {
    Outside,
    Earlier(PathBuf),
    Folder(PathBuf),
    Item(usize),
    Class(usize),
}

struct Gatherer<'a> {
    source: &'a dyn Source,
    root: PathBuf,
    known: HashMap<(u64, u64), Known>,
    found: Gathered,
}

impl Gatherer<'_> {
    /// Notes an entry, and gives those below it that are to be visited.
    fn visit(&mut self, entry: Entry) -> Vec<Entry> {
        match entry.kind {
            EntryKind::File => self.file(entry),
            EntryKind::Folder => return self.folder(entry),
            EntryKind::BrokenLink | EntryKind::Special => self.nothing(entry),
        }
        Vec::new()
    }

    fn file(&mut self, entry: Entry) {
        if self.met(&entry) {
            return;
        }
        let name = relative(&self.root, &entry.path);
        let here =
            if ClientReader::wants_class(&name) { Known::Class(self.found.classes.len()) } else { Known::Item(self.found.items.len()) };
        self.known.extend(entry.id.map(|id| (id, here)));
        if ClientReader::wants(&name) {
            self.found.classes.push(entry.clone());
        }
        if !ClientReader::wants_class(&name) {
            self.found.items.push(Item::File(entry));
        }
    }

    /// Whether it was met under another name.
    fn met(&mut self, entry: &Entry) -> bool {
        let first = match entry.id.and_then(|id| self.known.get(&id)) {
            None => return false,
            Some(Known::Outside) => return true,
            Some(Known::Folder(first) | Known::Earlier(first)) => Some(first.as_path()),
            Some(Known::Item(number)) => self.found.items.get(*number).and_then(Item::path),
            Some(Known::Class(number)) => self.found.classes.get(*number).map(|entry| entry.path.as_path()),
        };
        // Inside itself, it would have names without end.
        if let Some(first) = first.filter(|first| !entry.path.starts_with(first)) {
            self.found.same.push((first.to_owned(), entry.path.clone()));
        }
        true
    }

    fn folder(&mut self, entry: Entry) -> Vec<Entry> {
        if self.met(&entry) {
            return Vec::new();
        }
        self.known.extend(entry.id.map(|id| (id, Known::Folder(entry.path.clone()))));
        match classify::classify(self.source, &entry) {
            PathKind::Folder => self.children(entry.path),
            kind => {
                self.found.items.push(Item::Folder(kind, entry.path));
                Vec::new()
            }
        }
    }

    /// What is in a folder: first what lies there, then what is only linked.
    fn children(&mut self, folder: PathBuf) -> Vec<Entry> {
        match self.source.list(&folder) {
            Err(error) => self.found.items.push(Item::Unread(folder, error.to_string())),
            Ok(children) if children.is_empty() && folder == self.root => self.found.items.push(Item::Folder(PathKind::Folder, folder)),
            Ok(mut children) => {
                children.sort_by_key(|child| child.link);
                return children;
            }
        }
        Vec::new()
    }

    /// What cannot be opened is told if it claims to be an archive.
    fn nothing(&mut self, entry: Entry) {
        if called_archive(&entry.name()) || entry.path == self.root {
            let (reason, remedy) = match entry.kind {
                EntryKind::Special => ("a pipe, socket or device", "give a file with what comes out of it, or leave it out"),
                _ => ("a link to nothing, or to itself", "let the link lead to what it stands for, or leave it out"),
            };
            self.found.items.push(Item::Odd(entry.path, reason, remedy));
        }
    }
}
