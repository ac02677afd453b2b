//! Why reading a segment ended early.

use std::fmt;

use crate::inspect::journal::checks::Check;

/// Why reading a segment ended early, with the offset of the record.
#[derive(Debug)]
pub(crate) enum Trouble {
    NoMagic,
    Cut(u64),
    Checksum(u64),
    NotARecord(u64),
    AfterPadding(u64),
    Gap(u64),
    Term(u64),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::NoMagic => write!(f, "does not start with RaftLog1"),
            Trouble::Cut(offset) => write!(f, "ends inside the record at byte {offset}"),
            Trouble::Checksum(offset) => write!(f, "the checksum of the record at byte {offset} is wrong"),
            Trouble::NotARecord(offset) => write!(f, "has bytes that are no record at byte {offset}"),
            Trouble::AfterPadding(offset) => write!(f, "has bytes after its end at byte {offset}"),
            Trouble::Gap(offset) => write!(f, "the index of the record at byte {offset} does not follow the one before it"),
            Trouble::Term(offset) => write!(f, "the term of the record at byte {offset} is lower than the one before it"),
        }
    }
}

impl Trouble {
    /// The check that failed.
    pub(crate) fn check(&self) -> Check {
        match self {
            Trouble::NoMagic => Check::SegmentMagic,
            Trouble::Cut(_) => Check::RecordEnd,
            Trouble::Checksum(_) => Check::RecordChecksum,
            Trouble::NotARecord(_) => Check::RecordBytes,
            Trouble::AfterPadding(_) => Check::Padding,
            Trouble::Gap(_) => Check::RecordIndex,
            Trouble::Term(_) => Check::RecordTerms,
        }
    }
}
