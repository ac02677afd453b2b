//! Which clients do build files and bills of materials ask for?
//!
//! Reads Maven poms (with parents that lie in the tree), Gradle lock files, version catalogs and build scripts, sbt, Ivy, and
//! CycloneDX and SPDX in JSON and XML. It runs no build: what a plugin, a remote parent or an imported bill of materials adds is
//! not seen, and a version that comes from there is unknown. What is declared says what the build will ask for, not what a
//! packaged application holds; archives say that.

mod bill;
mod coordinates;
mod gradle;
mod ivy;
mod lines;
mod maven;
mod subject;

use std::path::Path;

use crate::facts::{Facts, Unseen};
use crate::inspect::xml::XmlError;
use crate::source::{Source, shown};

/// Sorts of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuildFile {
    /// `pom.xml`.
    Maven,
    /// `ivy.xml`.
    Ivy,
    /// `gradle.lockfile`.
    GradleLock,
    /// `libs.versions.toml`.
    GradleCatalog,
    /// `build.gradle`, `build.gradle.kts`.
    GradleScript,
    /// `build.sbt` and Scala files beside it.
    Sbt,
    /// CycloneDX or SPDX, JSON.
    BillJson,
    /// CycloneDX or SPDX, XML.
    BillXml,
}

/// A dependency as a file declares it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Declared {
    group: String,
    artifact: String,
    /// As written, with properties filled in; nothing if the file leaves it open.
    version: Option<String>,
    scope: Option<String>,
    exclusions: Vec<String>,
    /// Java release that the build compiles for.
    java: Option<i64>,
    line: usize,
    /// Where the version is written, if not in that line.
    version_at: Option<At>,
}

/// A line of a build file: of another one, if it is named.
#[derive(Debug, Clone, PartialEq, Eq)]
struct At {
    file: Option<String>,
    line: usize,
}

/// What a file declares, as far as it could be read.
#[derive(Debug, Default)]
struct Found {
    declared: Vec<Declared>,
    broken: Option<Broken>,
}

/// A file that breaks off.
#[derive(Debug)]
struct Broken {
    line: usize,
    reason: String,
}

/// Longest file that is read; bills of materials of whole images have some ten megabytes.
const LONGEST: usize = 64 << 20;

/// Tells what a file is, by its first bytes and its name.
pub fn classify(name: &str, head: &[u8]) -> Option<BuildFile> {
    let lower = name.to_ascii_lowercase();
    let has = |text: &str| memchr::memmem::find(head, text.as_bytes()).is_some();
    // What a repository keeps of a published artifact is no build that anybody could edit.
    if lower.ends_with(".pom") {
        None
    } else if has("<project") && (has("maven.apache.org/POM") || has("<modelVersion>")) {
        Some(BuildFile::Maven)
    } else if has("<ivy-module") {
        Some(BuildFile::Ivy)
    } else if (has("\"bomFormat\"") && has("CycloneDX")) || has("\"spdxVersion\"") || has("\"SPDXID\"") {
        Some(BuildFile::BillJson)
    } else if has("cyclonedx.org/schema/bom") || (has("<spdxVersion>") && has("<Document")) {
        Some(BuildFile::BillXml)
    } else {
        by_name(&lower)
    }
}

fn by_name(name: &str) -> Option<BuildFile> {
    if name.ends_with(".lockfile") {
        Some(BuildFile::GradleLock)
    } else if name.ends_with(".versions.toml") {
        Some(BuildFile::GradleCatalog)
    } else if name.ends_with(".gradle") || name.ends_with(".gradle.kts") {
        Some(BuildFile::GradleScript)
    } else if name.ends_with(".sbt") || name == "dependencies.scala" {
        Some(BuildFile::Sbt)
    } else {
        None
    }
}

/// The clients that a file asks for.
pub fn read(source: &dyn Source, path: &Path, kind: BuildFile) -> Facts {
    let place = shown(path);
    let text = match text(source, path) {
        Ok(text) => text,
        Err(reason) => return Facts { unseen: vec![unseen(&place, reason)], ..Facts::default() },
    };
    let found = match kind {
        BuildFile::Maven => maven::read(source, path, &text),
        BuildFile::Ivy => ivy::read(&text),
        BuildFile::GradleLock => gradle::lock(&text).into(),
        BuildFile::GradleCatalog => gradle::catalog(&text),
        BuildFile::GradleScript => lines::gradle(&text).into(),
        BuildFile::Sbt => lines::sbt(&text).into(),
        BuildFile::BillJson => bill::json(&text),
        BuildFile::BillXml => bill::xml(&text),
    };
    let mut facts = subject::facts(&place, kind, &found.declared);
    facts.unseen.extend(found.broken.map(|broken| unseen(&format!("{place}:{}", broken.line), broken.reason)));
    facts
}

fn unseen(place: &str, reason: String) -> Unseen {
    Unseen::new(place, reason, &["client.version"], "give a readable copy of it")
}

impl From<Vec<Declared>> for Found {
    fn from(declared: Vec<Declared>) -> Self {
        Found { declared, broken: None }
    }
}

impl From<Broken> for Found {
    fn from(broken: Broken) -> Self {
        Found { declared: Vec::new(), broken: Some(broken) }
    }
}

impl From<XmlError> for Broken {
    fn from(error: XmlError) -> Self {
        Broken { line: error.line, reason: format!("no readable XML: {}; what stands below this line was not read", error.reason) }
    }
}

/// A text file; bytes that are not UTF-8 are replaced.
fn text(source: &dyn Source, path: &Path) -> Result<String, String> {
    let bytes = source.open(path).and_then(|blob| blob.read_all(LONGEST)).map_err(|error| error.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
