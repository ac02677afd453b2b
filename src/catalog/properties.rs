//! Defaults and aliases of settings per release. The table stays text: a start of the program asks for a dozen keys of
//! fifteen hundred, and a binary search over sorted lines finds them without parsing the rest.

use super::Releases;
use super::table::parse_ranges;
use crate::settings::Properties;
use crate::version::AlluxioVersion;

/// `key TAB field TAB value TAB releases`, sorted by key.
pub(super) struct PropertyTable {
    lines: Vec<&'static str>,
    /// The lines that give old names.
    aliases: Vec<&'static str>,
}

impl PropertyTable {
    pub(super) fn new(text: &'static str) -> PropertyTable {
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).collect();
        let aliases = lines.iter().copied().filter(|line| line.split('\t').nth(1) == Some("aliases")).collect();
        PropertyTable { lines, aliases }
    }

    fn rows(&self, key: &str) -> impl Iterator<Item = Row> {
        let start = self.lines.partition_point(|line| key_of(line) < key);
        let key = key.to_owned();
        self.lines.get(start..).unwrap_or_default().iter().take_while(move |line| key_of(line) == key).filter_map(|line| Row::parse(line))
    }
}

fn key_of(line: &str) -> &str {
    line.split('\t').next().unwrap_or_default()
}

struct Row {
    field: &'static str,
    value: &'static str,
    releases: &'static str,
}

impl Row {
    fn parse(line: &'static str) -> Option<Row> {
        let mut columns = line.split('\t').skip(1);
        Some(Row { field: columns.next()?, value: columns.next()?, releases: columns.next()? })
    }

    fn holds(&self, version: &AlluxioVersion, releases: &Releases) -> bool {
        let Some(place) = releases.place(version) else { return false };
        parse_ranges(self.releases, releases).is_some_and(|spans| spans.iter().any(|(first, last)| (*first..=*last).contains(&place)))
    }
}

/// The settings of one release.
pub struct ReleaseProperties<'a> {
    pub(super) table: &'a PropertyTable,
    pub(super) releases: &'a Releases,
    pub(super) version: &'a AlluxioVersion,
}

impl ReleaseProperties<'_> {
    fn field(&self, key: &str, field: &str) -> Option<&'static str> {
        self.table.rows(key).find(|row| row.field == field && row.holds(self.version, self.releases)).map(|row| row.value)
    }

    /// Whether the release computes the default from the machine it runs on.
    pub fn is_computed(&self, key: &str) -> bool {
        self.field(key, "computed").is_some()
    }

    /// Whether the release has the key.
    pub fn has_key(&self, key: &str) -> bool {
        self.table.rows(key).any(|row| row.holds(self.version, self.releases) && row.field != "removed")
    }

    fn has_alias(&self, line: &'static str, old: &str) -> Option<&'static str> {
        let row = Row::parse(line)?;
        let names = row.value.split([',', ' ']).any(|alias| alias == old);
        (names && row.holds(self.version, self.releases)).then(|| key_of(line))
    }
}

impl Properties for ReleaseProperties<'_> {
    fn default_of(&self, key: &str) -> Option<&str> {
        self.field(key, "default")
    }

    fn canonical<'k>(&'k self, key: &'k str) -> &'k str {
        if self.field(key, "default").is_some() {
            return key;
        }
        self.table.aliases.iter().find_map(|line| self.has_alias(line, key)).unwrap_or(key)
    }
}
