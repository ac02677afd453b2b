//! Values of the official Helm chart: every key that is set, and what the chart makes of them for the master.
//!
//! A file of values holds only what differs from the chart's defaults, so the few defaults that decide on the journal
//! stand in where nothing is set. Templates of a chart are not run; give what `helm get manifest` prints to have them seen.

mod call;
mod chart;
mod master;
mod settings;

use std::collections::BTreeSet;
use std::rc::Rc;

pub(super) use call::releases;
pub(super) use chart::{Chart, chart, chart_above, plain_version};
pub(super) use settings::sections;

use super::yaml::{Body, Node, TEMPLATE};
use crate::catalog::lookups;
use crate::facts::{Evidence, Facts, Grade, MOST_OF_ONE_FILE, Subject, SubjectKind, Value};
use crate::settings::shown_value;

/// Keys at the top that only values of this chart have together with others.
const TOP: [&str; 12] = [
    "imageTag",
    "journal",
    "master",
    "worker",
    "jobMaster",
    "jobWorker",
    "tieredstore",
    "metastore",
    "shortCircuit",
    "properties",
    "fuse",
    "csi",
];

/// Parts that no other chart has.
const SPECIFIC: [&str; 6] = ["jobMaster", "jobWorker", "journal", "metastore", "shortCircuit", "tieredstore"];

/// The values for Alluxio's chart in a document, which may be those of a chart that holds it.
pub(super) fn select(document: &Rc<Node>, name: &str, chart: Option<&Chart>) -> Option<Rc<Node>> {
    if let Some(part) = chart.filter(|_| name.contains("values")).and_then(|chart| chart.part(document)) {
        return Some(part);
    }
    if is_values(document, name) {
        return Some(Rc::clone(document));
    }
    let parts = document.pairs().iter().filter(|(_, node)| !node.pairs().is_empty());
    parts
        .filter(|(key, node)| if key == "alluxio" { is_values(node, name) } else { names_alluxio(node) })
        .map(|(_, node)| Rc::clone(node))
        .next()
}

fn names_alluxio(node: &Node) -> bool {
    node.text("image").contains("alluxio") && is_values(node, "")
}

/// Whether all that a document sets at its top are parts of the chart, and some of them no other chart has.
fn fits(document: &Node) -> bool {
    let known = |key: &str| lookups::keys("helm_keys").any(|known| known == key || known.starts_with(&format!("{key}.")));
    let pairs = document.pairs();
    pairs.iter().any(|(key, node)| SPECIFIC.contains(&key.as_str()) && !node.pairs().is_empty()) && pairs.iter().all(|(key, _)| known(key))
}

/// Whether a document is a set of values for the chart; a name with `values` needs less to be believed.
fn is_values(document: &Node, name: &str) -> bool {
    if document.get("apiVersion").is_some() || document.get("services").is_some() {
        return false;
    }
    let hits = TOP.iter().filter(|key| document.get(key).is_some()).count();
    let named =
        document.text("image").contains("alluxio") || document.get("properties").is_some_and(|node| node.pairs().iter().any(is_ours));
    hits >= 1 && (named || hits >= 3 || (name.contains("values") && (name.contains("alluxio") || fits(document))))
}

fn is_ours(pair: &(String, Rc<Node>)) -> bool {
    pair.0.starts_with("alluxio.")
}

/// The facts of values; `chart` is the version of the chart that they are for.
pub(super) fn read(document: &Node, file: &str, chart: Option<String>) -> Facts {
    let mut leaves = Vec::new();
    collect(document, String::new(), &mut leaves);
    let mut facts = Facts::default();
    settings::read(document, file, &mut facts);
    facts.subjects.push(master::read(document, file, chart, &leaves));
    if leaves.len() > MOST_OF_ONE_FILE {
        leaves.truncate(MOST_OF_ONE_FILE);
        facts.crowded(file);
    }
    facts.subjects.extend(keys(&leaves));
    facts
}

/// A value that is set: its path without places in lists, and itself.
struct Leaf<'a> {
    path: String,
    node: &'a Node,
}

fn collect<'a>(node: &'a Node, path: String, leaves: &mut Vec<Leaf<'a>>) {
    match &node.body {
        Body::Word(text, plain) if *plain && ["", "~", "null"].contains(&text.as_str()) => {}
        Body::Map(pairs) if !pairs.is_empty() => pairs.iter().for_each(|(key, value)| collect(value, below(&path, key), leaves)),
        Body::List(items) if items.iter().any(|item| !item.pairs().is_empty()) => {
            items.iter().for_each(|item| collect(item, path.clone(), leaves));
        }
        _ if path.is_empty() => {}
        _ => leaves.push(Leaf { path, node }),
    }
}

fn below(path: &str, key: &str) -> String {
    let key = if key.contains('.') { format!("[\"{key}\"]") } else { key.to_owned() };
    if path.is_empty() || key.starts_with('[') { format!("{path}{key}") } else { format!("{path}.{key}") }
}

fn keys(leaves: &[Leaf<'_>]) -> Vec<Subject> {
    let whole: BTreeSet<&str> = lookups::pairs("helm_keys").filter(|(_, read)| *read == "whole").map(|(key, _)| key).collect();
    let mut told = BTreeSet::new();
    let mut used = BTreeSet::new();
    let distinct = leaves.iter().filter(|leaf| told.insert((leaf.path.clone(), leaf.node.place())));
    // Several values on one line need their names to be told apart.
    distinct.map(|leaf| key(leaf, &whole, !used.insert(leaf.node.place()))).collect()
}

fn key(leaf: &Leaf<'_>, whole: &BTreeSet<&str>, named: bool) -> Subject {
    let place = leaf.node.place();
    let mut subject = Subject::new(SubjectKind::Helm, if named { format!("{place} {}", leaf.path) } else { place });
    let ends = leaf.path.char_indices().filter(|(_, letter)| matches!(letter, '.' | '[')).map(|(at, _)| at).chain([leaf.path.len()]);
    let top = ends.filter_map(|end| leaf.path.get(..end)).find(|part| whole.contains(part));
    subject.set("helm.key", leaf.path.as_str());
    subject.set("helm.top", top.unwrap_or_default());
    let shape = match &leaf.node.body {
        Body::Word(text, _) => {
            let hidden = text.contains(TEMPLATE);
            subject.set(
                "helm.value",
                if hidden { Value::unknown("a template that is not rendered") } else { shown_value(&leaf.path, text).into_owned().into() },
            );
            "word"
        }
        Body::List(_) => "list",
        Body::Map(_) => "map",
    };
    subject.set("helm.shape", shape);
    subject.evidence.push(Evidence::new(leaf.node.place(), Grade::Proven, format!("sets {}", leaf.path)));
    subject
}

/// Options of Java as a list or, in old charts, as one text.
fn options(node: &Node) -> Vec<String> {
    if node.items().is_empty() { vec![node.word().to_owned()] } else { node.items().iter().map(|item| item.word().to_owned()).collect() }
}
