//! What becomes of journals and backups if the target is just started, or after its `upgradeJournal`.

use std::collections::BTreeMap;

use crate::catalog::Catalog;
use crate::facts::{Facts, Subject, SubjectKind};
use crate::judge::{Answer, Hop, Judge, Why, worse};
use crate::rules::{Outcome, Question};
use crate::version::AlluxioVersion;

/// The answer on a backup.
#[derive(Debug, Clone)]
pub struct RestoreAnswer {
    /// Into a formatted folder.
    pub formatted: Answer,
    /// Into a folder that nobody formatted.
    pub unformatted: Answer,
}

/// The worst over all journals, and over what starts the masters.
pub(super) fn start(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> Answer {
    let read = journals(judge, facts, hop).unwrap_or_else(|| unknown("no journal was seen".to_owned()));
    vouched(judge.catalog, &hop.to, deployed(judge, facts, hop, read))
}

fn unknown(text: String) -> Answer {
    Answer { outcome: Outcome::Unknown, why: vec![Why { rule: String::new(), text }] }
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
        Some(text) if answer.outcome == Outcome::Reads => unknown(text),
        _ => answer,
    }
}

/// The worst answer over all journals.
fn journals(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> Option<Answer> {
    let answers = facts.of(SubjectKind::Journal).map(|journal| judge.outcome(journal, hop, Question::Start));
    answers.reduce(|a, b| if worse(a.outcome, b.outcome) == a.outcome { a } else { b })
}

/// Only journals of before the `v1` folders can be upgraded by command.
pub(super) fn upgrade_journal(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> Option<Answer> {
    let mut journals = facts.of(SubjectKind::Journal).filter(|journal| journal.text("journal.kind") == "v0");
    journals.next().map(|journal| judge.outcome(journal, hop, Question::UpgradeJournal))
}

/// What becomes of each backup, by its path.
pub(super) fn restores(judge: &Judge<'_>, facts: &Facts, hop: &Hop) -> BTreeMap<String, RestoreAnswer> {
    let answer = |backup: &Subject| {
        let unformatted = judge.outcome(backup, hop, Question::RestoreUnformatted);
        RestoreAnswer { formatted: judge.outcome(backup, hop, Question::Start), unformatted }
    };
    facts.of(SubjectKind::Backup).map(|backup| (backup.path.clone(), answer(backup))).collect()
}
