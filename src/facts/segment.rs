//! The log files of a journal, one by one.

use serde::{Deserialize, Serialize};

/// What a log file is worth to a master.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SegmentState {
    /// A checkpoint or snapshot covers all of it.
    Covered,
    /// Read to its end.
    Intact,
    /// Still being written when the master stopped.
    Open,
    /// Its bytes are not what they must be, or could not be read.
    Damaged,
}

/// A log file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// Its path.
    pub path: String,
    /// Entries that were read from it.
    pub entries: u64,
    /// What it is worth.
    pub state: SegmentState,
}
