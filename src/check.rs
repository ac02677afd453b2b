//! The whole question, answered: facts, judgement and plan put together. Reads nothing and prints nothing.

mod clients;
mod cluster;
mod origin;
mod planned;
mod verdict;

use std::collections::BTreeMap;
use std::path::PathBuf;

pub use clients::{Outlook, Stop};
pub use cluster::Assumption;
pub use origin::Origin;
pub use verdict::Verdict;

use crate::catalog::Catalog;
use crate::facts::{Facts, Subject, SubjectKind};
use crate::judge::{Answer, Check, Hop, Judge, KeyView, Memo, Mixed, Order, worse};
use crate::plan::{self, Path, Routes, Step};
use crate::rules::{ClusterQuestion, Outcome, Question, RuleSet};
use crate::version::AlluxioVersion;

/// What comes of holding both releases of a hop in one cluster, by the order of replacing its parts.
#[derive(Debug, Clone)]
pub struct Mixing {
    /// Masters first.
    pub masters_first: Mixed,
    /// Workers first.
    pub workers_first: Mixed,
    /// Masters one by one.
    pub masters_together: Mixed,
}

fn mixing(judge: &Judge<'_>, hop: &plan::PlannedHop) -> Mixing {
    let mixed = |order| judge.mixed(order, &hop.from, &hop.to);
    Mixing {
        masters_first: mixed(Order::MastersFirst),
        workers_first: mixed(Order::WorkersFirst),
        masters_together: mixed(Order::MastersTogether),
    }
}

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

/// The answer on a backup.
#[derive(Debug, Clone)]
pub struct RestoreAnswer {
    /// Into a formatted folder.
    pub formatted: Answer,
    /// Into a folder that nobody formatted.
    pub unformatted: Answer,
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

    /// The cluster as a subject.
    pub fn cluster(&self) -> &Subject {
        &self.cluster
    }
}

/// Answers the question.
pub fn assess<'a>(knowledge: &'a Knowledge, prepared: &'a Prepared, asked: &'a Asked) -> Assessment<'a> {
    let Prepared { facts, cluster, keys, memo } = prepared;
    let settings = &facts.settings;
    let judge = Judge {
        before_memo: memo,
        after_memo: memo,
        catalog: &knowledge.catalog,
        rules: &knowledge.rules,
        before: settings,
        after: settings,
        facts,
        cluster,
        keys,
    };
    let origin = origin::of(&knowledge.catalog, facts, asked);
    let hop = Hop { from: origin.span.clone(), to: asked.to.clone() };
    let start = journal_answer(&judge, facts, &hop, Question::Start).unwrap_or_else(no_journal);
    let start = deployed(&judge, facts, &hop, start);
    let start = vouched(&knowledge.catalog, &asked.to, start);
    let upgrade_journal = judge_v0(&judge, facts, &hop);
    let planned::Planned { path, steps, typed } = planned::plan(knowledge, &judge, facts, asked, &origin);
    let keys = judge.keys(&hop);
    let checks = judge.checks(&hop, &keys);
    let verdict = verdict::of(&start, &path, &origin, &checks);
    let side = crate::judge::Side::new(&knowledge.catalog, settings, facts);
    let type_origin = side.fact_of(&asked.to, "journal_type_origin").to_string();
    let journal_type = (side.journal_type(&asked.to), verdict::origin_word(&type_origin));
    Assessment {
        restores: restores(&judge, facts, &hop),
        clients: clients::outlooks(&judge, facts, &hop, &path.hops),
        mixing: path.hops.iter().map(|hop| mixing(&judge, hop)).collect(),
        asked,
        origin,
        facts,
        checks,
        questions: judge.questions(&hop),
        keys,
        start,
        upgrade_journal,
        path,
        steps,
        typed,
        verdict,
        journal_type,
    }
}

fn no_journal() -> Answer {
    let text = "no journal was seen".to_owned();
    Answer { outcome: Outcome::Unknown, why: vec![crate::judge::Why { rule: String::new(), text }] }
}

/// What starts the master can lose the journal before the master looks at it, also where no journal was seen.
fn deployed(judge: &Judge<'_>, facts: &Facts, hop: &Hop, start: Answer) -> Answer {
    let answers =
        facts.of(SubjectKind::Deployment).chain(facts.of(SubjectKind::Helm)).map(|subject| judge.outcome(subject, hop, Question::Start));
    let loses = answers.filter(|answer| matches!(answer.outcome, Outcome::Formats | Outcome::Empty));
    loses.fold(start, |worst, answer| match worse(worst.outcome, answer.outcome) == worst.outcome {
        true if worst.outcome == answer.outcome => Answer { why: worst.why.into_iter().chain(answer.why).collect(), ..worst },
        true => worst,
        false => answer,
    })
}

/// Nobody vouches for a release that the rules do not know.
fn vouched(catalog: &Catalog, to: &AlluxioVersion, answer: Answer) -> Answer {
    match catalog.releases.unknown_reason(to) {
        Some(text) if answer.outcome == Outcome::Reads => {
            Answer { outcome: Outcome::Unknown, why: vec![crate::judge::Why { rule: String::new(), text }] }
        }
        _ => answer,
    }
}

/// The worst answer over all journals.
fn journal_answer(judge: &Judge<'_>, facts: &Facts, hop: &Hop, question: Question) -> Option<Answer> {
    let answers = facts.of(SubjectKind::Journal).map(|journal| judge.outcome(journal, hop, question));
    answers.reduce(|a, b| if worse(a.outcome, b.outcome) == a.outcome { a } else { b })
}

/// Only journals of before the `v1` folders can be upgraded by command.
fn judge_v0(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> Option<Answer> {
    let mut journals = facts.of(SubjectKind::Journal).filter(|journal| journal.text("journal.kind") == "v0");
    journals.next().map(|journal| judge.outcome(journal, hop, Question::UpgradeJournal))
}

fn restores(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> BTreeMap<String, RestoreAnswer> {
    let answer = |backup: &Subject| {
        let unformatted = judge.outcome(backup, hop, Question::RestoreUnformatted);
        RestoreAnswer { formatted: judge.outcome(backup, hop, Question::Start), unformatted }
    };
    facts.of(SubjectKind::Backup).map(|backup| (backup.path.clone(), answer(backup))).collect()
}
