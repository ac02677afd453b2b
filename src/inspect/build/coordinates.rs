//! What an artifact of Alluxio is, by its coordinates, from `rules/catalog/clients/coordinates.tsv`.

use crate::catalog::rows;
use crate::version::{AlluxioVersion, VersionRange};

const COORDINATES: &str = include_str!("../../../rules/catalog/clients/coordinates.tsv");

/// Whether a group publishes Alluxio or Tachyon.
pub(super) fn is_ours(group: &str) -> bool {
    rows(COORDINATES).any(|row| row.first() == Some(&group))
}

/// What the artifact brings: `client`, `part` of one, `shell`, `fuse`, `minicluster`, `server`, or `nothing` for a pom without
/// code. Of an unknown version, what it brings in any.
pub(super) fn brings(group: &str, artifact: &str, version: Option<&AlluxioVersion>) -> Option<&'static str> {
    let row = rows(COORDINATES).find(|row| {
        let inside = |range: &str| VersionRange::parse(range).is_ok_and(|range| version.is_none_or(|version| range.contains(version)));
        matches!(row.as_slice(), [g, a, range, _] if *g == group && *a == artifact && (*range == "-" || inside(range)))
    })?;
    row.last().copied()
}
