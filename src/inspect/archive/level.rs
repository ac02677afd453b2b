//! One archive, or one folder of unpacked files, as it is shown to a visitor.

use std::path::PathBuf;

use super::piece::Piece;
use super::{Budget, Trouble, content};
use crate::source::{Blob, Source};

/// A member of an archive.
#[derive(Debug, Clone)]
pub struct Member {
    /// Its path in the archive: `/` between parts, none in front; bytes that are not UTF-8 are replaced.
    pub name: String,
    /// Announced length of its content.
    pub len: u64,
    pub(super) place: Place,
}

/// Where the bytes of a member are.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// Packed, somewhere in the archive.
    Packed(Packed),
    /// A file of its own.
    File(PathBuf),
}

/// How an entry of a zip file is packed.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    pub(super) at: At,
    pub(super) len: u64,
    pub(super) method: u16,
    pub(super) encrypted: bool,
    pub(super) crc: u32,
}

/// Where packed bytes begin.
#[derive(Debug, Clone, Copy)]
pub(super) enum At {
    /// Behind the local header at this offset.
    Header(u64),
    /// Here.
    Data(u64),
}

/// What the bytes of members are read from.
#[derive(Clone)]
pub(super) enum Store<'a> {
    Archive(Piece),
    Folder(&'a dyn Source),
}

/// An opened archive with the members that were wished for, in its order, duplicates included.
pub struct Level<'a> {
    pub(super) path: &'a str,
    pub(super) members: Vec<Member>,
    pub(super) store: Store<'a>,
    pub(super) budget: &'a Budget,
}

impl Level<'_> {
    /// Its nested path.
    pub fn path(&self) -> &str {
        self.path
    }

    /// The members that were wished for.
    pub fn members(&self) -> &[Member] {
        &self.members
    }

    /// The bytes of the archive itself; a folder has none.
    pub fn blob(&self) -> Option<&dyn Blob> {
        match &self.store {
            Store::Archive(piece) => Some(piece),
            Store::Folder(_) => None,
        }
    }

    /// What stands between the path and a name inside: `!/`, or `/` for a folder.
    pub fn joint(&self) -> &'static str {
        match self.store {
            Store::Archive(_) => "!/",
            Store::Folder(_) => "/",
        }
    }

    /// The content of a member, checked against its checksum. Long ones are refused: nothing that states a version is long.
    pub fn content(&self, member: &Member) -> Result<Vec<u8>, Trouble> {
        match (&self.store, &member.place) {
            (Store::Archive(piece), Place::Packed(packed)) => content::small(piece, packed, self.budget),
            (Store::Folder(source), Place::File(path)) => content::file(*source, path, self.budget),
            _ => Err(Trouble::new("its bytes are elsewhere", content::REMEDY_DAMAGED)),
        }
    }
}
