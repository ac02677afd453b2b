//! Which releases have clients with given classes, from `rules/catalog/clients/api.tsv`.

use std::collections::{BTreeSet, HashMap};
use std::sync::OnceLock;

use super::fingerprint::Fingerprints;
use crate::catalog::rows;
use crate::facts::Span;
use crate::version::AlluxioVersion;

const API: &str = include_str!("../../../rules/catalog/clients/api.tsv");

pub(super) struct Api {
    /// Releases whose clients were read, in order.
    read: Vec<AlluxioVersion>,
    /// By class the releases that have it, by position.
    classes: HashMap<&'static str, Vec<bool>>,
}

impl Api {
    pub(super) fn builtin() -> &'static Api {
        static API: OnceLock<Api> = OnceLock::new();
        API.get_or_init(Api::load)
    }

    fn load() -> Api {
        let mut api = Api { read: Vec::new(), classes: HashMap::new() };
        for row in rows(self::API) {
            match row.as_slice() {
                ["read", releases] => api.read = releases.split(' ').filter_map(|text| AlluxioVersion::parse(text).ok()).collect(),
                [ranges, classes] => {
                    let set = api.named(ranges);
                    api.classes.extend(classes.split(' ').map(|class| (class, set.clone())));
                }
                _ => {}
            }
        }
        api
    }

    /// The releases in `first..last`, `single`, separated by blanks.
    fn named(&self, ranges: &str) -> Vec<bool> {
        let mut set = vec![false; self.read.len()];
        for range in ranges.split(' ') {
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            let (Ok(first), Ok(last)) = (AlluxioVersion::parse(first), AlluxioVersion::parse(last)) else { continue };
            set.iter_mut().zip(&self.read).for_each(|(slot, release)| *slot |= first <= *release && *release <= last);
        }
        set
    }

    /// Whether it is a class of some client.
    pub(super) fn knows(&self, class: &str) -> bool {
        self.classes.contains_key(outer(class))
    }

    /// The first and last release whose clients may have all of the classes; nothing if none has, or no class is known. A release whose
    /// client was not read may have what the ones before and after it have.
    pub(super) fn span(&self, classes: &BTreeSet<String>) -> Option<Span> {
        let known: Vec<&Vec<bool>> = classes.iter().filter_map(|class| self.classes.get(outer(class))).collect();
        if known.is_empty() {
            return None;
        }
        let may = |release: &&AlluxioVersion| known.iter().all(|set| self.may(set, release));
        let mut fitting = Fingerprints::builtin().releases().filter(may);
        let min = fitting.next()?.clone();
        let max = fitting.next_back().unwrap_or(&min).clone();
        Some(Span { min, max })
    }

    /// The line before leads into a release, the line after it does not: what came with 2.x was in no 1.x.
    fn may(&self, set: &[bool], release: &AlluxioVersion) -> bool {
        let after = self.read.iter().position(|read| read >= release).unwrap_or(self.read.len());
        let has = |at: usize| set.get(at).copied().unwrap_or_default();
        let next = self.read.get(after);
        if next == Some(release) {
            return has(after);
        }
        let same_line = next.is_some_and(|next| next.line() == release.line());
        (same_line && has(after)) || after.checked_sub(1).is_some_and(has)
    }
}

/// The class around an inner one.
fn outer(class: &str) -> &str {
    class.split('$').next().unwrap_or(class)
}
