//! Which fields of which messages occur, at any depth, and which values of enumerations. What a release makes of them is
//! asked later, of tables; here they are only noted, in a bit each.

use std::collections::BTreeSet;

use super::change::Change;
use super::meaning::{Known, Meaning, field};
use crate::catalog::schema::{EnumId, Kind, MessageId};
use crate::inspect::journal::wire::{Fields, Wire};

/// Messages nest at most six deep in every release (table layouts); what goes deeper is not one of them.
const MAX_DEPTH: u8 = 12;

/// Fields and values without a name that are kept; bytes that are no entry can look like any number of them.
const MAX_UNNAMED: usize = 256;

/// What was met so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Walk {
    seen: Vec<u64>,
    values: BTreeSet<(EnumId, i64)>,
    last_value: Option<(EnumId, i64)>,
    unnamed: BTreeSet<(MessageId, u64)>,
}

impl Walk {
    /// Walks the message of an entry and takes from it what changes the state. `None` means that it is no such message:
    /// a master would fail to parse it.
    pub(super) fn entry_body<'a>(&mut self, meaning: &Meaning, message: MessageId, bytes: &'a [u8], change: &mut Change<'a>) -> Option<()> {
        let known = meaning.fields(message);
        let mut fields = Fields::new(bytes);
        while let Some(one) = fields.pull() {
            match field(known, one.number) {
                Some(known) => {
                    self.note(meaning, known, one.value, 0)?;
                    change.set(known.slot, one.value);
                }
                None => self.unnamed(message, one.number),
            }
        }
        (!fields.malformed).then_some(())
    }

    fn message(&mut self, meaning: &Meaning, message: MessageId, bytes: &[u8], depth: u8) -> Option<()> {
        let known = meaning.fields(message);
        let mut fields = Fields::new(bytes);
        while let Some(one) = fields.pull() {
            match field(known, one.number) {
                Some(known) => self.note(meaning, known, one.value, depth)?,
                None => self.unnamed(message, one.number),
            }
        }
        (!fields.malformed).then_some(())
    }

    #[inline(always)]
    fn note(&mut self, meaning: &Meaning, known: Known, value: Wire<'_>, depth: u8) -> Option<()> {
        self.mark(known.place);
        match (known.kind, value) {
            (Kind::Message(message), Wire::Bytes(bytes)) if depth < MAX_DEPTH => self.message(meaning, message, bytes, depth + 1),
            (Kind::Enum(enumeration), Wire::Varint(number)) => {
                self.value(enumeration, number.cast_signed());
                Some(())
            }
            _ => Some(()),
        }
    }

    /// Adds what was met elsewhere.
    pub(super) fn join(&mut self, other: &Walk) {
        if self.seen.len() < other.seen.len() {
            self.seen.resize(other.seen.len(), 0);
        }
        self.seen.iter_mut().zip(&other.seen).for_each(|(own, other)| *own |= other);
        other.values.iter().for_each(|(enumeration, value)| self.value(*enumeration, *value));
        other.unnamed.iter().for_each(|(message, number)| self.unnamed(*message, *number));
    }

    #[inline]
    fn mark(&mut self, place: usize) {
        let (word, bit) = (place / 64, place % 64);
        match self.seen.get_mut(word) {
            // Most are marked already; to mark them again would make each field wait for the one before.
            Some(word) if *word & 1 << bit != 0 => {}
            Some(word) => *word |= 1 << bit,
            None => self.mark_new(place),
        }
    }

    #[cold]
    fn mark_new(&mut self, place: usize) {
        self.seen.resize(place / 64 + 1, 0);
        self.mark(place);
    }

    /// Notes a value of an enumeration that stands elsewhere than in an entry.
    pub(super) fn value(&mut self, enumeration: EnumId, value: i64) {
        // Most entries have the value of the one before.
        if self.last_value != Some((enumeration, value)) && self.values.len() < MAX_UNNAMED {
            self.last_value = Some((enumeration, value));
            self.values.insert((enumeration, value));
        }
    }

    /// Notes a field that no release has.
    pub(super) fn unnamed(&mut self, message: MessageId, number: u64) {
        if self.unnamed.len() < MAX_UNNAMED {
            self.unnamed.insert((message, number));
        }
    }

    /// `Message.field` of all that occur; a field that no release has keeps its number: `Message.#99`.
    pub(super) fn fields(&self, meaning: &Meaning) -> BTreeSet<String> {
        let has = |place: usize| self.seen.get(place / 64).is_some_and(|word| word & (1 << (place % 64)) != 0);
        let named = meaning.schema.field_names().enumerate().filter(|(place, _)| has(*place)).map(|(_, name)| name);
        let unnamed = self.unnamed.iter().map(|(message, number)| format!("{}.#{number}", meaning.schema.message_name(*message)));
        named.chain(unnamed).collect()
    }

    /// `Enumeration.VALUE` of all that occur.
    pub(super) fn values(&self, meaning: &Meaning) -> BTreeSet<String> {
        self.values.iter().map(|(enumeration, value)| meaning.schema.full_value_name(*enumeration, *value)).collect()
    }
}
