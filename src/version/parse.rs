//! The grammar of a version.

use std::fmt;

use super::{AlluxioVersion, Line, Stage};

/// Why a text is not a version or not a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionError {
    pub(super) text: String,
    pub(super) reason: &'static str,
}

impl fmt::Display for VersionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not an Alluxio version: {}", self.text.escape_debug(), self.reason)
    }
}

impl std::error::Error for VersionError {}

const FORM: &str = "expected x.y.z, x.y.z-N, x.y.z-preview, x.y.z-RCn, x.y.z-SNAPSHOT, or a bare integer of the 3.x line";

/// The smallest bare integer that is a version; what is below would be half of a dotted number.
const FIRST_INTEGER: u32 = 100;

pub(super) fn version(text: &str) -> Result<AlluxioVersion, VersionError> {
    let fail = |reason| VersionError { text: text.to_owned(), reason };
    let plain = text.strip_prefix(['v', 'V']).unwrap_or(text);
    let (numbers, suffix) = match plain.split_once('-') {
        Some((numbers, suffix)) => (numbers, Some(suffix)),
        None => (plain, None),
    };
    let (numbers, count) = self::numbers(numbers).ok_or_else(|| fail(FORM))?;
    let line = match (count, numbers[0]) {
        (1, first) if first >= FIRST_INTEGER => Line::Integer,
        (3 | 4, first) if first <= 2 => Line::Dotted(first),
        (3 | 4, _) => return Err(fail("no open-source line has this first number; the 3.x line counts with bare integers")),
        _ => return Err(fail(FORM)),
    };
    let stage = match suffix {
        None => Stage::Release,
        Some(suffix) => self::stage(suffix).ok_or_else(|| fail(FORM))?,
    };
    Ok(AlluxioVersion { line, numbers, stage, text: plain.to_owned() })
}

/// Up to four numbers between dots, and how many there were.
pub(super) fn numbers(text: &str) -> Option<([u32; 4], usize)> {
    let mut numbers = [0; 4];
    let mut count = 0;
    for part in text.split('.') {
        *numbers.get_mut(count)? = number(part)?;
        count += 1;
    }
    Some((numbers, count))
}

fn number(text: &str) -> Option<u32> {
    let leading_zero = text.len() > 1 && text.starts_with('0');
    if text.is_empty() || leading_zero || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok()
}

pub(super) fn stage(suffix: &str) -> Option<Stage> {
    let lower = suffix.to_ascii_lowercase();
    if lower.ends_with("snapshot") {
        return Some(Stage::Snapshot);
    }
    if let Some(rest) = lower.strip_prefix("preview") {
        return optional_number(rest).map(Stage::Preview);
    }
    if let Some(rest) = lower.strip_prefix("rc") {
        return optional_number(rest).map(Stage::Candidate);
    }
    if lower == "thrift" {
        return Some(Stage::Variant(lower));
    }
    match lower.split_once('.') {
        None => Some(Stage::Rebuild(number(&lower)?, 0)),
        Some((build, minor)) => Some(Stage::Rebuild(number(build)?, number(minor)?)),
    }
}

fn optional_number(text: &str) -> Option<u32> {
    if text.is_empty() { Some(0) } else { number(text.trim_start_matches(['.', '-'])) }
}
