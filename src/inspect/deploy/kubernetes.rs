//! Objects of Kubernetes as they are applied: workloads, ConfigMaps, and Fluid's runtimes.
//!
//! Several documents and `List` objects are taken apart. A container that takes its environment from a ConfigMap gets
//! it if the ConfigMap is among the same documents or manifests beside them; otherwise that is said.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use super::container::{Container, Mount, Storage, Variable};
use super::yaml::Node;

/// Whether a document is an object of Kubernetes.
pub(super) fn is_object(document: &Node) -> bool {
    !document.text("apiVersion").is_empty() && !document.text("kind").is_empty()
}

/// Objects with those inside lists.
pub(super) fn objects(documents: &[Rc<Node>]) -> Vec<Rc<Node>> {
    let mut objects = Vec::new();
    for document in documents.iter().filter(|document| is_object(document)) {
        match document.text("kind") {
            kind if kind.ends_with("List") => objects.extend(document.list("items").iter().cloned()),
            _ => objects.push(Rc::clone(document)),
        }
    }
    objects
}

/// Variables of every ConfigMap by its name.
pub(super) fn config_maps(objects: &[Rc<Node>]) -> BTreeMap<String, Vec<Variable>> {
    let maps = objects.iter().filter(|object| object.text("kind") == "ConfigMap");
    maps.map(|map| {
        let data = map.get("data").map_or(&[][..], Node::pairs);
        (map.at(&["metadata", "name"]).map_or("", Node::word).to_owned(), data.iter().map(variable).collect())
    })
    .collect()
}

/// A pair of a ConfigMap.
pub(super) fn variable((name, value): &(String, Rc<Node>)) -> Variable {
    Variable { name: name.clone(), value: Some(value.word().to_owned()), at: value.spot() }
}

/// The containers of a workload, those that run before the process first.
pub(super) fn containers(object: &Node, maps: &BTreeMap<String, Vec<Variable>>) -> Vec<Container> {
    let Some(pod) = pod(object) else { return Vec::new() };
    let volumes = pod.list("volumes").iter().map(|volume| (volume.text("name"), volume.as_ref())).collect();
    let reader = Reader { object, pod, volumes, maps };
    let init = pod.list("initContainers").iter().map(|node| reader.container(node, true));
    let main = pod.list("containers").iter().map(|node| reader.container(node, false));
    init.chain(main).collect()
}

/// Whether every ConfigMap that its containers take their environment or files from is known.
pub(super) fn has_its_maps(object: &Node, maps: &BTreeMap<String, Vec<Variable>>) -> bool {
    let containers = pod(object).into_iter().flat_map(|pod| pod.list("containers").iter().chain(pod.list("initContainers")));
    let names = containers.flat_map(|container| container.list("envFrom")).filter_map(|from| from.at(&["configMapRef", "name"]));
    let volumes = pod(object).into_iter().flat_map(|pod| pod.list("volumes")).filter_map(|volume| volume.at(&["configMap", "name"]));
    names.chain(volumes).map(Node::word).all(|name| maps.contains_key(name))
}

fn pod(object: &Node) -> Option<&Node> {
    match object.text("kind") {
        "Pod" => object.get("spec"),
        "CronJob" => object.at(&["spec", "jobTemplate", "spec", "template", "spec"]),
        _ => object.at(&["spec", "template", "spec"]),
    }
}

/// Version of the chart in the labels of an object that the official chart rendered.
pub(super) fn chart(object: &Node) -> Option<String> {
    let labels = object.at(&["metadata", "labels"])?;
    let label = [labels.text("helm.sh/chart"), labels.text("chart")].into_iter().find(|label| !label.is_empty())?;
    label.strip_prefix("alluxio-").map(str::to_owned)
}

struct Reader<'a> {
    object: &'a Node,
    pod: &'a Node,
    volumes: HashMap<&'a str, &'a Node>,
    maps: &'a BTreeMap<String, Vec<Variable>>,
}

impl Reader<'_> {
    fn container(&self, node: &Node, init: bool) -> Container {
        let commands = node.list("command").iter().chain(node.list("args"));
        let mut container = Container {
            file: node.file.to_string(),
            line: node.line,
            form: "kubernetes",
            kind: self.object.text("kind").to_owned(),
            name: node.text("name").to_owned(),
            init,
            image: node.get("image").map(|image| image.word().to_owned()),
            words: commands.map(|word| word.word().to_owned()).collect(),
            words_at: node.get("command").or_else(|| node.get("args")).map(Node::spot),
            chart: chart(self.object),
            ..Container::default()
        };
        self.environment(node, &mut container);
        self.users(node, &mut container);
        container.ports = node.list("ports").iter().filter_map(|port| port.text("containerPort").parse().ok()).collect();
        container.mounts = node.list("volumeMounts").iter().map(|mount| self.mount(mount)).collect();
        container.bounded()
    }

    fn environment(&self, node: &Node, container: &mut Container) {
        for from in node.list("envFrom") {
            let name = from.at(&["configMapRef", "name"]).map_or("", Node::word);
            match self.maps.get(name) {
                Some(variables) => container.env.extend(variables.iter().cloned()),
                None => {
                    let what = if name.is_empty() { "a Secret".to_owned() } else { format!("the ConfigMap {name}") };
                    container.env_unseen = Some(format!("the environment comes from {what}, which was not seen; give its manifest too"));
                }
            }
        }
        let elsewhere = |variable: &&Rc<Node>| variable.get("valueFrom").is_some() && variable.text("name").ends_with("_JAVA_OPTS");
        if let Some(variable) = node.list("env").iter().find(elsewhere) {
            let name = variable.text("name");
            container.env_unseen = Some(format!("{name} comes from an object that was not seen; give its value"));
        }
        container.env.extend(node.list("env").iter().map(|variable| Variable {
            name: variable.text("name").to_owned(),
            value: variable.get("value").map(|value| value.word().to_owned()),
            at: variable.spot(),
        }));
    }

    fn users(&self, node: &Node, container: &mut Container) {
        let contexts = [node.get("securityContext"), self.pod.get("securityContext")];
        let user = contexts.iter().flatten().find_map(|context| context.get("runAsUser"));
        container.user = user.map_or("", Node::word).to_owned();
        let ids = contexts.iter().flatten().flat_map(|context| ["runAsUser", "runAsGroup", "fsGroup"].map(|key| context.text(key)));
        container.ids = ids.filter_map(|id| id.parse().ok()).collect();
    }

    /// The object of a volume, if it was not seen. Secrets are read, or told, where they are.
    fn unseen(&self, volume: &Node) -> Option<String> {
        let name = volume.at(&["configMap", "name"]).map(Node::word);
        let claim = volume.at(&["persistentVolumeClaim", "claimName"]).map(|claim| format!("the volume claim {}", claim.word()));
        name.filter(|name| !self.maps.contains_key(*name)).map(|name| format!("the ConfigMap {name}")).or(claim)
    }

    fn mount(&self, mount: &Node) -> Mount {
        let volume = self.volumes.get(mount.text("name"));
        let has = |key: &str| volume.is_some_and(|volume| volume.get(key).is_some());
        // A name that no volume has belongs to a claim template.
        let storage = match () {
            () if has("emptyDir") => Storage::Pod,
            () if has("configMap") || has("secret") || has("downwardAPI") || has("projected") => Storage::Config,
            () => Storage::Lasting,
        };
        let source = volume.and_then(|volume| volume.at(&["hostPath", "path"])).map(|path| path.word().to_owned());
        Mount { target: mount.text("mountPath").to_owned(), storage, source, unseen: volume.and_then(|volume| self.unseen(volume)) }
    }
}
