//! Reading for somebody who watches: entry by entry, each with the path that it is about.

use super::change::Change;
use super::reading::{At, Body, What, each_body, message_of};
use super::slot::Bytes;
use super::walk::Walk;
use super::{Content, DecodedEntry, Op, decode, text};
use crate::inspect::journal::entry::EntryStats;

impl Content {
    /// Reads, applies and shows an entry.
    pub(super) fn watched_entry(&mut self, message: &[u8], stats: &mut EntryStats) -> Option<()> {
        each_body(self.meaning, message, At::default(), stats, &mut |body, at| {
            let read = self.reading.body(body);
            let change = read.and_then(|()| self.change(body));
            let before = change.as_ref().and_then(|change| self.path_of(change));
            self.settle();
            read?;
            let path = before.or_else(|| self.path_of(change.as_ref()?));
            self.show(body, at.sequence, true, path)
        })
    }

    /// Shows an entry that no master applies.
    pub(super) fn watched_covered(&mut self, message: &[u8]) -> Option<()> {
        each_body(self.meaning, message, At::default(), &mut EntryStats::default(), &mut |body, at| {
            if let What::Known(known, bytes) = body.what {
                Walk::default().entry_body(self.meaning, message_of(known)?, bytes, &mut Change::default())?;
            }
            let change = self.change(body);
            let written = change.as_ref().filter(|change| change.id().is_none()).and_then(|change| change.bytes(Bytes::Path));
            let path = written.map(|path| text(Some(path))).or_else(|| self.path_of(change.as_ref()?));
            self.show(body, at.sequence, false, path)
        })
    }

    fn change<'a>(&self, body: &Body<'a>) -> Option<Change<'a>> {
        match body.what {
            What::Known(known, bytes) => Some(Change::of(self.meaning, message_of(known)?, bytes)),
            What::Unnamed(_) => None,
        }
    }

    /// The path that an entry is about, in the tree as it is now.
    fn path_of(&self, change: &Change<'_>) -> Option<String> {
        match (change.id(), change.bytes(Bytes::Path)) {
            (Some(id), _) => self.namespace.path(id),
            (None, path) => path.map(|path| text(Some(path))),
        }
    }

    /// Hands an entry on; `None` if nobody watches any more.
    fn show(&mut self, body: &Body<'_>, sequence: u64, applied: bool, path: Option<String>) -> Option<()> {
        let (kind, path, fields) = match body.what {
            What::Known(known, _) if known.op == Op::Companion => return Some(()),
            What::Known(known, bytes) => {
                let fields = decode::message(self.meaning, message_of(known)?, bytes);
                let written = fields.get("path").and_then(|path| path.as_str()).map(str::to_owned);
                let path = if applied { path.or(written) } else { written.or(path) };
                (self.kind(body.number), path, fields)
            }
            What::Unnamed(value) => (format!("#{}", body.number), None, decode::unnamed_entry(value)),
        };
        let tap = self.tap.as_mut()?;
        tap.push(DecodedEntry { file: tap.file.clone(), sequence, applied, kind, path, fields })
    }

    fn kind(&self, number: u64) -> String {
        let field = self.meaning.schema.field(self.meaning.entry, number);
        field.map(|field| field.name.to_owned()).unwrap_or_default()
    }
}
