//! Maven poms: dependencies with properties, managed versions and parents as far as they lie in the tree.
//!
//! Form: <https://maven.apache.org/pom.html>. Profiles count as if they were active, since nobody knows which will be.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Declared, coordinates, text};
use crate::inspect::xml::{self, Element};
use crate::source::{EntryKind, Source};

/// Parents of parents; real trees have four or five.
const MOST_PARENTS: usize = 16;
/// Properties in properties.
const DEEPEST_PROPERTY: usize = 8;

/// A pom and those above it, from the nearest on.
struct Chain {
    poms: Vec<Element>,
    properties: HashMap<String, String>,
}

pub(super) fn read(source: &dyn Source, path: &Path, content: &str) -> Result<Vec<Declared>, String> {
    let pom = xml::read(content).map_err(|error| error.to_string())?;
    let chain = Chain::new(source, path, pom);
    let Some(pom) = chain.poms.first() else { return Ok(Vec::new()) };
    // Alluxio's own modules ask for each other, which says nothing of an application.
    if chain.properties.get("project.groupId").is_some_and(|group| coordinates::is_ours(group)) {
        return Ok(Vec::new());
    }
    Ok(sections(pom).flat_map(dependencies).map(|dependency| chain.declared(dependency)).collect())
}

/// The project itself and its profiles.
fn sections(pom: &Element) -> impl Iterator<Item = &Element> {
    [pom].into_iter().chain(pom.all("profiles").flat_map(|profiles| profiles.all("profile")))
}

fn dependencies(section: &Element) -> impl Iterator<Item = &Element> {
    section.all("dependencies").flat_map(|list| list.all("dependency"))
}

impl Chain {
    fn new(source: &dyn Source, path: &Path, pom: Element) -> Chain {
        let mut poms = vec![pom];
        let mut at = path.to_owned();
        while poms.len() < MOST_PARENTS {
            let Some((parent_at, parent)) = poms.last().and_then(|pom| parent(source, &at, pom)) else { break };
            at = parent_at;
            poms.push(parent);
        }
        let mut properties = HashMap::new();
        for pom in poms.iter().rev() {
            add_properties(&mut properties, pom);
        }
        Chain { poms, properties }
    }

    fn declared(&self, dependency: &Element) -> Declared {
        let field = |name: &str| dependency.text_of(name).map(|text| self.filled(text, DEEPEST_PROPERTY));
        let (group, artifact) = (field("groupId").unwrap_or_default(), field("artifactId").unwrap_or_default());
        let managed = self.managed(&group, &artifact);
        let either = |name: &str| {
            field(name).or_else(|| managed.and_then(|managed| managed.text_of(name)).map(|text| self.filled(text, DEEPEST_PROPERTY)))
        };
        let exclusion = |exclusion: &Element| {
            format!("{}:{}", exclusion.text_of("groupId").unwrap_or("*"), exclusion.text_of("artifactId").unwrap_or("*"))
        };
        Declared {
            version: either("version"),
            scope: either("scope"),
            exclusions: dependency.all("exclusions").flat_map(|list| list.all("exclusion")).map(exclusion).collect(),
            java: self.java(),
            line: dependency.line,
            group,
            artifact,
        }
    }

    /// What the compiler is told, where it is told by a property: `1.7` and `7` are the same.
    fn java(&self) -> Option<i64> {
        let told =
            ["maven.compiler.release", "maven.compiler.target", "java.version"].iter().find_map(|name| self.properties.get(*name))?;
        let plain = self.filled(told, DEEPEST_PROPERTY);
        plain.strip_prefix("1.").unwrap_or(&plain).split('.').next()?.parse().ok()
    }

    /// The entry of `dependencyManagement` that is nearest.
    fn managed(&self, group: &str, artifact: &str) -> Option<&Element> {
        let managed = self.poms.iter().flat_map(sections).flat_map(|section| section.all("dependencyManagement"));
        managed.flat_map(dependencies).find(|entry| {
            let is = |name: &str, wanted: &str| entry.text_of(name).is_some_and(|text| self.filled(text, DEEPEST_PROPERTY) == wanted);
            is("groupId", group) && is("artifactId", artifact)
        })
    }

    /// A text with `${...}` filled in; what is not known stays.
    fn filled(&self, text: &str, depth: usize) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${") {
            let Some((name, after)) = after.split_once('}') else { break };
            filled.push_str(before);
            match self.properties.get(name).filter(|_| depth > 0) {
                Some(value) => filled.push_str(&self.filled(value, depth - 1)),
                None => filled.push_str(&format!("${{{name}}}")),
            }
            // Properties that name themselves twice would double with every level.
            if filled.len() > 1000 {
                return text.to_owned();
            }
            rest = after;
        }
        filled + rest
    }
}

/// What a pom sets for itself and its children; `project.version` is the own one, else the parent's.
fn add_properties(properties: &mut HashMap<String, String>, pom: &Element) {
    for property in sections(pom).flat_map(|section| section.all("properties")).flat_map(|list| &list.children) {
        properties.insert(property.name.clone(), property.text.clone());
    }
    let parent = pom.child("parent");
    let of_parent = |name: &str| parent.and_then(|parent| parent.text_of(name));
    for (name, key) in [("version", "version"), ("groupId", "groupId")] {
        if let Some(value) = of_parent(name) {
            properties.insert(format!("project.parent.{key}"), value.to_owned());
        }
        if let Some(value) = pom.text_of(name).or_else(|| of_parent(name)) {
            properties.insert(format!("project.{key}"), value.to_owned());
            properties.insert(format!("pom.{key}"), value.to_owned());
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
    (parent.text_of("artifactId") == declared.text_of("artifactId")).then_some((at, parent))
}
