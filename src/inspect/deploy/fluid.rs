//! Fluid's runtimes of Alluxio: images, settings, tiers, and where Fluid keeps the journal.
//!
//! A runtime says only what differs from what Fluid gives every runtime (`rules/catalog/deployment/fluid.tsv`). The dataset that it
//! serves, which names the under stores, is an object of its own and is not looked at.

use std::collections::BTreeSet;

use super::helm;
use super::image;
use super::words::jvm_flags;
use super::yaml::Node;
use crate::facts::{Evidence, Facts, Grade, Subject, SubjectKind};
use crate::settings::{Rank, Setting, Settings};

const DEFAULTS: &str = include_str!("../../../rules/catalog/deployment/fluid.tsv");
/// Where Fluid keeps the journal of every runtime (`fluid:pkg/ddc/alluxio/transform.go`, `transformCommonPart`).
const JOURNAL: &str = "emptydir";
/// Tiers that are looked at; no release has more.
const MAX_LEVELS: usize = 10;
/// Sections of a runtime that may have an image of their own.
const OWN_IMAGE: [(&str, &str); 2] = [("alluxioVersion", "master"), ("fuse", "fuse")];

/// A runtime; `None` for any other object.
pub(super) fn read(object: &Node) -> Option<Facts> {
    if object.text("kind") != "AlluxioRuntime" {
        return None;
    }
    let empty = Node::empty(&object.file, object.line);
    let spec = object.get("spec").unwrap_or(&empty);
    let name = object.at(&["metadata", "name"]).map_or("", Node::word);
    let mut facts = Facts::default();
    for (section, role) in OWN_IMAGE {
        // What FUSE runs is that of the others where it names none.
        if role == "master" || !spec.at(&[section, "image"]).map_or("", Node::word).is_empty() {
            facts.subjects.push(runtime(object, spec, (section, role), name));
        }
    }
    helm::sections(spec, &mut facts);
    defaults(object, spec, &mut facts);
    facts.settings.read_from.push(object.file.to_string());
    Some(facts)
}

fn runtime(object: &Node, spec: &Node, (section, role): (&str, &'static str), name: &str) -> Subject {
    let part = spec.get(section);
    let mut subject = object_of("fluid", part.filter(|_| role != "master").unwrap_or(object), "runtime");
    let (image, tag) = (part.map_or("", |node| node.text("image")), part.map_or("", |node| node.text("imageTag")));
    let reference = if tag.is_empty() { image.to_owned() } else { format!("{image}:{tag}") };
    subject.set("deployment.name", name);
    subject.set("deployment.role", role);
    subject.set("deployment.own_image", image::is_own(image) || image.is_empty());
    if !tag.is_empty() {
        subject.set("deployment.image_version", image::version(&reference));
    }
    subject.set("deployment.image", reference);
    let (mut flags, mut names) = (BTreeSet::new(), BTreeSet::new());
    let sections = spec.pairs().iter().map(|(_, node)| node.as_ref()).filter(|_| role == "master").chain([spec]).chain(part);
    for one in sections {
        flags.extend(one.list("jvmOptions").iter().flat_map(|option| jvm_flags(option.word())));
        names.extend(one.get("env").map_or(&[][..], Node::pairs).iter().map(|(name, _)| name.clone()));
    }
    subject.set("deployment.jvm_flags", flags);
    subject.set("deployment.env", names);
    if role == "master" {
        subject.set("deployment.journal_kept", JOURNAL);
    }
    subject
}

/// What Fluid sets where the runtime does not, and what it makes of the tiers. Folders of tiers hold names that it makes up.
fn defaults(object: &Node, spec: &Node, facts: &mut Facts) {
    let masters = spec.at(&["master", "replicas"]).and_then(|node| node.word().parse::<u32>().ok()).unwrap_or(1);
    let levels = spec.at(&["tieredstore", "levels"]).filter(|levels| !levels.items().is_empty());
    for line in DEFAULTS.lines().filter(|line| !line.starts_with('#')).skip(1) {
        let mut cells = line.split('\t');
        let (Some(key), Some(value), from) = (cells.next(), cells.next(), cells.next().unwrap_or_default()) else { continue };
        if !value.starts_with('{') && from.parse::<u32>().unwrap_or(0) <= masters {
            facts.settings.push(Setting::new(key, value, Rank::ChartDefault, format!("{} (default of Fluid)", object.file)));
        } else if let Some(levels) = levels.filter(|_| value.starts_with('{')) {
            facts.settings.extend(tiers(key, value, levels));
        }
    }
}

/// One of the settings that the tiers become, for all or for each of them.
fn tiers(key: &str, value: &str, levels: &Node) -> Settings {
    let mut settings = Settings::default();
    if !key.contains("{level}") {
        let count = value.replace("{levels}", &levels.items().len().to_string());
        settings.push(Setting::new(key, count, Rank::SystemProperty, levels.place()));
        return settings;
    }
    for (number, level) in levels.items().iter().enumerate().take(MAX_LEVELS) {
        let (key, value) = (key.replace("{level}", &number.to_string()), value.replace("{mediumtype}", level.text("mediumtype")));
        settings.push(Setting::new(key, value, Rank::SystemProperty, level.place()));
    }
    settings
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
