//! What each release on a way runs with: what is asked for, and what a hop pins beside it.

use super::Search;
use crate::facts::{Span, Subject};
use crate::judge::{Answer, Hop, Judge, Memo, Scope, Side};
use crate::plan::route::{PinTemplate, Route};
use crate::plan::{Pin, PlannedHop};
use crate::rules::when::Truth;
use crate::rules::{Outcome, Question};
use crate::settings::Settings;
use crate::version::AlluxioVersion;

impl Search<'_> {
    /// The configuration of the installed release where it is not the one that is asked for. A journal type that is asked for need not be the one that it runs with: its
    /// journal tells that, and without a journal a release that has no such type runs with its default.
    pub(super) fn installed(&self, judge: &Judge<'_>, from: &AlluxioVersion, journal: Option<&Subject>) -> Option<Settings> {
        if let Some(journal) = journal {
            let hop = Hop { from: Some(Span::exactly(from.clone())), to: from.clone() };
            let (settings, pins) = self.pinned(judge, journal, &hop, &|pin| pin.at_stops);
            return (!pins.is_empty()).then_some(settings);
        }
        Side::new(judge.catalog, judge.before, judge.facts).remembering(judge.before_memo).runnable(from)
    }

    /// Settings that the stop before had otherwise than asked for, as they are asked for again.
    pub(super) fn as_asked(&self, before: &PlannedHop, hop: &PlannedHop) -> Vec<Pin> {
        let pinned_here = |key: &str| hop.pins.iter().any(|pin| pin.key == key);
        let others = before.pins.iter().filter(|pin| !pinned_here(&pin.key));
        let again = |pin: &Pin| {
            let value = self.asked.get(&pin.key)?.value.clone();
            (value != pin.value).then(|| Pin { key: pin.key.clone(), value, why: format!("as asked; {} had another", before.to) })
        };
        others.filter_map(again).collect()
    }

    /// Starting the target on a journal or from a backup, as configured, or with settings pinned if that helps.
    pub(super) fn start(&self, judge: &Judge<'_>, route: &Route, subject: &Subject, hop: &Hop) -> (Answer, Vec<Pin>) {
        let plain = judge.outcome(subject, hop, Question::Start);
        if plain.outcome == Outcome::Reads || !route.pins {
            return (plain, Vec::new());
        }
        let (settings, pins) = self.pinned(judge, subject, hop, &|pin| !pin.at_stops || hop.to != *self.to);
        let pinned = Judge { after: &settings, after_memo: &Memo::default(), ..*judge }.outcome(subject, hop, Question::Start);
        if pinned.outcome == Outcome::Reads { (pinned, pins) } else { (plain, Vec::new()) }
    }

    fn pinned(&self, judge: &Judge<'_>, subject: &Subject, hop: &Hop, wanted: &dyn Fn(&PinTemplate) -> bool) -> (Settings, Vec<Pin>) {
        let mut settings = judge.after.clone();
        let mut pins = Vec::new();
        for pin in self.routes.pins.iter().filter(|pin| wanted(pin)) {
            let memo = Memo::default();
            let judge = Judge { after: &settings, after_memo: &memo, ..*judge };
            if pin.when.evaluate(&Scope::new(judge, subject, hop)) == Truth::True {
                settings = settings.with(&pin.key, &pin.value, "the plan");
                let why = pin.why.replace("{to}", &hop.to.to_string());
                pins.push(Pin { key: pin.key.clone(), value: pin.value.clone(), why });
            }
        }
        (settings, pins)
    }
}
