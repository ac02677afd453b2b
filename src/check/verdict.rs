//! The verdict: the path on which one would stake one's own cluster.

use super::Origin;
use crate::judge::{Answer, Check, Status};
use crate::plan::Path;
use crate::rules::{Outcome, Severity};

/// Words of the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Just swap the binaries.
    InPlace,
    /// Swap the binaries after some settings or other things are done.
    InPlaceWithActions,
    /// Convert the journal by command.
    UpgradeJournal,
    /// Backup, format, restore.
    BackupRestore,
    /// Several hops.
    MultiHop,
    /// Nothing carries the namespace.
    NoPath,
    /// Not enough was seen.
    Unknown,
}

impl Verdict {
    /// The word of the report.
    pub fn word(self) -> &'static str {
        match self {
            Verdict::InPlace => "in-place",
            Verdict::InPlaceWithActions => "in-place-with-actions",
            Verdict::UpgradeJournal => "upgrade-journal",
            Verdict::BackupRestore => "backup-restore",
            Verdict::MultiHop => "multi-hop",
            Verdict::NoPath => "no-path",
            Verdict::Unknown => "unknown",
        }
    }
}

pub(super) fn of(start: &Answer, path: &Path, origin: &Origin, checks: &[Check<'_>]) -> Verdict {
    let Some(span) = &origin.span else { return Verdict::Unknown };
    if start.outcome == Outcome::Unknown {
        return Verdict::Unknown;
    }
    match path.hops.as_slice() {
        [] if span.single().is_none() || path.rejected.iter().any(|rejection| rejection.unknown) => Verdict::Unknown,
        [] => Verdict::NoPath,
        [hop] => one_hop(&hop.method, hop.pins.is_empty(), start, checks),
        _ => Verdict::MultiHop,
    }
}

fn one_hop(method: &str, plain: bool, start: &Answer, checks: &[Check<'_>]) -> Verdict {
    let to_do = |check: &Check<'_>| check.status == Status::Failed && check.rule.severity >= Some(Severity::Action);
    match method {
        "in-place" if plain && start.outcome == Outcome::Reads && !checks.iter().any(to_do) => Verdict::InPlace,
        "in-place" => Verdict::InPlaceWithActions,
        "upgrade-journal" => Verdict::UpgradeJournal,
        _ => Verdict::BackupRestore,
    }
}
