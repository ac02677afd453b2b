//! Values of the official Helm chart: every key that is set, and what the chart makes of them for the master.
//!
//! A file of values holds only what differs from the chart's defaults, so the few defaults that decide on the journal
//! stand in where nothing is set. Templates of a chart are not run; give what `helm get manifest` prints to have them seen.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::image;
use super::places::places;
use super::words;
use super::yaml::{Body, Node, TEMPLATE};
use crate::catalog::lookups;
use crate::facts::{Evidence, Facts, Grade, MOST_OF_ONE_FILE, Subject, SubjectKind, Unseen, Value};
use crate::inspect::config;
use crate::settings::{Process, Rank, Setting, shown_value};

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

/// Whether a document is a set of values for the chart; a name with `values` needs less to be believed.
pub(super) fn is_values(document: &Node, name: &str) -> bool {
    if document.get("apiVersion").is_some() || document.get("services").is_some() {
        return false;
    }
    let hits = TOP.iter().filter(|key| document.get(key).is_some()).count();
    let named =
        document.text("image").contains("alluxio") || document.get("properties").is_some_and(|node| node.pairs().iter().any(is_ours));
    hits >= 1 && (named || hits >= 3 || (name.contains("values") && name.contains("alluxio")))
}

fn is_ours(pair: &(String, Rc<Node>)) -> bool {
    pair.0.starts_with("alluxio.")
}

/// The facts of a values file; `chart` is the version that a `Chart.yaml` beside it names.
pub(super) fn read(document: &Node, file: &str, chart: Option<String>) -> Facts {
    let mut leaves = Vec::new();
    collect(document, String::new(), &mut leaves);
    let mut facts = Facts::default();
    settings(document, file, &mut facts);
    facts.subjects.push(deployment(document, file, chart, &leaves));
    if leaves.len() > MOST_OF_ONE_FILE {
        leaves.truncate(MOST_OF_ONE_FILE);
        facts.crowded(file);
    }
    facts.subjects.extend(keys(&leaves, file));
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

fn keys(leaves: &[Leaf<'_>], file: &str) -> Vec<Subject> {
    let whole: BTreeSet<&str> = lookups::pairs("helm_keys").filter(|(_, read)| *read == "whole").map(|(key, _)| key).collect();
    let mut told = BTreeSet::new();
    let mut used = BTreeSet::new();
    let distinct = leaves.iter().filter(|leaf| told.insert((leaf.path.clone(), leaf.node.line)));
    // Several values on one line need their names to be told apart.
    distinct.map(|leaf| key(leaf, file, &whole, !used.insert(leaf.node.line))).collect()
}

fn key(leaf: &Leaf<'_>, file: &str, whole: &BTreeSet<&str>, named: bool) -> Subject {
    let place = format!("{file}:{}", leaf.node.line);
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
                if hidden {
                    Value::Unknown("a template that is not rendered".to_owned())
                } else {
                    shown_value(&leaf.path, text).into_owned().into()
                },
            );
            "word"
        }
        Body::List(_) => "list",
        Body::Map(_) => "map",
    };
    subject.set("helm.shape", shape);
    subject.evidence.push(Evidence::new(format!("{file}:{}", leaf.node.line), Grade::Proven, format!("sets {}", leaf.path)));
    subject
}

fn deployment(document: &Node, file: &str, chart: Option<String>, leaves: &[Leaf<'_>]) -> Subject {
    let mut subject = Subject::new(SubjectKind::Deployment, file);
    let word = |keys: &[&str]| document.at(keys).map_or("", Node::word);
    let (name, tag) = (word(&["image"]), word(&["imageTag"]));
    subject.set("deployment.form", "helm");
    subject.set("deployment.kind", "values");
    subject.set("deployment.name", file);
    subject.set("deployment.role", "master");
    subject.set("deployment.init", false);
    subject.set("deployment.own_image", name.is_empty() || image::is_own(name));
    subject.set("deployment.image", if tag.is_empty() { name.to_owned() } else { format!("{name}:{tag}") });
    if !tag.is_empty() {
        subject.set("deployment.image_version", image::version(&format!("{name}:{tag}")));
    }
    if let Some(chart) = chart {
        subject.set("deployment.chart", chart);
    }
    let arguments: Vec<String> =
        document.at(&["master", "args"]).map_or(&[][..], Node::items).iter().map(|word| word.word().to_owned()).collect();
    let arguments = words::split(&arguments);
    subject.set("deployment.start_word", arguments.start.unwrap_or_default());
    subject.set("deployment.words", arguments.all.into_iter().collect::<BTreeSet<_>>());
    journal(document, &mut subject);
    subject.set("deployment.values", leaves.iter().map(|leaf| leaf.path.clone()).collect::<BTreeSet<_>>());
    let ids = ["user", "group", "fsGroup"].map(|key| word(&[key]).parse::<i64>().ok());
    subject.set("deployment.user", word(&["user"]));
    subject.set("deployment.high_ids", ids.into_iter().flatten().any(|id| id > super::container::MAX_ID));
    let flags = leaves.iter().filter(|leaf| leaf.path.ends_with("jvmOptions")).flat_map(|leaf| options(leaf.node));
    subject.set("deployment.jvm_flags", flags.flat_map(|text| words::jvm_flags(&text)).collect::<BTreeSet<_>>());
    let line = document.at(&["journal"]).map_or(document.line, |journal| journal.line);
    subject.evidence.push(Evidence::new(format!("{file}:{line}"), Grade::Proven, "values of the chart"));
    subject
}

fn journal(document: &Node, subject: &mut Subject) {
    let word = |keys: &[&str]| document.at(keys).map_or("", Node::word);
    let kind = Some(word(&["journal", "type"])).filter(|kind| !kind.is_empty()).unwrap_or(&places().chart_journal_type);
    let local = matches!(word(&["journal", "ufsType"]), "" | "local");
    let kept = match (kind, local, word(&["journal", "volumeType"])) {
        ("UFS", false, _) => "understore",
        (_, _, "emptyDir") => "emptydir",
        _ => "volume",
    };
    subject.set("deployment.journal_type", kind);
    subject.set("deployment.journal_kept", kept);
}

/// Options of Java as a list or, in old charts, as one text.
fn options(node: &Node) -> Vec<String> {
    if node.items().is_empty() { vec![node.word().to_owned()] } else { node.items().iter().map(|item| item.word().to_owned()).collect() }
}

/// What the chart's ConfigMap passes to the master.
fn settings(document: &Node, file: &str, facts: &mut Facts) {
    let defaults = [
        ("alluxio.master.journal.type", document.at(&["journal", "type"]), places().chart_journal_type.as_str()),
        ("alluxio.master.journal.folder", document.at(&["journal", "folder"]), places().chart_journal.as_str()),
    ];
    for (key, node, default) in defaults {
        let value = node.map_or(default, Node::word).to_owned();
        let place = node.map_or_else(|| format!("{file} (default of the chart)"), |node| format!("{file}:{}", node.line));
        push(facts, Setting::new(key, value, Rank::SystemProperty, place));
    }
    for (section, process) in SECTIONS {
        let node = if section.is_empty() { Some(document) } else { document.get(section) };
        for (key, node) in node.and_then(|node| node.get("properties")).map_or(&[][..], Node::pairs) {
            let rank = if process == Process::All { Rank::SystemProperty } else { Rank::ProcessProperty };
            push(facts, Setting::new(key.clone(), node.word(), rank, format!("{file}:{}", node.line)).given_to(process));
        }
        if let Some(node) = node.and_then(|node| node.get("jvmOptions")) {
            let variable = option_variable(process).to_owned();
            let read = config::read_variables(&[(variable, options(node).join(" "), node.line)], file);
            facts.settings.extend(read.settings);
            facts.unseen.extend(read.unseen);
        }
    }
    if facts.is_crowded() {
        facts.crowded(file);
    }
    facts.settings.read_from.push(file.to_owned());
}

/// Sections of values with properties and options of their own, and the process that they are for.
const SECTIONS: [(&str, Process); 7] = [
    ("", Process::All),
    ("master", Process::Master),
    ("worker", Process::Worker),
    ("jobMaster", Process::JobMaster),
    ("jobWorker", Process::JobWorker),
    ("proxy", Process::Proxy),
    ("fuse", Process::Fuse),
];

fn option_variable(process: Process) -> &'static str {
    match process {
        Process::Master => "ALLUXIO_MASTER_JAVA_OPTS",
        Process::Worker => "ALLUXIO_WORKER_JAVA_OPTS",
        Process::JobMaster => "ALLUXIO_JOB_MASTER_JAVA_OPTS",
        Process::JobWorker => "ALLUXIO_JOB_WORKER_JAVA_OPTS",
        Process::Proxy => "ALLUXIO_PROXY_JAVA_OPTS",
        Process::Fuse => "ALLUXIO_FUSE_JAVA_OPTS",
        Process::All | Process::User | Process::Application => "ALLUXIO_JAVA_OPTS",
    }
}

fn push(facts: &mut Facts, setting: Setting) {
    if facts.is_crowded() {
        return;
    }
    if setting.value.contains(TEMPLATE) {
        let fact = format!("setting:{}", setting.key);
        let remedy = format!("render the templates, or give the value with --assume {}=VALUE", setting.key);
        facts.unseen.push(Unseen::new(setting.place, "the value is a template that is not rendered", &[&fact], remedy));
    } else {
        facts.settings.push(setting);
    }
}
