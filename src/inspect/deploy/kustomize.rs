//! Kustomizations: ConfigMaps that they generate, charts that they render, and what they change in other manifests.
//!
//! Generated ConfigMaps and values of charts are read. A patch that has the shape of an object is read as if it stood
//! alone; any other change of a manifest is said to be unseen, with its place, because nothing is rendered here.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::around::{Around, Maps, plain};
use super::container::Variable;
use super::yaml::{Body, Node, read_inside};
use super::{helm, kubernetes, manifest, yaml};
use crate::facts::{Facts, SubjectKind, Unseen, Value};
use crate::inspect::config;
use crate::source::{EntryKind, Source};

/// Names of the file.
const NAMES: [&str; 3] = ["kustomization.yaml", "kustomization.yml", "Kustomization"];
/// Facts that a change of manifests may decide on.
const HIDDEN: [&str; 4] = ["setting:*", "deployment.start_word", "deployment.image_version", "deployment.journal_kept"];
/// Patches that are read.
const MAX_PATCHES: usize = 200;
/// Folders around a base that are searched for kustomizations.
const MAX_FOLDERS: usize = 200;
/// Longest file that a generator takes in.
const MAX_FILE: usize = 1 << 20;
/// Parts that change manifests in ways that are not followed.
const NOT_FOLLOWED: [&str; 6] = ["patchesJson6902", "replacements", "transformers", "generators", "vars", "secretGenerator"];

/// Whether a document is one, by what it says or by the name of its file.
pub(super) fn is_kustomization(document: &Node, name: &str) -> bool {
    let api = document.text("apiVersion");
    let own = document.text("kind") == "Kustomization" && (api.is_empty() || api.starts_with("kustomize.config.k8s.io"));
    own || (NAMES.contains(&name) && document.text("kind").is_empty() && !document.pairs().is_empty())
}

/// The facts of a kustomization.
pub(super) fn read(document: &Node, around: &Around<'_>) -> Option<Facts> {
    let mut facts = Facts::default();
    let folder = around.path.parent().unwrap_or(Path::new(""));
    let maps = maps(document, around.source, folder);
    for variables in maps.values() {
        facts.extend(manifest::mapped(variables, around.file));
    }
    for (file, node) in site_files(document) {
        facts.extend(taken_in(file, node.line, around));
    }
    for resource in ["resources", "bases", "components"].iter().flat_map(|key| document.list(key)) {
        facts.unseen.push(around.named(resource.word(), resource.line, &HIDDEN));
    }
    for chart in document.list("helmCharts").iter().filter(|chart| chart.text("name").contains("alluxio")) {
        facts.extend(rendered(chart, around));
    }
    for (number, patch) in ["patches", "patchesStrategicMerge"].iter().flat_map(|key| document.list(key)).enumerate() {
        if number == MAX_PATCHES {
            let place = format!("{}:{}", around.file, patch.line);
            let reason = format!("more than {MAX_PATCHES} patches; the rest was not read");
            facts.unseen.push(Unseen::new(place, reason, &HIDDEN, "give what `kustomize build` prints"));
            break;
        }
        facts.extend(patched(patch, around));
    }
    facts.unseen.extend(changed(document, around.file));
    (!facts.is_empty()).then_some(facts)
}

/// Variables of the ConfigMaps that it generates, by their names without the suffix that is added.
pub(super) fn maps(document: &Node, source: &dyn Source, folder: &Path) -> Maps {
    let generators = document.list("configMapGenerator").iter();
    generators.map(|generator| (generator.text("name").to_owned(), variables(generator, source, folder))).collect()
}

/// Variables of ConfigMaps that kustomizations around a folder generate for its manifests. Where several generate one of the
/// same name with other content, nobody can tell which is meant.
pub(super) fn maps_for(source: &dyn Source, folder: &Path) -> Maps {
    let folders = |path: &Path| {
        let entries = source.list(path).unwrap_or_default().into_iter();
        entries.filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path).take(MAX_FOLDERS).collect::<Vec<_>>()
    };
    let near = folder.parent().map(folders).unwrap_or_default();
    let all: Vec<PathBuf> = near.iter().flat_map(|near| std::iter::once(near.clone()).chain(folders(near))).take(MAX_FOLDERS).collect();
    let (mut found, mut differing) = (Maps::new(), BTreeSet::new());
    for overlay in all {
        for document in
            NAMES.iter().flat_map(|name| documents(source, &overlay.join(name))).filter(|document| takes_in(document, &overlay, folder))
        {
            for (name, variables) in maps(&document, source, &overlay) {
                let same = |known: &Vec<Variable>| {
                    known.iter().map(|one| (&one.name, &one.value)).eq(variables.iter().map(|one| (&one.name, &one.value)))
                };
                if found.get(&name).is_some_and(|known| !same(known)) {
                    differing.insert(name.clone());
                }
                found.insert(name, variables);
            }
        }
    }
    found.retain(|name, _| !differing.contains(name));
    found
}

fn documents(source: &dyn Source, path: &Path) -> Vec<Rc<Node>> {
    source.open(path).and_then(|blob| blob.read_all(MAX_FILE)).map(|bytes| yaml::read(&bytes).documents).unwrap_or_default()
}

/// Whether a kustomization builds on a folder.
fn takes_in(document: &Node, overlay: &Path, folder: &Path) -> bool {
    let resources = ["resources", "bases"].iter().flat_map(|key| document.list(key));
    resources.into_iter().any(|resource| plain(&overlay.join(resource.word())) == plain(folder))
}

fn variables(generator: &Node, source: &dyn Source, folder: &Path) -> Vec<Variable> {
    let pair = |text: &str, line: usize| {
        let (name, value) = text.split_once('=')?;
        Some(Variable { name: name.trim().to_owned(), value: Some(value.trim().trim_matches(['"', '\'']).to_owned()), line })
    };
    let mut found: Vec<Variable> = generator.list("literals").iter().filter_map(|literal| pair(literal.word(), literal.line)).collect();
    let single = generator.get("env").into_iter();
    for env in single.chain(generator.list("envs").iter().map(Rc::as_ref)) {
        let bytes = source.open(&folder.join(env.word())).and_then(|blob| blob.read_all(MAX_FILE)).unwrap_or_default();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        found.extend(text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| pair(line, env.line)));
    }
    found
}

/// Site properties among the files of generated ConfigMaps.
fn site_files(document: &Node) -> Vec<(&str, &Node)> {
    let files = document.list("configMapGenerator").iter().flat_map(|generator| generator.list("files"));
    let named = files.map(|node| match node.word().split_once('=') {
        Some((key, file)) => (key, file, node.as_ref()),
        None => (node.word().rsplit('/').next().unwrap_or_default(), node.word(), node.as_ref()),
    });
    named.filter(|(key, _, _)| manifest::SITE.contains(key)).map(|(_, file, node)| (file, node)).collect()
}

fn taken_in(file: &str, line: usize, around: &Around<'_>) -> Facts {
    let path = around.resolved(file);
    match around.source.entry(&path) {
        Ok(_) => config::read_properties_file(around.source, &path),
        Err(_) => Facts { unseen: vec![around.named(file, line, &["setting:*"])], ..Facts::default() },
    }
}

/// A chart that it renders, with the values that stand here.
fn rendered(chart: &Node, around: &Around<'_>) -> Facts {
    let version = Some(chart.text("version").to_owned()).filter(|version| !version.is_empty());
    let values = chart.shared("valuesInline").unwrap_or_else(|| Node::empty(chart.line));
    let mut facts = helm::read(&values, around.file, version);
    let single = chart.get("valuesFile").into_iter();
    for file in single.chain(chart.list("additionalValuesFiles").iter().map(Rc::as_ref)) {
        facts.unseen.push(around.named(file.word(), file.line, &["setting:*", "helm.key"]));
    }
    facts
}

/// A patch: the path of a file, an object as text, or a list of changes.
fn patched(patch: &Node, around: &Around<'_>) -> Facts {
    let path = if patch.pairs().is_empty() { patch.word() } else { patch.text("path") };
    let inline = if patch.pairs().is_empty() { Some(patch) } else { patch.get("patch") };
    match inline.filter(|inline| inline.word().contains('\n')) {
        Some(inline) => inlined(inline, around),
        None => Facts { unseen: vec![around.named(path, patch.line, &HIDDEN)], ..Facts::default() },
    }
}

fn inlined(patch: &Node, around: &Around<'_>) -> Facts {
    let yaml = read_inside(patch.word(), patch.line.saturating_sub(1));
    let place = |line: usize| format!("{}:{line}", around.file);
    let mut facts = manifest::objects(&kubernetes::objects(&yaml.documents), around);
    for subject in facts.subjects.iter_mut().filter(|subject| subject.kind == SubjectKind::Deployment) {
        let reason = "a patch does not show all mounts and settings of the container";
        subject.set("deployment.journal_kept", Value::unknown(reason));
    }
    let lists = yaml.documents.iter().filter(|document| matches!(document.body, Body::List(_)));
    for list in lists {
        let reason = "manifests are changed here step by step, which is not followed";
        facts.unseen.push(Unseen::new(place(list.line), reason, &HIDDEN, "give what `kustomize build` prints"));
    }
    for (line, reason) in yaml.troubles {
        facts.unseen.push(Unseen::new(place(line), format!("this patch is not read: {reason}"), &HIDDEN, "correct the file"));
    }
    facts
}

/// Changes that are only told.
fn changed(document: &Node, file: &str) -> Vec<Unseen> {
    let remedy = "give what `kustomize build` prints";
    let images = document.list("images").iter().filter(|image| image.text("name").contains("alluxio")).map(|image| {
        let to = [image.text("newName"), image.text("newTag"), image.text("digest")].join(" ");
        let reason = format!("the image {} becomes {} here, whatever other manifests say", image.text("name"), to.trim());
        Unseen::new(format!("{file}:{}", image.line), reason, &["deployment.image_version"], remedy)
    });
    let others = NOT_FOLLOWED.iter().filter_map(|key| Some((key, document.get(key)?))).map(|(key, node)| {
        Unseen::new(format!("{file}:{}", node.line), format!("{key} change manifests in ways that are not followed"), &HIDDEN, remedy)
    });
    images.chain(others).collect()
}
