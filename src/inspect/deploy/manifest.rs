//! A YAML file: what it deploys, decided by its documents.

use std::path::Path;
use std::rc::Rc;

use super::around::{Around, Maps};
use super::container::{Container, Variable};
use super::yaml::{Body, Node, TEMPLATE, Yaml};
use super::{calls, compose, container, dashboard, fluid, gitops, helm, helmfile, image, kubernetes, kustomize, words, yaml};
use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind, Unseen};
use crate::inspect::{config, host};
use crate::settings::Settings;
use crate::source::{EntryKind, Source, shown};

/// Files of other manifests that are searched for a ConfigMap.
const MAX_OTHERS: usize = 200;

/// Longest manifest beside a file.
const MAX_BESIDE: usize = 1 << 20;

/// Names under which a ConfigMap carries site properties.
const SITE: [&str; 2] = ["alluxio-site.properties", "ALLUXIO_SITE_PROPERTIES"];

/// The facts of a file; `None` if it does not speak of Alluxio.
pub(super) fn read(source: &dyn Source, path: &Path, bytes: &[u8]) -> Option<Facts> {
    let file = shown(path);
    let yaml = yaml::read(bytes, &file);
    let ours = memchr::memmem::find(bytes, b"alluxio").is_some() || memchr::memmem::find(bytes, b"ALLUXIO").is_some();
    let name = file.rsplit('/').next().unwrap_or_default();
    let mut facts = Facts::default();
    let around = Around { source, path, file: &file, maps: &Maps::new() };
    for document in yaml.documents.iter().filter(|document| !kubernetes::is_object(document)) {
        facts.extend(plain(document, name, &around, ours).unwrap_or_default());
    }
    facts.subjects.extend(dashboard::metrics(&String::from_utf8_lossy(bytes), &file));
    facts.extend(all_objects(&kubernetes::objects(&yaml.documents), &around, ours));
    if ours || !facts.subjects.is_empty() {
        facts.unseen.extend(unseen(&yaml, &file));
    }
    (!facts.is_empty()).then_some(facts)
}

/// A document that is no object of Kubernetes.
fn plain(document: &Rc<Node>, name: &str, around: &Around<'_>, ours: bool) -> Option<Facts> {
    if kustomize::is_kustomization(document, name) {
        return kustomize::read(document, around, ours);
    }
    if compose::is_compose(document) {
        let (services, mut facts) = compose::read(document, around);
        facts.unseen.retain(|_| ours);
        facts.extend(container::mounted(&services, around));
        let settings = facts.settings.clone();
        facts.extend(containers(&services, &settings));
        return Some(facts);
    }
    if helmfile::is_helmfile(document, name) {
        return Some(helmfile::read(document, around));
    }
    let chart = helm::chart_above(around);
    match helm::select(document, name, chart.as_ref()) {
        Some(values) => Some(helm::read(&values, around.file, chart.and_then(|chart| chart.version))),
        None => ours.then(|| steps(document, around)),
    }
}

/// Commands in the texts of a document: steps of pipelines and playbooks.
fn steps(document: &Node, around: &Around<'_>) -> Facts {
    let mut facts = Facts::default();
    let mut open = vec![document];
    while let Some(node) = open.pop() {
        if facts.is_crowded() {
            facts.crowded(around.file);
            break;
        }
        match &node.body {
            Body::Word(text, _) if text.contains("alluxio") => facts.extend(step(text, node, around)),
            Body::Word(..) => {}
            Body::List(items) => open.extend(items.iter().rev().map(Rc::as_ref)),
            Body::Map(pairs) => open.extend(pairs.iter().rev().map(|(_, node)| node.as_ref())),
        }
    }
    facts
}

fn step(text: &str, node: &Node, around: &Around<'_>) -> Facts {
    let text = text.replace(TEMPLATE, "{{...}}");
    let found = calls::calls(&text).into_iter();
    let found: Vec<calls::Call> = found.map(|call| calls::Call { line: call.line + node.line - 1, ..call }).collect();
    let mut facts = calls::facts(&found, around.file);
    facts.extend(helm::releases(&text, node.line, around));
    facts
}

fn containers(list: &[Container], around: &Settings) -> Facts {
    let mut facts = Facts { subjects: list.iter().filter_map(zookeeper).collect(), ..Facts::default() };
    for container in list.iter().filter(|container| container.is_alluxio()) {
        if facts.is_crowded() {
            facts.crowded(&container.file);
            break;
        }
        let mut found = container.facts(around);
        let called = calls::calls(&words::line(&container.words)).into_iter();
        let here = (container.file.as_str().into(), container.line);
        let (file, line) = container.words_at.as_ref().unwrap_or(&here);
        let called: Vec<calls::Call> = called.map(|call| calls::Call { line: *line, ..call }).collect();
        found.extend(calls::facts(&called, file));
        facts.extend(found);
    }
    facts
}

/// A server of ZooKeeper beside Alluxio, known by the tag of its image.
fn zookeeper(container: &Container) -> Option<Subject> {
    let image = container.image.as_deref()?;
    let version = image::tag(image);
    let known = image::name(image).ends_with("zookeeper") && version.starts_with(|letter: char| letter.is_ascii_digit());
    known.then(|| {
        let place = format!("{}:{}", container.file, container.line);
        let mut subject = Subject::new(SubjectKind::Host, place.clone());
        subject.set("host.zookeeper", host::minor(version));
        subject.evidence.push(Evidence::new(place, Grade::Strong, format!("image {image}")));
        subject
    })
}

/// Objects of a whole file, with what they need of the manifests beside it.
fn all_objects(list: &[Rc<Node>], around: &Around<'_>, ours: bool) -> Facts {
    let mut maps = kubernetes::config_maps(list);
    if !list.iter().all(|object| kubernetes::has_its_maps(object, &maps) && gitops::has_its_maps(object, &maps)) {
        for (name, variables) in maps_beside(around.source, around.path) {
            maps.entry(name).or_insert(variables);
        }
    }
    let around = Around { maps: &maps, ..*around };
    let mut facts = objects(list, &around);
    let name = around.file.rsplit('/').next().unwrap_or_default();
    for object in list {
        let found = if kustomize::is_kustomization(object, name) {
            kustomize::read(object, &around, ours)
        } else {
            gitops::read(object, &around).filter(|_| ours)
        };
        facts.extend(found.unwrap_or_default());
    }
    facts
}

/// Objects as they are applied.
pub(super) fn objects(objects: &[Rc<Node>], around: &Around<'_>) -> Facts {
    let file = around.file;
    let mut facts = Facts::default();
    for variables in kubernetes::config_maps(objects).values() {
        facts.extend(mapped(variables));
    }
    objects.iter().filter(|object| object.text("kind") == "Secret").for_each(|object| facts.extend(secret(object)));
    let mut settings = facts.settings.clone();
    around.maps.values().for_each(|variables| settings.extend(mapped(variables).settings));
    for object in objects {
        if facts.is_crowded() {
            facts.crowded(file);
            break;
        }
        facts.extend(fluid::read(object).unwrap_or_default());
        facts.subjects.extend(old_api(object));
        let list = kubernetes::containers(object, around.maps);
        let mounted = container::mounted(&list, around);
        settings.extend(mounted.settings.clone());
        facts.extend(mounted);
        facts.extend(containers(&list, &settings));
    }
    facts
}

/// Settings in the variables and files of a ConfigMap.
fn mapped(variables: &[Variable]) -> Facts {
    let mut facts = container::read_variables(variables);
    for Variable { name, value, at: (file, line) } in variables {
        let text = value.as_deref().unwrap_or_default();
        if SITE.contains(&name.as_str()) || (name.ends_with(".properties") && config::looks_like_properties(name, text.as_bytes())) {
            facts.extend(config::read_properties_text(text.as_bytes(), file, line.saturating_sub(1)));
        } else if config::looks_like_environment(name) {
            facts.extend(config::read_env_text(text, name, file, line.saturating_sub(1)));
        }
    }
    facts
}

/// A Secret that holds a configuration: read where it is written out, and told where it is encoded.
fn secret(object: &Node) -> Facts {
    let ours = |name: &str| SITE.contains(&name) || config::looks_like_environment(name);
    let pairs = |key: &str| object.get(key).map_or(&[][..], Node::pairs);
    let written: Vec<Variable> = pairs("stringData").iter().filter(|(name, _)| ours(name)).map(kubernetes::variable).collect();
    let mut facts = mapped(&written);
    for (name, node) in pairs("data").iter().filter(|(name, _)| ours(name)) {
        let reason = format!("{name} lies in a Secret, which is not decoded");
        facts.unseen.push(Unseen::new(node.place(), reason, &["setting:*"], "give the file itself"));
    }
    facts
}

/// Objects of the CSI driver under an API that newer Kubernetes no longer serves.
fn old_api(object: &Node) -> Option<Subject> {
    let (api, kind) = (object.text("apiVersion"), object.text("kind"));
    let ours = object.at(&["metadata", "name"]).is_some_and(|name| name.word().contains("alluxio"));
    (ours && kind == "CSIDriver").then(|| fluid::object(object, kind, &format!("{api} {kind}")))
}

fn unseen(yaml: &Yaml, file: &str) -> Vec<Unseen> {
    let facts = ["deployment.start_word", "helm.key"];
    let trouble = |(line, reason): &(usize, String)| {
        Unseen::new(format!("{file}:{line}"), format!("this document is not read: {reason}"), &facts, "correct the file")
    };
    let mut list: Vec<Unseen> = yaml.troubles.iter().map(trouble).collect();
    if let Some(line) = yaml.templates.first() {
        let reason = format!("{} lines hold templates that are not rendered", yaml.templates.len());
        let remedy = "give what `helm template` or `helm get manifest` prints instead of the templates";
        list.push(Unseen::new(format!("{file}:{line}"), reason, &facts, remedy));
    }
    list
}

/// ConfigMaps in the other manifests of the folder and of the folders beside it, as `helm template --output-dir` writes them.
fn maps_beside(source: &dyn Source, path: &Path) -> Maps {
    let folder = path.parent().unwrap_or(Path::new("."));
    let around = folder.parent().map(|parent| source.list(parent).unwrap_or_default()).unwrap_or_default();
    let folders = std::iter::once(folder.to_owned())
        .chain(around.into_iter().filter(|entry| entry.kind == EntryKind::Folder).map(|entry| entry.path));
    let files = folders.flat_map(|folder| source.list(&folder).unwrap_or_default());
    let manifests = files.filter(|entry| entry.kind == EntryKind::File && [".yaml", ".yml"].iter().any(|end| entry.name().ends_with(end)));
    let mut maps = Maps::new();
    for entry in manifests.take(MAX_OTHERS) {
        let bytes = source.open(&entry.path).and_then(|blob| blob.read_all(MAX_BESIDE)).unwrap_or_default();
        if memchr::memmem::find(&bytes, b"ConfigMap").is_some() {
            maps.extend(kubernetes::config_maps(&kubernetes::objects(&yaml::read(&bytes, &shown(&entry.path)).documents)));
        }
    }
    maps
}
