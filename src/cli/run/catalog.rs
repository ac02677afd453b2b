//! The commands that show what is known of settings.

use std::fmt::Write;

use serde_json::json;

use super::{Answer, Failure, is_json, knowledge};
use crate::catalog::{Catalog, Change, ChangeKind, KeyStatus, changes, similar};
use crate::cli::{CatalogCommand, Global};
use crate::version::AlluxioVersion;

pub(super) fn run(command: CatalogCommand, global: &Global) -> Answer {
    let catalog = Catalog::builtin().map_err(Failure::tool)?;
    match command {
        CatalogCommand::Show { key } => show(&catalog, key.trim(), global),
        CatalogCommand::Diff { from, to, scope } => diff(&catalog, &from, &to, &scope, global),
    }
}

fn show(catalog: &Catalog, key: &str, global: &Global) -> Answer {
    let latest = catalog.releases.releases.last().map(|release| release.version.clone());
    let properties = latest.as_ref().map(|latest| catalog.properties(latest)).ok_or_else(|| Failure::tool("no release is known"))?;
    let timeline = properties.timeline(key);
    let names = properties.ever_renamed_to(key);
    let template = catalog.releases.releases.iter().rev().find_map(|release| match catalog.properties(&release.version).status(key) {
        KeyStatus::Template(name) => Some(name),
        _ => None,
    });
    if timeline.is_empty() && names.is_empty() && template.is_none() {
        return Err(Failure::usage(unknown(catalog, key)));
    }
    if is_json(global) {
        let rows: Vec<_> =
            timeline.iter().map(|(field, value, releases)| json!({ "field": field, "value": value, "releases": releases })).collect();
        let page = json!({ "key": key, "timeline": rows, "old_name_of": names, "template": template });
        return Ok((format!("{page:#}\n"), 0));
    }
    let mut text = format!("{key}\n");
    for (field, value, releases) in &timeline {
        let releases = if releases.is_empty() { "no release" } else { releases };
        let _ = match *field {
            "present" => writeln!(text, "  {:13} {releases}", "releases"),
            field => writeln!(text, "  {field:13} {value:40}  {releases}"),
        };
    }
    for name in names {
        let _ = writeln!(text, "  {:13} {name}", "old name of");
    }
    if let Some(template) = template {
        let _ = writeln!(text, "  {:13} {template}", "form");
    }
    Ok((text, 0))
}

fn unknown(catalog: &Catalog, key: &str) -> String {
    match similar(key, catalog.keys(), |_| true) {
        Some(near) => format!("no release knows the key {key}; did you mean {near}?"),
        None => format!("no release knows the key {key}"),
    }
}

fn diff(catalog: &Catalog, from: &AlluxioVersion, to: &AlluxioVersion, scopes: &[String], global: &Global) -> Answer {
    for version in [from, to] {
        knowledge::check_known(catalog, version, false)?;
        if !catalog.properties(version).has_facts() {
            return Err(Failure::usage(format!("the settings of {version} stand in its code and are not listed")));
        }
    }
    let wanted = |change: &Change| scopes.is_empty() || scopes.iter().any(|scope| scope.eq_ignore_ascii_case(change.scope));
    let changes: Vec<Change> =
        changes(&catalog.properties(from), &catalog.properties(to)).into_iter().filter(|change| wanted(change)).collect();
    if is_json(global) {
        let page = json!({ "from": from, "to": to, "changes": changes });
        return Ok((format!("{page:#}\n"), 0));
    }
    Ok((page(from, to, &changes), 0))
}

fn page(from: &AlluxioVersion, to: &AlluxioVersion, changes: &[Change]) -> String {
    let mut text = String::new();
    let mut kind: Option<ChangeKind> = None;
    for change in changes {
        if kind != Some(change.kind) {
            let count = changes.iter().filter(|other| other.kind == change.kind).count();
            let _ = writeln!(text, "{}{} ({count})", if kind.is_some() { "\n" } else { "" }, change.kind.word());
            kind = Some(change.kind);
        }
        let _ = match change.kind {
            ChangeKind::Renamed => writeln!(text, "  {} -> {}", change.key, change.new),
            ChangeKind::Removed if change.new.is_empty() => writeln!(text, "  {}", change.key),
            ChangeKind::Removed => writeln!(text, "  {}: {}", change.key, change.new),
            ChangeKind::Added => writeln!(text, "  {} = {}", change.key, change.new),
            _ => writeln!(text, "  {}: {} -> {}", change.key, shown(&change.old), shown(&change.new)),
        };
    }
    if changes.is_empty() {
        let _ = writeln!(text, "no setting differs between {from} and {to}");
    }
    text
}

fn shown(value: &str) -> &str {
    if value.is_empty() { "(none)" } else { value }
}
