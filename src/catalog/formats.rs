//! What a release makes of a value, by the kind of its key.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

use super::KeyFacts;
use crate::version::{AlluxioVersion, VersionRange};

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reading {
    /// It is what it says.
    Taken,
    /// The release throws, at the start or when the value is first used.
    Refused,
    /// It counts as false, whatever it says.
    False,
    /// Nothing is known of the key's values.
    Unchecked,
}

impl Reading {
    /// The word of rules.
    pub fn word(self) -> &'static str {
        match self {
            Reading::Taken => "taken",
            Reading::Refused => "refused",
            Reading::False => "false",
            Reading::Unchecked => "unchecked",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Format {
    kind: String,
    accepts: String,
    spans: Vec<Span>,
    #[serde(skip)]
    regex: OnceLock<Option<Regex>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    releases: VersionRange,
    otherwise: Reading,
}

/// All formats.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Formats {
    format: Vec<Format>,
}

impl Formats {
    pub(super) fn parse(text: &str) -> Result<Formats, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    /// What the release makes of the value of a key. Values that still hold a reference are left alone.
    pub(super) fn reading(&self, facts: &KeyFacts, value: &str, version: &AlluxioVersion) -> Reading {
        let value = value.trim();
        let Some(kind) = facts.kind.filter(|_| !value.is_empty() && !value.contains("${")) else { return Reading::Unchecked };
        if kind == "ENUM" {
            return facts.values.map_or(Reading::Unchecked, |legal| legal_word(legal, value));
        }
        for format in self.format.iter().filter(|format| format.kind == kind) {
            let Some(span) = format.spans.iter().find(|span| span.releases.contains(version)) else { continue };
            let regex = format.regex.get_or_init(|| Regex::new(&format.accepts).ok());
            let taken = regex.as_ref().is_none_or(|regex| regex.is_match(value));
            return if taken { Reading::Taken } else { span.otherwise };
        }
        Reading::Unchecked
    }
}

/// Alluxio turns the word into capitals before it looks for it.
fn legal_word(legal: &str, value: &str) -> Reading {
    if legal.split(',').any(|word| word.eq_ignore_ascii_case(value)) { Reading::Taken } else { Reading::Refused }
}
