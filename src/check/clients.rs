//! Each client against the target, and against every stop of the plan on the way there.

use std::collections::BTreeMap;

use crate::facts::{Facts, Span, Subject, SubjectKind};
use crate::judge::{ClientAnswer, Hop, Judge};
use crate::plan::PlannedHop;
use crate::rules::Works;
use crate::version::AlluxioVersion;

/// How a client fares after one hop of the plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Number of the hop, from 1; 0 is the installed release.
    pub hop: usize,
    /// The release of the servers.
    pub to: AlluxioVersion,
    /// Whether it works with them.
    pub works: Works,
}

/// The answer on a client.
#[derive(Debug, Clone)]
pub struct Outlook<'a> {
    /// Against the target.
    pub answer: ClientAnswer<'a>,
    /// Against the installed release, if it is known, and each release of the plan.
    pub stops: Vec<Stop>,
}

impl Outlook<'_> {
    /// The first stop at which a client no longer works that worked before; the very first if it works with none.
    pub fn breaks_at(&self) -> Option<&Stop> {
        let Some(first_good) = self.stops.iter().position(|stop| stop.works == Works::Yes) else {
            return self.stops.first().filter(|_| self.stops.iter().all(|stop| is_bad(stop.works)));
        };
        self.stops.iter().skip(first_good).find(|stop| is_bad(stop.works))
    }
}

fn is_bad(works: Works) -> bool {
    matches!(works, Works::No | Works::Partly)
}

pub(super) fn outlooks<'a>(judge: &Judge<'a>, facts: &Facts, hop: &Hop, hops: &[PlannedHop]) -> BTreeMap<String, Outlook<'a>> {
    let outlook = |client: &Subject| Outlook { answer: judge.works(client, hop), stops: stops(judge, client, hop, hops) };
    facts.of(SubjectKind::Client).map(|client| (client.path.clone(), outlook(client))).collect()
}

fn stops(judge: &Judge<'_>, client: &Subject, hop: &Hop, hops: &[PlannedHop]) -> Vec<Stop> {
    let installed = hop.from.as_ref().and_then(Span::single);
    if installed == Some(&hop.to) {
        return Vec::new();
    }
    let path = installed.into_iter().chain(hops.iter().map(|hop| &hop.to));
    let first = usize::from(installed.is_none());
    let works = |to: &AlluxioVersion| judge.works(client, &Hop { from: hop.from.clone(), to: to.clone() }).works;
    path.enumerate().map(|(n, to)| Stop { hop: n + first, to: to.clone(), works: works(to) }).collect()
}
