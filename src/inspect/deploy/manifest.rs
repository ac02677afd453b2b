//! A YAML file: what it deploys, decided by its documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::around::{Around, Maps};
use super::container::{Container, Variable};
use super::yaml::{Node, TEMPLATE, Yaml};
use super::{calls, compose, fluid, gitops, helm, image, kubernetes, kustomize, words, yaml};
use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind, Unseen};
use crate::inspect::{config, host};
use crate::settings::Settings;
use crate::source::{EntryKind, Source, shown};

/// Files of other manifests that are searched for a ConfigMap.
const MAX_OTHERS: usize = 200;

/// Longest `.env` or `Chart.yaml` beside a file.
const MAX_BESIDE: usize = 1 << 20;

/// Names under which a ConfigMap carries site properties.
pub(super) const SITE: [&str; 2] = ["alluxio-site.properties", "ALLUXIO_SITE_PROPERTIES"];

/// The facts of a file; `None` if it does not speak of Alluxio.
pub(super) fn read(source: &dyn Source, path: &Path, bytes: &[u8]) -> Option<Facts> {
    let file = shown(path);
    let yaml = yaml::read(bytes);
    let ours = memchr::memmem::find(bytes, b"alluxio").is_some() || memchr::memmem::find(bytes, b"ALLUXIO").is_some();
    let name = file.rsplit('/').next().unwrap_or_default();
    let mut facts = Facts::default();
    let around = Around { source, path, file: &file, maps: &Maps::new() };
    for document in yaml.documents.iter().filter(|document| !kubernetes::is_object(document)) {
        if kustomize::is_kustomization(document, name) {
            facts.extend(kustomize::read(document, &around).filter(|_| ours).unwrap_or_default());
        } else if compose::is_compose(document) {
            let services = compose::read(document, &file, &beside(source, path));
            facts.extend(mounted(source, path, &services));
            let around = facts.settings.clone();
            facts.extend(containers(&services, &around));
        } else if let Some(values) =
            [Some(document.as_ref()), document.get("alluxio")].into_iter().flatten().find(|one| helm::is_values(one, name))
        {
            facts.extend(helm::read(values, &file, chart_beside(source, path)));
        }
    }
    facts.extend(all_objects(&kubernetes::objects(&yaml.documents), &around, ours));
    if ours || !facts.subjects.is_empty() {
        facts.unseen.extend(unseen(&yaml, &file));
    }
    (!facts.is_empty()).then_some(facts)
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
        let line = container.words_line.unwrap_or(container.line);
        let called: Vec<calls::Call> = called.map(|call| calls::Call { line, ..call }).collect();
        found.extend(calls::facts(&called, &container.file));
        facts.extend(found);
    }
    facts
}

/// Configuration that is mounted into services from beside the file.
fn mounted(source: &dyn Source, path: &Path, services: &[Container]) -> Facts {
    let folder = path.parent().unwrap_or(Path::new("."));
    let places: BTreeSet<PathBuf> = services
        .iter()
        .filter(|service| service.is_alluxio())
        .filter_map(|service| service.mounts_conf()?.source.as_ref())
        .map(|place| folder.join(place.trim_start_matches("./")))
        .collect();
    let mut facts = Facts::default();
    for place in places {
        match source.entry(&place).map(|entry| entry.kind) {
            Ok(EntryKind::Folder) => facts.extend(config::read_conf_folder(source, &place)),
            Ok(EntryKind::File) if place.to_string_lossy().ends_with(".properties") => {
                facts.extend(config::read_properties_file(source, &place))
            }
            _ => {}
        }
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
        let generated = kustomize::maps_for(around.source, around.path.parent().unwrap_or(Path::new("")));
        for (name, variables) in maps_beside(around.source, around.path).into_iter().chain(generated) {
            maps.entry(name).or_insert(variables);
        }
    }
    let around = Around { maps: &maps, ..*around };
    let mut facts = objects(list, &around);
    for object in list {
        let name = around.file.rsplit('/').next().unwrap_or_default();
        let found =
            if kustomize::is_kustomization(object, name) { kustomize::read(object, &around) } else { gitops::read(object, &around) };
        facts.extend(found.filter(|_| ours).unwrap_or_default());
    }
    facts
}

/// Objects as they are applied.
pub(super) fn objects(objects: &[Rc<Node>], around: &Around<'_>) -> Facts {
    let file = around.file;
    let mut facts = Facts::default();
    for variables in kubernetes::config_maps(objects).values() {
        facts.settings.extend(mapped(variables, file).settings);
    }
    let mut settings = facts.settings.clone();
    around.maps.values().for_each(|variables| settings.extend(mapped(variables, file).settings));
    for object in objects {
        if facts.is_crowded() {
            facts.crowded(file);
            break;
        }
        facts.extend(fluid::read(object, file).unwrap_or_default());
        facts.subjects.extend(old_api(object, file));
        facts.extend(containers(&kubernetes::containers(object, file, around.maps), &settings));
    }
    facts
}

/// Settings in the variables and files of a ConfigMap.
pub(super) fn mapped(variables: &[Variable], file: &str) -> Facts {
    let given: Vec<(String, String, usize)> =
        variables.iter().filter_map(|one| Some((one.name.clone(), one.value.clone()?, one.line))).collect();
    let mut facts = config::read_variables(&given, file);
    for (_, text, line) in given.iter().filter(|(name, _, _)| SITE.contains(&name.as_str())) {
        facts.extend(config::read_properties_text(text.as_bytes(), file, line.saturating_sub(1)));
    }
    facts
}

/// Objects of the CSI driver under an API that newer Kubernetes no longer serves.
fn old_api(object: &Node, file: &str) -> Option<Subject> {
    let (api, kind) = (object.text("apiVersion"), object.text("kind"));
    let ours = object.at(&["metadata", "name"]).is_some_and(|name| name.word().contains("alluxio"));
    (ours && kind == "CSIDriver").then(|| fluid::object(file, object.line, kind, &format!("{api} {kind}")))
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
            maps.extend(kubernetes::config_maps(&kubernetes::objects(&yaml::read(&bytes).documents)));
        }
    }
    maps
}

/// What the `.env` file beside a compose file sets.
fn beside(source: &dyn Source, path: &Path) -> BTreeMap<String, String> {
    let Some(text) = neighbour(source, path, ".env") else { return BTreeMap::new() };
    let pairs = text.lines().filter(|line| !line.trim_start().starts_with('#')).filter_map(|line| line.split_once('='));
    pairs.map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned())).collect()
}

/// Version of the chart whose folder the values lie in.
fn chart_beside(source: &dyn Source, path: &Path) -> Option<String> {
    let text = neighbour(source, path, "Chart.yaml")?;
    let yaml = yaml::read(text.as_bytes());
    let chart = yaml.documents.first()?;
    let version = |node: &Node| Some(node.text("version").to_owned()).filter(|version| !version.is_empty() && !version.contains(TEMPLATE));
    if chart.text("name") == "alluxio" {
        return version(chart);
    }
    chart.list("dependencies").iter().find(|one| one.text("name") == "alluxio").and_then(|one| version(one))
}

fn neighbour(source: &dyn Source, path: &Path, name: &str) -> Option<String> {
    let beside = path.parent().unwrap_or(Path::new(".")).join(name);
    let bytes = source.open(&beside).and_then(|blob| blob.read_all(MAX_BESIDE)).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}
