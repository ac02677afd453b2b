//! From the rows that may fit to one verdict. Working must be earned: it is said only where every release that the client
//! may be and every setting that could not be seen leads to a row that says so.

use super::table::{Api, Harm, Pair};
use crate::facts::Gap;
use crate::rules::Works;

/// The verdict for one way into the client.
#[derive(Debug, Clone)]
pub struct ApiVerdict<'a> {
    /// The way in.
    pub api: Api,
    /// The verdict.
    pub works: Works,
    /// The rows that it comes from, each once.
    pub pairs: Vec<&'a Pair>,
}

/// The verdict on a client and a server.
#[derive(Debug, Clone)]
pub struct Verdict<'a> {
    /// Over all ways in.
    pub works: Works,
    /// Per way in.
    pub apis: Vec<ApiVerdict<'a>>,
    /// Why it is unknown.
    pub reasons: Vec<Gap>,
}

impl<'a> Verdict<'a> {
    /// One verdict over all ways in.
    pub fn of(apis: Vec<ApiVerdict<'a>>, reasons: Vec<Gap>) -> Verdict<'a> {
        let first = apis.first().map_or(Works::Unknown, |api| api.works);
        let works = if apis.iter().all(|api| api.works == first) {
            first
        } else if apis.iter().any(|api| api.works == Works::Unknown) {
            Works::Unknown
        } else {
            Works::Partly
        };
        Verdict { works, apis, reasons }
    }

    /// All rows, each once.
    pub fn pairs(&self) -> Vec<&'a Pair> {
        once(self.apis.iter().flat_map(|api| api.pairs.iter().copied()))
    }

    /// The row that says most: the first that harms most, else the first of the worst verdict.
    pub fn main(&self) -> Option<&'a Pair> {
        let pairs = self.pairs();
        let rank = |pair: &&&Pair| (pair.harm, pair.works);
        let worst = pairs.iter().map(|pair| rank(&pair)).max()?;
        pairs.iter().find(|pair| rank(pair) == worst).copied()
    }

    /// The worst that it does to data.
    pub fn harm(&self) -> Harm {
        self.pairs().iter().map(|pair| pair.harm).max().unwrap_or_default()
    }
}

/// What the rows that may fit agree on. `None` stands for a release that no row speaks of.
pub fn settle<'a>(api: Api, candidates: &[Option<&'a Pair>]) -> ApiVerdict<'a> {
    let verdicts = || candidates.iter().map(|pair| pair.map_or(Works::Unknown, |pair| pair.works));
    let works = match verdicts().next() {
        None => Works::Unknown,
        Some(first) if verdicts().all(|works| works == first) => first,
        // One of them may be right, and some of them promise: nothing can be said.
        Some(_) if verdicts().any(|works| matches!(works, Works::Yes | Works::Unknown)) => Works::Unknown,
        Some(_) => Works::No,
    };
    ApiVerdict { api, works, pairs: once(candidates.iter().copied().flatten()) }
}

fn once<'a>(pairs: impl Iterator<Item = &'a Pair>) -> Vec<&'a Pair> {
    let mut seen: Vec<&Pair> = Vec::new();
    for pair in pairs {
        if !seen.iter().any(|other| std::ptr::eq(*other, pair)) {
            seen.push(pair);
        }
    }
    seen
}
