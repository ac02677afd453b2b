//! Zip files read from the headers of their entries: streams, and files that have lost their directory.

use std::io::{self, BufRead, Read};
use std::sync::Arc;

use super::super::header::{self, Header, Next};
use super::super::unpack::{self, How};
use super::super::{Budget, Wish};
use super::*;

const REMEDY_CUT: &str = "replace it with an undamaged copy";

/// Bytes that are kept of the members of one stream.
const KEPT: u64 = 4 << 20;

/// What is kept of a stream for its level.
#[derive(Default)]
pub(super) struct Kept {
    pub(super) members: Vec<Member>,
    bytes: u64,
}

impl Kept {
    /// Keeps the name, and the content if it is wished for.
    pub(super) fn add(&mut self, name: &str, len: u64, wish: Wish, budget: &Budget, read: &mut dyn FnMut(u64) -> Result<Vec<u8>, Trouble>) {
        if self.members.len() >= budget.limits().wanted {
            return;
        }
        let place = match wish {
            Wish::Content if self.bytes < KEPT => {
                let content = read(budget.limits().small);
                self.bytes += content.as_ref().map_or(0, |bytes| bytes.len() as u64);
                Place::Held(content.map(Arc::from))
            }
            Wish::Content => Place::Held(Err(Trouble::new(format!("more than {KEPT} bytes that matter in one stream"), REMEDY_UNREAD))),
            Wish::Search if self.bytes < KEPT / 2 => match read(budget.limits().small) {
                Ok(bytes) => {
                    self.bytes += bytes.len() as u64;
                    Place::Held(Ok(Arc::from(bytes)))
                }
                Err(_) => return,
            },
            Wish::Search => return,
            Wish::Nothing | Wish::Name => Place::Gone,
        };
        self.members.push(Member { name: name.to_owned(), len, place });
    }
}

impl Walk<'_> {
    /// A zip file in a stream.
    pub(super) fn whole_entries(&mut self, feed: &mut Feed<&mut dyn Read>, spot: Spot<'_>) -> Result<(), Trouble> {
        let (seen, end) = self.entries(feed, spot, false)?;
        match end {
            Some(trouble) if seen > 0 || spot.claimed() => Err(trouble),
            _ => Ok(()),
        }
    }

    /// A zip file without its directory.
    pub(super) fn salvage(&mut self, piece: &Piece, spot: Spot<'_>, trouble: Option<Trouble>) -> Result<(), Trouble> {
        let trouble = trouble.unwrap_or_else(|| Trouble::new("its directory does not list its entries", REMEDY_CUT));
        if self.budget.spent() {
            return Err(trouble);
        }
        let mut reader = piece.reader();
        let mut feed = Feed::new(&mut reader as &mut dyn Read);
        let (seen, _) = self.entries(&mut feed, spot, true)?;
        match seen {
            0 => Err(trouble),
            seen => Err(Trouble::new(format!("{}; {seen} entries were read from their own headers", trouble.reason), trouble.remedy)),
        }
    }

    /// Shows the entries of a stream, and says how many there were and why there may be more.
    fn entries(&mut self, feed: &mut Feed<&mut dyn Read>, spot: Spot<'_>, salvaged: bool) -> Result<(u64, Option<Trouble>), Trouble> {
        let mut kept = Kept::default();
        let mut seen = 0;
        let end = loop {
            match header::next(feed) {
                Ok(Next::Entry(header)) => {
                    self.budget.entry()?;
                    seen += 1;
                    self.entry(feed, &header, spot, &mut kept);
                }
                Ok(Next::Directory) => break None,
                Ok(Next::End) => break Some(unpack::damaged(&"it ends before its directory")),
                Err(error) => break Some(unpack::damaged(&error)),
            }
            if self.budget.spent() {
                break Some(Trouble::new("it takes more to read than its budget", REMEDY_UNREAD));
            }
        };
        self.show(kept.members, Store::Stream, spot.path, salvaged);
        Ok((seen, end))
    }

    fn entry(&mut self, feed: &mut Feed<&mut dyn Read>, header: &Header, spot: Spot<'_>, kept: &mut Kept) {
        let wish = self.visitor.wish(&header.name);
        let len = header.known.map(|known| known.len);
        let packed = header.known.map_or(u64::MAX, |known| known.packed);
        let look = wish == Wish::Nothing && nested::worth_a_look(header.name.as_bytes(), len.unwrap_or(u64::MAX), packed);
        let mut body = feed.by_ref().take(packed);
        // Without a length, only unpacking tells where an entry ends; of methods without an end the next header is looked for.
        let endless = header.known.is_none();
        if wish == Wish::Name {
            kept.add(&header.name, len.unwrap_or_default(), wish, self.budget, &mut |_| Ok(Vec::new()));
        }
        if wish.content() || look || (endless && header.method == unpack::DEFLATED) {
            let read = self.body(&mut body, header, wish, look, spot, kept);
            if let Err(trouble) = read {
                self.trouble(&spot.inside(&header.name), trouble);
            }
        }
        if !endless {
            let _ = io::copy(&mut body, &mut io::sink());
        }
    }

    fn body(
        &mut self,
        body: &mut dyn BufRead,
        header: &Header,
        wish: Wish,
        look: bool,
        spot: Spot<'_>,
        kept: &mut Kept,
    ) -> Result<(), Trouble> {
        let Some(known) = header.known.or((header.method == unpack::DEFLATED).then_some(header::Known { packed: 0, len: 0, crc: 0 }))
        else {
            return Err(unpack::damaged(&"its length is announced nowhere"));
        };
        let how = How { method: header.method, packed: known.packed, len: known.len, crc: known.crc };
        let budget = self.budget;
        unpack::entry(body, how, budget, &mut |reader| {
            if wish.content() {
                kept.add(&header.name, known.len, wish, budget, &mut |limit| checked(reader, limit, header));
            } else if look {
                self.look(reader, header, spot)?;
            }
            io::copy(reader, &mut io::sink()).map(|_| ()).map_err(|error| unpack::damaged(&error))
        })
    }

    /// Opens an entry if it is an archive.
    fn look(&mut self, reader: &mut dyn Read, header: &Header, spot: Spot<'_>) -> Result<(), Trouble> {
        let path = spot.inside(&header.name);
        let inner = Spot { path: &path, depth: spot.depth + 1 };
        let mut feed = Feed::new(reader);
        let head = feed.peek(HEAD).map_err(|error| unpack::damaged(&error))?;
        if nested::called_archive(&header.name) || kind::may_lead(head) || kind::of_head(head).is_some() {
            if let Some(known) = header.known {
                self.budget.plausible(known.len, known.packed)?;
            }
            let opened = self.unpacked(&mut feed, header.known.map(|known| known.len), inner);
            self.close(opened, inner);
        }
        Ok(())
    }
}

fn checked(reader: &mut dyn Read, limit: u64, header: &Header) -> Result<Vec<u8>, Trouble> {
    let read = unpack::up_to(reader, limit, header.known.map_or(0, |known| known.len));
    let fits = |bytes: &Vec<u8>| header.known.is_none_or(|known| known.crc == rawzip::crc32(bytes));
    match read {
        Ok(bytes) if fits(&bytes) => Ok(bytes),
        _ if header.encrypted => Err(Trouble::new("encrypted", unpack::REMEDY_ENCRYPTED)),
        Ok(_) => Err(unpack::damaged(&"its checksum does not match")),
        Err(trouble) => Err(trouble),
    }
}
