//! Tables, rules and routes for a run.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::Failure;
use crate::catalog::Catalog;
use crate::check::Knowledge;
use crate::cli::Global;
use crate::facts::Facts;
use crate::inspect;
use crate::plan::Routes;
use crate::rules::RuleSet;
use crate::source::Local;
use crate::version::AlluxioVersion;

pub(super) fn load(global: &Global) -> Result<Knowledge, Failure> {
    // Half of the time of a short run goes here.
    let (catalog, rules) = std::thread::scope(|scope| {
        let catalog = scope.spawn(Catalog::builtin);
        let rules = rules(global);
        (catalog.join(), rules)
    });
    let catalog = catalog.map_err(|_| Failure::tool("the tables could not be read"))?.map_err(Failure::tool)?;
    Ok(Knowledge { catalog, rules: rules?, routes: Routes::builtin().map_err(Failure::tool)? })
}

fn rules(global: &Global) -> Result<RuleSet, Failure> {
    match &global.rules {
        Some(folder) => RuleSet::with_folder(&Local, folder).map_err(Failure::usage),
        None => RuleSet::builtin().map_err(Failure::tool),
    }
}

/// The threads that were asked for, else one for each processor.
pub(super) fn threads(global: &Global) -> NonZeroUsize {
    global.threads.or_else(|| std::thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN)
}

/// Reads paths.
pub(super) fn facts(knowledge: &Knowledge, paths: &[PathBuf], threads: NonZeroUsize) -> Facts {
    inspect::inspect_with(&Local, paths, &knowledge.catalog, threads)
}

/// Refuses a target that the rules do not know, unless the user insists.
pub(super) fn check_target(knowledge: &Knowledge, target: &AlluxioVersion, allow: bool) -> Result<(), Failure> {
    check_known(&knowledge.catalog, target, allow)
}

/// Refuses a release that the tables do not know.
pub(super) fn check_known(catalog: &Catalog, release: &AlluxioVersion, allow: bool) -> Result<(), Failure> {
    match catalog.releases.unknown_reason(release) {
        Some(reason) if !allow => Err(Failure::usage(format!("{reason}; choose a known release, or go on with --allow-unknown-target"))),
        _ => Ok(()),
    }
}

/// The paths that were given, else the home of the environment, else the current folder.
pub(super) fn paths(given: Vec<PathBuf>, use_home: bool) -> Vec<PathBuf> {
    if !given.is_empty() {
        return given;
    }
    let home = std::env::var_os("ALLUXIO_HOME").filter(|home| use_home && !home.is_empty());
    vec![home.map_or_else(|| PathBuf::from("."), PathBuf::from)]
}
