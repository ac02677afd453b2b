//! A folder of unpacked files, such as an exploded web application, in the shape of an archive.

use std::path::Path;

use super::level::{Place, REMEDY_FILE, Store};
use super::{Budget, Level, Member, Trouble, Visitor, Wish};
use crate::source::{Entry, EntryKind, Source, shown};

/// Shows the files below a folder as one level; archives among them are files for the caller to open.
pub fn folder(source: &dyn Source, root: &Path, path: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut members = Vec::new();
    source.walk(root, &mut |found| match found {
        Ok(entry) if entry.kind == EntryKind::File => members.extend(wanted(root, &entry, visitor)),
        Ok(_) => {}
        Err(error) => visitor.trouble(&shown(&error.path), Trouble::new(error.reason, REMEDY_FILE)),
    });
    show(source, path, members, budget, visitor);
}

/// Shows some files below a folder as one level.
pub fn files(source: &dyn Source, root: &Path, path: &str, files: &[Entry], visitor: &mut dyn Visitor) {
    let members = files.iter().filter_map(|entry| wanted(root, entry, visitor)).collect();
    show(source, path, members, &Budget::default(), visitor);
}

fn show(source: &dyn Source, path: &str, members: Vec<Member>, budget: &Budget, visitor: &mut dyn Visitor) {
    if !members.is_empty() {
        visitor.level(&Level { path, members, store: Store::Folder(source), budget, salvaged: false });
    }
}

fn wanted(root: &Path, entry: &Entry, visitor: &dyn Visitor) -> Option<Member> {
    let name = relative(root, &entry.path);
    (visitor.wish(&name) != Wish::Nothing).then(|| Member { name, len: entry.len, place: Place::File(entry.path.clone()) })
}

/// A path below a folder, as a name in an archive would be.
pub(in crate::inspect) fn relative(root: &Path, path: &Path) -> String {
    let relative = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<String> = relative.components().map(|part| shown(part.as_os_str().as_ref())).collect();
    parts.join("/")
}
