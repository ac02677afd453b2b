//! Tables that answer for a word of the user's own files: what this word, command or chart value is in a release.
//!
//! A rule asks `target.TABLE:FACT`: the table, and the fact whose text is the key. `target.TABLE:=WORD` asks for a fixed
//! key. `target.TABLE:=*` is the set of its keys. An absent key is an empty text; a release outside what the table covers is unknown.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use super::Releases;
use super::table::parse_ranges;
use crate::facts::Value;
use crate::version::AlluxioVersion;

/// Pairs each table with its file.
macro_rules! tables {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../rules/catalog/deployment/", $name, ".tsv")))),*]
    };
}

const FILES: &[(&str, &str)] = tables![
    "command_formats",
    "commands",
    "commands_instead",
    "helm_defaults",
    "helm_keys",
    "helm_moves",
    "image_env",
    "image_formats",
    "image_words",
    "metrics",
    "under_stores",
    "underfs_jars",
];

/// Instead of a key: all keys that the release has.
const ALL: &str = "*";

/// A value with the places of the releases that have it.
type Row<'a> = (&'a str, Vec<(usize, usize)>);

struct Lookup {
    covers: (usize, usize),
    rows: HashMap<&'static str, Vec<Row<'static>>>,
}

/// All tables by name, each read when it is first asked.
pub(super) struct Lookups(Vec<(&'static str, &'static str, Parsed)>);

/// A table once it was asked, or why it cannot be read.
type Parsed = OnceLock<Result<Lookup, String>>;

impl Lookups {
    pub(super) fn builtin() -> Lookups {
        Lookups(FILES.iter().map(|(name, text)| (*name, *text, OnceLock::new())).collect())
    }

    /// Names with what they say.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text, _)| (*name, text.lines().next().unwrap_or_default().trim_start_matches("# ")))
    }

    /// What a table says of a key in a release; `None` if there is no such table.
    pub(super) fn value(&self, name: &str, key: &str, version: &AlluxioVersion, releases: &Releases) -> Option<Value> {
        let (_, text, cell) = self.0.iter().find(|(table, _, _)| *table == name)?;
        let table = match cell.get_or_init(|| Lookup::parse(text, releases)) {
            Ok(table) => table,
            Err(reason) => return Some(Value::unknown(format!("rules/catalog/deployment/{name}.tsv: {reason}"))),
        };
        let place = releases.place(version).filter(|place| (table.covers.0..=table.covers.1).contains(place));
        Some(match place {
            Some(place) if key == ALL => Value::Texts(table.keys_at(place)),
            Some(place) => Value::Text(table.at(key, place).unwrap_or_default().to_owned()),
            None => Value::unknown(format!("the table {name} says nothing about {version}")),
        })
    }
}

impl Lookup {
    fn parse(text: &'static str, releases: &Releases) -> Result<Lookup, String> {
        let covers = text.lines().find_map(|line| line.strip_prefix("# releases\t")).ok_or("no line says which releases it covers")?;
        let covers = parse_ranges(covers, releases).and_then(|spans| spans.first().copied()).ok_or("it covers unknown releases")?;
        let mut rows: HashMap<&str, Vec<Row<'static>>> = HashMap::new();
        for line in text.lines().filter(|line| !line.starts_with('#')).skip(1) {
            let mut cells = line.split('\t');
            let (Some(key), Some(value), Some(spans)) = (cells.next(), cells.next(), cells.next()) else {
                return Err(format!("`{line}` has too few columns"));
            };
            let spans = parse_ranges(spans, releases).ok_or_else(|| format!("`{line}` names an unknown release"))?;
            rows.entry(key).or_default().push((value, spans));
        }
        Ok(Lookup { covers, rows })
    }

    fn keys_at(&self, place: usize) -> BTreeSet<String> {
        self.rows.keys().filter(|key| self.at(key, place).is_some()).map(|key| (*key).to_owned()).collect()
    }

    fn at(&self, key: &str, place: usize) -> Option<&'static str> {
        let inside = |spans: &[(usize, usize)]| spans.iter().any(|(first, last)| (*first..=*last).contains(&place));
        self.rows.get(key)?.iter().find(|(_, spans)| inside(spans)).map(|(value, _)| *value)
    }
}

/// Keys and values of a table over all releases, for readers that must tell a command or a start word from any other.
pub(crate) fn pairs(name: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let text = FILES.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| *text);
    let cells = |line: &'static str| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?))
    };
    text.lines().filter(|line| !line.starts_with('#')).skip(1).filter_map(cells)
}

/// Keys of a table over all releases.
pub(crate) fn keys(name: &str) -> impl Iterator<Item = &'static str> {
    pairs(name).map(|(key, _)| key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_can_be_read() {
        let releases = Releases::parse(include_str!("../../rules/releases.toml")).unwrap_or_else(|reason| panic!("{reason}"));
        for (name, text) in FILES {
            assert!(text.starts_with("# "), "{name} says what it is");
            assert!(Lookup::parse(text, &releases).is_ok_and(|table| !table.rows.is_empty()), "{name}");
        }
    }
}
