//! A row of the wire tables as a page.

use std::fmt::Write;

use serde_json::json;

use crate::catalog::Catalog;
use crate::cli::run::{Answer, Failure};
use crate::wire::{Operation, Pair};

/// The page of the rows with a name; several tables may have one.
pub(super) fn explain(catalog: &Catalog, name: &str, as_json: bool) -> Answer {
    let tables = [("clients", &catalog.clients), ("workers", &catalog.workers), ("masters", &catalog.masters)];
    let rows = tables.into_iter().flat_map(|(file, table)| table.pairs.iter().map(move |pair| (file, pair)));
    let found: Vec<(&str, &Pair)> = rows.filter(|(_, pair)| pair.name == name).collect();
    if found.is_empty() {
        return Err(Failure::usage(format!("there is no rule `{name}`; `rules list` shows them")));
    }
    let text = if as_json {
        format!("{:#}\n", json!(found.iter().map(|(file, pair)| document(file, pair)).collect::<Vec<_>>()))
    } else {
        pages(&found)
    };
    Ok((text, 0))
}

fn document(file: &str, pair: &Pair) -> serde_json::Value {
    json!({
        "file": format!("wire/{file}.toml"), "name": pair.name, "client": pair.client, "server": pair.server, "api": pair.api,
        "works": pair.works, "harm": pair.harm, "title": pair.title, "evidence": pair.evidence,
    })
}

fn pages(rows: &[(&str, &Pair)]) -> String {
    rows.iter().map(|(file, pair)| page(file, pair)).collect::<Vec<_>>().join("\n")
}

fn page(file: &str, pair: &Pair) -> String {
    let mut page = format!("# {}\n\n{}\n\nworks: {}\n", pair.name, pair.title, pair.works.word());
    let _ = writeln!(page, "who calls: {}\nwho is called: {}\nfile: rules/wire/{file}.toml", pair.client, pair.server);
    for operation in &pair.operations {
        let _ = writeln!(page, "{}", line(operation));
    }
    let _ = writeln!(page, "\n## How it is known\n");
    for evidence in &pair.evidence {
        let _ = writeln!(page, "- {}: {}", evidence.how, evidence.at.as_deref().unwrap_or_default());
    }
    page
}

fn line(operation: &Operation) -> String {
    format!("{}: {} {}", operation.how.word(), operation.names.join(", "), operation.message).trim_end().to_owned()
}
