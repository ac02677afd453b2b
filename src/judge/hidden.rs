//! What may lie in things that were not seen: more subjects of a kind, and the settings of keys. No rule on such subjects has
//! passed, however well those that were seen fare.

use std::collections::{BTreeMap, BTreeSet};

use super::Judge;
use crate::facts::vocabulary::{ALL_SETTINGS, SETTING};
use crate::facts::{Facts, Gap, SubjectKind, Unseen};
use crate::settings::{Rank, Settings};

/// Something that may be a journal, or lead to one.
const JOURNAL_SEEN: &str = "cluster.journal_seen";

impl Judge<'_> {
    /// Per kind, what may hold more subjects of it.
    pub(super) fn hidden(&self) -> BTreeMap<SubjectKind, Gap> {
        let gap = |kind: SubjectKind| Gap::behind(self.facts.unseen.iter().filter(|unseen| self.hides(unseen, kind)));
        let kinds: BTreeSet<SubjectKind> = self.rules.rules.iter().map(|rule| rule.subject).collect();
        kinds.into_iter().filter_map(|kind| Some((kind, gap(kind)?))).collect()
    }

    /// Whether facts of the kind would have come from the thing, and nothing tells whose.
    fn hides(&self, unseen: &Unseen, kind: SubjectKind) -> bool {
        let may_hold = match kind {
            // There is always just one, and it was judged by what was seen.
            SubjectKind::Cluster => false,
            SubjectKind::Key if unseen.hides(ALL_SETTINGS) => true,
            // One journal is enough to know what a master would read.
            SubjectKind::Journal if unseen.hides(JOURNAL_SEEN) => !self.cluster.is(JOURNAL_SEEN),
            _ => unseen.facts.iter().any(|fact| fact.split_once('.').is_some_and(|(of, _)| of == kind.word())),
        };
        may_hold && !self.facts.of(kind).any(|subject| is_within(&unseen.subject, &subject.path))
    }
}

/// Whether a place is a subject's own or lies inside of it.
fn is_within(place: &str, subject: &str) -> bool {
    place.strip_prefix(subject).is_some_and(|rest| rest.chars().next().is_none_or(|next| !next.is_alphanumeric()))
}

/// Why the value of a key cannot be told, if so: a place that may set it was not read, and the user did not say it.
pub(super) fn setting(settings: &Settings, facts: &Facts, key: &str) -> Option<Gap> {
    if facts.unseen.is_empty() || settings.get(key).is_some_and(|setting| setting.rank == Rank::Assumed) {
        return None;
    }
    let named = format!("{SETTING}{key}");
    Gap::behind(facts.unseen.iter().filter(|unseen| unseen.hides(&named) || unseen.hides(ALL_SETTINGS)))
}
