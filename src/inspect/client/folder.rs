//! A folder of unpacked classes, such as the `WEB-INF/classes` of an exploded web application.

use std::path::Path;

use super::knowledge::Knowledge;
use super::level::{Level, note};
use super::{ClientReader, HIDES};
use crate::facts::Unseen;
use crate::inspect::archive::{Budget, Trouble};
use crate::source::{Entry, EntryKind, Source, shown};

const REMEDY: &str = "let the tool read it, or give a copy";

/// Reads the classes and resources below a folder; archives in it are files for the caller to open.
pub(super) fn read(reader: &mut ClientReader, source: &dyn Source, root: &Path, path: &str, budget: &Budget) {
    let mut level = Level::new(path, "/");
    let limit = usize::try_from(budget.limits().small).unwrap_or(usize::MAX);
    source.walk(root, &mut |found| match found {
        Ok(entry) if entry.kind == EntryKind::File => file(reader, &mut level, source, root, &entry, limit),
        Ok(_) => {}
        Err(error) => reader.unseen.push(Unseen::new(shown(&error.path), error.reason, HIDES, REMEDY)),
    });
    reader.keep(level);
}

fn file(reader: &mut ClientReader, level: &mut Level, source: &dyn Source, root: &Path, entry: &Entry, limit: usize) {
    let relative = entry.path.strip_prefix(root).unwrap_or(&entry.path);
    let parts: Vec<String> = relative.components().map(|part| shown(part.as_os_str().as_ref())).collect();
    let name = parts.join("/");
    let Some(hit) = Knowledge::builtin().hit(&name) else { return };
    let mut content = || {
        let bytes = source.open(&entry.path).and_then(|blob| blob.read_all(limit));
        bytes.map_err(|error| Trouble { reason: error.to_string(), remedy: REMEDY })
    };
    note(reader, level, &name, hit, &mut content);
}
