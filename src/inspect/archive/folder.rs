//! A folder of unpacked files, such as an exploded web application, in the shape of an archive.

use std::path::Path;

use super::level::{Place, Store};
use super::{Budget, Level, Member, Trouble, Visitor, Wish};
use crate::source::{Entry, EntryKind, Source, shown};

pub(super) const REMEDY: &str = "let the tool read it, or give a copy";

/// Shows the files below a folder as one level; archives among them are files for the caller to open.
pub fn folder(source: &dyn Source, root: &Path, path: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut members = Vec::new();
    source.walk(root, &mut |found| match found {
        Ok(entry) if entry.kind == EntryKind::File => members.extend(wanted(root, &entry, visitor)),
        Ok(_) => {}
        Err(error) => visitor.trouble(&shown(&error.path), Trouble::new(error.reason, REMEDY)),
    });
    if !members.is_empty() {
        visitor.level(&Level { path, members, store: Store::Folder(source), budget });
    }
}

fn wanted(root: &Path, entry: &Entry, visitor: &dyn Visitor) -> Option<Member> {
    let relative = entry.path.strip_prefix(root).unwrap_or(&entry.path);
    let parts: Vec<String> = relative.components().map(|part| shown(part.as_os_str().as_ref())).collect();
    let name = parts.join("/");
    (visitor.wish(&name) != Wish::Nothing).then(|| Member { name, len: entry.len, place: Place::File(entry.path.clone()) })
}
