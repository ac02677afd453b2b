//! Entries in, what they say and change out. Knows nothing of what came before, so that parts of a journal can be read apart.

use super::change::Change;
use super::meaning::{self, Known, Meaning, Op};
use super::said::Said;
use super::step::Steps;
use crate::catalog::schema::{Kind, MessageId};
use crate::inspect::journal::entry::EntryStats;
use crate::inspect::journal::sink::Sink;
use crate::inspect::journal::wire::{Field, Fields, Wire};

/// Batches inside batches are not written by any release; deeper nesting is no entry.
const MAX_DEPTH: u8 = 4;

/// What was read of some entries.
#[derive(Debug)]
pub(crate) struct Reading {
    meaning: &'static Meaning,
    pub(super) said: Said,
    pub(super) steps: Steps,
}

impl Default for Reading {
    fn default() -> Self {
        Reading { meaning: Meaning::builtin(), said: Said::default(), steps: Steps::default() }
    }
}

impl Sink for Reading {
    fn entry(&mut self, message: &[u8], stats: &mut EntryStats) -> Option<()> {
        each_body(self.meaning, message, At::default(), stats, &mut |body, _| self.body(body))
    }
}

impl Reading {
    /// Reads what an entry holds besides its number. `None` means that it is no such message: a master would fail to parse it.
    pub(super) fn body(&mut self, body: &Body<'_>) -> Option<()> {
        let (op, message, bytes) = match body.what {
            What::Known(known, bytes) => (known.op, message_of(known)?, bytes),
            What::Unnamed(_) => {
                self.said.kinds.add(body.number);
                return Some(());
            }
        };
        self.said.kinds.add(body.number);
        let mut change = Change::default();
        self.said.walk.entry_body(self.meaning, message, bytes, &mut change)?;
        self.said.entry(op, &change);
        self.steps.add(op, message, bytes, &change);
        Some(())
    }

    /// Forgets all; the memory is kept for the next entries.
    pub(crate) fn clear(&mut self) {
        self.said = Said::default();
        self.steps.clear();
    }
}

/// The message that a field of an entry holds.
pub(super) fn message_of(known: Known) -> Option<MessageId> {
    match known.kind {
        Kind::Message(message) => Some(message),
        _ => None,
    }
}

/// Where an entry stands.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct At {
    /// Batches around it.
    depth: u8,
    /// Sequence number, or that of the batch.
    pub(super) sequence: u64,
}

/// A field of an entry that makes it the entry it is.
pub(super) struct Body<'a> {
    pub(super) number: u64,
    pub(super) what: What<'a>,
}

pub(super) enum What<'a> {
    Known(Known, &'a [u8]),
    /// No release has a field of that number.
    Unnamed(Wire<'a>),
}

/// Calls `visit` for each body of an entry or of a batch, until it answers `None`, and counts all of them. `None` means that
/// the bytes are no entry. A master parses an entry as a whole, so of one that breaks off no body is visited.
pub(super) fn each_body<'a>(
    meaning: &Meaning,
    message: &'a [u8],
    mut at: At,
    stats: &mut EntryStats,
    visit: &mut impl FnMut(&Body<'a>, At) -> Option<()>,
) -> Option<()> {
    let known = meaning.fields(meaning.entry);
    let mut fields = Fields::new(message);
    let (mut is_batch, mut is_checked, mut good) = (false, false, Some(()));
    while let Some(Field { number, value }) = fields.pull() {
        let what = match (meaning::field(known, number), value) {
            (Some(Known { op: Op::Sequence, .. }), Wire::Varint(number)) => {
                at.sequence = number;
                continue;
            }
            (Some(Known { op: Op::Batch, .. }), Wire::Bytes(inner)) if at.depth < MAX_DEPTH => {
                is_batch = true;
                each_body(meaning, inner, At { depth: at.depth + 1, ..at }, stats, visit)?;
                continue;
            }
            (Some(known), Wire::Bytes(bytes)) => Some(What::Known(known, bytes)),
            (Some(_), _) => None,
            (None, value) => Some(What::Unnamed(value)),
        };
        stats.note(number, &value);
        if !is_checked {
            is_checked = true;
            good = good.filter(|()| fields.rest_is_message());
        }
        if let Some(what) = what {
            good = good.and_then(|()| visit(&Body { number, what }, at));
        }
    }
    if fields.malformed {
        return None;
    }
    stats.entries += u64::from(!is_batch);
    good
}
