//! From an archive to everything nested in it.

use std::io::{Cursor, Read};
use std::sync::Arc;

use super::again::Again;
use super::feed::Feed;
use super::image::Layer;
use super::kind::{self, HEAD, Kind};
use super::level::{Place, Store};
use super::piece::Piece;
use super::unpack::{self, Packing};
use super::{Budget, Level, Member, Trouble, Visitor, directory, nested};
use crate::source::Blob;

mod entries;
mod tape;

/// Shows an archive and all that is nested in it to a visitor. `path` names it.
pub fn walk(blob: Arc<dyn Blob>, path: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut walk = Walk { budget, visitor, again: Again::default(), troubles: 0, names: 0 };
    walk.enter(&Piece::whole(blob), Spot { path, depth: 1 });
}

pub use tape::image;

struct Walk<'a> {
    budget: &'a Budget,
    visitor: &'a mut dyn Visitor,
    again: Again,
    troubles: usize,
    names: usize,
}

/// Where the walk is.
#[derive(Clone, Copy)]
struct Spot<'p> {
    path: &'p str,
    depth: usize,
}

impl Spot<'_> {
    fn inside(&self, name: &str) -> String {
        format!("{}!/{name}", self.path)
    }

    /// Whether somebody says that an archive is here.
    fn claimed(&self) -> bool {
        self.depth == 1 || nested::called_archive(self.path)
    }
}

/// A tar file is shown by who opened it, since it may be a layer of an image.
type Opened = Result<Option<Layer>, Trouble>;

/// Troubles of one file that are told one by one.
const TROUBLES: usize = 200;

/// Other names that are told of what is in one file; what they name is read all the same.
const NAMES: usize = 1_000;

const REMEDY_UNREAD: &str = "unpack it, and give the folder";
const REMEDY_NONE: &str = "replace it with an undamaged copy, or remove it";

/// Held for a stream whose length is announced nowhere.
const UNKNOWN: u64 = 2 << 20;

impl Walk<'_> {
    fn enter(&mut self, piece: &Piece, spot: Spot<'_>) {
        let opened = self.open(piece, spot);
        self.close(opened, spot);
    }

    fn close(&mut self, opened: Opened, spot: Spot<'_>) {
        match opened {
            Ok(None) => {}
            Ok(Some(layer)) => self.show_layer(layer),
            Err(trouble) => self.trouble(spot.path, trouble),
        }
    }

    /// Passes a trouble on. After the budget ran out, and after very many, what follows is told once.
    fn trouble(&mut self, path: &str, trouble: Trouble) {
        self.troubles += 1;
        if self.budget.spent() {
            self.troubles = self.troubles.max(TROUBLES);
        }
        match self.troubles {
            ..=TROUBLES => self.visitor.trouble(path, trouble),
            more if more == TROUBLES + 1 => self.visitor.trouble(path, Trouble::new("this and more in the same file", REMEDY_NONE)),
            _ => {}
        }
    }

    /// Tells another name of an archive, up to a number of them.
    fn same(&mut self, first: &str, other: &str) {
        self.names += 1;
        if self.names <= NAMES {
            self.visitor.again(first, other);
        }
    }

    /// Opens bytes that can be read in any order.
    fn open(&mut self, piece: &Piece, spot: Spot<'_>) -> Opened {
        self.budget.enter(spot.depth)?;
        match kind::of_blob(piece, spot.path) {
            Some(Kind::Zip) => self.zip(piece, spot).map(|()| None),
            Some(Kind::Tar) => self.tar(tape::Tape::Piece(piece, 0), spot).map(Some),
            Some(Kind::Packed(packing)) => self.packed(&mut piece.reader(), packing, spot),
            other => refused(other, spot),
        }
    }

    /// Opens bytes that come by once.
    fn stream(&mut self, reader: &mut dyn Read, spot: Spot<'_>) -> Opened {
        self.budget.enter(spot.depth)?;
        let mut feed = Feed::new(reader);
        let head = feed.peek(HEAD).map_err(|error| unpack::failed(&error))?;
        match kind::of_head(head) {
            Some(Kind::Tar) => self.tar(tape::Tape::Feed(&mut feed), spot).map(Some),
            Some(Kind::Packed(packing)) => self.packed(&mut feed, packing, Spot { depth: spot.depth + 1, ..spot }),
            None if !kind::may_lead(head) => refused(None, spot),
            Some(Kind::Zip) | None => self.whole_entries(&mut feed, spot).map(|()| None),
            other => refused(other, spot),
        }
    }

    fn packed(&mut self, bytes: &mut dyn std::io::BufRead, packing: Packing, spot: Spot<'_>) -> Opened {
        unpack::stream(bytes, packing, self.budget, &mut |reader| self.stream(reader, spot))
    }

    fn zip(&mut self, piece: &Piece, spot: Spot<'_>) -> Result<(), Trouble> {
        let listing = match directory::read(piece, self.budget, self.visitor) {
            Ok(listing) if !listing.lost(piece) => listing,
            Ok(listing) => return self.salvage(piece, spot, listing.trouble),
            Err(trouble) => return self.salvage(piece, spot, Some(trouble)),
        };
        if let Some(trouble) = listing.trouble {
            self.trouble(spot.path, trouble);
        }
        self.show(listing.wanted, Store::Archive(piece.clone()), spot.path, false);
        for member in &listing.archives {
            let path = spot.inside(&member.name);
            let inner = Spot { path: &path, depth: spot.depth + 1 };
            let opened = self.member(piece, member, inner);
            self.close(opened, inner);
        }
        Ok(())
    }

    fn show(&mut self, members: Vec<Member>, store: Store<'_>, path: &str, salvaged: bool) {
        if !members.is_empty() {
            self.visitor.level(&Level { path, members, store, budget: self.budget, salvaged });
        }
    }

    fn show_layer(&mut self, layer: Layer) {
        let store = layer.store.map_or(Store::Stream, Store::Archive);
        self.show(layer.members, store, &layer.path, false);
    }

    /// Opens a member of a zip file: a window if it is stored, else whatever it unpacks to.
    fn member(&mut self, piece: &Piece, member: &Member, spot: Spot<'_>) -> Opened {
        let Place::Packed(entry) = &member.place else { return Ok(None) };
        if self.budget.spent() {
            return Ok(None);
        }
        self.budget.enter(spot.depth)?;
        let bytes = entry.bytes(piece)?;
        if let Some(first) = self.again.packed(&bytes, entry.method, spot.path) {
            self.same(&first, spot.path);
            return Ok(None);
        }
        let opened = if entry.method == unpack::STORED {
            self.open(&bytes, spot)
        } else {
            self.budget.plausible(member.len, entry.len)?;
            let how = entry.how(member.len);
            unpack::entry(&mut bytes.reader(), how, self.budget, &mut |reader| self.unpacked(reader, Some(member.len), spot))
        };
        opened.map_err(|trouble| if entry.encrypted { Trouble::new("encrypted", unpack::REMEDY_ENCRYPTED) } else { trouble })
    }

    /// Opens what comes out of a decoder: in memory if it is short, else as a stream.
    fn unpacked(&mut self, reader: &mut dyn Read, len: Option<u64>, spot: Spot<'_>) -> Opened {
        let room = len.unwrap_or(UNKNOWN);
        if !self.budget.hold(room) {
            return self.stream(reader, spot);
        }
        let opened = self.held(reader, room, len.is_some(), spot);
        self.budget.release(room);
        opened
    }

    fn held(&mut self, reader: &mut dyn Read, room: u64, announced: bool, spot: Spot<'_>) -> Opened {
        let mut bytes = Vec::with_capacity(usize::try_from(room).unwrap_or_default());
        let read = reader.take(room.saturating_add(1)).read_to_end(&mut bytes);
        if bytes.len() as u64 > room {
            return match announced {
                true => Err(unpack::damaged(&format!("longer than the {room} bytes that are announced"))),
                false => self.stream(&mut Cursor::new(bytes).chain(reader), spot),
            };
        }
        if let Err(error) = read {
            self.trouble(spot.path, unpack::damaged(&error));
        }
        if let Some(first) = self.again.content(&bytes, spot.path) {
            self.same(&first, spot.path);
            return Ok(None);
        }
        self.open(&Piece::whole(Arc::new(bytes)), spot)
    }
}

/// What is no archive that can be read is a trouble if somebody says that it is one.
fn refused(kind: Option<Kind>, spot: Spot<'_>) -> Opened {
    match kind {
        Some(Kind::Unread(name)) => Err(Trouble::new(format!("a {name} archive, which is not read"), REMEDY_UNREAD)),
        _ if spot.claimed() => Err(Trouble::new("not an archive that is read, whatever its name says", REMEDY_NONE)),
        _ => Ok(None),
    }
}
