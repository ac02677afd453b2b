//! Files of this machine, opened for reading only.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::sync::Arc;

use walkdir::WalkDir;

use super::{Blob, Entry, EntryKind, Source, WalkError};

/// The local file system; paths are those that the user gave.
#[derive(Debug, Clone, Copy, Default)]
pub struct Local;

struct LocalBlob {
    /// Nothing for a file without bytes: the kernel's own files say so, and reading some of them never ends.
    file: Option<File>,
    len: u64,
}

impl Blob for LocalBlob {
    fn len(&self) -> u64 {
        self.len
    }

    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.as_ref().map_or(Ok(0), |file| std::os::unix::fs::FileExt::read_at(file, buffer, offset))
    }

    #[cfg(windows)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.file.as_ref().map_or(Ok(0), |file| std::os::windows::fs::FileExt::seek_read(file, buffer, offset))
    }
}

impl Source for Local {
    fn entry(&self, path: &Path) -> io::Result<Entry> {
        let link = fs::symlink_metadata(path)?.file_type().is_symlink();
        behind(path, link)
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        let entry = |item: io::Result<fs::DirEntry>| {
            let item = item?;
            behind(&item.path(), item.file_type()?.is_symlink())
        };
        let mut entries = fs::read_dir(path)?.map(entry).filter(|entry| !vanished(entry)).collect::<io::Result<Vec<Entry>>>()?;
        entries.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(entries)
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn Blob>> {
        // Asked before it is opened: opening a pipe waits for a writer.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = File::open(path)?;
        let len = file.metadata()?.len();
        Ok(Arc::new(LocalBlob { file: (len > 0).then_some(file), len }))
    }

    fn walk(&self, path: &Path, visit: &mut dyn FnMut(Result<Entry, WalkError>)) {
        for item in WalkDir::new(path).follow_links(true).sort_by_file_name() {
            match item {
                Ok(item) if item.file_type().is_dir() => {}
                Ok(item) => visit(self.entry(item.path()).map_err(|e| WalkError { path: item.path().to_owned(), reason: e.to_string() })),
                Err(error) => visit(Err(walk_error(path, &error))),
            }
        }
    }
}

/// What a name leads to.
fn behind(path: &Path, link: bool) -> io::Result<Entry> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if link => {
            // What nobody may look at is there all the same: opening it will say so.
            let hidden = error.kind() == io::ErrorKind::PermissionDenied;
            let kind = if hidden { EntryKind::File } else { EntryKind::BrokenLink };
            return Ok(Entry { path: path.to_owned(), kind, len: 0, link, modified: None, id: None });
        }
        Err(error) => return Err(error),
    };
    let len = if meta.is_file() { meta.len() } else { 0 };
    let (modified, id) = (meta.modified().ok(), id(&meta));
    Ok(Entry { path: path.to_owned(), kind: kind_of(&meta.file_type()), len, link, modified, id })
}

#[cfg(unix)]
fn id(meta: &fs::Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((meta.dev(), meta.ino()))
}

#[cfg(not(unix))]
fn id(_: &fs::Metadata) -> Option<(u64, u64)> {
    None
}

/// A name that was listed and deleted before it could be looked at is not there.
fn vanished(entry: &io::Result<Entry>) -> bool {
    matches!(entry, Err(error) if error.kind() == io::ErrorKind::NotFound)
}

fn kind_of(kind: &fs::FileType) -> EntryKind {
    if kind.is_file() {
        EntryKind::File
    } else if kind.is_dir() {
        EntryKind::Folder
    } else {
        EntryKind::Special
    }
}

fn walk_error(root: &Path, error: &walkdir::Error) -> WalkError {
    let reason = match error.loop_ancestor() {
        Some(ancestor) => format!("the link leads back to {}", super::shown(ancestor)),
        None => error.io_error().map_or_else(|| error.to_string(), ToString::to_string),
    };
    WalkError { path: error.path().unwrap_or(root).to_owned(), reason }
}
