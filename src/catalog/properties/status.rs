//! What becomes of a key in a release.

/// What a release makes of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyStatus {
    /// It is one of its keys.
    Known,
    /// It is an old name of this key.
    Alias(&'static str),
    /// It follows the form of a key with a parameter, whose name in the release's code is given.
    Template(&'static str),
    /// The release says that it was removed.
    Removed(&'static str),
    /// Nothing knows it.
    Unknown,
    /// The keys of this release are not known.
    NoFacts,
}

impl KeyStatus {
    /// Whether the release has the key under some name.
    pub fn is_key(&self) -> bool {
        matches!(self, KeyStatus::Known | KeyStatus::Alias(_) | KeyStatus::Template(_))
    }
}
