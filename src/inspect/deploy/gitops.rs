//! Releases of Flux and applications of Argo CD: values for a chart inside an object that says which chart.
//!
//! Values inside the object are read, layer over layer as the tool lays them, and those of ConfigMaps beside it and of files that are
//! found. Secrets and files of other repositories are said to be unseen, as are changes that are made after rendering.

use std::rc::Rc;

use super::around::{Around, Maps, NOT_AMONG};
use super::kustomize;
use super::release::{HIDDEN, RENDERED, Release};
use super::yaml::{Node, read_inside};
use crate::facts::{Facts, Unseen};

/// ConfigMaps and Secrets of values that one object may name.
const MAX_FROM: usize = 64;
/// Key of a ConfigMap or Secret whose text Flux takes for values if none is named.
const VALUES_KEY: &str = "values.yaml";

/// The facts of an object; `None` if it is another one, or not about Alluxio.
pub(super) fn read(object: &Rc<Node>, around: &Around<'_>) -> Option<Facts> {
    let api = object.text("apiVersion");
    let group = api.split('/').next().unwrap_or_default();
    match object.text("kind") {
        "HelmRelease" if group.ends_with("fluxcd.io") => flux(object, around),
        "Application" if group == "argoproj.io" => argo(object.get("spec")?, around),
        "ApplicationSet" if group == "argoproj.io" => argo(object.at(&["spec", "template", "spec"])?, around),
        "Kustomization" if group.ends_with("fluxcd.io") => kustomize::read(object.get("spec")?, around, true),
        _ => None,
    }
}

/// Whether every ConfigMap that a release of Flux takes its values from is known.
pub(super) fn has_its_maps(object: &Node, maps: &Maps) -> bool {
    let from = object.get("spec").map_or(&[][..], |spec| spec.list("valuesFrom"));
    from.iter().all(|from| maps.contains_key(from.text("name")))
}

fn flux(object: &Rc<Node>, around: &Around<'_>) -> Option<Facts> {
    let spec = object.get("spec")?;
    let chart = spec.at(&["chart", "spec"]).or_else(|| spec.get("chart"));
    let chart_text = |key: &str| chart.map_or("", |chart| chart.text(key)).to_owned();
    let name = [chart_text("chart"), chart_text("name"), spec.at(&["chartRef", "name"]).map_or("", Node::word).to_owned()];
    let name = name.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    let mut release = Release::new(around, object.spot(), &name, &chart_text("version"));
    for (number, from) in spec.list("valuesFrom").iter().enumerate().take(MAX_FROM + 1) {
        if number < MAX_FROM {
            values_from(from, around, &mut release);
        } else {
            let reason = format!("values come from more than {MAX_FROM} places; the rest was not read");
            release.hide(from.place(), reason, RENDERED);
        }
    }
    release.values(spec.shared("values"));
    if let Some(node) = spec.get("postRenderers") {
        release.hide(node.place(), "what the chart renders is changed here afterwards".to_owned(), "give what `helm get manifest` prints");
    }
    release.facts()
}

/// Values of a ConfigMap or Secret, whole or at one path.
fn values_from(from: &Node, around: &Around<'_>, release: &mut Release<'_>) {
    let (kind, name, key) = (from.text("kind"), from.text("name"), from.text("valuesKey"));
    let key = if key.is_empty() { VALUES_KEY } else { key };
    let known = around.maps.get(name).filter(|_| kind == "ConfigMap").and_then(|map| map.iter().find(|one| one.name == key));
    match known.and_then(|variable| Some((variable.value.as_deref()?, &variable.at))) {
        Some((text, at)) if from.get("targetPath").is_some() => release.single(from.text("targetPath"), text, at),
        Some((text, (file, line))) => release.yaml(read_inside(text, file, line.saturating_sub(1)), file),
        None if from.text("optional") == "true" => {}
        None => {
            let reason = format!("values come from {key} of the {kind} {name}, which was not seen");
            let remedy = "give its manifest, or what `helm get values` prints";
            release.hide(from.place(), reason, remedy);
        }
    }
}

fn argo(spec: &Node, around: &Around<'_>) -> Option<Facts> {
    let single = spec.get("source").into_iter();
    let sources = single.chain(spec.list("sources").iter().map(AsRef::as_ref));
    let found: Vec<Facts> = sources.filter_map(|source| argo_source(source, around)).collect();
    found.into_iter().reduce(|mut all, facts| {
        all.extend(facts);
        all
    })
}

fn argo_source(source: &Node, around: &Around<'_>) -> Option<Facts> {
    let chart = source.text("chart");
    let (name, version) = if chart.is_empty() { (source.text("path"), "") } else { (chart, source.text("targetRevision")) };
    let mut release = Release::new(around, source.spot(), name, version);
    let Some(helm) = source.get("helm") else {
        let here = version.is_empty() && around.found(name).is_some();
        return (name.contains("alluxio") && !here).then(|| bare(source, name));
    };
    for file in helm.list("valueFiles") {
        release.file(in_repository(file.word()), file.line);
    }
    if let Some(text) = helm.get("values").filter(|values| !values.word().is_empty()) {
        release.text(text);
    }
    release.values(helm.shared("valuesObject"));
    for parameter in helm.list("parameters") {
        release.single(parameter.text("name"), parameter.text("value"), &parameter.spot());
    }
    if let Some(node) = helm.get("fileParameters") {
        let reason = format!("values come from files, which {NOT_AMONG}");
        release.hide(node.place(), reason, RENDERED);
    }
    release.facts()
}

/// The path of a file without `$ref/`, which names one of the sources: the root of a repository that is likely the one at hand.
fn in_repository(named: &str) -> &str {
    named.strip_prefix('$').and_then(|rest| rest.split_once('/')).map_or(named, |(_, path)| path)
}

/// A chart without values of its own, or manifests that lie in a repository.
fn bare(source: &Node, what: &str) -> Facts {
    let place = source.place();
    let reason = format!("{what} of {} is deployed, which was not seen", source.text("repoURL"));
    let remedy = "give its files, or what `argocd app manifests` prints";
    Facts { unseen: vec![Unseen::new(place, reason, &HIDDEN, remedy)], ..Facts::default() }
}
