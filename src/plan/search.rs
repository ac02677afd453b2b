//! The search itself: the cheapest row of legal hops over the target and the releases worth stopping at.

mod pins;

use std::collections::{BTreeMap, BTreeSet};

use super::route::{Needs, Route, Routes};
use super::{PlannedHop, journal};
use crate::facts::{Gap, Span, Subject};
use crate::judge::{Hop, Judge, Memo, Scope};
use crate::rules::when::Truth;
use crate::rules::{Outcome, Question};
use crate::settings::Settings;
use crate::version::AlluxioVersion;

/// A hop that is not legal, with the reason.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rejection {
    /// Release before it.
    pub from: AlluxioVersion,
    /// Release after it.
    pub to: AlluxioVersion,
    /// Method that was tried.
    pub method: String,
    /// Why not.
    pub reason: String,
    /// Whether it is only not known to be legal.
    pub unknown: bool,
}

/// What the search found.
#[derive(Debug, Clone, Default)]
pub struct Path {
    /// The hops, in order; empty if there is no path.
    pub hops: Vec<PlannedHop>,
    /// Whether the target can be reached with the namespace.
    pub reachable: bool,
    /// What the hops cost together.
    pub cost: u32,
    /// Direct hops that are not legal.
    pub rejected: Vec<Rejection>,
}

/// More stops than this never help: each generation of journals needs one.
const MAX_HOPS: usize = 6;

/// Searches a path from a release whose journal is known or imagined.
pub fn search(
    judge: &Judge<'_>,
    routes: &Routes,
    from: &AlluxioVersion,
    to: &AlluxioVersion,
    journal: Option<&Subject>,
    why_not: Option<&AlluxioVersion>,
) -> Path {
    let carried = journal.map(journal::carried).unwrap_or_default();
    let mut search = Search { asked: judge.after, routes, to, carried, rejected: BTreeSet::new(), best: BTreeMap::new() };
    let (own, memo) = (search.installed(judge, from, journal), Memo::default());
    let judge = &running(judge, own.as_ref(), &memo);
    let start = journal.cloned().unwrap_or_else(|| search.imagined(judge, from));
    search.extend(judge, from, &start, 0, &mut Vec::new());
    if let Some(stop) = why_not {
        search.try_routes(judge, from, stop, &start);
    }
    let (cost, hops) = search.best.remove(to).unzip();
    let shown = |rejection: &Rejection| rejection.from == *from && (rejection.to == *to || Some(&rejection.to) == why_not);
    let reachable = hops.is_some();
    Path {
        reachable,
        hops: hops.unwrap_or_default(),
        cost: cost.unwrap_or_default(),
        rejected: search.rejected.into_iter().filter(shown).collect(),
    }
}

impl Path {
    /// Of the paths from the two ends of a span of releases, the one on which nothing is left out; the older end's if both
    /// are alike.
    pub fn more_careful(oldest: Path, newest: Path) -> Path {
        match (oldest.reachable, newest.reachable) {
            (true, true) if newest.cost <= oldest.cost => oldest,
            (false, _) => oldest,
            _ => newest,
        }
    }
}

/// The judge of a hop from a release that runs with settings of its own, or with those that are asked for.
fn running<'j>(judge: &Judge<'j>, own: Option<&'j Settings>, memo: &'j Memo) -> Judge<'j> {
    let (before, before_memo) = own.map_or((judge.after, judge.after_memo), |own| (own, memo));
    Judge { before, before_memo, ..*judge }
}

struct Search<'s> {
    /// The configuration as it is or is wished for; stops in between may need another.
    asked: &'s Settings,
    routes: &'s Routes,
    to: &'s AlluxioVersion,
    carried: BTreeSet<i64>,
    rejected: BTreeSet<Rejection>,
    best: BTreeMap<AlluxioVersion, (u32, Vec<PlannedHop>)>,
}

impl Search<'_> {
    fn imagined(&self, judge: &Judge<'_>, version: &AlluxioVersion) -> Subject {
        journal::written_by(judge.catalog, judge.before, version, &self.carried)
    }

    /// Goes on from a release, depth first; a release that was reached more cheaply before is not gone on from again.
    fn extend(&mut self, judge: &Judge<'_>, from: &AlluxioVersion, journal: &Subject, cost: u32, path: &mut Vec<PlannedHop>) {
        if path.len() >= MAX_HOPS {
            return;
        }
        for stop in self.stops(judge, from) {
            let Some((mut hop, price)) = self.try_routes(judge, from, &stop, journal) else { continue };
            let total = cost + price;
            if self.best.get(&stop).is_some_and(|(known, _)| *known <= total) {
                continue;
            }
            let again = path.last().map(|before| self.as_asked(before, &hop)).unwrap_or_default();
            hop.pins.extend(again);
            path.push(hop);
            self.best.insert(stop.clone(), (total, path.clone()));
            if stop != *self.to {
                self.go_on(judge, &stop, total, path);
            }
            path.pop();
        }
    }

    /// Goes on from a stop, which runs and writes its journal with what was pinned for it.
    fn go_on(&mut self, judge: &Judge<'_>, stop: &AlluxioVersion, cost: u32, path: &mut Vec<PlannedHop>) {
        let pins = path.last().map(|hop| hop.pins.as_slice()).unwrap_or_default();
        let pinned = || pins.iter().fold(self.asked.clone(), |settings, pin| settings.with(&pin.key, &pin.value, "the plan"));
        let (own, memo) = ((!pins.is_empty()).then(pinned), Memo::default());
        let judge = running(judge, own.as_ref(), &memo);
        let journal = self.imagined(&judge, stop);
        self.extend(&judge, stop, &journal, cost, path);
    }

    /// The target, and releases worth stopping at that lie on the way.
    fn stops(&self, judge: &Judge<'_>, from: &AlluxioVersion) -> Vec<AlluxioVersion> {
        let preferred = judge.catalog.releases.releases.iter().filter(|release| release.preferred).map(|release| &release.version);
        let between = preferred.filter(|version| *version > from && *version < self.to).cloned();
        std::iter::once(self.to.clone()).chain(between).collect()
    }

    /// The cheapest legal route of a hop.
    fn try_routes(
        &mut self,
        judge: &Judge<'_>,
        from: &AlluxioVersion,
        to: &AlluxioVersion,
        journal: &Subject,
    ) -> Option<(PlannedHop, u32)> {
        let routes = self.routes;
        let mut best: Option<(PlannedHop, u32)> = None;
        for route in &routes.routes {
            match self.try_route(judge, route, from, to, journal) {
                Ok(hop) if best.as_ref().is_none_or(|(_, cost)| route.cost < *cost) => best = Some((hop, route.cost)),
                Ok(_) => {}
                Err((reason, _)) if reason.is_empty() => {}
                Err((reason, unknown)) => {
                    let method = route.method.clone();
                    self.rejected.insert(Rejection { from: from.clone(), to: to.clone(), method, reason, unknown });
                }
            }
        }
        best
    }

    fn try_route(
        &self,
        judge: &Judge<'_>,
        route: &Route,
        from: &AlluxioVersion,
        to: &AlluxioVersion,
        journal: &Subject,
    ) -> Result<PlannedHop, (String, bool)> {
        let fill = |text: &str| text.replace("{from}", &from.to_string()).replace("{to}", &to.to_string());
        let hop = Hop { from: Some(Span::exactly(from.clone())), to: to.clone() };
        Self::required(route, &Scope::new(*judge, journal, &hop)).map_err(|(reason, unknown)| (fill(&reason), unknown))?;
        let (answer, pins) = match route.needs {
            Needs::Start => self.start(judge, route, journal, &hop),
            Needs::UpgradeJournal => (judge.outcome(journal, &hop, Question::UpgradeJournal), Vec::new()),
            Needs::Restore => self.start(judge, route, &journal::backup_of(journal, judge.catalog, from), &hop),
            Needs::Never => return Err((fill(&route.advice), false)),
        };
        if answer.outcome != Outcome::Reads {
            let why: Vec<String> = answer.why.into_iter().map(|why| why.text).collect();
            return Err((why.join("; "), answer.outcome == Outcome::Unknown));
        }
        let why = fill(&route.why);
        Ok(PlannedHop { from: from.clone(), to: to.clone(), route: route.id.clone(), method: route.method.clone(), pins, why })
    }

    /// Whether all requirements of a route hold; what surely does not hold is said before what is not known.
    fn required(route: &Route, scope: &Scope<'_>) -> Result<(), (String, bool)> {
        let mut unknown = Vec::new();
        for requirement in &route.require {
            match requirement.when.evaluate(scope) {
                Truth::True => {}
                Truth::False => return Err((requirement.otherwise.clone(), false)),
                Truth::Unknown(reasons) => unknown.extend(reasons),
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err((Gap::join(&unknown).to_string(), true)) }
    }
}
