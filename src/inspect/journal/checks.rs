//! What can be proven of each kind of journal: one row per check. Readers say which failed; what a release makes of a
//! failed check is a table of the catalog (`stops_on`, `loses_on`), not of this module.

use std::collections::BTreeSet;

/// A check of bytes, names or order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Check {
    FileNames,
    LogNumbers,
    OpenLogs,
    LogSequence,
    LogRange,
    LogEnd,
    OpenLogEnd,
    OpenLogLength,
    LogBytes,
    CheckpointName,
    CheckpointType,
    CheckpointEnd,
    CheckpointBytes,
    ComponentEnd,
    ComponentBytes,
    RocksFiles,
    SnapshotMd5,
    ComponentMd5,
    SegmentMagic,
    SegmentOrder,
    SegmentCount,
    RecordChecksum,
    RecordBytes,
    RecordIndex,
    RecordTerms,
    RecordEnd,
    OpenRecordEnd,
    Padding,
    RaftMeta,
    RaftMembers,
    FirstIndex,
    GzipHead,
    Gzip,
    GzipStreams,
    EntryEnd,
    EntryLength,
    EntryBytes,
    UnpackedSize,
    Interrupted,
    Steady,
}

use Part::{Checkpoint as C, Logs as L};

/// Where the bytes of a check lie: what hides them leaves the check undone.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Logs,
    Checkpoint,
}

struct Row {
    check: Check,
    name: &'static str,
    kinds: &'static [&'static str],
    part: Part,
    /// Whether failing it means that bytes are lost or wrong, and not only an oddity that masters live with.
    damage: bool,
    about: &'static str,
}

const fn row(check: Check, name: &'static str, kinds: &'static [&'static str], part: Part, damage: bool, about: &'static str) -> Row {
    Row { check, name, kinds, part, damage, about }
}

const DELIMITED: &[&str] = &["v0", "ufs"];
const EMBEDDED: &[&str] = &["copycat", "ratis"];
const TYPED: &[&str] = &["ufs", "copycat", "ratis"];

const TABLE: &[Row] = &[
    row(Check::FileNames, "file-names", &["ufs", "ratis"], L, true, "no file with entries has a name that masters ignore"),
    row(Check::LogNumbers, "log-numbers", &["v0"], L, true, "completed logs are numbered from 1 without a gap"),
    row(Check::OpenLogs, "open-logs", &["ufs"], L, true, "each master has at most one open log"),
    row(Check::LogSequence, "log-sequence", DELIMITED, L, true, "sequence numbers rise by one, within logs and from log to log"),
    row(Check::LogRange, "log-range", &["ufs"], L, true, "each closed log holds the sequence numbers of its name"),
    row(Check::LogEnd, "log-end", DELIMITED, L, true, "no closed log ends inside an entry"),
    row(Check::OpenLogEnd, "open-log-end", DELIMITED, L, false, "the open log ends after an entry"),
    row(Check::OpenLogLength, "open-log-length", &["ufs"], L, true, "the open log does not end inside the length of an entry"),
    row(Check::LogBytes, "log-bytes", DELIMITED, L, true, "all bytes of logs are journal entries"),
    row(Check::CheckpointName, "checkpoint-name", &["ufs"], C, true, "checkpoints start at 0x0 by their names"),
    row(Check::CheckpointType, "checkpoint-type", TYPED, C, true, "checkpoints have a type that some release writes"),
    row(Check::CheckpointEnd, "checkpoint-end", DELIMITED, C, true, "no checkpoint of plain entries ends inside an entry"),
    row(Check::CheckpointBytes, "checkpoint-bytes", DELIMITED, C, true, "all bytes of plain checkpoints are journal entries"),
    row(Check::ComponentEnd, "component-end", TYPED, C, true, "no component of a checkpoint is cut off"),
    row(Check::ComponentBytes, "component-bytes", TYPED, C, true, "all components of a checkpoint can be decoded"),
    row(Check::RocksFiles, "rocks-files", TYPED, C, true, "RocksDB files of a checkpoint are whole, with right checksums"),
    row(Check::SnapshotMd5, "snapshot-md5", &["ratis"], C, true, "the newest snapshot has the digest that lies beside it"),
    row(Check::ComponentMd5, "component-md5", &["ratis"], C, true, "components of snapshot folders have the digests and names beside them"),
    row(Check::SegmentMagic, "segment-magic", EMBEDDED, L, true, "segments start with their magic number or header"),
    row(Check::SegmentOrder, "segment-order", EMBEDDED, L, true, "each segment starts where the one before it ends"),
    row(Check::SegmentCount, "segment-count", &["ratis"], L, true, "each closed segment holds the records of its name"),
    row(Check::RecordChecksum, "record-checksum", EMBEDDED, L, true, "each record has the checksum that stands behind it"),
    row(Check::RecordBytes, "record-bytes", EMBEDDED, L, true, "all bytes of segments are records with journal entries"),
    row(Check::RecordIndex, "record-index", EMBEDDED, L, true, "indices of records rise by one"),
    row(Check::RecordTerms, "record-terms", EMBEDDED, L, true, "terms of records do not fall"),
    row(Check::RecordEnd, "record-end", EMBEDDED, L, true, "no closed segment ends inside a record"),
    row(Check::OpenRecordEnd, "open-record-end", EMBEDDED, L, false, "the open segment ends after a record"),
    row(Check::Padding, "padding", EMBEDDED, L, true, "only zeros follow the last record of a segment"),
    row(Check::RaftMeta, "raft-meta", EMBEDDED, L, true, "the file with term and vote is there and readable"),
    row(Check::RaftMembers, "raft-members", EMBEDDED, L, true, "the file with the members of the quorum, if it is there, is readable"),
    row(Check::FirstIndex, "first-index", &["ratis"], L, true, "the first log index follows the newest snapshot, or is 0"),
    row(Check::GzipHead, "gzip-head", &["backup"], L, true, "the file begins as a gzip file does"),
    row(Check::Gzip, "gzip", &["backup"], L, true, "the gzip stream ends with the right length and checksum"),
    row(Check::GzipStreams, "gzip-streams", &["backup"], L, true, "there is one gzip stream and not several"),
    row(Check::EntryEnd, "entry-end", &["backup"], L, true, "the unpacked data do not end inside an entry"),
    row(Check::EntryLength, "entry-length", &["backup"], L, true, "the unpacked data do not end inside the length of an entry"),
    row(Check::EntryBytes, "entry-bytes", &["backup"], L, true, "all unpacked bytes are journal entries"),
    row(Check::UnpackedSize, "unpacked-size", &["backup"], L, true, "the data do not unpack to a size that no backup has"),
    row(Check::Interrupted, "interrupted", &["v0", "ufs", "ratis"], C, false, "no work file of an interrupted checkpoint lies there"),
    row(Check::Steady, "steady", &["v0", "ufs", "copycat", "ratis", "backup"], L, false, "no file changed while it was read"),
];

/// A check in words, for pages about them.
#[derive(Debug, Clone, Copy)]
pub struct Described {
    /// Name in facts and reports.
    pub name: &'static str,
    /// Kinds of journals that it is done on; `backup` for backups.
    pub kinds: &'static [&'static str],
    /// Whether failing it is damage.
    pub damage: bool,
    /// What holds if it passes.
    pub about: &'static str,
}

/// All checks.
pub fn described() -> impl Iterator<Item = Described> {
    TABLE.iter().map(|row| Described { name: row.name, kinds: row.kinds, damage: row.damage, about: row.about })
}

impl Check {
    fn row(self) -> Option<&'static Row> {
        TABLE.iter().find(|row| row.check == self)
    }

    /// The name in facts and reports.
    pub(crate) fn name(self) -> &'static str {
        self.row().map_or("", |row| row.name)
    }

    /// Whether a master may see more than the reader did. Where bytes simply end, or a name is passed over, the master
    /// sees no more either.
    pub(crate) fn hides(self) -> bool {
        use Check::{CheckpointEnd, ComponentEnd, EntryEnd, FileNames, GzipStreams};
        use Check::{LogEnd, LogNumbers, LogRange, OpenLogs, RecordEnd, SegmentCount};
        let files = [CheckpointEnd, ComponentEnd, EntryEnd, FileNames, GzipStreams];
        let ends = files.into_iter().chain([LogEnd, LogNumbers, LogRange, OpenLogs, RecordEnd, SegmentCount]);
        self.is_damage() && !ends.into_iter().any(|end| end == self)
    }

    /// Whether failing it is damage.
    pub(crate) fn is_damage(self) -> bool {
        self.row().is_none_or(|row| row.damage)
    }
}

/// A failed check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) check: Check,
    /// Where and what, for people.
    pub(crate) text: String,
}

impl Problem {
    pub(crate) fn new(check: Check, text: impl Into<String>) -> Self {
        Problem { check, text: text.into() }
    }
}

/// The checks of a kind by what came of them.
#[derive(Debug, Default)]
pub(crate) struct Results {
    pub(crate) passed: BTreeSet<String>,
    pub(crate) failed: BTreeSet<String>,
    /// Their bytes could not be read.
    pub(crate) undone: BTreeSet<String>,
}

impl Results {
    pub(crate) fn of(kind: &str, problems: &[Problem], logs_hidden: bool, checkpoint_hidden: bool) -> Self {
        let kind = kind.trim_end_matches("-rc0");
        let failed: BTreeSet<String> = problems.iter().map(|problem| problem.check.name().to_owned()).collect();
        let mut results = Results { failed, ..Results::default() };
        for row in TABLE.iter().filter(|row| row.kinds.contains(&kind) && !results.failed.contains(row.name)) {
            let hidden = if row.part == Part::Logs { logs_hidden } else { checkpoint_hidden };
            let to = if hidden { &mut results.undone } else { &mut results.passed };
            to.insert(row.name.to_owned());
        }
        results
    }
}
