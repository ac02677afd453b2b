//! Tar files, and images made of them.

use std::io::{self, Read};
use std::path::Path;

use super::super::image::Documents;
use super::super::tar::{self, Header, Sort};
use super::super::{Wish, folder};
use super::entries::Kept;
use super::*;
use crate::source::{EntryKind, Source, shown};

/// Where a tar file is read from.
pub(super) enum Tape<'t, 'f> {
    /// Bytes that can be read in any order, and the position.
    Piece(&'t Piece, u64),
    /// A stream.
    Feed(&'t mut Feed<&'f mut dyn Read>),
}

impl tar::Tape for Tape<'_, '_> {
    fn fill(&mut self, buffer: &mut [u8]) -> io::Result<bool> {
        match self {
            Tape::Piece(piece, at) if *at == piece.len() => Ok(false),
            Tape::Piece(piece, at) => {
                piece.read_exact_at(buffer, *at)?;
                *at += buffer.len() as u64;
                Ok(true)
            }
            // A decoder that ends too early says so by the same kind of error as a tape without a byte left would.
            Tape::Feed(feed) => match feed.peek(1)? {
                [] => Ok(false),
                _ => feed.read_exact(buffer).map(|()| true),
            },
        }
    }

    fn skip(&mut self, count: u64) -> io::Result<()> {
        match self {
            Tape::Piece(_, at) => {
                *at = at.saturating_add(count);
                Ok(())
            }
            Tape::Feed(feed) => match feed.skip(count)? {
                true => Ok(()),
                false => Err(io::ErrorKind::UnexpectedEof.into()),
            },
        }
    }
}

/// What was seen of a tar file so far.
#[derive(Default)]
struct Seen {
    own: Layer,
    kept: Kept,
    layers: Vec<Layer>,
    documents: Documents,
}

impl Walk<'_> {
    /// Reads a tar file. If it holds layers of images, they are shown; its own members are left to the caller.
    pub(super) fn tar(&mut self, mut tape: Tape<'_, '_>, spot: Spot<'_>) -> Result<Layer, Trouble> {
        let mut seen = Seen::default();
        let end = loop {
            match tar::next(&mut tape) {
                Ok(None) => break Ok(()),
                Ok(Some(header)) => {
                    self.budget.entry()?;
                    if let Err(error) = self.tape_member(&mut tape, &header, spot, &mut seen) {
                        break Err(unpack::damaged(&error));
                    }
                }
                Err(error) => break Err(unpack::damaged(&error)),
            }
            if self.budget.spent() {
                break Err(Trouble::new("it takes more to read than its budget", REMEDY_UNREAD));
            }
        };
        if let Err(trouble) = end {
            self.trouble(spot.path, trouble);
        }
        if let Tape::Piece(piece, _) = tape {
            seen.own.store = Some(piece.clone());
        }
        Ok(self.settle(seen, spot))
    }

    fn tape_member(&mut self, tape: &mut Tape<'_, '_>, header: &Header, spot: Spot<'_>, seen: &mut Seen) -> io::Result<()> {
        match &header.sort {
            Sort::File if !seen.own.note(&header.name) => match tape {
                Tape::Piece(piece, at) => self.piece_member(piece, *at, header, spot, seen),
                Tape::Feed(feed) => return self.feed_member(feed, header, spot, seen),
            },
            Sort::Link(target) if !seen.own.note(&header.name) => self.link(target, &header.name, spot),
            _ => {}
        }
        tar::Tape::skip(tape, header.stride())
    }

    fn link(&mut self, target: &str, name: &str, spot: Spot<'_>) {
        let matters = matches!(self.visitor.wish(name), Wish::Name | Wish::Content) || nested::called_archive(name);
        if matters && target != name {
            self.same(&spot.inside(target), &spot.inside(name));
        }
    }

    fn piece_member(&mut self, piece: &Piece, at: u64, header: &Header, spot: Spot<'_>, seen: &mut Seen) {
        let Some(body) = piece.part(at, header.len) else {
            return self.trouble(&spot.inside(&header.name), unpack::damaged(&"its bytes lie beyond the end of the archive"));
        };
        if self.visitor.wish(&header.name) != Wish::Nothing {
            seen.own.members.push(Member { name: header.name.clone(), len: header.len, place: Place::Plain(at) });
        } else {
            self.whole_member(&body, &header.name, spot, seen);
        }
    }

    /// A member that nobody wished for: a document of an image, a layer, another archive, or nothing.
    fn whole_member(&mut self, body: &Piece, name: &str, spot: Spot<'_>, seen: &mut Seen) {
        if seen.documents.wants(name, body.len())
            && let Ok(content) = unpack::up_to(&mut body.reader(), body.len(), body.len())
        {
            seen.documents.add(name, &content);
        }
        if !nested::called_archive(name) && kind::of_blob(body, name).is_none() {
            return;
        }
        let path = spot.inside(name);
        let inner = Spot { path: &path, depth: spot.depth + 1 };
        self.tar_member(name, inner, seen, &mut |walk| walk.open(body, inner));
    }

    fn feed_member(&mut self, feed: &mut Feed<&mut dyn Read>, header: &Header, spot: Spot<'_>, seen: &mut Seen) -> io::Result<()> {
        let mut body = feed.take(header.len);
        let wish = self.visitor.wish(&header.name);
        if wish != Wish::Nothing {
            seen.kept.add(&header.name, header.len, wish, self.budget, &mut |limit| unpack::up_to(&mut body, limit, header.len));
        } else {
            self.look_at(&mut body, header, spot, seen)?;
        }
        io::copy(&mut body, &mut io::sink())?;
        let padded = body.limit() == 0 && feed.skip(header.stride() - header.len)?;
        padded.then_some(()).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    fn look_at(&mut self, body: &mut dyn Read, header: &Header, spot: Spot<'_>, seen: &mut Seen) -> io::Result<()> {
        let mut body = Feed::new(body);
        if seen.documents.wants(&header.name, header.len) && body.peek(1)? != [0x1f] {
            let mut content = Vec::new();
            body.read_to_end(&mut content)?;
            seen.documents.add(&header.name, &content);
            let piece = Piece::whole(Arc::new(content));
            self.whole_member(&piece, &header.name, spot, seen);
            return Ok(());
        }
        let head = body.peek(HEAD)?;
        if nested::called_archive(&header.name) || kind::may_lead(head) || kind::of_head(head).is_some() {
            let path = spot.inside(&header.name);
            let inner = Spot { path: &path, depth: spot.depth + 1 };
            self.tar_member(&header.name, inner, seen, &mut |walk| walk.unpacked(&mut body, Some(header.len), inner));
        }
        Ok(())
    }

    /// Opens an archive in a tar file. The same file in another layer is another file, since either may be hidden.
    fn tar_member(&mut self, name: &str, spot: Spot<'_>, seen: &mut Seen, open: &mut dyn FnMut(&mut Self) -> Opened) {
        let outside = std::mem::take(&mut self.again);
        let opened = open(self);
        self.again = outside;
        match opened {
            Ok(Some(mut layer)) => {
                name.clone_into(&mut layer.name);
                seen.layers.push(layer);
            }
            Ok(None) => seen.own.archives.push(name.to_owned()),
            Err(trouble) => self.trouble(spot.path, trouble),
        }
    }

    /// Shows the layers of images without what later layers hide.
    fn settle(&mut self, mut seen: Seen, spot: Spot<'_>) -> Layer {
        for (number, name) in seen.documents.hidden(&seen.layers) {
            let Some(layer) = seen.layers.get_mut(number) else { continue };
            layer.members.retain(|member| member.name != name);
            self.visitor.forget(&format!("{}!/{name}", layer.path));
        }
        for layer in seen.layers {
            self.show_layer(layer);
        }
        seen.own.members.extend(seen.kept.members);
        spot.path.clone_into(&mut seen.own.path);
        seen.own
    }
}

/// Shows an image that lies unpacked in a folder (OCI image specification 1.1, image-layout.md).
pub fn image(source: &dyn Source, root: &Path, path: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    let mut walk = Walk { budget, visitor, again: Again::default(), troubles: 0, names: 0 };
    let spot = Spot { path, depth: 1 };
    let mut seen = Seen::default();
    source.walk(root, &mut |found| match found {
        Ok(entry) if entry.kind == EntryKind::File => {
            let name = folder::relative(root, &entry.path);
            match source.open(&entry.path) {
                Ok(blob) => walk.whole_member(&Piece::whole(blob), &name, spot, &mut seen),
                Err(error) => walk.trouble(&shown(&entry.path), unpack::damaged(&error)),
            }
        }
        Ok(_) => {}
        Err(error) => walk.trouble(&shown(&error.path), unpack::damaged(&error.reason)),
    });
    walk.settle(seen, spot);
}
