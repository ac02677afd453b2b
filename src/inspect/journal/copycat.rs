//! The embedded journal on Copycat, told by names since its files have no magic number
//! (`copycat-1.2.8:server/src/main/java/io/atomix/copycat/server/storage/{SegmentFile,snapshot/SnapshotFile}.java`).
//! Log entries are not decoded: Alluxio used its own fork of the library, whose source is not published.

use std::path::Path;

use super::checkpoint::read_i64;
use super::found::Found;
use crate::source::{BlobReader, Entry, Source, shown};

/// Header of a snapshot file, then the length of what follows.
const SNAPSHOT_CONTENT: u64 = 64 + 4;

/// Whether a file of the journal folder belongs to Copycat.
pub(crate) fn is_file(name: &str) -> bool {
    name == "copycat.meta" || (name.starts_with("copycat-") && (name.ends_with(".log") || name.ends_with(".snapshot")))
}

/// Reads a journal folder.
pub(crate) fn read(source: &dyn Source, folder: &Path, files: &[Entry]) -> Found {
    let mut found = Found::new("copycat", shown(folder));
    found.opaque_logs = true;
    for file in files {
        found.proof(shown(&file.path), "file of the Copycat library");
    }
    let newest = files.iter().filter_map(|file| Some((index(&file.name())?, file))).max_by_key(|(index, _)| *index);
    if let Some((_, file)) = newest {
        found.checkpoint_form = "snapshot-file";
        if let Err(error) = read_snapshot(source, file, &mut found) {
            found.hidden_checkpoint(&shown(&file.path), error);
        }
    }
    found
}

/// Index in `copycat-<index>-<time>.snapshot`.
fn index(name: &str) -> Option<u64> {
    name.strip_prefix("copycat-")?.strip_suffix(".snapshot")?.split('-').next()?.parse().ok()
}

fn read_snapshot(source: &dyn Source, file: &Entry, found: &mut Found) -> std::io::Result<()> {
    let blob = source.open(&file.path)?;
    let mut length = [0; 4];
    blob.read_exact_at(&mut length, SNAPSHOT_CONTENT - 4)?;
    let content = crate::source::Window::new(blob, SNAPSHOT_CONTENT, u64::from(u32::from_be_bytes(length)));
    let mut reader = BlobReader::new(std::sync::Arc::new(content));
    let place = shown(&file.path);
    if read_i64(&mut reader)?.is_none() {
        found.checkpoint.problems.push(format!("{place} ends inside its snapshot id"));
        return Ok(());
    }
    found.checkpoint.read(&mut reader, &place, "", &mut found.content)
}
