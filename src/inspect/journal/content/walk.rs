//! Which fields of which messages occur, at any depth, and which values of enumerations. What a release makes of them is
//! asked later, of tables; here they are only noted, in a bit each.

use std::collections::BTreeSet;

use super::change::Change;
use super::meaning::{Known, Meaning, field};
use super::slot::Slot;
use crate::catalog::schema::{EnumId, Kind, MessageId};
use crate::inspect::journal::wire::{Fields, Wire};

/// Messages nest at most six deep in every release (table layouts); what goes deeper is not one of them.
const MAX_DEPTH: u8 = 12;

/// Fields and values without a name that are kept; bytes that are no entry can look like any number of them.
const MAX_UNNAMED: usize = 256;

/// What was met so far.
#[derive(Debug, Clone, Default)]
pub(super) struct Walk {
    /// Fields with small numbers, in a bit each, by message.
    seen: Vec<u64>,
    /// Fields with larger numbers.
    large: BTreeSet<(MessageId, u64)>,
    values: BTreeSet<(EnumId, i64)>,
    last_value: Option<(EnumId, i64)>,
    unnamed: BTreeSet<(MessageId, u64)>,
}

impl Walk {
    /// Walks the message of an entry and takes from it what changes the state. `None` means that it is no such message:
    /// a master would fail to parse it.
    pub(super) fn entry_body<'a>(&mut self, meaning: &Meaning, message: MessageId, bytes: &'a [u8], change: &mut Change<'a>) -> Option<()> {
        self.message(meaning, message, bytes, 0, &mut |slot, value| change.set(slot, value))
    }

    #[inline(always)]
    fn message<'a>(
        &mut self,
        meaning: &Meaning,
        message: MessageId,
        bytes: &'a [u8],
        depth: u8,
        take: &mut impl FnMut(Slot, Wire<'a>),
    ) -> Option<()> {
        // Noted at the end, since fields that are noted one by one wait for each other.
        let mut seen = 0;
        let good = self.each(meaning, message, bytes, &mut seen, &mut |walk, known, value| {
            take(known.slot, value);
            walk.look_inside(meaning, known, value, depth)
        });
        self.mark(message, seen);
        good
    }

    #[inline(always)]
    fn each<'a>(
        &mut self,
        meaning: &Meaning,
        message: MessageId,
        bytes: &'a [u8],
        seen: &mut u64,
        visit: &mut impl FnMut(&mut Walk, Known, Wire<'a>) -> Option<()>,
    ) -> Option<()> {
        let known = meaning.fields(message);
        let mut fields = Fields::new(bytes);
        while let Some(one) = fields.pull() {
            match field(known, one.number) {
                Some(known) => {
                    *seen |= self.bit(message, one.number);
                    visit(self, known, one.value)?;
                }
                None => self.unnamed(message, one.number),
            }
        }
        (!fields.malformed).then_some(())
    }

    #[inline(always)]
    fn look_inside(&mut self, meaning: &Meaning, known: Known, value: Wire<'_>, depth: u8) -> Option<()> {
        match (known.kind, value) {
            (Kind::Message(message), Wire::Bytes(bytes)) if depth < MAX_DEPTH => self.nested(meaning, message, bytes, depth + 1),
            (Kind::Enum(enumeration), Wire::Varint(number)) => {
                self.value(enumeration, number.cast_signed());
                Some(())
            }
            _ => Some(()),
        }
    }

    fn nested(&mut self, meaning: &Meaning, message: MessageId, bytes: &[u8], depth: u8) -> Option<()> {
        self.message(meaning, message, bytes, depth, &mut |_, _| {})
    }

    /// The bit of a field among those of its message; none for large numbers, which are noted apart.
    #[inline(always)]
    fn bit(&mut self, message: MessageId, number: u64) -> u64 {
        if number < u64::from(u64::BITS) {
            return 1 << number;
        }
        self.large.insert((message, number));
        0
    }

    fn mark(&mut self, message: MessageId, seen: u64) {
        if self.seen.len() <= message.place() {
            self.seen.resize(message.place() + 1, 0);
        }
        if let Some(all) = self.seen.get_mut(message.place()) {
            *all |= seen;
        }
    }

    /// Adds what was met elsewhere.
    pub(super) fn join(&mut self, other: &Walk) {
        if self.seen.len() < other.seen.len() {
            self.seen.resize(other.seen.len(), 0);
        }
        self.seen.iter_mut().zip(&other.seen).for_each(|(own, other)| *own |= other);
        self.large.extend(&other.large);
        other.values.iter().for_each(|(enumeration, value)| self.value(*enumeration, *value));
        other.unnamed.iter().for_each(|(message, number)| self.unnamed(*message, *number));
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
        let named = meaning.schema.messages().flat_map(|(message, fields)| {
            let seen = fields.iter().filter(move |field| self.has(message, field.number));
            seen.map(move |field| format!("{}.{}", meaning.schema.message_name(message), field.name))
        });
        let unnamed = self.unnamed.iter().map(|(message, number)| format!("{}.#{number}", meaning.schema.message_name(*message)));
        named.chain(unnamed).collect()
    }

    fn has(&self, message: MessageId, number: u64) -> bool {
        match self.seen.get(message.place()) {
            Some(seen) if number < u64::from(u64::BITS) => seen & 1 << number != 0,
            _ => self.large.contains(&(message, number)),
        }
    }

    /// `Enumeration.VALUE` of all that occur.
    pub(super) fn values(&self, meaning: &Meaning) -> BTreeSet<String> {
        self.values.iter().map(|(enumeration, value)| meaning.schema.full_value_name(*enumeration, *value)).collect()
    }
}
