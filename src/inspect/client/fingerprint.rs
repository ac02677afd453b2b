//! Which releases have a given set of classes.
//!
//! A release whose client was published is known by its class list. Of one that was not, a class that both neighbours have is
//! expected and one that neither has is excluded. So the answer is every release that fits, never a guess between them.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::knowledge::rows;
use crate::facts::Span;
use crate::version::{AlluxioVersion, Line};

const RELEASES: &str = include_str!("../../../rules/catalog/clients/releases.tsv");
const MARKS: &str = include_str!("../../../rules/catalog/clients/marks.tsv");

/// Parts that are published as jars of their own; the absence of a class counts only if its part is there.
const PARTS: [&str; 5] = ["alluxio/client/", "alluxio/hadoop/", "alluxio/grpc/", "alluxio/thrift/", "tachyon/"];

/// Releases by position; the tables have about a hundred.
type Set = Vec<bool>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Listed,
    Between,
    Named,
}

struct Release {
    version: AlluxioVersion,
    seen: Seen,
}

struct Mark {
    class: &'static str,
    part: usize,
    /// Releases that may have the class.
    may: Set,
    /// Releases that are known to have it.
    must: Set,
}

/// The known releases and the classes that tell them apart.
pub struct Fingerprints {
    releases: Vec<Release>,
    marks: Vec<Mark>,
}

/// What classes say about the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No known class.
    Nothing,
    /// Releases that fit.
    Fits(Span),
    /// No release has both classes: jars of several releases were merged.
    Mixed {
        /// The class of the earlier releases, and the last that has it.
        early: (String, AlluxioVersion),
        /// The class of the later releases, and the first that has it.
        late: (String, AlluxioVersion),
    },
}

impl Fingerprints {
    /// The tables that the tool is built with.
    pub fn builtin() -> &'static Fingerprints {
        static TABLES: OnceLock<Fingerprints> = OnceLock::new();
        TABLES.get_or_init(|| Fingerprints::load(RELEASES, MARKS))
    }

    fn load(releases: &'static str, marks: &'static str) -> Fingerprints {
        let releases: Vec<Release> = rows(releases).filter_map(|row| release(&row)).collect();
        let marks = rows(marks).filter_map(|row| mark(&releases, &row)).collect();
        Fingerprints { releases, marks }
    }

    /// The marking classes, by number.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.marks.iter().map(|mark| mark.class)
    }

    /// The releases that fit the marks seen. Absent marks count as long as the class list of some published release fits them
    /// all; a minimised or partial jar fits none, and then only what is present counts.
    pub fn read(&self, seen: &BTreeSet<usize>) -> Reading {
        if seen.is_empty() {
            return Reading::Nothing;
        }
        let present = self.present(seen);
        let whole: Set = present.iter().zip(self.without_absent(seen)).map(|(a, b)| *a && b).collect();
        let exact = self.releases.iter().zip(&whole).any(|(release, fit)| *fit && release.seen == Seen::Listed);
        match self.span(if exact { &whole } else { &present }) {
            Some(span) => Reading::Fits(span),
            None => self.mixed(seen),
        }
    }

    fn present(&self, seen: &BTreeSet<usize>) -> Set {
        let mut fits = vec![true; self.releases.len()];
        for mark in seen.iter().filter_map(|number| self.marks.get(*number)) {
            fits.iter_mut().zip(&mark.may).for_each(|(fit, may)| *fit &= may);
        }
        fits
    }

    fn without_absent(&self, seen: &BTreeSet<usize>) -> Set {
        let parts: BTreeSet<usize> = seen.iter().filter_map(|number| self.marks.get(*number)).map(|mark| mark.part).collect();
        let mut fits = vec![true; self.releases.len()];
        for (number, mark) in self.marks.iter().enumerate() {
            if parts.contains(&mark.part) && !seen.contains(&number) {
                fits.iter_mut().zip(&mark.must).for_each(|(fit, must)| *fit &= !must);
            }
        }
        fits
    }

    fn span(&self, fits: &Set) -> Option<Span> {
        let mut fitting = self.releases.iter().zip(fits).filter(|(_, fit)| **fit).map(|(release, _)| &release.version);
        let min = fitting.next()?;
        Some(Span { min: min.clone(), max: fitting.next_back().unwrap_or(min).clone() })
    }

    fn mixed(&self, seen: &BTreeSet<usize>) -> Reading {
        let marks = || seen.iter().filter_map(|number| self.marks.get(*number));
        let spans = || marks().filter_map(|mark| Some((mark.class.to_owned(), self.span(&mark.may)?)));
        let early = spans().min_by(|a, b| a.1.max.cmp(&b.1.max));
        let late = spans().max_by(|a, b| a.1.min.cmp(&b.1.min));
        match (early, late) {
            (Some(early), Some(late)) => Reading::Mixed { early: (early.0, early.1.max), late: (late.0, late.1.min) },
            _ => Reading::Nothing,
        }
    }
}

fn release(row: &[&'static str]) -> Option<Release> {
    let [version, seen] = row else { return None };
    let seen = match *seen {
        "listed" => Seen::Listed,
        "between" => Seen::Between,
        _ => Seen::Named,
    };
    Some(Release { version: AlluxioVersion::parse(version).ok()?, seen })
}

fn mark(releases: &[Release], row: &[&'static str]) -> Option<Mark> {
    let [class, ranges] = row else { return None };
    let named = named(releases, ranges);
    let at = |index: Option<usize>| index.and_then(|index| named.get(index)).copied().unwrap_or_default();
    let mut may = named.clone();
    let mut must = named.clone();
    for (index, release) in releases.iter().enumerate() {
        let before = (0..index).rev().find(|i| listed(releases, *i));
        let after = (index + 1..releases.len()).find(|i| listed(releases, *i));
        let (Some(may), Some(must)) = (may.get_mut(index), must.get_mut(index)) else { continue };
        match release.seen {
            Seen::Listed => {}
            Seen::Named => *must = false,
            Seen::Between => {
                *may = *may || at(before) || at(after);
                *must = at(before) && at(after) && line(releases, before) == line(releases, after);
            }
        }
    }
    let part = PARTS.iter().position(|part| class.starts_with(part)).unwrap_or(PARTS.len());
    Some(Mark { class, part, may, must })
}

fn listed(releases: &[Release], index: usize) -> bool {
    releases.get(index).is_some_and(|release| release.seen == Seen::Listed)
}

fn line(releases: &[Release], index: Option<usize>) -> Option<Line> {
    index.and_then(|index| releases.get(index)).map(|release| release.version.line())
}

/// The releases in `first..last`, `single`, separated by blanks.
fn named(releases: &[Release], ranges: &str) -> Set {
    let place = |text: &str| {
        let version = AlluxioVersion::parse(text).ok()?;
        releases.iter().position(|release| release.version == version)
    };
    let mut set = vec![false; releases.len()];
    for range in ranges.split(' ') {
        let (first, last) = range.split_once("..").unwrap_or((range, range));
        if let (Some(first), Some(last)) = (place(first), place(last)) {
            set.iter_mut().take(last + 1).skip(first).for_each(|slot| *slot = true);
        }
    }
    set
}
