//! Kustomizations: what they make of the manifests that they take in, the ConfigMaps that they generate, and the charts that they
//! render.
//!
//! Resources that are found are built as the tool does: bases, components, generated ConfigMaps, patches, images. The rest (remote
//! resources, replacements, transformers, plugins, Secrets) is said to be unseen, with its place.

mod build;
mod generate;
mod patch;

use std::path::Path;
use std::rc::Rc;

use super::around::Around;
use super::release::Release;
use super::yaml::Node;
use super::{kubernetes, manifest};
use crate::facts::{Facts, SubjectKind, Unseen, Value};
use build::Built;

/// Names of the file.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// Facts that a change of manifests may decide on.
const HIDDEN: [&str; 4] = ["setting:*", "deployment.start_word", "deployment.image_version", "deployment.journal_kept"];
/// What to give where something is not followed.
const RENDERED: &str = "give what `kustomize build` prints";

/// Whether a document is one, by what it says or by the name of its file.
pub(super) fn is_kustomization(document: &Node, name: &str) -> bool {
    let api = document.text("apiVersion");
    let own =
        ["Kustomization", "Component"].contains(&document.text("kind")) && (api.is_empty() || api.starts_with("kustomize.config.k8s.io"));
    own || (NAMES.contains(&name) && document.text("kind").is_empty() && !document.pairs().is_empty())
}

/// The facts of a kustomization; `ours` says that it speaks of Alluxio itself.
pub(super) fn read(document: &Node, around: &Around<'_>, ours: bool) -> Option<Facts> {
    let mut built = Built::default();
    built.take(document, around, 0);
    let objects = built.objects();
    let maps = kubernetes::config_maps(&objects);
    let mut facts = manifest::objects(&objects, &Around { maps: &maps, ..*around });
    for patch in &built.alone {
        facts.extend(alone(patch, around));
    }
    for chart in document.list("helmCharts") {
        facts.extend(rendered(chart, around).unwrap_or_default());
    }
    // What is not seen of other programs is nothing to be told.
    let ours = ours || !facts.subjects.is_empty() || !facts.settings.is_empty();
    facts.unseen.extend(built.unseen);
    facts.taken_in.extend(built.taken_in);
    (ours && !facts.is_empty()).then_some(facts)
}

/// A patch of an object that was not found, as if it stood alone.
fn alone(patch: &Rc<Node>, around: &Around<'_>) -> Facts {
    let mut facts = manifest::objects(&kubernetes::objects(std::slice::from_ref(patch)), around);
    for subject in facts.subjects.iter_mut().filter(|subject| subject.kind == SubjectKind::Deployment) {
        let reason = "a patch does not show all mounts and settings of the container";
        subject.set("deployment.journal_kept", Value::unknown(reason));
    }
    facts
}

/// A chart that it renders: files of values, and those that stand here, which lie over them unless it is said otherwise.
fn rendered(chart: &Node, around: &Around<'_>) -> Option<Facts> {
    let mut release = Release::new(around, chart.spot(), chart.text("name"), chart.text("version"));
    let (inline, merge) = (chart.shared("valuesInline"), chart.text("valuesMerge"));
    if merge == "merge" {
        release.values(inline.clone());
    }
    if merge != "replace" || inline.is_none() {
        let single = chart.get("valuesFile").into_iter();
        for file in single.chain(chart.list("additionalValuesFiles").iter().map(Rc::as_ref)) {
            release.file(file.word(), file.line);
        }
    }
    if merge != "merge" {
        release.values(inline);
    }
    release.facts()
}

/// The kustomization in a folder, with its path.
fn of_folder(folder: &Path, around: &Around<'_>) -> Option<(std::path::PathBuf, Rc<Node>)> {
    NAMES.iter().find_map(|name| {
        let path = folder.join(name);
        let bytes = around.content(&path)?;
        let documents = super::yaml::read(&bytes, &crate::source::shown(&path)).documents;
        Some((path, documents.into_iter().find(|document| is_kustomization(document, name))?))
    })
}

/// Something that is not followed.
fn not_followed(node: &Node, reason: String) -> Unseen {
    Unseen::new(node.place(), reason, &HIDDEN, RENDERED)
}
