//! Releases of Flux and applications of Argo CD: values for a chart inside an object that says which chart.
//!
//! Values inside the object are read, layer over layer as the tool lays them, and those of ConfigMaps beside it. Files
//! and Secrets that an object only names are said to be unseen, as are changes that are made after rendering.

use std::rc::Rc;

use super::around::{Around, Maps, NOT_AMONG};
use super::yaml::{Node, TEMPLATE, layered, read_inside};
use super::{helm, kustomize};
use crate::facts::{Facts, Unseen};

/// Facts that values which were not seen may decide on.
const HIDDEN: [&str; 3] = ["setting:*", "helm.key", "deployment.start_word"];
/// Sets of values that one object may lay over each other.
const MAX_LAYERS: usize = 500;
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
        "Kustomization" if group.ends_with("fluxcd.io") => kustomize::read(object.get("spec")?, around),
        _ => None,
    }
}

/// Whether every ConfigMap that a release of Flux takes its values from is known.
pub(super) fn has_its_maps(object: &Node, maps: &Maps) -> bool {
    let from = object.get("spec").map_or(&[][..], |spec| spec.list("valuesFrom"));
    from.iter().all(|from| maps.contains_key(from.text("name")))
}

/// What an object says of a release of a chart.
#[derive(Default)]
struct Release {
    line: usize,
    chart: String,
    version: String,
    /// Values from the weakest to the strongest.
    layers: Vec<Rc<Node>>,
    unseen: Vec<Unseen>,
}

impl Release {
    fn text(&mut self, node: &Node, around: &Around<'_>) {
        let yaml = read_inside(node.word(), node.line.saturating_sub(1));
        self.layers.extend(yaml.documents);
        for (line, reason) in yaml.troubles {
            self.hide(format!("{}:{line}", around.file), format!("these values are not read: {reason}"), "correct the file");
        }
    }

    fn hide(&mut self, subject: String, reason: String, remedy: &str) {
        self.unseen.push(Unseen::new(subject, reason, &HIDDEN, remedy));
    }

    /// One value at a path with dots, of which a backslash takes the meaning.
    fn single(&mut self, path: &str, value: &str, line: usize) {
        self.layers.push(Node::nested(&keys(path), value, line));
    }

    fn facts(mut self, around: &Around<'_>) -> Option<Facts> {
        if self.layers.len() > MAX_LAYERS {
            self.layers.truncate(MAX_LAYERS);
            let reason = format!("more than {MAX_LAYERS} sets of values lie over each other; the rest was not read");
            self.hide(format!("{}:{}", around.file, self.line), reason, "give what `helm get values` prints");
        }
        let values = self.layers.into_iter().reduce(|base, over| layered(&base, &over));
        let named = self.chart.to_ascii_lowercase().contains("alluxio");
        if !named && !values.as_ref().is_some_and(|values| helm::is_values(values, "")) {
            return None;
        }
        let plain = self.version.starts_with(|letter: char| letter.is_ascii_digit())
            && self.version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
            && !self.version.contains(TEMPLATE);
        let values = values.unwrap_or_else(|| Node::empty(self.line));
        let mut facts = helm::read(&values, around.file, plain.then_some(self.version));
        facts.unseen.extend(self.unseen);
        Some(facts)
    }
}

/// `a.b\.c` as `a` and `b.c`.
fn keys(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match (letter, keys.last_mut()) {
            ('.', _) => keys.push(String::new()),
            ('\\', Some(last)) => last.extend(letters.next()),
            (letter, Some(last)) => last.push(letter),
            (_, None) => {}
        }
    }
    keys
}

fn flux(object: &Rc<Node>, around: &Around<'_>) -> Option<Facts> {
    let spec = object.get("spec")?;
    let chart = spec.at(&["chart", "spec"]).or_else(|| spec.get("chart"));
    let chart_text = |key: &str| chart.map_or("", |chart| chart.text(key)).to_owned();
    let name = [chart_text("chart"), chart_text("name"), spec.at(&["chartRef", "name"]).map_or("", Node::word).to_owned()];
    let mut release = Release {
        line: object.line,
        chart: name.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        version: chart_text("version"),
        ..Release::default()
    };
    for (number, from) in spec.list("valuesFrom").iter().enumerate().take(MAX_FROM + 1) {
        if number < MAX_FROM {
            values_from(from, around, &mut release);
        } else {
            let reason = format!("values come from more than {MAX_FROM} places; the rest was not read");
            release.hide(format!("{}:{}", around.file, from.line), reason, "give what `helm get values` prints");
        }
    }
    release.layers.extend(spec.shared("values"));
    if let Some(node) = spec.get("postRenderers") {
        let place = format!("{}:{}", around.file, node.line);
        release.hide(place, "what the chart renders is changed here afterwards".to_owned(), "give what `helm get manifest` prints");
    }
    release.facts(around)
}

/// Values of a ConfigMap or Secret, whole or at one path.
fn values_from(from: &Node, around: &Around<'_>, release: &mut Release) {
    let (kind, name, key) = (from.text("kind"), from.text("name"), from.text("valuesKey"));
    let key = if key.is_empty() { VALUES_KEY } else { key };
    let known = around.maps.get(name).filter(|_| kind == "ConfigMap").and_then(|map| map.iter().find(|one| one.name == key));
    match known.and_then(|variable| Some((variable.value.as_deref()?, variable.line))) {
        Some((text, line)) if from.get("targetPath").is_some() => release.single(from.text("targetPath"), text, line),
        Some((text, line)) => {
            let yaml = read_inside(text, line.saturating_sub(1));
            release.layers.extend(yaml.documents);
        }
        None if from.text("optional") == "true" => {}
        None => {
            let reason = format!("values come from {key} of the {kind} {name}, which was not seen");
            let remedy = "give its manifest, or what `helm get values` prints";
            release.hide(format!("{}:{}", around.file, from.line), reason, remedy);
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
    let mut release = Release { line: source.line, ..Release::default() };
    release.chart = if chart.is_empty() { source.text("path").to_owned() } else { chart.to_owned() };
    if !chart.is_empty() {
        source.text("targetRevision").clone_into(&mut release.version);
    }
    let Some(helm) = source.get("helm") else {
        return release.chart.contains("alluxio").then(|| bare(source, &release.chart, around));
    };
    for file in helm.list("valueFiles") {
        release.unseen.push(around.named(file.word(), file.line, &HIDDEN));
    }
    if let Some(text) = helm.get("values").filter(|values| !values.word().is_empty()) {
        release.text(text, around);
    }
    release.layers.extend(helm.shared("valuesObject"));
    for parameter in helm.list("parameters") {
        release.single(parameter.text("name"), parameter.text("value"), parameter.line);
    }
    if let Some(node) = helm.get("fileParameters") {
        let reason = format!("values come from files, which {NOT_AMONG}");
        release.hide(format!("{}:{}", around.file, node.line), reason, "give what `helm get values` prints");
    }
    release.facts(around)
}

/// A chart without values of its own, or manifests that lie in a repository.
fn bare(source: &Node, what: &str, around: &Around<'_>) -> Facts {
    let place = format!("{}:{}", around.file, source.line);
    let reason = format!("{what} of {} is deployed, which was not seen", source.text("repoURL"));
    let remedy = "give its files, or what `argocd app manifests` prints";
    Facts { unseen: vec![Unseen::new(place, reason, &HIDDEN, remedy)], ..Facts::default() }
}
