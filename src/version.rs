//! Which Alluxio release comes before which.
//!
//! Alluxio's numbers are not semver: `2.4.1-3` is a rebuild that comes *after* `2.4.1`, `2.0.0-preview` comes before
//! `2.0.0`, and what follows 2.x counts with bare integers (`304`). This module knows the grammar and the order and
//! nothing about any particular release; those are in `rules/releases.toml`.

mod parse;
mod range;

use std::cmp::Ordering;
use std::fmt;

use serde::{Deserialize, Serialize};

pub use parse::VersionError;
pub use range::VersionRange;

/// One line of releases. Order means something within a line; between lines it is only the order in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// Dotted numbers: the first number names the line (0 = Tachyon, 1, 2).
    Dotted(u32),
    /// Bare integers, the line that its users call 3.x.
    Integer,
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Line::Dotted(major) => write!(f, "{major}.x"),
            Line::Integer => f.write_str("3.x"),
        }
    }
}

/// What stands behind the numbers, from earliest to latest.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Stage {
    /// Before anything else with these numbers; only the upper end of a range has it.
    Lowest,
    Snapshot,
    Preview(u32),
    Candidate(u32),
    Release,
    /// `0.4.1-thrift`: the same release built another way.
    Variant(String),
    /// `2.4.1-3`, and `1.8.1-2.0` of a vendor: a later build on the same base.
    Rebuild(u32, u32),
}

/// A version of Alluxio or Tachyon, with the text it was written as.
#[derive(Debug, Clone)]
pub struct AlluxioVersion {
    line: Line,
    numbers: [u32; 4],
    stage: Stage,
    text: String,
}

impl AlluxioVersion {
    /// Reads a version as Alluxio writes it, with or without a leading `v`.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        parse::version(text)
    }

    /// The line that this version belongs to.
    pub fn line(&self) -> Line {
        self.line
    }

    /// The same numbers without rebuild, candidate or snapshot mark.
    pub fn base(&self) -> AlluxioVersion {
        let text = match self.line {
            Line::Integer => self.numbers[0].to_string(),
            Line::Dotted(_) => format!("{}.{}.{}", self.numbers[0], self.numbers[1], self.numbers[2]),
        };
        AlluxioVersion { line: self.line, numbers: [self.numbers[0], self.numbers[1], self.numbers[2], 0], stage: Stage::Release, text }
    }

    fn key(&self) -> (Line, [u32; 4], &Stage) {
        (self.line, self.numbers, &self.stage)
    }

    fn lowest(line: Line, numbers: [u32; 4]) -> AlluxioVersion {
        AlluxioVersion { line, numbers, stage: Stage::Lowest, text: String::new() }
    }
}

impl PartialEq for AlluxioVersion {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for AlluxioVersion {}

impl std::hash::Hash for AlluxioVersion {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl PartialOrd for AlluxioVersion {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AlluxioVersion {
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

impl fmt::Display for AlluxioVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl std::str::FromStr for AlluxioVersion {
    type Err = VersionError;
    fn from_str(text: &str) -> Result<Self, VersionError> {
        AlluxioVersion::parse(text)
    }
}

impl Serialize for AlluxioVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for AlluxioVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        AlluxioVersion::parse(&text).map_err(serde::de::Error::custom)
    }
}
