//! The places that state a home's version, as listed in `rules/catalog/install/places.toml`.
//!
//! Knows how to read that list and nothing about any release.

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Deserializer};

use crate::facts::Grade;

const TEXT: &str = include_str!("../../../rules/catalog/install/places.toml");

/// All places, in the order of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    /// Files that make a folder a home.
    pub(super) markers: Vec<String>,
    /// Folders whose jars are read for clients.
    pub(super) libraries: Vec<String>,
    #[serde(rename = "script")]
    pub(super) scripts: Vec<Script>,
    #[serde(rename = "jar")]
    pub(super) jars: Vec<Jar>,
    #[serde(rename = "module")]
    pub(super) modules: Vec<Named>,
    #[serde(rename = "folder")]
    pub(super) folders: Vec<Named>,
}

/// A line of a script.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Script {
    pub(super) file: String,
    #[serde(deserialize_with = "pattern")]
    pub(super) line: Regex,
    pub(super) grade: Grade,
}

/// Jars of one name pattern.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Jar {
    pub(super) folders: Vec<String>,
    #[serde(deserialize_with = "pattern")]
    pub(super) name: Regex,
    /// Whether such a jar makes a folder a home.
    #[serde(default)]
    pub(super) home: bool,
    /// What the version inside is worth; without it the jar is not opened.
    pub(super) content: Option<Grade>,
}

/// Anything known by its name alone.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    #[serde(deserialize_with = "pattern")]
    pub(super) name: Regex,
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text).map_err(serde::de::Error::custom)
}

/// The list that is built in.
pub(super) fn built_in() -> &'static Places {
    // The text is a part of the program: that it can be read is a test's business, not the user's.
    static PLACES: LazyLock<Places> = LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());
    &PLACES
}

/// The capture `version`, if the pattern matches and has it.
pub(super) fn version_in<'t>(pattern: &Regex, text: &'t str) -> Option<&'t str> {
    Some(pattern.captures(text)?.name("version")?.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_can_be_read() {
        let places: Result<Places, _> = toml::from_str(TEXT);
        assert!(places.is_ok(), "{places:?}");
    }
}
