//! Which fields of which messages occur, at any depth, and which values of enumerations. What a release makes of them is
//! asked later, of tables; here they are only noted, in a bit each.

use std::collections::BTreeSet;

use super::change::Change;
use super::meaning::Meaning;
use crate::catalog::schema::{EnumId, Field, Kind, MessageId};
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
    unnamed: BTreeSet<(MessageId, u64)>,
}

impl Walk {
    /// Walks the message of an entry and takes from it what changes the state. `None` means that it is no such message:
    /// a master would fail to parse it.
    pub(super) fn entry_body<'a>(&mut self, meaning: &Meaning, message: MessageId, bytes: &'a [u8]) -> Option<Change<'a>> {
        let mut change = Change::default();
        let mut fields = Fields::new(bytes);
        for field in &mut fields {
            match meaning.schema.field(message, field.number) {
                Some(known) => {
                    self.note(meaning, known, field.value, 0)?;
                    change.set(meaning.slot(known), field.value);
                }
                None => self.unnamed(message, field.number),
            }
        }
        (!fields.malformed).then_some(change)
    }

    fn message(&mut self, meaning: &Meaning, message: MessageId, bytes: &[u8], depth: u8) -> Option<()> {
        let mut fields = Fields::new(bytes);
        for field in &mut fields {
            match meaning.schema.field(message, field.number) {
                Some(known) => self.note(meaning, known, field.value, depth)?,
                None => self.unnamed(message, field.number),
            }
        }
        (!fields.malformed).then_some(())
    }

    fn note(&mut self, meaning: &Meaning, field: &Field, value: Wire<'_>, depth: u8) -> Option<()> {
        self.mark(field.place);
        match (field.kind, value) {
            (Kind::Message(message), Wire::Bytes(bytes)) if depth < MAX_DEPTH => self.message(meaning, message, bytes, depth + 1),
            (Kind::Enum(enumeration), Wire::Varint(number)) => {
                self.value(enumeration, number.cast_signed());
                Some(())
            }
            _ => Some(()),
        }
    }

    fn mark(&mut self, place: usize) {
        let (word, bit) = (place / 64, place % 64);
        if self.seen.len() <= word {
            self.seen.resize(word + 1, 0);
        }
        if let Some(word) = self.seen.get_mut(word) {
            *word |= 1 << bit;
        }
    }

    /// Notes a value of an enumeration that stands elsewhere than in an entry.
    pub(super) fn value(&mut self, enumeration: EnumId, value: i64) {
        if self.values.len() < MAX_UNNAMED {
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
