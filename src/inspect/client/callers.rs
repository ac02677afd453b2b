//! Classes of applications that call classes of Alluxio which are not beside them: use without a jar.
//!
//! A class that is named after Alluxio is always looked at; all classes are where a tree is small enough for that, since each has
//! to be unpacked. Alluxio's own classes are no application. What is called by reflection, or through Hadoop by the name of a class in
//! the configuration, does not show.

use std::collections::{BTreeMap, BTreeSet};

use super::api::Api;
use crate::facts::{Evidence, Grade, Subject, SubjectKind, Value};
use crate::inspect::class;

/// The top packages of Alluxio's classes.
const ROOTS: [&str; 2] = ["alluxio/", "tachyon/"];

/// Classes of an archive or a folder that call Alluxio, by what stands before Alluxio's packages.
#[derive(Debug, Default)]
pub(super) struct Callers(BTreeMap<String, Called>);

/// What is called below one prefix.
#[derive(Debug, Default)]
pub(super) struct Called {
    /// Calling classes, by their places.
    pub(super) places: BTreeSet<String>,
    /// The classes that are called, from the top package on.
    pub(super) classes: BTreeSet<String>,
}

/// Places that are kept of one archive.
const PLACES: usize = 1_000;

/// Whether a class may call Alluxio, going by its name.
pub(super) fn named_after(name: &str) -> bool {
    name.ends_with(".class") && !ROOTS.iter().any(|root| name.starts_with(root)) && super::knowledge::may_hit(name.as_bytes())
}

/// Whether it may have the name of one of Alluxio's packages in it; most classes have not, and need not be parsed.
fn mentions(bytes: &[u8]) -> bool {
    ROOTS.iter().any(|root| memchr::memmem::find(bytes, root.as_bytes()).is_some())
}

impl Callers {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn extend(&mut self, other: Callers) {
        for (prefix, called) in other.0 {
            let own = self.0.entry(prefix).or_default();
            own.places.extend(called.places);
            own.classes.extend(called.classes);
        }
    }

    /// Looks at a class file; its own name if it calls Alluxio.
    pub(super) fn look(&mut self, place: &str, bytes: &[u8]) -> Option<String> {
        if !mentions(bytes) {
            return None;
        }
        let calls = class::calls(bytes).ok()?;
        let mut found = false;
        for (prefix, called) in calls.classes.iter().filter_map(|class| split(class)) {
            // Alluxio's own classes, moved or not, call each other.
            if ROOTS.iter().any(|root| calls.name.starts_with(&format!("{prefix}{root}"))) {
                continue;
            }
            found = true;
            let own = self.0.entry(prefix.to_owned()).or_default();
            own.classes.insert(called.to_owned());
            if own.places.len() < PLACES {
                own.places.insert(place.to_owned());
            }
        }
        found.then_some(calls.name)
    }

    /// The applications that call what is not below one of the prefixes.
    pub(super) fn subjects(&self, path: &str, beside: &dyn Fn(&str) -> bool) -> Vec<Subject> {
        let without = self.0.iter().filter(|(prefix, _)| !beside(prefix));
        without.map(|(_, called)| called.subject(path)).collect()
    }
}

/// A class of Alluxio, as what stands before its top package and the rest. One that was moved must be known: others' packages may
/// be called so too.
fn split(class: &str) -> Option<(&str, &str)> {
    let begins = |at: &usize| *at == 0 || class.get(..*at).is_some_and(|before| before.ends_with('/'));
    let at = ROOTS.iter().flat_map(|root| class.match_indices(root)).map(|(at, _)| at).filter(begins).min()?;
    let (prefix, called) = class.split_at(at);
    (prefix.is_empty() || Api::builtin().knows(called)).then_some((prefix, called))
}

impl Called {
    fn subject(&self, path: &str) -> Subject {
        let mut subject = Subject::new(SubjectKind::Application, path);
        let classes: BTreeSet<String> = self.classes.iter().map(|class| class.replace('/', ".")).collect();
        let first = self.places.first().cloned().unwrap_or_default();
        let detail = format!("calls {}", classes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", "));
        subject.evidence.push(Evidence::new(&first, Grade::Proven, detail));
        subject.set("application.kind", "code");
        subject.set("application.at", first);
        subject.set("application.callers", Value::Int(i64::try_from(self.places.len()).unwrap_or(i64::MAX)));
        subject.set("application.classes", classes);
        subject.set("application.schemes", BTreeSet::<String>::new());
        let unknown = || Value::unknown("no client that was read has all of the classes that it calls");
        subject.set("application.fits", Api::builtin().span(&self.classes).map_or_else(unknown, Value::Version));
        subject
    }
}

/// Called classes that are named in the evidence.
const SHOWN: usize = 5;
