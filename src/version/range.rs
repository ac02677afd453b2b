//! Ranges of versions: semver's spelling, evaluated on Alluxio's own order.
//!
//! `>=2.4.0, <2.9.4` · `^1.8.1` · `~2.9` · `=304` · `>=1.8.0, <2.0.0-preview || 304` · `*`. A bare version means `^`,
//! as in semver. Unlike semver, a rebuild or preview needs no mention to match: `>=2.4.1` matches `2.4.1-3`.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::parse::{self, VersionError};
use super::{AlluxioVersion, Line, Stage};

/// A set of versions, as alternatives of intervals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionRange {
    alternatives: Vec<Interval>,
    text: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Interval {
    bounds: Vec<Bound>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Bound {
    AtLeast(AlluxioVersion),
    Above(AlluxioVersion),
    Below(AlluxioVersion),
    AtMost(AlluxioVersion),
    Exactly(AlluxioVersion),
}

impl VersionRange {
    /// Reads a range.
    pub fn parse(text: &str) -> Result<Self, VersionError> {
        let alternatives = text.split("||").map(interval).collect::<Result<_, _>>()?;
        Ok(VersionRange { alternatives, text: text.trim().to_owned() })
    }

    /// Whether all versions between two are on the same side of the range as the two are; false where some bound lies
    /// between them.
    pub fn is_uniform(&self, min: &AlluxioVersion, max: &AlluxioVersion) -> bool {
        let bounds = self.alternatives.iter().flat_map(|interval| &interval.bounds);
        self.contains(min) == self.contains(max) && !bounds.map(Bound::version).any(|bound| bound > min && bound < max)
    }

    /// Whether the version lies in the range.
    pub fn contains(&self, version: &AlluxioVersion) -> bool {
        self.alternatives.iter().any(|interval| interval.bounds.iter().all(|bound| bound.admits(version)))
    }
}

impl Bound {
    fn version(&self) -> &AlluxioVersion {
        match self {
            Bound::AtLeast(v) | Bound::Above(v) | Bound::Below(v) | Bound::AtMost(v) | Bound::Exactly(v) => v,
        }
    }

    fn admits(&self, version: &AlluxioVersion) -> bool {
        match self {
            Bound::AtLeast(v) => version >= v,
            Bound::Above(v) => version > v,
            Bound::Below(v) => version < v,
            Bound::AtMost(v) => version <= v,
            Bound::Exactly(v) => version == v,
        }
    }
}

fn interval(text: &str) -> Result<Interval, VersionError> {
    let mut interval = Interval::default();
    if text.trim() == "*" {
        return Ok(interval);
    }
    for comparator in text.split(',') {
        interval.bounds.extend(bounds(comparator.trim())?);
    }
    Ok(interval)
}

fn bounds(comparator: &str) -> Result<Vec<Bound>, VersionError> {
    const OPERATORS: [&str; 7] = [">=", "<=", ">", "<", "=", "^", "~"];
    let operator = OPERATORS.into_iter().find(|op| comparator.starts_with(op));
    let operand = comparator.get(operator.map_or(0, str::len)..).unwrap_or_default().trim();
    let Operand { low, next, whole } = operand_of(operand)?;
    let exact = low.clone();
    Ok(match (operator.unwrap_or("^"), whole) {
        (">=", _) => vec![Bound::AtLeast(low)],
        ("<", _) => vec![Bound::Below(low)],
        (">", true) => vec![Bound::Above(low)],
        (">", false) => vec![Bound::AtLeast(next.step)],
        ("<=", true) => vec![Bound::AtMost(low)],
        ("<=", false) => vec![Bound::Below(next.step)],
        ("=", true) => vec![Bound::Exactly(exact)],
        ("=", false) => vec![Bound::AtLeast(low), Bound::Below(next.step)],
        ("~", _) => vec![Bound::AtLeast(low), Bound::Below(next.tilde)],
        _ => vec![Bound::AtLeast(low), Bound::Below(next.caret)],
    })
}

/// A possibly partial version (`2.4`) with the first version that is beyond it in each of three senses.
struct Operand {
    low: AlluxioVersion,
    next: Next,
    whole: bool,
}

struct Next {
    step: AlluxioVersion,
    tilde: AlluxioVersion,
    caret: AlluxioVersion,
}

fn operand_of(text: &str) -> Result<Operand, VersionError> {
    let fail = || VersionError { text: text.to_owned(), reason: "expected a comparator such as >=x.y.z" };
    let (digits, suffix) = text.split_once('-').unwrap_or((text, ""));
    let (n, count) = parse::numbers(digits).ok_or_else(fail)?;
    if let Ok(low) = AlluxioVersion::parse(text) {
        let next = next_after(&low, n, count);
        return Ok(Operand { low, next, whole: true });
    }
    if !suffix.is_empty() || count > 2 || n[0] > 2 {
        return Err(fail());
    }
    let low = AlluxioVersion { line: Line::Dotted(n[0]), numbers: n, stage: Stage::Release, text: format!("{}.{}.0", n[0], n[1]) };
    let next = next_after(&low, n, count);
    Ok(Operand { low, next, whole: false })
}

fn next_after(low: &AlluxioVersion, n: [u32; 4], count: usize) -> Next {
    let line = low.line();
    if line == Line::Integer {
        let beyond = AlluxioVersion::lowest(line, [n[0].saturating_add(1), 0, 0, 0]);
        return Next { step: beyond.clone(), tilde: beyond, caret: AlluxioVersion::lowest(line, [u32::MAX, 0, 0, 0]) };
    }
    let major = AlluxioVersion::lowest(Line::Dotted(n[0].saturating_add(1)), [n[0].saturating_add(1), 0, 0, 0]);
    let minor = AlluxioVersion::lowest(line, [n[0], n[1].saturating_add(1), 0, 0]);
    let patch = AlluxioVersion::lowest(line, [n[0], n[1], n[2].saturating_add(1), 0]);
    let step = if count == 1 { major.clone() } else { minor.clone() };
    let tilde = if count == 1 { major.clone() } else { minor.clone() };
    let caret = match (n[0], n[1], count) {
        (1.., _, _) | (0, _, 1) => major,
        (0, 1.., _) | (0, 0, 2) => minor,
        _ => patch,
    };
    Next { step, tilde, caret }
}

impl fmt::Display for VersionRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for VersionRange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for VersionRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        VersionRange::parse(&text).map_err(serde::de::Error::custom)
    }
}
