//! Where bytes come from.
//!
//! Readers see files and folders only through [`Source`] and [`Blob`], never through `std::fs`, so that an archive, a
//! container layer or an object store can stand behind them later. Everything is read-only by construction: the
//! traits have no way to write.

mod ends;
mod local;
mod stream;

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

pub(crate) use ends::Ends;
pub use local::Local;
pub(crate) use stream::read_buffered;
pub use stream::{BlobReader, Window};

/// What a directory entry is, after following links.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A link whose target does not exist, or that leads back to itself.
    BrokenLink,
    /// A socket, device or pipe: never opened, since reading it may block.
    Special,
}

/// One name in a folder.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Path to give to the other calls.
    pub path: PathBuf,
    /// What it is.
    pub kind: EntryKind,
    /// Length in bytes of a file, else 0.
    pub len: u64,
    /// Whether the name itself is a symbolic link.
    pub link: bool,
    /// When it was last written to, where that is known.
    pub modified: Option<SystemTime>,
    /// Device and number of what it leads to, where the file system has such: two names with the same are one thing.
    pub id: Option<(u64, u64)>,
}

impl Entry {
    /// The last part of the path as text; a name that is not UTF-8 keeps `\xNN` for each odd byte.
    pub fn name(&self) -> String {
        shown_name(self.path.file_name().unwrap_or_default())
    }
}

/// Random access to the bytes of one file.
pub trait Blob: Send + Sync {
    /// Length in bytes when it was opened.
    fn len(&self) -> u64;
    /// Reads at most `buffer.len()` bytes at `offset`; 0 at the end.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;

    /// Whether there is nothing to read.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills the buffer or fails with `UnexpectedEof`.
    fn read_exact_at(&self, mut buffer: &mut [u8], mut offset: u64) -> io::Result<()> {
        while !buffer.is_empty() {
            match self.read_at(buffer, offset)? {
                0 => return Err(io::ErrorKind::UnexpectedEof.into()),
                n => {
                    buffer = buffer.get_mut(n..).unwrap_or_default();
                    offset += n as u64;
                }
            }
        }
        Ok(())
    }

    /// The whole content, refused with `FileTooLarge` if it is longer than `limit`.
    fn read_all(&self, limit: usize) -> io::Result<Vec<u8>> {
        let len = usize::try_from(self.len()).ok().filter(|len| *len <= limit).ok_or(io::ErrorKind::FileTooLarge)?;
        let mut bytes = vec![0; len];
        self.read_exact_at(&mut bytes, 0)?;
        Ok(bytes)
    }
}

/// A tree of files.
pub trait Source: Send + Sync {
    /// The entry that a path names.
    fn entry(&self, path: &Path) -> io::Result<Entry>;
    /// The entries of a folder, sorted by name.
    fn list(&self, path: &Path) -> io::Result<Vec<Entry>>;
    /// Opens a file for reading.
    fn open(&self, path: &Path) -> io::Result<Arc<dyn Blob>>;
    /// Every file below a folder in a fixed order, following links once; what cannot be listed comes as an error.
    fn walk(&self, path: &Path, visit: &mut dyn FnMut(Result<Entry, WalkError>));
}

/// A part of a tree that could not be listed.
#[derive(Debug)]
pub struct WalkError {
    /// Where.
    pub path: PathBuf,
    /// Why.
    pub reason: String,
}

/// A path as it is shown and reported: UTF-8, with `\xNN` for each byte that is not.
pub fn shown(path: &Path) -> String {
    shown_name(path.as_os_str())
}

fn shown_name(name: &OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}
