//! The whole question, answered: facts, judgement and plan put together. Reads nothing and prints nothing.

mod clients;
mod cluster;
mod mixing;
mod origin;
mod planned;
mod start;
mod verdict;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use clients::{Outlook, Stop};
pub use cluster::Assumption;
pub use mixing::Mixing;
pub use origin::Origin;
pub use start::RestoreAnswer;
pub use verdict::Verdict;

use crate::catalog::Catalog;
use crate::facts::{Facts, Subject};
use crate::judge::{Answer, Check, Hop, Judge, KeyView, Memo, Side};
use crate::plan::{Path, Routes, Step};
use crate::rules::{ClusterQuestion, RuleSet};
use crate::version::AlluxioVersion;

/// What is known beside the cluster.
pub struct Knowledge {
    /// Tables.
    pub catalog: Catalog,
    /// Rules.
    pub rules: RuleSet,
    /// Routes.
    pub routes: Routes,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The installed release, if the user says it.
    pub from: Option<AlluxioVersion>,
    /// The target.
    pub to: AlluxioVersion,
    /// A release that the plan must be explained against.
    pub why_not: Option<AlluxioVersion>,
    /// Folder that relative paths start from; commands of a plan are typed elsewhere, so they need whole paths.
    pub here: Option<PathBuf>,
}

/// The whole answer.
pub struct Assessment<'a> {
    /// What was asked.
    pub asked: &'a Asked,
    /// Where the installed release comes from.
    pub origin: Origin,
    /// The facts.
    pub facts: &'a Facts,
    /// Every rule on every subject.
    pub checks: Vec<Check<'a>>,
    /// What the hop makes of each setting.
    pub keys: Vec<KeyView<'a>>,
    /// What only the running cluster can tell.
    pub questions: Vec<&'a ClusterQuestion>,
    /// If the target is just started.
    pub start: Answer,
    /// If `upgradeJournal` is run first; only for journals of before 1.5.
    pub upgrade_journal: Option<Answer>,
    /// Per backup.
    pub restores: BTreeMap<String, RestoreAnswer>,
    /// Per client.
    pub clients: BTreeMap<String, Outlook<'a>>,
    /// The path.
    pub path: Path,
    /// Its steps.
    pub steps: Vec<Step>,
    /// Where its commands are typed, if not in a home on a host.
    pub typed: String,
    /// Per hop of the path, what mixing its releases would do.
    pub mixing: Vec<Mixing>,
    /// The verdict.
    pub verdict: Verdict,
    /// Effective journal type after the hop and where it comes from.
    pub journal_type: (String, &'static str),
}

/// Facts prepared for judging: with assumptions, and with the cluster as a subject.
pub struct Prepared {
    facts: Facts,
    cluster: Subject,
    keys: Vec<Subject>,
    memo: Memo,
}

/// Adds assumptions and the cluster's own facts.
pub fn prepare(mut facts: Facts, assumptions: &[Assumption]) -> Prepared {
    let cluster = cluster::prepare(&mut facts, assumptions);
    let keys = cluster::keys(&facts);
    Prepared { facts, cluster, keys, memo: Memo::default() }
}

impl Prepared {
    /// The facts, with assumptions.
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    fn judge<'a>(&'a self, knowledge: &'a Knowledge) -> Judge<'a> {
        Judge {
            catalog: &knowledge.catalog,
            rules: &knowledge.rules,
            before: &self.facts.settings,
            after: &self.facts.settings,
            before_memo: &self.memo,
            after_memo: &self.memo,
            facts: &self.facts,
            cluster: &self.cluster,
            keys: &self.keys,
        }
    }

    /// The cluster as a subject.
    pub fn cluster(&self) -> &Subject {
        &self.cluster
    }
}

/// Answers the question.
pub fn assess<'a>(knowledge: &'a Knowledge, prepared: &'a Prepared, asked: &'a Asked) -> Assessment<'a> {
    let facts = &prepared.facts;
    let judge = prepared.judge(knowledge);
    let origin = origin::of(&knowledge.catalog, facts, asked);
    let hop = Hop { from: origin.span.clone(), to: asked.to.clone() };
    let start = start::start(&judge, facts, &hop);
    let planned::Planned { path, steps, typed } = planned::plan(knowledge, &judge, facts, asked, &origin);
    let keys = judge.keys(&hop);
    let checks = judge.checks(&hop, &keys);
    let verdict = verdict::of(&start, &path, &origin, &checks);
    Assessment {
        restores: start::restores(&judge, facts, &hop),
        upgrade_journal: start::upgrade_journal(&judge, facts, &hop),
        clients: clients::outlooks(&judge, facts, &hop, &path.hops),
        mixing: path.hops.iter().map(|hop| mixing::mixing(&judge, hop)).collect(),
        asked,
        origin,
        facts,
        checks,
        questions: judge.questions(&hop),
        keys,
        start,
        path,
        steps,
        typed,
        verdict,
        journal_type: journal_type(&judge, &asked.to),
    }
}

/// The effective journal type of a release, and the word for where it comes from.
fn journal_type(judge: &Judge<'_>, to: &AlluxioVersion) -> (String, &'static str) {
    let side = Side::new(judge.catalog, judge.after, judge.facts).remembering(judge.after_memo);
    (side.journal_type(to), side.journal_type_origin(to))
}
