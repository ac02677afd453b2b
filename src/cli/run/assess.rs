//! The commands that look at something.

use super::{Answer, Failure, is_json, knowledge, layout, target_conf};
use crate::catalog::meant;
use crate::check::{Asked, Assessment, Knowledge, assess, prepare};
use crate::cli::{CheckArgs, Global, InspectArgs, PlanArgs};
use crate::facts::Facts;
use crate::inspect::inventory::{Inventory, SCHEMA};
use crate::report::{self, Scope, model::Report};
use crate::settings::{Rank, Setting};
use crate::source::shown;

pub(super) fn check(args: CheckArgs, global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    knowledge::check_target(&knowledge, &args.to, args.allow_unknown_target)?;
    let paths = knowledge::paths(args.paths, true);
    let facts = read(&knowledge, paths.clone(), true, global)?;
    let prepared = prepare(facts, &args.assume);
    let asked = Asked { from: args.from, to: args.to, why_not: args.why_not, here: std::env::current_dir().ok() };
    let answer = assess(&knowledge, &prepared, &asked);
    let (text, code) = show(&knowledge, &answer, Scope::Cluster, global)?;
    let Some(folder) = args.write_target_conf else { return Ok((text, code)) };
    let written = target_conf::write(&folder, &paths, &answer)?;
    Ok((if is_json(global) { text } else { text + &written }, code))
}

pub(super) fn inspect(args: InspectArgs, global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    let facts = read(&knowledge, args.paths, true, global)?;
    let code = if facts.unseen.is_empty() { 0 } else { report::INCOMPLETE };
    if is_json(global) {
        let facts = Facts { settings: facts.settings.masked(), ..facts };
        let inventory = Inventory { schema: SCHEMA.to_owned(), facts };
        return Ok((serde_json::to_string_pretty(&inventory).map_err(Failure::tool)? + "\n", code));
    }
    let Some(latest) = knowledge.catalog.releases.releases.last().map(|release| release.version.clone()) else {
        return Err(Failure::tool("no release is known"));
    };
    let prepared = prepare(facts, &[]);
    let asked = Asked { from: None, to: latest, why_not: None, here: None };
    let answer = assess(&knowledge, &prepared, &asked);
    let report = report::inventory(&knowledge, &answer);
    Ok((report::text::render_facts(&report, layout(global)), code))
}

pub(super) fn plan(args: PlanArgs, global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    knowledge::check_target(&knowledge, &args.to, args.allow_unknown_target)?;
    knowledge::check_target(&knowledge, &args.from, args.allow_unknown_target)?;
    let mut facts = Facts::default();
    if let Some(journal_type) = args.journal_type {
        facts.settings.push(Setting::new(&meant().journal_type, journal_type, Rank::Assumed, "--journal-type"));
    }
    let prepared = prepare(facts, &[]);
    let asked = Asked { from: Some(args.from), to: args.to, why_not: args.why_not, here: std::env::current_dir().ok() };
    let answer = assess(&knowledge, &prepared, &asked);
    let report = report::report(&knowledge, &answer, Scope::Plan);
    let text = if is_json(global) {
        report::json::render(&report).map_err(Failure::tool)?
    } else {
        report::text::render_plan(&report, layout(global))
    };
    Ok((text, report.summary.exit_code))
}

/// Reads the paths; finding nothing at all is a failure of its own.
fn read(knowledge: &Knowledge, given: Vec<std::path::PathBuf>, use_home: bool, global: &Global) -> Result<Facts, Failure> {
    let paths = knowledge::paths(given, use_home);
    let facts = knowledge::facts(knowledge, &paths, knowledge::threads(global));
    if facts.is_empty() {
        let names: Vec<String> = paths.iter().map(|path| shown(path)).collect();
        return Err(Failure::nothing(format!(
            "nothing of Alluxio was found in {}: give a home, a conf or journal folder, a backup, or applications; \
             journals and backups that lie in archives must be unpacked first",
            names.join(", ")
        )));
    }
    Ok(facts)
}

pub(super) fn show(knowledge: &Knowledge, answer: &Assessment<'_>, scope: Scope, global: &Global) -> Answer {
    let report: Report = report::report(knowledge, answer, scope);
    let code = report.summary.exit_code;
    if is_json(global) {
        return Ok((report::json::render(&report).map_err(Failure::tool)?, code));
    }
    let text = match scope {
        Scope::Clients => report::text::render_clients(&report, layout(global)),
        Scope::Cluster | Scope::Plan => report::text::render(&report, layout(global)),
    };
    Ok((text, code))
}
