//! The words in which rules answer; they are also those of the report.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How bad a finding is, from least to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// May hurt.
    Warning,
    /// Something must be done before or during the hop.
    Action,
    /// The hop as asked for loses data or fails.
    Blocker,
}

/// When a finding must be dealt with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Phase {
    /// While the old release still runs.
    BeforeHop,
    /// Between stopping the old release and serving with the new one.
    DuringHop,
    /// Once the new release serves.
    AfterHop,
}

/// What becomes of a journal or backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Everything is there.
    Reads,
    /// It starts, and something is missing.
    Partial,
    /// It does not serve: exits or hangs.
    Refuses,
    /// It serves an empty namespace.
    Empty,
    /// The start itself deletes the journal.
    Formats,
    /// It cannot be told from what was seen.
    Unknown,
}

impl Outcome {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Reads => "reads",
            Outcome::Partial => "partial",
            Outcome::Refuses => "refuses",
            Outcome::Empty => "empty",
            Outcome::Formats => "formats",
            Outcome::Unknown => "unknown",
        }
    }
}

/// Whether a client works with a server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Works {
    /// All that was tried works.
    Yes,
    /// Some operations fail.
    Partly,
    /// It is refused.
    No,
    /// Nobody knows.
    Unknown,
}

impl Works {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Works::Yes => "yes",
            Works::Partly => "partly",
            Works::No => "no",
            Works::Unknown => "unknown",
        }
    }
}

/// Which question a rule's outcome answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// What if the target is just started (journals), or restores into a formatted folder (backups)?
    #[default]
    Start,
    /// What if `upgradeJournal` of the target is run first?
    UpgradeJournal,
    /// What if a backup is restored into a folder that nobody formatted?
    RestoreUnformatted,
}
