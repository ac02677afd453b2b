//! The value that a release would use for a key.

use serde::{Deserialize, Serialize};

use super::Settings;

/// What the catalog knows about the keys of one release.
pub trait Properties {
    /// The default as the release spells it, before substitution. `None` if the release has no such key or no default.
    fn default_of(&self, key: &str) -> Option<&str>;
    /// The name that the release uses for a key that was written under an old name (alias).
    fn canonical<'a>(&'a self, key: &'a str) -> &'a str;
}

/// Where an effective value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Written at this place.
    Set(String),
    /// Said by the user with `--assume`, or pinned by a plan.
    Assumed(String),
    /// The release's own default.
    Default,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The value after substitution of `${...}`.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// The value that a release would use, or `None` if nothing is set and there is no default.
pub fn resolve(_settings: &Settings, _properties: &dyn Properties, _key: &str) -> Option<Effective> {
    None
}
