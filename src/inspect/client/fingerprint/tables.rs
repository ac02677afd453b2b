//! The tables behind the fingerprints, with what follows for releases whose client was not published.

use super::{Fingerprints, Inside, Mark, Place, Set};
use crate::catalog::rows;
use crate::version::{AlluxioVersion, Line};

const RELEASES: &str = include_str!("../../../../rules/catalog/clients/releases.tsv");
const MARKS: &str = include_str!("../../../../rules/catalog/clients/marks.tsv");
const BUNDLED: &str = include_str!("../../../../rules/catalog/clients/bundled.tsv");
const DETAILS: &str = include_str!("../../../../rules/catalog/clients/details.tsv");

const FORMATS: &str = include_str!("../../../../rules/catalog/clients/formats.tsv");

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

/// Reads all tables.
pub(super) fn load() -> Fingerprints {
    let releases: Vec<Release> = rows(RELEASES).filter_map(|row| release(&row)).collect();
    let mut parts: Vec<&str> = Vec::new();
    let mut marks: Vec<Mark> = rows(MARKS).filter_map(|row| class(&releases, &mut parts, &row)).collect();
    marks.extend(rows(BUNDLED).filter_map(|row| bundled(&releases, &row)));
    let mut places: Vec<Place> = Vec::new();
    for row in rows(DETAILS) {
        detail(&releases, &mut parts, &mut places, &mut marks, &row);
    }
    let formats = rows(FORMATS).filter_map(|row| format(&releases, &row)).collect();
    let sure = (0..parts.len()).map(|part| sure(releases.len(), &marks, part)).collect();
    Fingerprints { releases: releases.into_iter().map(|release| release.version).collect(), marks, places, sure, formats }
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

fn class(releases: &[Release], parts: &mut Vec<&'static str>, row: &[&'static str]) -> Option<Mark> {
    let [name, part, ranges] = row else { return None };
    let (may, must) = spread(releases, &named(releases, ranges));
    Some(Mark { name, part: Some(number_of(parts, part)), may, must })
}

/// Parts and repackaged jars lack what official jars bundle, so its absence says nothing.
fn bundled(releases: &[Release], row: &[&'static str]) -> Option<Mark> {
    let [name, ranges] = row else { return None };
    Some(Mark { name, part: None, may: named(releases, ranges), must: vec![false; releases.len()] })
}

fn detail(
    releases: &[Release],
    parts: &mut Vec<&'static str>,
    places: &mut Vec<Place>,
    marks: &mut Vec<Mark>,
    row: &[&'static str],
) -> Option<()> {
    let [classes, kind, text, may, must] = row else { return None };
    let part = number_of(parts, classes);
    let inside = if *kind == "member" { Inside::Member(text) } else { Inside::Text(text) };
    if !places.iter().any(|place| place.part == part) {
        places.push(Place { classes: classes.split(' ').collect(), part, inside: Vec::new() });
    }
    places.iter_mut().find(|place| place.part == part)?.inside.push((inside, marks.len()));
    marks.push(Mark { name: text, part: Some(part), may: named(releases, may), must: named(releases, must) });
    Some(())
}

fn format(releases: &[Release], row: &[&'static str]) -> Option<(&'static str, u16, Set)> {
    let [package, format, ranges] = row else { return None };
    Some((package, format.parse().ok()?, named(releases, ranges)))
}

fn number_of(parts: &mut Vec<&'static str>, part: &'static str) -> usize {
    parts.iter().position(|known| *known == part).unwrap_or_else(|| {
        parts.push(part);
        parts.len() - 1
    })
}

/// The releases of which every mark of a part is known to be there or not.
fn sure(releases: usize, marks: &[Mark], part: usize) -> Set {
    let mut sure = vec![true; releases];
    for mark in marks.iter().filter(|mark| mark.part == Some(part)) {
        sure.iter_mut().zip(mark.may.iter().zip(&mark.must)).for_each(|(sure, (may, must))| *sure &= may == must);
    }
    sure
}

/// Which releases may and which must have a class that the named ones have.
fn spread(releases: &[Release], named: &Set) -> (Set, Set) {
    let (mut may, mut must) = (named.clone(), named.clone());
    let at = |index: Option<usize>| index.and_then(|index| named.get(index)).copied().unwrap_or_default();
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
    (may, must)
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
