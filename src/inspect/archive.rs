//! What is inside an archive, at every level: names, lengths, and the bytes of those members that somebody wants.
//!
//! [`walk`] opens an archive and everything nested in it, and hands each archive that it opens to a [`Visitor`] as a
//! [`Level`]: outer before inner, members in the order of the archive, duplicate names all kept, since a merged jar is where
//! they disagree. For every name the visitor says what it [wishes](Wish): nothing, to know that it is there, or to read it.
//! `level.content(member)` reads lazily, so a name that is only counted costs no read. [`folder`] gives a folder of unpacked
//! files the same shape. Members that are archives themselves are opened by the walk and need not be wished for.
//!
//! Content decides what an archive is, never a name. Bytes come by positioned reads: nothing is unpacked to disk or mapped. An
//! archive inside an archive is a window if it is stored, a copy in memory if it is small, and else read as it streams by;
//! a [`Budget`] bounds all of it. What cannot be read goes to [`Visitor::trouble`], with a remedy. This module does not
//! know what a client is.

mod again;
mod budget;
mod directory;
mod feed;
mod folder;
mod header;
mod image;
mod kind;
mod level;
mod listing;
mod nested;
mod piece;
mod second;
mod tar;
mod unpack;
mod walk;

use std::fmt;

use crate::facts::Unseen;

pub use budget::{Budget, Limits};
pub(super) use folder::relative;
pub use folder::{files, folder};
pub use level::{Level, Member};
pub use nested::{called_archive, looks_like_archive};
pub use walk::{image, walk};

/// What a visitor wants of a member, going by its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// It may be left out of the level.
    Nothing,
    /// That it is there.
    Name,
    /// That it is there, and perhaps its content.
    Content,
    /// Its content, as long as there is room: what is not there is no trouble.
    Search,
}

impl Wish {
    /// Whether the content may be asked for.
    pub(super) fn content(self) -> bool {
        matches!(self, Wish::Content | Wish::Search)
    }
}

/// Who looks at what is in archives.
pub trait Visitor {
    /// Whether a member may be wished for, going by the bytes of its name as they stand in the archive. It is asked for every
    /// name, millions in a large tree, so it must be quick, and need not be right where it says yes.
    fn may_wish(&self, _name: &[u8]) -> bool {
        true
    }

    /// What is wanted of a member.
    fn wish(&self, name: &str) -> Wish;

    /// An archive with the members that were wished for. Not called if there are none.
    fn level(&mut self, level: &Level<'_>);

    /// Something at a nested path that could not be read.
    fn trouble(&mut self, path: &str, trouble: Trouble);

    /// The archive at `other` is the one at `first` once more, with all that is in it; it is not opened again.
    fn again(&mut self, first: &str, other: &str);

    /// What was shown at this path and below is hidden by a later layer of an image.
    fn forget(&mut self, path: &str);
}

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
