//! The messages inside journal entries: which field of which message has which name and type. One table for all
//! releases, since no release ever gave a number another meaning; which release knows a field is asked of [`super::Catalog`].

use std::collections::BTreeMap;
use std::sync::OnceLock;

pub(super) const FIELDS: &str = include_str!("../../rules/catalog/journal/fields.tsv");
pub(super) const ENUM_VALUES: &str = include_str!("../../rules/catalog/journal/enum-values.tsv");
const ENUM_DEFAULTS: &str = include_str!("../../rules/catalog/journal/enum-defaults.tsv");

/// Field numbers above this are found by search; all that exist are below.
const DIRECT: u64 = 64;

/// Place of a message in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId(u16);

impl MessageId {
    /// The place itself.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }
}

/// Place of an enumeration in the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EnumId(u16);

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A message.
    Message(MessageId),
    /// A value of an enumeration.
    Enum(EnumId),
    /// UTF-8 text.
    Text,
    /// Bytes.
    Bytes,
    /// true or false.
    Bool,
    /// A number that may be negative.
    Int,
    /// A number of 8 bytes in floating point.
    Double,
}

/// A field of a message.
#[derive(Debug)]
pub struct Field {
    /// Number on the wire.
    pub number: u64,
    /// Name, the last one if it was renamed.
    pub name: &'static str,
    /// Type.
    pub kind: Kind,
    /// Whether it may stand several times.
    pub repeated: bool,
    /// Place among all fields of all messages.
    pub place: usize,
}

#[derive(Debug)]
struct Message {
    name: &'static str,
    fields: Vec<Field>,
    /// Index into `fields` plus one, by number.
    direct: [u8; DIRECT as usize],
}

#[derive(Debug)]
struct Enumeration {
    name: &'static str,
    values: BTreeMap<i64, &'static str>,
}

/// All messages that an entry can hold.
#[derive(Debug)]
pub struct Schema {
    messages: Vec<Message>,
    enums: Vec<Enumeration>,
    entry: MessageId,
    fields: usize,
}

impl Schema {
    /// The schema inside this program. A table that does not follow its format gives an empty schema, under which every
    /// field is unknown; a test reads the table strictly.
    pub fn builtin() -> &'static Schema {
        static SCHEMA: OnceLock<Schema> = OnceLock::new();
        SCHEMA.get_or_init(|| Schema::parse(FIELDS, ENUM_VALUES))
    }

    fn parse(fields: &'static str, values: &'static str) -> Schema {
        let enums = enums(values);
        let enum_ids = places(enums.iter().map(|enumeration| enumeration.name));
        let mut names: Vec<&'static str> = rows(fields).filter_map(|row| row.first().copied()).collect();
        names.dedup();
        let message_ids = places(names.iter().copied());
        let mut messages: Vec<Message> =
            names.into_iter().map(|name| Message { name, fields: Vec::new(), direct: [0; DIRECT as usize] }).collect();
        let mut count = 0;
        for row in rows(fields) {
            let [message, number, name, kind, ..] = row.as_slice() else { continue };
            let (kind, repeated) = kind.strip_suffix('*').map_or((*kind, false), |kind| (kind, true));
            let (Some(place), Ok(number)) = (message_ids.get(message), number.parse()) else { continue };
            let kind = kind_of(kind, &message_ids, &enum_ids);
            if let Some(message) = messages.get_mut(usize::from(*place)) {
                message.add(Field { number, name, kind, repeated, place: count });
                count += 1;
            }
        }
        let entry = MessageId(message_ids.get("JournalEntry").copied().unwrap_or(u16::MAX));
        Schema { messages, enums, entry, fields: count }
    }

    /// The message of a journal entry itself.
    pub fn entry(&self) -> MessageId {
        self.entry
    }

    /// All messages with their fields, in the order of their places.
    pub fn messages(&self) -> impl Iterator<Item = (MessageId, &[Field])> {
        (0..).zip(&self.messages).map(|(place, message)| (MessageId(place), message.fields.as_slice()))
    }

    /// How many fields there are in all messages.
    pub fn field_count(&self) -> usize {
        self.fields
    }

    /// The field of a message with a number, if any release has it.
    pub fn field(&self, message: MessageId, number: u64) -> Option<&Field> {
        let message = self.messages.get(usize::from(message.0))?;
        match usize::try_from(number).ok().and_then(|number| message.direct.get(number)) {
            Some(place) => message.fields.get(usize::from(*place).checked_sub(1)?),
            None => message.fields.iter().find(|field| field.number == number),
        }
    }

    /// The name of a message.
    pub fn message_name(&self, message: MessageId) -> &'static str {
        self.messages.get(usize::from(message.0)).map_or("", |message| message.name)
    }

    /// `Message.field` for every field, in the order of their places.
    pub fn field_names(&self) -> impl Iterator<Item = String> {
        self.messages.iter().flat_map(|message| message.fields.iter().map(|field| format!("{}.{}", message.name, field.name)))
    }

    /// An enumeration by its name.
    pub fn enumeration(&self, name: &str) -> Option<EnumId> {
        let place = self.enums.iter().position(|enumeration| enumeration.name == name)?;
        Some(EnumId(u16::try_from(place).ok()?))
    }

    /// What a reader that does not know a value of this enumeration has in its place.
    pub fn unknown_reads_as(enumeration: &str) -> Option<&'static str> {
        rows(ENUM_DEFAULTS).find_map(|row| match row.as_slice() {
            [name, reads_as] if *name == enumeration => Some(*reads_as),
            _ => None,
        })
    }

    /// The name of a value, or `None` if no release has it.
    pub fn value_name(&self, enumeration: EnumId, value: i64) -> Option<&'static str> {
        self.enums.get(usize::from(enumeration.0))?.values.get(&value).copied()
    }

    /// `Enumeration.VALUE`, with the number in place of a name that no release has.
    pub fn full_value_name(&self, enumeration: EnumId, value: i64) -> String {
        let name = self.enums.get(usize::from(enumeration.0)).map_or("", |enumeration| enumeration.name);
        self.value_name(enumeration, value).map_or_else(|| format!("{name}.#{value}"), |value| format!("{name}.{value}"))
    }
}

impl Message {
    fn add(&mut self, field: Field) {
        let after = u8::try_from(self.fields.len() + 1).unwrap_or(0);
        if let Some(place) = usize::try_from(field.number).ok().and_then(|number| self.direct.get_mut(number)) {
            *place = after;
        }
        self.fields.push(field);
    }
}

/// Rows of a table, without its comments.
fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).map(|line| line.split('\t').collect())
}

fn places(names: impl Iterator<Item = &'static str>) -> BTreeMap<&'static str, u16> {
    (0u16..).zip(names).map(|(place, name)| (name, place)).collect()
}

fn enums(table: &'static str) -> Vec<Enumeration> {
    let mut enums: Vec<Enumeration> = Vec::new();
    for row in rows(table) {
        let [name, number, value, ..] = row.as_slice() else { continue };
        if enums.last().is_none_or(|last| last.name != *name) {
            enums.push(Enumeration { name, values: BTreeMap::new() });
        }
        if let (Some(last), Ok(number)) = (enums.last_mut(), number.parse()) {
            last.values.insert(number, value);
        }
    }
    enums
}

fn kind_of(kind: &str, messages: &BTreeMap<&'static str, u16>, enums: &BTreeMap<&'static str, u16>) -> Kind {
    match kind {
        "string" => Kind::Text,
        "bytes" => Kind::Bytes,
        "bool" => Kind::Bool,
        "double" => Kind::Double,
        _ => match (messages.get(kind), enums.get(kind)) {
            (Some(place), _) => Kind::Message(MessageId(*place)),
            (None, Some(place)) => Kind::Enum(EnumId(*place)),
            (None, None) => Kind::Int,
        },
    }
}
