//! The table of handshakes that fail, and which client a telltale word stands for.

use regex::Regex;
use serde::Deserialize;

use super::WireError;
use crate::rules::RuleEvidence;
use crate::version::VersionRange;

/// A beginning of a handshake.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handshake {
    /// Name of the clients that begin so.
    pub name: String,
    /// Their releases.
    pub client: VersionRange,
    #[serde(deserialize_with = "pattern")]
    pattern: Regex,
    /// How it is known.
    pub evidence: Vec<RuleEvidence>,
}

/// A line of a log that ends in a telltale word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// What stands before the word.
    pub marker: String,
    /// What it may be.
    #[serde(rename = "handshake")]
    pub handshakes: Vec<Handshake>,
}

impl Line {
    /// The handshake that a word is the beginning of.
    pub fn handshake(&self, word: &str) -> Option<&Handshake> {
        self.handshakes.iter().find(|handshake| handshake.pattern.is_match(word))
    }
}

/// All telltale lines.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Handshakes {
    /// The lines.
    #[serde(rename = "line")]
    pub lines: Vec<Line>,
}

impl Handshakes {
    /// Reads the table.
    pub fn parse(text: &str) -> Result<Handshakes, WireError> {
        toml::from_str(text).map_err(|error| WireError(error.to_string()))
    }
}

fn pattern<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text).map_err(serde::de::Error::custom)
}
