//! Journals of Tachyon, before the project was called Alluxio. They are recognised, so that nobody takes them for
//! something else; no release of Alluxio reads them. Elements in JSON are counted; of the older forms only names and first
//! bytes are known, and nothing in any of them proves that a file is whole.

use std::io;
use std::path::Path;

use super::checks::Check;
use super::content::Content;
use super::found::Found;
use super::{json, v0};
use crate::source::{Entry, EntryKind, Source, shown};

/// Names at the journal folder's root, up to 0.7
/// (`v0.1.0:src/main/java/tachyon/Config.java`, `v0.3.0:src/main/java/tachyon/Constants.java`).
const NAMES: [&str; 4] = ["image.data", "log.data", "tachyon_log.data", "tachyon_checkpoint.data"];
/// The log that is still written to.
const OPEN_LOG: &str = "log.data";
/// Closed logs end with this (`v0.4.0:src/main/java/tachyon/master/EditLog.java`).
const CLOSED_LOG: &str = ".editLog";

/// Whether a file of the journal folder belongs to such a journal.
pub(crate) fn is_file(name: &str) -> bool {
    NAMES.contains(&name)
}

/// Reads a journal folder as far as it can be told.
pub(crate) fn read(source: &dyn Source, folder: &Path, files: &[Entry], content: Content) -> Found {
    let mut found = Found::new("tachyon", shown(folder), content);
    found.opaque_logs = true;
    for file in files {
        read_file(source, file, &mut found);
    }
    let closed = source.list(&folder.join("completed")).unwrap_or_default();
    let closed: Vec<Entry> =
        closed.into_iter().filter(|entry| entry.kind == EntryKind::File && entry.name().ends_with(CLOSED_LOG)).collect();
    for file in &closed {
        read_file(source, file, &mut found);
    }
    if !closed.is_empty() && !files.iter().any(|file| file.name() == OPEN_LOG) {
        found.remarks.push(format!("{}: closed logs without {OPEN_LOG}; a master reads none of them", shown(folder)));
    }
    found
}

fn read_file(source: &dyn Source, file: &Entry, found: &mut Found) {
    let place = shown(&file.path);
    match form(source, file) {
        Err(error) => found.hidden_log(&place, error),
        Ok(JSON) => {
            read_elements(source, &file.path, file.name() == OPEN_LOG, found);
        }
        Ok(form) => found.proof(place, format!("{form}; whether it is whole cannot be proven")),
    }
}

/// Reads the last line of Tachyon, which has one folder for each master, as the first line of Alluxio has.
pub(super) fn read_masters(source: &dyn Source, folder: &Path, masters: &[Entry], content: Content) -> Found {
    let mut found = Found::new("tachyon", shown(folder), content);
    found.opaque_logs = true;
    for master in masters {
        found.masters.insert(master.name());
        let checkpoint = master.path.join("checkpoint.data");
        let mut count = 0;
        if source.entry(&checkpoint).is_ok() {
            found.checkpoint_form = "plain";
            count += read_elements(source, &checkpoint, false, &mut found);
        }
        for (_, log) in v0::log_files(source, master, &mut found) {
            count += read_elements(source, &log, log.ends_with("log.out"), &mut found);
        }
        if count > 0 {
            found.masters_with_entries.insert(master.name());
        }
    }
    found
}

/// Counts the elements of a file. Masters take a broken element for the end without a word.
fn read_elements(source: &dyn Source, path: &Path, open: bool, found: &mut Found) -> u64 {
    let place = shown(path);
    let elements = match source.open(path).and_then(json::read) {
        Ok(elements) => elements,
        Err(error) => {
            found.hidden_log(&place, error);
            return 0;
        }
    };
    *found.elements.get_or_insert(0) += elements.count;
    match elements.broken {
        Some(at) if open && elements.broken_at_end => {
            found.remarks.push(format!("{place}: the last element, at byte {at}, was not written completely"));
        }
        Some(at) => {
            let what = format!("has bytes that are no element at byte {at}; a master takes them for the end");
            found.damaged_log(Check::LogBytes, &place, what);
        }
        None => {}
    }
    if let Some((before, after)) = elements.falls {
        found.damaged_log(Check::LogSequence, &place, format!("number {after} follows {before}"));
    }
    found.proof(place, format!("{}; no checksum covers them", elements.shown()));
    elements.count
}

const JSON: &str = "JSON elements";

fn form(source: &dyn Source, file: &Entry) -> io::Result<&'static str> {
    let mut head = [0; 4];
    let blob = source.open(&file.path)?;
    if blob.len() < 4 {
        return Ok("too short to tell its form");
    }
    blob.read_exact_at(&mut head, 0)?;
    Ok(match head {
        [0xac, 0xed, _, _] => "Java object stream",
        [b'{', _, _, _] => JSON,
        [0, 0, 0, 1] => "binary image of journal version 1",
        _ => "binary",
    })
}
