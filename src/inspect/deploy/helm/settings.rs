//! The settings that values of the chart become.

use super::options;
use crate::catalog::meant;
use crate::facts::{Facts, Unseen};
use crate::inspect::config;
use crate::inspect::deploy::places::places;
use crate::inspect::deploy::yaml::{Node, TEMPLATE};
use crate::settings::{Process, Rank, Setting};

/// What the chart's ConfigMap passes to the master.
pub(super) fn read(document: &Node, file: &str, facts: &mut Facts) {
    let defaults = [
        (meant().journal_type.as_str(), document.at(&["journal", "type"]), places().chart_journal_type.as_str()),
        (meant().journal_folder.as_str(), document.at(&["journal", "folder"]), places().chart_journal.as_str()),
    ];
    for (key, node, default) in defaults {
        push(
            facts,
            match node {
                Some(node) => Setting::new(key, node.word(), Rank::SystemProperty, node.place()),
                None => Setting::new(key, default, Rank::ChartDefault, format!("{file} (default of the chart)")),
            },
        );
    }
    sections(document, facts);
    if facts.is_crowded() {
        facts.crowded(file);
    }
    facts.settings.read_from.push(file.to_owned());
}

/// Properties and options of all processes and of each.
pub(in crate::inspect::deploy) fn sections(document: &Node, facts: &mut Facts) {
    for (section, process) in SECTIONS {
        let node = if section.is_empty() { Some(document) } else { document.get(section) };
        for (key, node) in node.and_then(|node| node.get("properties")).map_or(&[][..], Node::pairs) {
            let rank = if process == Process::All { Rank::SystemProperty } else { Rank::ProcessProperty };
            if !node.pairs().is_empty() || !node.items().is_empty() {
                let reason = format!("{key} is no single value: dots in names of settings must stand in one key");
                facts.unseen.push(Unseen::new(node.place(), reason, &["setting:*"], "write the whole name of the setting as one key"));
                continue;
            }
            push(facts, Setting::new(key.clone(), node.word(), rank, node.place()).given_to(process));
        }
        if let Some(node) = node.and_then(|node| node.get("jvmOptions")) {
            let variable = option_variable(process).to_owned();
            let read = config::read_variables(&[(variable, options(node).join(" "), node.line)], &node.file);
            facts.settings.extend(read.settings);
            facts.unseen.extend(read.unseen);
        }
    }
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
