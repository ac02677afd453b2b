//! What the tables of `rules/wire` must keep to.

use std::collections::BTreeSet;

use super::{KINDS, is_fact, placeholders};
use crate::catalog::Catalog;
use crate::rules::{RuleError, Works};
use crate::wire::{Pair, Table};

/// Names that only rows of these tables know.
const OWN: [&str; 5] = ["worker", "master", "old_master", "new_master", "target.authentication"];

pub(super) fn lint(catalog: &Catalog) -> Vec<RuleError> {
    let tables =
        [("wire/clients.toml", &catalog.clients), ("wire/workers.toml", &catalog.workers), ("wire/masters.toml", &catalog.masters)];
    tables.into_iter().flat_map(|(file, table)| complaints(table, catalog).into_iter().map(move |reason| error(file, reason))).collect()
}

fn error(file: &str, reason: String) -> RuleError {
    RuleError { file: file.to_owned(), line: None, reason }
}

fn complaints(table: &Table, catalog: &Catalog) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let twice = table.pairs.iter().filter(|pair| !seen.insert(&pair.name)).map(|pair| format!("{}: the name is used twice", pair.name));
    let twice: Vec<String> = twice.collect();
    let rows = table.pairs.iter().flat_map(|pair| row(pair, catalog).into_iter().map(|reason| format!("{}: {reason}", pair.name)));
    rows.chain(twice).collect()
}

fn row(pair: &Pair, catalog: &Catalog) -> Vec<String> {
    let known = |name: &str| OWN.contains(&name) || is_fact(name, catalog);
    let named = pair.when.facts().into_iter().chain(placeholders(&pair.title)).chain(placeholders(&pair.fix));
    let mut wrong: Vec<String> = named.filter(|name| !known(name)).map(|name| format!("`{name}` is no fact")).collect();
    if pair.works == Works::Partly && pair.operations.is_empty() {
        wrong.push("`partly` names no operation".to_owned());
    }
    if pair.works == Works::Yes && !pair.operations.is_empty() {
        wrong.push("it works and names operations that do not".to_owned());
    }
    if pair.evidence.is_empty() {
        wrong.push("there is no evidence".to_owned());
    }
    let odd = pair.evidence.iter().filter(|evidence| !KINDS.contains(&evidence.how.as_str()) || evidence.at.is_none());
    wrong.extend(odd.map(|evidence| format!("`{}` is no kind of evidence, or nothing is cited", evidence.how)));
    wrong
}
