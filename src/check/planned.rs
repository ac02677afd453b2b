//! The path to the target with its steps, in the words of how this cluster is run.

use std::path;

use super::{Asked, Knowledge, Origin};
use crate::catalog::meant;
use crate::facts::{Facts, Subject, SubjectKind};
use crate::judge::{Judge, Side};
use crate::plan::{self, Container, Path, Places, Routes, Step};
use crate::settings::on_local_disk;
use crate::version::AlluxioVersion;

/// A path with its steps.
#[derive(Default)]
pub(super) struct Planned {
    pub(super) path: Path,
    pub(super) steps: Vec<Step>,
    /// Where commands are typed, if not in a home on a host.
    pub(super) typed: String,
}

/// Searches a path from the installed release; where only a span is known, the more careful one from its two ends.
pub(super) fn plan(knowledge: &Knowledge, judge: &Judge<'_>, facts: &Facts, asked: &Asked, origin: &Origin) -> Planned {
    let Some(span) = &origin.span else { return Planned::default() };
    let mut journals = facts.journals();
    let journal = journals.next();
    let search = |from: &AlluxioVersion| plan::search(judge, &knowledge.routes, from, &asked.to, journal, asked.why_not.as_ref());
    let oldest = search(&span.min);
    let path = if span.min == span.max { oldest } else { Path::more_careful(oldest, search(&span.max)) };
    let from = path.hops.first().map_or(&span.min, |hop| &hop.from);
    let side = Side::new(&knowledge.catalog, &facts.settings, facts).remembering(judge.before_memo);
    let places = places(&knowledge.routes, &side, facts, journal, from, asked.here.as_deref());
    let steps = plan::steps(&knowledge.catalog, &knowledge.routes, &path.hops, &places);
    let typed = places.container.map(|container| container.runner.about.clone()).unwrap_or_default();
    Planned { path, steps, typed }
}

fn places<'a>(
    routes: &'a Routes,
    side: &Side<'_>,
    facts: &Facts,
    journal: Option<&Subject>,
    from: &AlluxioVersion,
    here: Option<&path::Path>,
) -> Places<'a> {
    let configured = side.journal_folder(from).map(|folder| folder.value).filter(|folder| !folder.contains("${"));
    let seen = journal.map(|journal| journal.path.clone());
    let explicit = facts.settings.get(&meant().journal_folder).is_some();
    let journal_folder = if explicit { configured.or(seen) } else { seen.or(configured) };
    let backup_dir = side.setting(from, &meant().backup_directory).map_or_else(|| "/alluxio_backups".to_owned(), |folder| folder.value);
    let journal_folder = match journal_folder {
        Some(folder) if side.journal_type(from) == "EMBEDDED" => Some(on_local_disk(&folder, "EMBEDDED").unwrap_or(&folder).to_owned()),
        folder => folder,
    };
    let journal_folder = journal_folder.map_or_else(|| "JOURNAL_FOLDER".to_owned(), |folder| whole(&folder, here));
    Places { journal_folder, backup_dir, container: container(routes, facts) }
}

/// A path on this machine as it is written from any folder; other places as they are.
fn whole(folder: &str, here: Option<&path::Path>) -> String {
    match here {
        Some(here) if !folder.contains("://") => here.join(folder).components().collect::<path::PathBuf>().to_string_lossy().into_owned(),
        _ => folder.to_owned(),
    }
}

/// What the masters run in; a home among the paths says that they run from it.
fn container<'a>(routes: &'a Routes, facts: &Facts) -> Option<Container<'a>> {
    if facts.of(SubjectKind::Install).next().is_some() {
        return None;
    }
    let is_master = |subject: &&Subject| subject.text("deployment.role") == "master" || subject.text("deployment.kind") == "values";
    routes.runners.iter().find_map(|runner| {
        let runs = |subject: &&Subject| runner.runs(subject.text("deployment.form"));
        let found = facts.of(SubjectKind::Deployment).filter(runs).find(is_master)?;
        Some(Container { runner, name: found.text("deployment.name").to_owned() })
    })
}
