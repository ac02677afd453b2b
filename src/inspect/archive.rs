//! What is inside a zip-like archive (`.jar`, `.war`, `.ear`, `.zip`), and the bytes of its entries.
//!
//! Archives are read through positioned reads on a [`Blob`]: nothing is unpacked to disk or mapped. Entries with the same name
//! are all kept, since a merged jar is where they disagree. An archive inside an archive is a window if it is stored and
//! a copy in memory, limited by a [`Budget`], if it is deflated. What cannot be read is a [`Trouble`] with its remedy.
//! Whether something is an archive is decided by content; this module does not know what a client is.

mod budget;
mod content;
mod directory;
mod nested;
mod second;

use std::fmt;
use std::sync::Arc;

use crate::facts::Unseen;
use crate::source::Blob;

pub use budget::{Budget, Limits};
pub use nested::{Nested, looks_like_archive, may_be_archive};

/// Why an archive or entry was not read, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Why.
    pub reason: String,
    /// What to supply so that it is read.
    pub remedy: &'static str,
}

impl Trouble {
    pub(super) fn new(reason: impl Into<String>, remedy: &'static str) -> Self {
        Trouble { reason: reason.into(), remedy }
    }

    /// The same as something not seen, which hides the named facts.
    pub fn unseen(self, subject: &str, facts: &[&str]) -> Unseen {
        Unseen::new(subject, self.reason, facts, self.remedy)
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.reason, self.remedy)
    }
}

/// An opened archive with the entries that were asked for.
pub struct Archive {
    blob: Arc<dyn Blob>,
    members: Vec<Member>,
    trouble: Option<Trouble>,
}

/// An entry of an archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its path in the archive: `/` between parts, none in front; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// Announced length of its content.
    pub len: u64,
    packed: u64,
    method: u16,
    encrypted: bool,
    crc: u32,
    place: Place,
}

/// Where the bytes of an entry are.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// Behind the local header at this offset.
    Header(u64),
    /// Here.
    Data(u64),
}

impl Archive {
    /// Reads the directory and keeps the entries whose names `keep` wants.
    pub fn open(blob: Arc<dyn Blob>, budget: &mut Budget, keep: &dyn Fn(&str) -> bool) -> Result<Archive, Trouble> {
        let directory::Listing { members, trouble, .. } = directory::read(&blob, budget, keep)?;
        Ok(Archive { blob, members, trouble })
    }

    /// The kept entries in directory order, duplicates included.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// What is wrong with the directory although some of it could be read.
    pub fn trouble(&self) -> Option<&Trouble> {
        self.trouble.as_ref()
    }

    /// The content of a small entry, checked against its checksum.
    pub fn content(&self, member: &Member, budget: &mut Budget) -> Result<Vec<u8>, Trouble> {
        content::small(&self.blob, member, budget)
    }

    /// Whether an entry is itself an archive; `false` for what cannot be read.
    pub fn holds_archive(&self, member: &Member) -> bool {
        nested::holds_archive(&self.blob, member)
    }

    /// The content of an entry as something to open again.
    pub fn nested(&self, member: &Member, budget: &mut Budget) -> Result<Nested, Trouble> {
        nested::open(&self.blob, member, budget)
    }
}
