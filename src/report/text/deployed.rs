//! Lines on what deploys and calls Alluxio. Files with many commands or values are one line each.

use std::collections::BTreeMap;

use super::page::Page;
use crate::report::model::{Deployment, Report};

pub(super) fn seen(page: &mut Page, report: &Report) {
    for deployment in &report.facts.deployments {
        page.item("-", &line(deployment));
    }
    let scripts = report.facts.scripts.iter().map(|script| (file(&script.path), script.calls));
    for (file, calls) in counted(scripts) {
        page.item("-", &format!("script {file}: {calls} calls of Alluxio's commands"));
    }
    for host in &report.facts.platform {
        let java = host.java.as_ref().map(|java| format!("Java {java}"));
        let zookeeper = host.zookeeper.as_ref().map(|version| format!("ZooKeeper {version}"));
        let known: Vec<String> = java.into_iter().chain(zookeeper).collect();
        if !known.is_empty() {
            page.item("-", &format!("platform {}: {}", host.path, known.join(", ")));
        }
    }
    let jars = report.facts.connectors.iter().map(|jar| (jar.path.rsplit_once('/').map_or("", |(folder, _)| folder), 1));
    for (folder, count) in counted(jars) {
        page.item("-", &format!("connectors {folder}: {count} jars"));
    }
}

fn line(deployment: &Deployment) -> String {
    let mut text = format!("{} {} {}", deployment.form, deployment.kind, deployment.path);
    if deployment.name != deployment.path && !deployment.name.is_empty() && deployment.name != deployment.image {
        text.push_str(&format!(" {}", deployment.name));
    }
    if !deployment.image.is_empty() {
        text.push_str(&format!(": {}", deployment.image));
    }
    if !deployment.start_word.is_empty() {
        text.push_str(&format!(", starts {}", deployment.start_word));
    }
    if let Some(kept) = &deployment.journal_kept {
        text.push_str(&format!(", journal on {kept}"));
    }
    text
}

fn file(path: &str) -> &str {
    path.rsplit_once(':').map_or(path, |(file, _)| file)
}

/// Sums by name, in the order of names.
fn counted<'a>(items: impl Iterator<Item = (&'a str, i64)>) -> BTreeMap<&'a str, i64> {
    let mut sums = BTreeMap::new();
    for (name, count) in items {
        *sums.entry(name).or_insert(0) += count;
    }
    sums
}
