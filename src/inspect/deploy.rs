//! How is Alluxio deployed and called? Compose files, manifests, chart values, image builds, units, scripts, runbooks.
//!
//! Every reader turns one sort of file into the same facts: what is started with which words, environment, user,
//! ports and volumes, and which commands are called. Nothing is rendered, built or run; templates, files of other
//! machines and ConfigMaps that were not given are said to be unseen. A file that does not speak of Alluxio gives nothing.

mod around;
mod calls;
mod compose;
mod container;
mod dashboard;
mod docker;
mod dockerfile;
mod fluid;
mod gitops;
mod helm;
mod helmfile;
mod image;
mod kubernetes;
mod kustomize;
mod lexer;
mod manifest;
mod parts;
mod places;
mod prose;
mod release;
mod systemd;
mod terraform;
pub(crate) mod words;
mod written;
mod yaml;

use std::io;
use std::path::Path;

use around::Around;
pub(crate) use around::drop_given;
pub(crate) use lexer::{Segment, segments};
pub(crate) use parts::Parts;

use crate::facts::{Facts, Unseen};
use crate::inspect::connector;
use crate::settings::Settings;
use crate::source::{Source, shown};

/// Sorts of files that deploy or call Alluxio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Compose, manifests, chart values: told apart by content.
    Yaml,
    /// An image build.
    Dockerfile,
    /// A unit of systemd.
    Unit,
    /// A script or crontab.
    Script,
    /// Prose with commands in it.
    Prose,
    /// A dashboard.
    Dashboard,
    /// Resources of Terraform.
    Terraform,
}

/// Largest file that is read.
const MAX_FILE: usize = 4 << 20;

/// The sort of a file by its name and first bytes; `None` if it is none of these.
pub fn sort(name: &str, head: &[u8]) -> Option<Sort> {
    if head.contains(&0) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let text = String::from_utf8_lossy(head);
    let ends = |list: &[&str]| list.iter().any(|end| name.ends_with(end));
    if ends(&[".yaml", ".yml", ".yaml.tpl", ".yml.tpl", ".yaml.gotmpl", ".yml.gotmpl", ".yaml.j2", ".yml.j2"]) {
        Some(Sort::Yaml)
    } else if name.contains("dockerfile") || name.contains("containerfile") || (!name.contains('.') && dockerfile::looks_like(&text)) {
        Some(Sort::Dockerfile)
    } else if ends(&[".service"]) || systemd::looks_like(&text) {
        Some(Sort::Unit)
    } else if ends(&[".sh", ".bash", ".ksh", ".cron", ".crontab", ".mk", ".sh.j2"])
        || name.contains("crontab")
        || name == "makefile"
        || text.starts_with("#!")
    {
        Some(Sort::Script)
    } else if ends(&[".tf"]) {
        Some(Sort::Terraform)
    } else if ends(&[".json"]) && dashboard::looks_like(&text) {
        Some(Sort::Dashboard)
    } else if ends(&[".md", ".rst", ".adoc", ".txt"]) {
        Some(Sort::Prose)
    } else {
        None
    }
}

/// Reads a file; `None` if it has nothing to do with Alluxio.
pub fn read(source: &dyn Source, path: &Path, sort: Sort) -> Option<Facts> {
    let file = shown(path);
    let bytes = match source.open(path).and_then(|blob| blob.read_all(MAX_FILE)) {
        Ok(bytes) => bytes,
        Err(_) if matches!(sort, Sort::Prose | Sort::Dashboard) => return None,
        Err(error) => return Some(not_read(&file, &reason(&error))),
    };
    if sort == Sort::Yaml {
        return manifest::read(source, path, &bytes);
    }
    let text = String::from_utf8_lossy(&bytes);
    let maps = around::Maps::new();
    let around = Around { source, path, file: &file, maps: &maps };
    let mut facts = match sort {
        Sort::Dockerfile => dockerfile::read(&text, &file).unwrap_or_default(),
        Sort::Unit => unit(&text, &around),
        Sort::Dashboard => return dashboard(&text, &file),
        Sort::Terraform => terraform::read(&text, &around),
        Sort::Yaml | Sort::Script | Sort::Prose => Facts::default(),
    };
    let code = if sort == Sort::Prose { prose::code(&text) } else { text.into_owned() };
    facts.extend(calls::facts(&calls::calls(&code), &file));
    if sort == Sort::Script {
        facts.extend(written::facts(&code, &file));
    }
    facts.extend(docker::facts(&code, &around));
    facts.extend(helm::releases(&code, 1, &around));
    facts.subjects.extend(connector::named(&code, &file));
    (!facts.is_empty()).then_some(facts)
}

fn dashboard(text: &str, file: &str) -> Option<Facts> {
    let subjects = dashboard::metrics(text, file);
    (!subjects.is_empty()).then(|| Facts { subjects, ..Facts::default() })
}

fn unit(text: &str, around: &Around<'_>) -> Facts {
    let container = systemd::read(text, around);
    if !container.is_alluxio() {
        return Facts::default();
    }
    let mut facts = container.facts(&Settings::default());
    for path in &container.taken_in {
        let text = around.content(path).unwrap_or_default();
        facts.extend(calls::facts(&calls::calls(&String::from_utf8_lossy(&text)), &shown(path)));
    }
    facts
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::FileTooLarge => format!("the file is longer than {} MiB", MAX_FILE >> 20),
        _ => error.to_string(),
    }
}

fn not_read(file: &str, reason: &str) -> Facts {
    let facts = ["deployment.start_word", "script.command"];
    Facts { unseen: vec![Unseen::new(file, reason, &facts, "let the file be read, or leave it out")], ..Facts::default() }
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod together_tests;
