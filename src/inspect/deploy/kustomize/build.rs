//! The objects that a kustomization builds: those of its resources, with generated ConfigMaps, patches and images.

use std::path::PathBuf;
use std::rc::Rc;

use super::generate;
use super::patch::{self, Target};
use super::{HIDDEN, RENDERED, not_followed, of_folder};
use crate::facts::Unseen;
use crate::inspect::deploy::around::Around;
use crate::inspect::deploy::kubernetes;
use crate::inspect::deploy::yaml::{self, Body, Node};
use crate::source::{EntryKind, shown};

/// Kustomizations that build on each other.
const MAX_DEPTH: usize = 16;
/// Resources and patches of all of them.
const MAX_STEPS: usize = 2_000;
/// Values that all changes together may touch, so that many patches of large objects end.
const MAX_WORK: usize = 4_000_000;
/// Parts that change manifests in ways that are not followed.
const NOT_FOLLOWED: [&str; 5] = ["replacements", "transformers", "generators", "vars", "secretGenerator"];

/// What was built so far.
#[derive(Default)]
pub(super) struct Built {
    objects: Vec<Rc<Node>>,
    /// Patches of objects that were not found.
    pub(super) alone: Vec<Rc<Node>>,
    pub(super) unseen: Vec<Unseen>,
    pub(super) taken_in: Vec<PathBuf>,
    steps: usize,
    work: usize,
}

impl Built {
    pub(super) fn objects(&self) -> Vec<Rc<Node>> {
        self.objects.clone()
    }

    /// Takes in a kustomization: what it builds on first, then what it changes.
    pub(super) fn take(&mut self, document: &Node, around: &Around<'_>, depth: usize) {
        for resource in ["resources", "bases"].iter().flat_map(|key| document.list(key)) {
            self.resource(resource, around, depth);
        }
        for map in generate::maps(document, around, &mut self.taken_in, &mut self.unseen) {
            generate::put(&mut self.objects, map);
        }
        for component in document.list("components") {
            self.resource(component, around, depth);
        }
        for patch in ["patches", "patchesStrategicMerge", "patchesJson6902"].iter().flat_map(|key| document.list(key)) {
            self.patch(patch, around);
        }
        for image in document.list("images") {
            self.work += self.objects.iter().map(|object| object.size()).sum::<usize>();
            if !self.step(image) {
                break;
            }
            self.objects = self.objects.iter().map(|object| renamed(object, image)).collect();
        }
        let others = NOT_FOLLOWED.iter().filter_map(|key| Some((key, document.get(key)?)));
        self.unseen.extend(others.map(|(key, node)| not_followed(node, format!("{key} change manifests in ways that are not followed"))));
    }

    /// Whether there is room for one more resource or patch; says so once where there is none.
    fn step(&mut self, node: &Node) -> bool {
        self.steps += 1;
        if self.steps == MAX_STEPS || (self.work > MAX_WORK && self.steps < MAX_STEPS) {
            self.steps = MAX_STEPS;
            self.unseen.push(not_followed(node, "the kustomization takes in more than anybody writes; the rest was not read".to_owned()));
        }
        self.steps < MAX_STEPS
    }

    fn resource(&mut self, resource: &Node, around: &Around<'_>, depth: usize) {
        if !self.step(resource) {
            return;
        }
        let path = around.resolved(resource.word());
        match around.source.entry(&path).map(|entry| entry.kind) {
            Ok(EntryKind::Folder) if depth < MAX_DEPTH => match of_folder(&path, around) {
                Some((file, document)) => {
                    around.within(&file, |around| self.take(&document, around, depth + 1));
                    self.taken_in.push(file);
                }
                None => self.unseen.push(not_followed(resource, format!("{} holds no kustomization", resource.word()))),
            },
            Ok(EntryKind::File) => self.manifests(resource, path, around),
            _ => self.unseen.push(around.named(resource.word(), resource.line, &HIDDEN)),
        }
    }

    fn manifests(&mut self, resource: &Node, path: PathBuf, around: &Around<'_>) {
        let Some(bytes) = around.content(&path) else {
            return self.unseen.push(around.named(resource.word(), resource.line, &HIDDEN));
        };
        let file = shown(&path);
        let yaml = yaml::read(&bytes, &file);
        self.objects.extend(kubernetes::objects(&yaml.documents));
        let troubles = yaml.troubles.iter().map(|(line, reason)| (line, format!("this document is not read: {reason}")));
        self.unseen.extend(troubles.map(|(line, reason)| Unseen::new(format!("{file}:{line}"), reason, &HIDDEN, "correct the file")));
        self.taken_in.push(path);
    }

    /// A patch: the path of a file, an object as text, or a list of changes; with a target or its own name.
    fn patch(&mut self, patch: &Node, around: &Around<'_>) {
        if !self.step(patch) {
            return;
        }
        let bare = patch.pairs().is_empty();
        let inline = if bare { Some(patch) } else { patch.get("patch") };
        let yaml = match inline.filter(|inline| inline.word().contains('\n')) {
            Some(inline) => inline.inside(),
            None => {
                let named = if bare { patch.word() } else { patch.text("path") };
                let path = around.resolved(named);
                let Some(bytes) = around.content(&path) else {
                    return self.unseen.push(around.named(named, patch.line, &HIDDEN));
                };
                let yaml = yaml::read(&bytes, &shown(&path));
                self.taken_in.push(path);
                yaml
            }
        };
        for (line, reason) in yaml.troubles {
            let place = format!("{}:{line}", patch.file);
            self.unseen.push(Unseen::new(place, format!("this patch is not read: {reason}"), &HIDDEN, RENDERED));
        }
        for document in &yaml.documents {
            self.apply(document, patch);
        }
    }

    fn apply(&mut self, change: &Rc<Node>, patch: &Node) {
        let steps = matches!(change.body, Body::List(_));
        let target = patch.get("target").map_or_else(|| Target::named_by(change), Target::of);
        let Some(target) = target else {
            return self.unseen.push(not_followed(change, "a patch chooses its objects in a way that is not followed".to_owned()));
        };
        let mut found = false;
        for object in self.objects.iter_mut().filter(|object| target.meets(object)) {
            found = true;
            self.work += object.size() + change.size();
            if self.work > MAX_WORK {
                break;
            }
            match if steps { patch::stepwise(object, change) } else { Ok(patch::strategic(object, change)) } {
                Ok(changed) => *object = changed,
                Err(node) => self.unseen.push(not_followed(&node, "a change of a manifest is not followed".to_owned())),
            }
        }
        if !found && steps {
            self.unseen.push(not_followed(change, "an object that was not found is changed here step by step".to_owned()));
        } else if !found {
            self.alone.push(Rc::clone(change));
        }
    }
}

/// An object whose containers run what `images` says instead of the image of that name.
fn renamed(object: &Rc<Node>, image: &Node) -> Rc<Node> {
    let change = |node: &Rc<Node>| {
        let written = node.word();
        (crate::inspect::deploy::image::name(written) == image.text("name")).then(|| {
            let name = [image.text("newName"), image.text("name")].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
            let old = written.get(crate::inspect::deploy::image::name(written).len()..).unwrap_or_default();
            let tail = match (image.text("digest"), image.text("newTag")) {
                ("", "") => old.to_owned(),
                ("", tag) => format!(":{tag}"),
                (digest, _) => format!("@{digest}"),
            };
            Node::of(&image.file, image.line, Body::Word(format!("{name}{tail}"), false))
        })
    };
    patch::each_word(object, "image", &change)
}
