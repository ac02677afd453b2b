//! What may lie in things that were not seen: more subjects of a kind, and the settings of keys. No rule on such subjects has
//! passed, however well those that were seen fare.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::Judge;
use crate::facts::vocabulary::{ALL_SETTINGS, SETTING};
use crate::facts::{Facts, Gap, SubjectKind, Unseen};
use crate::settings::{Rank, Settings};

/// Something that may be a journal, or lead to one.
const JOURNAL_SEEN: &str = "cluster.journal_seen";

impl Judge<'_> {
    /// Per kind, what may hold more subjects of it.
    pub(super) fn hidden(&self) -> BTreeMap<SubjectKind, Gap> {
        let kinds: BTreeSet<SubjectKind> = self.rules.rules.iter().map(|rule| rule.subject).collect();
        kinds.into_iter().filter_map(|kind| Some((kind, self.hidden_of(kind)?))).collect()
    }

    /// Things that facts of the kind would have come from, and that lie in no subject that was seen.
    fn hidden_of(&self, kind: SubjectKind) -> Option<Gap> {
        let mut unseen = self.facts.unseen.iter().filter(|unseen| self.may_hold(unseen, kind)).peekable();
        unseen.peek()?;
        let seen: HashSet<&str> = self.facts.of(kind).map(|subject| subject.path.as_str()).collect();
        Gap::behind(unseen.filter(|unseen| !is_within(&unseen.subject, &seen)))
    }

    fn may_hold(&self, unseen: &Unseen, kind: SubjectKind) -> bool {
        match kind {
            // There is always just one, and it was judged by what was seen.
            SubjectKind::Cluster => false,
            SubjectKind::Key if unseen.hides(ALL_SETTINGS) => true,
            // One journal is enough to know what a master would read.
            SubjectKind::Journal if unseen.hides(JOURNAL_SEEN) => !self.cluster.is(JOURNAL_SEEN),
            _ => unseen.facts.iter().any(|fact| fact.split_once('.').is_some_and(|(of, _)| of == kind.word())),
        }
    }
}

/// Whether a place is a subject's own or lies inside of it.
fn is_within(place: &str, subjects: &HashSet<&str>) -> bool {
    let ends = place.char_indices().filter(|(_, next)| !next.is_alphanumeric()).map(|(end, _)| end);
    ends.chain([place.len()]).any(|end| place.get(..end).is_some_and(|outer| subjects.contains(outer)))
}

/// Why the value of a key cannot be told, if so: a place that may set it was not read, and the user did not say it.
pub(super) fn setting(settings: &Settings, facts: &Facts, key: &str) -> Option<Gap> {
    if facts.unseen.is_empty() || settings.get(key).is_some_and(|setting| setting.rank == Rank::Assumed) {
        return None;
    }
    let named = format!("{SETTING}{key}");
    Gap::behind(facts.unseen.iter().filter(|unseen| unseen.hides(&named) || unseen.hides(ALL_SETTINGS)))
}
