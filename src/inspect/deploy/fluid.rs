//! Fluid's runtimes of Alluxio, and bare objects of Kubernetes that matter by their kind alone.

use super::image;
use super::words::jvm_flags;
use super::yaml::Node;
use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind};
use crate::settings::{Rank, Setting};

/// A runtime; `None` for any other object.
pub(super) fn read(object: &Node) -> Option<Facts> {
    if object.text("kind") != "AlluxioRuntime" {
        return None;
    }
    let mut subject = object_of("fluid", object, "runtime");
    subject.set("deployment.name", object.at(&["metadata", "name"]).map_or("", Node::word));
    let version = object.at(&["spec", "alluxioVersion"]);
    let (name, tag) = (version.map_or("", |node| node.text("image")), version.map_or("", |node| node.text("imageTag")));
    let reference = if tag.is_empty() { name.to_owned() } else { format!("{name}:{tag}") };
    if !tag.is_empty() {
        subject.set("deployment.image_version", image::version(&reference));
    }
    subject.set("deployment.image", reference);
    let options = object.at(&["spec", "jvmOptions"]).map_or(&[][..], Node::items);
    subject
        .set("deployment.jvm_flags", options.iter().flat_map(|option| jvm_flags(option.word())).collect::<std::collections::BTreeSet<_>>());
    let mut facts = Facts { subjects: vec![subject], ..Facts::default() };
    for (key, node) in object.at(&["spec", "properties"]).map_or(&[][..], Node::pairs) {
        facts.settings.push(Setting::new(key.clone(), node.word(), Rank::SystemProperty, node.place()));
    }
    Some(facts)
}

/// An object that matters by its API alone.
pub(super) fn object(object: &Node, kind: &str, api: &str) -> Subject {
    let mut subject = object_of("kubernetes", object, kind);
    subject.set("deployment.api", api);
    subject
}

fn object_of(form: &'static str, object: &Node, kind: &str) -> Subject {
    let mut subject = Subject::new(SubjectKind::Deployment, object.place());
    subject.set("deployment.form", form);
    subject.set("deployment.kind", kind);
    subject.set("deployment.role", "");
    subject.set("deployment.start_word", "");
    subject.set("deployment.init", false);
    subject.set("deployment.high_ids", false);
    subject.set("deployment.image", "");
    subject.evidence.push(Evidence::new(object.place(), Grade::Proven, kind));
    subject
}
