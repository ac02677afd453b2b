//! A tree of files in memory, so that thousands of damaged journals are read without touching a disk.
#![allow(dead_code, reason = "each test file uses a part")]

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alluxio_preflight::source::{Blob, Entry, EntryKind, Source, WalkError};

/// Files by path.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Memory {
    pub files: BTreeMap<PathBuf, Arc<Vec<u8>>>,
}

struct Shared(Arc<Vec<u8>>);

impl Blob for Shared {
    fn len(&self) -> u64 {
        Blob::len(self.0.as_ref())
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }
}

impl Memory {
    /// Adds a file.
    pub fn put(&mut self, path: impl Into<PathBuf>, bytes: Vec<u8>) {
        self.files.insert(path.into(), Arc::new(bytes));
    }

    /// The bytes of a file.
    pub fn bytes(&self, path: &Path) -> Vec<u8> {
        self.files[path].to_vec()
    }

    /// A folder of this machine.
    pub fn of(folder: &Path) -> Memory {
        let mut memory = Memory::default();
        for item in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let item = item.unwrap();
            if item.file_type().is_file() {
                memory.put(item.path().strip_prefix(folder).unwrap(), std::fs::read(item.path()).unwrap());
            }
        }
        memory
    }

    fn file(&self, path: &Path, bytes: &[u8]) -> Entry {
        Entry { path: path.to_owned(), kind: EntryKind::File, len: bytes.len() as u64, link: false, modified: None, id: None }
    }
}

impl Source for Memory {
    fn entry(&self, path: &Path) -> io::Result<Entry> {
        if let Some(bytes) = self.files.get(path) {
            return Ok(self.file(path, bytes));
        }
        if self.files.keys().any(|file| file.starts_with(path)) {
            return Ok(Entry { path: path.to_owned(), kind: EntryKind::Folder, len: 0, link: false, modified: None, id: None });
        }
        Err(io::ErrorKind::NotFound.into())
    }

    fn list(&self, path: &Path) -> io::Result<Vec<Entry>> {
        if self.files.contains_key(path) {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let mut names: Vec<PathBuf> =
            self.files.keys().filter_map(|file| Some(path.join(file.strip_prefix(path).ok()?.components().next()?))).collect();
        names.dedup();
        if names.is_empty() {
            return Err(io::ErrorKind::NotFound.into());
        }
        names.iter().map(|name| self.entry(name)).collect()
    }

    fn open(&self, path: &Path) -> io::Result<Arc<dyn Blob>> {
        match self.files.get(path) {
            Some(bytes) => Ok(Arc::new(Shared(Arc::clone(bytes)))),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn walk(&self, path: &Path, visit: &mut dyn FnMut(Result<Entry, WalkError>)) {
        for (file, bytes) in self.files.iter().filter(|(file, _)| file.starts_with(path)) {
            visit(Ok(self.file(file, bytes)));
        }
    }
}
