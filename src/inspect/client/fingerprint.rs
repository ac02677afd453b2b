//! Which releases have given classes, with given members and strings inside.
//!
//! A release whose client was published is known by its class list. Of one that was not, a class that both neighbours have is
//! expected and one that neither has is excluded. Settings that a class names are known of every release. So the answer is every
//! release that fits, never a guess between them.

mod tables;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::facts::Span;
use crate::version::AlluxioVersion;

/// Releases by position; the tables have about a hundred.
type Set = Vec<bool>;

struct Mark {
    /// Class with slashes, or a file with its extension.
    name: &'static str,
    /// What its absence is held against; nothing if absence says nothing.
    part: Option<usize>,
    /// Releases that may have it.
    may: Set,
    /// Releases that are known to have it.
    must: Set,
}

/// What must be looked for inside a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inside {
    /// A field or method of this name.
    Member(&'static str),
    /// A constant string.
    Text(&'static str),
}

/// A class to look into.
pub(super) struct Place {
    /// One class; one that was moved between packages has several names.
    pub(super) classes: Vec<&'static str>,
    part: usize,
    /// What to look for, and the number of the mark that it is.
    pub(super) inside: Vec<(Inside, usize)>,
}

/// The known releases and what tells them apart.
pub struct Fingerprints {
    releases: Vec<AlluxioVersion>,
    marks: Vec<Mark>,
    places: Vec<Place>,
    /// For each part the releases of which it is known exactly what they have.
    sure: Vec<Set>,
    /// Releases whose classes below a package were compiled to a version of the class format.
    formats: Vec<(&'static str, u16, Set)>,
}

/// What was seen of a client's classes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sighting {
    /// Marks that are there.
    pub marks: BTreeSet<usize>,
    /// Classes that were looked into, so that what they lack counts.
    pub examined: BTreeSet<usize>,
}

impl Sighting {
    /// Adds what was seen elsewhere of the same client.
    pub fn extend(&mut self, other: &Sighting) {
        self.marks.extend(&other.marks);
        self.examined.extend(&other.examined);
    }
}

/// What classes say about the release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// No known class.
    Nothing,
    /// Releases that fit.
    Fits(Span),
    /// No release has both: jars of several releases were merged.
    Mixed {
        /// What only the earlier releases have, and the last that has it.
        early: (String, AlluxioVersion),
        /// What only the later releases have, and the first that has it.
        late: (String, AlluxioVersion),
    },
}

impl Fingerprints {
    /// The tables that the tool is built with.
    pub fn builtin() -> &'static Fingerprints {
        static TABLES: OnceLock<Fingerprints> = OnceLock::new();
        TABLES.get_or_init(tables::load)
    }

    /// The classes and files that are marks by being there, by number.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        let inside = self.places.iter().map(|place| place.inside.len()).sum::<usize>();
        self.marks.iter().take(self.marks.len() - inside).map(|mark| mark.name)
    }

    /// The classes to look into, by number.
    pub(super) fn places(&self) -> impl Iterator<Item = (usize, &Place)> {
        self.places.iter().enumerate()
    }

    /// The releases in the tables, in order.
    pub(super) fn releases(&self) -> impl DoubleEndedIterator<Item = &AlluxioVersion> {
        self.releases.iter()
    }

    /// Whether a release is in the tables.
    pub(super) fn knows(&self, version: &AlluxioVersion) -> bool {
        self.releases.contains(version)
    }

    /// The releases whose classes below a package were published in a version of the class format.
    pub(super) fn compiled_to(&self, package: &str, format: u16) -> Option<Span> {
        let known = self.formats.iter().find(|known| known.0 == package && known.1 == format)?;
        self.span(&known.2)
    }

    /// The releases that fit what was seen. What a part lacks counts as long as some release that is known exactly fits it, and
    /// fits what is known so far; a minimised or partial jar fits none, and then only what is present counts.
    pub fn read(&self, seen: &Sighting) -> Reading {
        if seen.marks.is_empty() {
            return Reading::Nothing;
        }
        let mut whole = vec![true; self.releases.len()];
        self.seen(seen).for_each(|mark| keep(&mut whole, &mark.may));
        for part in self.parts(seen) {
            if let Some(fits) = self.part_fits(part, seen).filter(|fits| fits.iter().zip(&whole).any(|(a, b)| *a && *b)) {
                keep(&mut whole, &fits);
            }
        }
        match self.span(&whole) {
            Some(span) => Reading::Fits(span),
            None => self.mixed(seen),
        }
    }

    /// Whether it carries other projects' code below packages of Alluxio's own, as official uber jars do.
    pub(super) fn bundles(&self, seen: &Sighting) -> bool {
        self.seen(seen).any(|mark| mark.part.is_none())
    }

    fn seen<'a>(&'a self, seen: &'a Sighting) -> impl Iterator<Item = &'a Mark> {
        seen.marks.iter().filter_map(|number| self.marks.get(*number))
    }

    fn parts(&self, seen: &Sighting) -> BTreeSet<usize> {
        let examined = seen.examined.iter().filter_map(|place| self.places.get(*place)).map(|place| place.part);
        self.seen(seen).filter_map(|mark| mark.part).chain(examined).collect()
    }

    /// The releases that have all that is there of a part and nothing that is not, if one that is known exactly is among them.
    fn part_fits(&self, part: usize, seen: &Sighting) -> Option<Set> {
        let mut fits = vec![true; self.releases.len()];
        for (number, mark) in self.marks.iter().enumerate().filter(|(_, mark)| mark.part == Some(part)) {
            if seen.marks.contains(&number) {
                keep(&mut fits, &mark.may);
            } else {
                fits.iter_mut().zip(&mark.must).for_each(|(fit, must)| *fit &= !must);
            }
        }
        let sure = self.sure.get(part)?;
        fits.iter().zip(sure).any(|(fit, sure)| *fit && *sure).then_some(fits)
    }

    fn span(&self, fits: &Set) -> Option<Span> {
        let mut fitting = self.releases.iter().zip(fits).filter(|(_, fit)| **fit).map(|(release, _)| release);
        let min = fitting.next()?;
        Some(Span { min: min.clone(), max: fitting.next_back().unwrap_or(min).clone() })
    }

    fn mixed(&self, seen: &Sighting) -> Reading {
        let spans = || self.seen(seen).filter_map(|mark| Some((mark.name.to_owned(), self.span(&mark.may)?)));
        let early = spans().min_by(|a, b| a.1.max.cmp(&b.1.max));
        let late = spans().max_by(|a, b| a.1.min.cmp(&b.1.min));
        match (early, late) {
            (Some(early), Some(late)) => Reading::Mixed { early: (early.0, early.1.max), late: (late.0, late.1.min) },
            _ => Reading::Nothing,
        }
    }
}

fn keep(fits: &mut Set, wanted: &Set) {
    fits.iter_mut().zip(wanted).for_each(|(fit, wanted)| *fit &= wanted);
}
