//! Maven poms: dependencies with properties, managed versions and parents as far as they lie in the tree.
//!
//! Form: <https://maven.apache.org/pom.html>. Profiles count as if they were active, since nobody knows which will be.

use std::collections::HashMap;
use std::path::{Component, Path, PathBuf};

use super::{At, Declared, Found, coordinates, text};
use crate::inspect::xml::{self, Element};
use crate::source::{EntryKind, Source, shown};

/// Parents of parents; real trees have four or five.
const MOST_PARENTS: usize = 16;
/// Properties in properties.
const DEEPEST_PROPERTY: usize = 8;
/// References that one text may lead to, those in the values of properties included; real ones have two or three.
const MOST_REFERENCES: usize = 200;

/// Managed dependencies by group and artifact, each with the pom that it stands in.
type Managed<'a> = HashMap<(String, String), (&'a Pom, &'a Element)>;

/// A pom and those above it, from the nearest on.
struct Chain {
    poms: Vec<Pom>,
    properties: HashMap<String, Property>,
}

struct Pom {
    file: String,
    root: Element,
}

/// What stands for `${name}`.
struct Property {
    text: String,
    /// Where it is written; nothing if it says something else too, such as the version of the project.
    at: Option<At>,
}

impl Pom {
    fn at(&self, element: &Element) -> At {
        At { file: Some(self.file.clone()), line: element.line }
    }

    /// The project itself and its profiles.
    fn sections(&self) -> impl Iterator<Item = &Element> {
        [&self.root].into_iter().chain(self.root.all("profiles").flat_map(|profiles| profiles.all("profile")))
    }
}

pub(super) fn read(source: &dyn Source, path: &Path, content: &str) -> Found {
    let (root, broken) = xml::read_partly(content);
    Found { declared: declared(source, path, root), broken: broken.map(Into::into) }
}

fn declared(source: &dyn Source, path: &Path, root: Element) -> Vec<Declared> {
    let chain = Chain::new(source, path, root);
    let Some(pom) = chain.poms.first() else { return Vec::new() };
    // Alluxio's own modules ask for each other, which says nothing of an application.
    if chain.properties.get("project.groupId").is_some_and(|group| coordinates::is_ours(&group.text)) {
        return Vec::new();
    }
    let managed = chain.managed();
    pom.sections().flat_map(dependencies).map(|dependency| chain.declared(pom, dependency, &managed)).collect()
}

fn dependencies(section: &Element) -> impl Iterator<Item = &Element> {
    section.all("dependencies").flat_map(|list| list.all("dependency"))
}

impl Chain {
    fn new(source: &dyn Source, path: &Path, root: Element) -> Chain {
        let mut poms = vec![Pom { file: shown(path), root }];
        let mut at = path.to_owned();
        while poms.len() < MOST_PARENTS {
            let Some((parent_at, root)) = poms.last().and_then(|pom| parent(source, &at, &pom.root)) else { break };
            poms.push(Pom { file: shown(&parent_at), root });
            at = parent_at;
        }
        let mut properties = HashMap::new();
        for pom in poms.iter().rev() {
            add_properties(&mut properties, pom);
        }
        Chain { poms, properties }
    }

    fn declared(&self, pom: &Pom, dependency: &Element, managed: &Managed<'_>) -> Declared {
        let field = |name: &str| dependency.text_of(name).map(|text| self.filled(text));
        let (group, artifact) = (field("groupId").unwrap_or_default(), field("artifactId").unwrap_or_default());
        let managed = managed.get(&(group.clone(), artifact.clone())).copied();
        let either = |name: &str| field(name).or_else(|| managed.and_then(|(_, entry)| entry.text_of(name)).map(|text| self.filled(text)));
        let exclusion = |exclusion: &Element| {
            format!("{}:{}", exclusion.text_of("groupId").unwrap_or("*"), exclusion.text_of("artifactId").unwrap_or("*"))
        };
        let written = [(pom, dependency)].into_iter().chain(managed).find_map(|(pom, entry)| Some((pom, version_of(entry)?)));
        Declared {
            version: either("version"),
            scope: either("scope"),
            exclusions: dependency.all("exclusions").flat_map(|list| list.all("exclusion")).map(exclusion).collect(),
            java: self.java(),
            line: dependency.line,
            version_at: written.map(|(pom, version)| self.origin(&version.text).unwrap_or_else(|| pom.at(version))),
            group,
            artifact,
        }
    }

    /// Where the property is written that a text consists of; properties that name others lead on.
    fn origin(&self, text: &str) -> Option<At> {
        let mut text = text;
        let mut at = None;
        for _ in 0..DEEPEST_PROPERTY {
            let name = text.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).filter(|name| !name.contains("${"));
            let Some(property) = name.and_then(|name| self.properties.get(name)) else { break };
            let Some(here) = &property.at else { break };
            at = Some(here.clone());
            text = &property.text;
        }
        at
    }

    /// What the compiler is told, where it is told by a property: `1.7` and `7` are the same.
    fn java(&self) -> Option<i64> {
        let told =
            ["maven.compiler.release", "maven.compiler.target", "java.version"].iter().find_map(|name| self.properties.get(*name))?;
        let plain = self.filled(&told.text);
        plain.strip_prefix("1.").unwrap_or(&plain).split('.').next()?.parse().ok()
    }

    /// The entries of `dependencyManagement` by group and artifact, of several the nearest.
    fn managed(&self) -> Managed<'_> {
        let lists = self.poms.iter().flat_map(|pom| pom.sections().map(move |section| (pom, section)));
        let entries =
            lists.flat_map(|(pom, section)| section.all("dependencyManagement").flat_map(dependencies).map(move |entry| (pom, entry)));
        let mut managed = Managed::new();
        for (pom, entry) in entries {
            if let (Some(group), Some(artifact)) = (entry.text_of("groupId"), entry.text_of("artifactId")) {
                managed.entry((self.filled(group), self.filled(artifact))).or_insert((pom, entry));
            }
        }
        managed
    }

    /// A text with `${...}` filled in; what is not known stays.
    fn filled(&self, text: &str) -> String {
        let mut left = MOST_REFERENCES;
        self.within(text, DEEPEST_PROPERTY, &mut left)
    }

    fn within(&self, text: &str, depth: usize, left: &mut usize) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            filled.push_str(before);
            *left = left.saturating_sub(1);
            match self.properties.get(name).filter(|_| depth > 0 && *left > 0) {
                Some(property) => filled.push_str(&self.within(&property.text, depth - 1, left)),
                None => filled.push_str(&format!("${{{name}}}")),
            }
            // Properties that name themselves twice would double with every level.
            if filled.len() > 1000 || *left == 0 {
                return text.to_owned();
            }
            rest = after;
        }
        filled + rest
    }
}

fn version_of(dependency: &Element) -> Option<&Element> {
    dependency.child("version").filter(|version| !version.text.is_empty())
}

/// What a pom sets for itself and its children; `project.version` is the own one, else the parent's.
fn add_properties(properties: &mut HashMap<String, Property>, pom: &Pom) {
    for property in pom.sections().flat_map(|section| section.all("properties")).flat_map(|list| &list.children) {
        properties.insert(property.name.clone(), Property { text: property.text.clone(), at: Some(pom.at(property)) });
    }
    let mut built_in = |name: String, text: &str| drop(properties.insert(name, Property { text: text.to_owned(), at: None }));
    let parent = pom.root.child("parent");
    for name in ["version", "groupId"] {
        let of_parent = parent.and_then(|parent| parent.text_of(name));
        if let Some(text) = of_parent {
            built_in(format!("project.parent.{name}"), text);
        }
        if let Some(text) = pom.root.text_of(name).or(of_parent) {
            built_in(format!("project.{name}"), text);
            built_in(format!("pom.{name}"), text);
        }
    }
}

/// The parent's pom, if it lies where `relativePath` says, which is the folder above unless it is set.
fn parent(source: &dyn Source, path: &Path, pom: &Element) -> Option<(PathBuf, Element)> {
    let declared = pom.child("parent")?;
    let relative = declared.child("relativePath").map_or("../pom.xml", |relative| relative.text.as_str());
    if relative.is_empty() {
        return None;
    }
    let mut at = path.parent()?.join(relative);
    if source.entry(&at).is_ok_and(|entry| entry.kind == EntryKind::Folder) {
        at = at.join("pom.xml");
    }
    let parent = xml::read(&text(source, &at).ok()?).ok()?;
    // A pom that happens to lie there is not the parent.
    (parent.text_of("artifactId") == declared.text_of("artifactId")).then(|| (tidy(source, at), parent))
}

/// The path without `folder/..`, if that is the same file: a folder that is a link has another one above it.
fn tidy(source: &dyn Source, path: PathBuf) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir if matches!(plain.components().next_back(), Some(Component::Normal(_))) => drop(plain.pop()),
            part => plain.push(part),
        }
    }
    let id = |path: &Path| source.entry(path).ok().and_then(|entry| entry.id);
    if id(&plain).is_some() && id(&plain) == id(&path) { plain } else { path }
}
