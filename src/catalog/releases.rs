//! The list of releases, and how far it goes in each line.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use serde::Deserialize;

use crate::version::{self, AlluxioVersion, VersionRange};

/// A line and the last release that the tables speak of.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// As in `2.x`.
    pub name: String,
    /// Nothing is known of later ones.
    pub complete_up_to: AlluxioVersion,
}

/// A release.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Its version.
    pub version: AlluxioVersion,
    /// Day of the release, as far as known.
    #[serde(default)]
    pub date: Option<String>,
    /// release, rebuild, preview or variant.
    pub kind: String,
    /// Whether it is worth stopping at on a path of several hops.
    #[serde(default)]
    pub preferred: bool,
}

/// All releases in order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Releases {
    /// Versions of this tool that can read the folder.
    pub requires: semver::VersionReq,
    /// The lines.
    #[serde(rename = "line")]
    pub lines: Vec<Line>,
    /// The releases, oldest first.
    #[serde(rename = "release")]
    pub releases: Vec<Release>,
    /// Places in the list by the spelling of tables, which name releases thousands of times.
    #[serde(skip)]
    places: HashMap<String, usize, RandomState>,
}

impl Releases {
    pub(super) fn parse(text: &str) -> Result<Releases, String> {
        let mut releases: Releases = toml::from_str(text).map_err(|e| e.to_string())?;
        let own = semver::Version::parse(env!("CARGO_PKG_VERSION")).map_err(|e| e.to_string())?;
        if !releases.requires.matches(&own) {
            return Err(format!("needs alluxio-preflight {}, this is {own}", releases.requires));
        }
        releases.releases.sort_by(|a, b| a.version.cmp(&b.version));
        releases.places = releases.releases.iter().enumerate().map(|(place, release)| (release.version.to_string(), place)).collect();
        Ok(releases)
    }

    /// Whether the release is in the list.
    pub fn knows(&self, version: &AlluxioVersion) -> bool {
        self.position(version).is_some()
    }

    /// `1.0.0..1.8.2 2.1.0 2.9.1..` as places in the list; `None` where a release is not listed.
    pub(super) fn spans<'a>(&'a self, ranges: &'a str) -> impl Iterator<Item = Option<(usize, usize)>> + 'a {
        let place = |text: &str| self.places.get(text).copied();
        ranges.split_ascii_whitespace().map(move |range| match ends(range) {
            Some((first, "")) => Some((place(first)?, self.releases.len().saturating_sub(1))),
            Some((first, last)) => Some((place(first)?, place(last)?)),
            None => place(range).map(|place| (place, place)),
        })
    }

    /// Whether a place is in one of the ranges.
    pub(super) fn covers(&self, ranges: &str, place: usize) -> bool {
        self.spans(ranges).flatten().any(|(first, last)| (first..=last).contains(&place))
    }

    /// The first place of the ranges.
    pub(super) fn first_of(&self, ranges: &str) -> Option<usize> {
        self.spans(ranges).flatten().map(|(first, _)| first).min()
    }

    /// Place of a release in the list.
    pub(super) fn position(&self, version: &AlluxioVersion) -> Option<usize> {
        self.releases.binary_search_by(|release| release.version.cmp(version)).ok()
    }

    /// Place of a release, or of the one before it in the same line: what is not listed is taken to be like it.
    pub(super) fn place(&self, version: &AlluxioVersion) -> Option<usize> {
        let before = self.releases.partition_point(|release| release.version <= *version).checked_sub(1)?;
        self.releases.get(before).filter(|release| release.version.line() == version.line()).map(|_| before)
    }

    /// The known releases between two, both included.
    pub fn between(&self, min: &AlluxioVersion, max: &AlluxioVersion) -> impl Iterator<Item = &AlluxioVersion> {
        self.releases.iter().map(|release| &release.version).filter(move |version| *version >= min && *version <= max)
    }

    /// The known releases in a range.
    pub fn within(&self, range: &VersionRange) -> impl Iterator<Item = &Release> {
        self.releases.iter().filter(move |release| range.contains(&release.version))
    }

    /// The line of a version, if any release of it is known.
    pub fn line_of(&self, version: &AlluxioVersion) -> Option<&Line> {
        let line: version::Line = version.line();
        self.lines.iter().find(|candidate| candidate.complete_up_to.line() == line)
    }

    /// Why nobody vouches for a version that is later than all known ones of its line; `None` for all others.
    pub fn beyond(&self, version: &AlluxioVersion) -> Option<String> {
        let line = self.line_of(version)?;
        (*version > line.complete_up_to).then(|| {
            format!("the rules are complete up to {} in the {} line and know nothing of {version}", line.complete_up_to, line.name)
        })
    }

    /// Why a version cannot be judged, or `None` if it can.
    pub fn unknown_reason(&self, version: &AlluxioVersion) -> Option<String> {
        if self.knows(version) {
            return None;
        }
        let line = self.line_of(version)?;
        self.beyond(version).or_else(|| Some(format!("{version} is not a known release of the {} line", line.name)))
    }
}

/// First and last release of `1.0.0..1.8.2`. The texts are too short for a searcher of their own.
fn ends(range: &str) -> Option<(&str, &str)> {
    let dots = range.as_bytes().windows(2).position(|pair| pair == b"..")?;
    Some((range.get(..dots)?, range.get(dots + 2..)?))
}
