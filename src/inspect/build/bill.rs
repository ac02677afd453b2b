//! Bills of materials: CycloneDX (<https://cyclonedx.org/docs/1.6/json/>) and SPDX (<https://spdx.github.io/spdx-spec/v2.3/>).

use std::collections::HashMap;

use serde::Deserialize;

use super::{Broken, Declared, Found, lines};
use crate::inspect::xml::{self, Element};

#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    components: Vec<Component>,
    #[serde(default)]
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Component {
    #[serde(default)]
    group: String,
    #[serde(default)]
    name: String,
    version: Option<String>,
    purl: Option<String>,
    #[serde(default)]
    components: Vec<Component>,
}

#[derive(Deserialize)]
struct Package {
    #[serde(default)]
    name: String,
    #[serde(rename = "versionInfo")]
    version: Option<String>,
    #[serde(default, rename = "externalRefs")]
    references: Vec<Reference>,
}

#[derive(Deserialize)]
struct Reference {
    #[serde(default, rename = "referenceLocator")]
    locator: String,
}

pub(super) fn json(content: &str) -> Found {
    let document: Document = match serde_json::from_str(content) {
        Ok(document) => document,
        Err(error) => return Broken { line: error.line(), reason: format!("no readable JSON: {error}") }.into(),
    };
    let mut declared = Vec::new();
    let lines = lines::of_quoted(content);
    components(&lines, &document.components, &mut declared);
    for package in &document.packages {
        let purl = package.references.iter().map(|reference| reference.locator.as_str()).find(|text| text.starts_with("pkg:"));
        let line = lines.get(package.name.as_str()).copied().unwrap_or(1);
        declared.push(entry("", &package.name, package.version.as_deref(), purl, line));
    }
    declared.into()
}

fn components(lines: &HashMap<&str, usize>, list: &[Component], declared: &mut Vec<Declared>) {
    for component in list {
        let line = lines.get(component.name.as_str()).copied().unwrap_or(1);
        declared.push(entry(&component.group, &component.name, component.version.as_deref(), component.purl.as_deref(), line));
        components(lines, &component.components, declared);
    }
}

pub(super) fn xml(content: &str) -> Found {
    let (document, broken) = xml::read_partly(content);
    let mut declared = Vec::new();
    document.each(&mut |element| match element.name.as_str() {
        "component" => declared.push(component(element)),
        "packages" | "Package" => declared.push(package(element)),
        _ => {}
    });
    Found { declared, broken: broken.map(Into::into) }
}

fn component(element: &Element) -> Declared {
    let text = |name: &str| element.text_of(name);
    entry(text("group").unwrap_or_default(), text("name").unwrap_or_default(), text("version"), text("purl"), element.line)
}

fn package(element: &Element) -> Declared {
    let mut purl = None;
    element.each(&mut |inner| {
        if inner.name == "referenceLocator" && inner.text.starts_with("pkg:") {
            purl.get_or_insert(inner.text.as_str());
        }
    });
    entry("", element.text_of("name").unwrap_or_default(), element.text_of("versionInfo"), purl, element.line)
}

/// Names of packages are written in many ways; the package URL, where there is one, is exact.
fn entry(group: &str, name: &str, version: Option<&str>, purl: Option<&str>, line: usize) -> Declared {
    let exact = purl.and_then(maven_purl);
    let (name_group, name) = name.rsplit_once([':', '/']).unwrap_or((group, name));
    let (group, artifact, purl_version) = exact.unwrap_or((if group.is_empty() { name_group } else { group }, name, None));
    let version = version.or(purl_version).map(str::to_owned);
    Declared { group: group.to_owned(), artifact: artifact.to_owned(), version, line, ..Declared::default() }
}

/// `pkg:maven/group/artifact@version?qualifiers` (<https://github.com/package-url/purl-spec>).
fn maven_purl(purl: &str) -> Option<(&str, &str, Option<&str>)> {
    let plain = purl.strip_prefix("pkg:maven/")?.split(['?', '#']).next()?;
    let (name, version) = plain.split_once('@').map_or((plain, None), |(name, version)| (name, Some(version)));
    let (group, artifact) = name.split_once('/')?;
    Some((group, artifact, version))
}
