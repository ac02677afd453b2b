//! Entries in words: each field by its name, for people and for programs that search a journal.
//!
//! Values of options and properties are masked, all of them: which of them are secrets only their reader knows. So are
//! users in URIs, and what follows a question mark there.

use serde_json::{Map, Value};

use super::meaning::Meaning;
use crate::catalog::schema::{Field, Kind, MessageId};
use crate::inspect::journal::wire::{Fields, Wire};

const MASK: &str = "******";

/// Messages nest at most six deep in every release.
const MAX_DEPTH: u8 = 12;

/// Longest text or bytes that are shown whole.
const MAX_SHOWN: usize = 4096;

/// The fields of a message by name; a number stands for a field that no release has.
pub(super) fn message(meaning: &Meaning, id: MessageId, bytes: &[u8]) -> Map<String, Value> {
    nested(meaning, id, bytes, 0)
}

/// An entry of a kind that no release has.
pub(super) fn unnamed_entry(value: Wire<'_>) -> Map<String, Value> {
    Map::from_iter([("content".to_owned(), unnamed(value))])
}

fn nested(meaning: &Meaning, id: MessageId, bytes: &[u8], depth: u8) -> Map<String, Value> {
    let mut map = Map::new();
    for field in &mut Fields::new(bytes) {
        match meaning.schema.field(id, field.number) {
            Some(known) => add(&mut map, known, value(meaning, known, field.value, depth)),
            None => {
                map.insert(format!("#{}", field.number), unnamed(field.value));
            }
        }
    }
    if is_option(&map) {
        map.insert("value".to_owned(), MASK.into());
    }
    map
}

/// A pair of texts, the form of all options, properties and parameters.
fn is_option(map: &Map<String, Value>) -> bool {
    map.len() == 2 && map.get("key").is_some_and(Value::is_string) && map.get("value").is_some_and(Value::is_string)
}

fn add(map: &mut Map<String, Value>, field: &Field, value: Value) {
    if !field.repeated {
        map.insert(field.name.to_owned(), value);
        return;
    }
    match map.entry(field.name).or_insert_with(|| Value::Array(Vec::new())) {
        Value::Array(list) => list.push(value),
        other => *other = value,
    }
}

fn value(meaning: &Meaning, field: &Field, value: Wire<'_>, depth: u8) -> Value {
    match (field.kind, value) {
        (Kind::Message(id), Wire::Bytes(bytes)) if depth < MAX_DEPTH => Value::Object(nested(meaning, id, bytes, depth + 1)),
        (Kind::Text, Wire::Bytes(bytes)) => Value::String(masked(&shortened(bytes))),
        (Kind::Enum(id), Wire::Varint(number)) => {
            let number = number.cast_signed();
            meaning.schema.value_name(id, number).map_or_else(|| number.into(), Value::from)
        }
        (Kind::Bool, Wire::Varint(number)) => (number != 0).into(),
        (Kind::Double, Wire::Fixed(bits)) => f64::from_bits(bits).into(),
        (_, other) => unnamed(other),
    }
}

fn unnamed(value: Wire<'_>) -> Value {
    match value {
        Wire::Varint(number) => number.cast_signed().into(),
        Wire::Fixed(bits) => bits.into(),
        Wire::Bytes(bytes) => format!("{} bytes", bytes.len()).into(),
    }
}

fn shortened(bytes: &[u8]) -> String {
    match bytes.get(..MAX_SHOWN) {
        Some(head) if bytes.len() > MAX_SHOWN => format!("{}... ({} bytes)", String::from_utf8_lossy(head), bytes.len()),
        _ => String::from_utf8_lossy(bytes).into_owned(),
    }
}

/// A URI without the user in it and without its query.
fn masked(text: &str) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text.to_owned() };
    let (address, query) = rest.split_once('?').map_or((rest, ""), |(address, _)| (address, "?******"));
    let (authority, path) = address.split_at(address.find('/').unwrap_or(address.len()));
    let host = authority.rsplit_once('@').map_or_else(|| authority.to_owned(), |(_, host)| format!("{MASK}@{host}"));
    format!("{scheme}://{host}{path}{query}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_in_uris_are_masked() {
        assert_eq!(masked("s3://key:secret@bucket/a/b"), "s3://******@bucket/a/b");
        assert_eq!(masked("jdbc:mysql://host/db?user=u&password=p"), "jdbc:mysql://host/db?******");
        assert_eq!(masked("hdfs://nn:8020/a@b"), "hdfs://nn:8020/a@b");
        assert_eq!(masked("/plain/path"), "/plain/path");
    }
}
