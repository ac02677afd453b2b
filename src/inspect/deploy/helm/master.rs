//! What values of the chart say of the master: its image, words, ids and where its journal lies.

use std::collections::BTreeSet;

use super::{Leaf, options};
use crate::facts::{Evidence, Grade, Subject, SubjectKind};
use crate::inspect::deploy::container::MAX_ID;
use crate::inspect::deploy::places::places;
use crate::inspect::deploy::yaml::Node;
use crate::inspect::deploy::{image, words};

/// The deployment that the values describe.
pub(super) fn read(document: &Node, file: &str, chart: Option<String>, leaves: &[Leaf<'_>]) -> Subject {
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
    subject.set("deployment.high_ids", ids.into_iter().flatten().any(|id| id > MAX_ID));
    let flags = leaves.iter().filter(|leaf| leaf.path.ends_with("jvmOptions")).flat_map(|leaf| options(leaf.node));
    subject.set("deployment.jvm_flags", flags.flat_map(|text| words::jvm_flags(&text)).collect::<BTreeSet<_>>());
    let place = document.at(&["journal"]).map_or_else(|| document.place(), Node::place);
    subject.evidence.push(Evidence::new(place, Grade::Proven, "values of the chart"));
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
