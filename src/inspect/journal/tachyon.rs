//! Journals of Tachyon, before the project was called Alluxio. They are recognised, so that nobody takes them for
//! something else; no release of Alluxio reads them and their entries are not decoded.

use std::path::Path;

use super::content::Content;
use super::found::Found;
use crate::source::{Entry, Source, shown};

/// Names at the journal folder's root, up to 0.7
/// (`v0.1.0:src/main/java/tachyon/Config.java`, `v0.3.0:src/main/java/tachyon/Constants.java`).
const NAMES: [&str; 4] = ["image.data", "log.data", "tachyon_log.data", "tachyon_checkpoint.data"];

/// Whether a file of the journal folder belongs to such a journal.
pub(crate) fn is_file(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Reads a journal folder as far as it can be told.
pub(crate) fn read(source: &dyn Source, folder: &Path, files: &[Entry], content: Content) -> Found {
    let mut found = Found::new("tachyon", shown(folder), content);
    found.opaque_logs = true;
    for file in files {
        let form = form(source, file);
        found.proof(shown(&file.path), form);
    }
    found
}

fn form(source: &dyn Source, file: &Entry) -> &'static str {
    let mut head = [0; 4];
    let read = source.open(&file.path).and_then(|blob| blob.read_exact_at(&mut head, 0));
    match (read.is_ok(), head) {
        (false, _) => "too short to tell its form",
        (true, [0xac, 0xed, _, _]) => "Java object stream",
        (true, [b'{', _, _, _]) => "JSON elements",
        (true, [0, 0, 0, 1]) => "binary image of journal version 1",
        (true, _) => "binary",
    }
}
