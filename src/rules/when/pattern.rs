//! Patterns of conditions.

use std::sync::OnceLock;

use regex::Regex;
use serde::Deserialize;

/// A regular expression that is compiled when it is first asked, which for most rules of a run is never.
#[derive(Debug, Clone, Deserialize)]
#[serde(from = "String")]
pub(super) struct Pattern {
    text: String,
    regex: OnceLock<Option<Regex>>,
}

impl From<String> for Pattern {
    fn from(text: String) -> Self {
        Pattern { text, regex: OnceLock::new() }
    }
}

impl Pattern {
    pub(super) fn is_match(&self, text: &str) -> bool {
        self.regex.get_or_init(|| Regex::new(&self.text).ok()).as_ref().is_some_and(|regex| regex.is_match(text))
    }

    /// What is wrong with it, if anything.
    pub(super) fn error(&self) -> Option<String> {
        Regex::new(&self.text).err().map(|error| error.to_string())
    }
}
