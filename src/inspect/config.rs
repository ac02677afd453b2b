//! What is configured, and where is it written?
//!
//! Reads site properties, environment scripts and environment files into assignments with places. It does not know
//! which keys exist, what values mean or which release will read them; that is for the catalog and the judge.
//! Configuration that lives elsewhere (the home of a user, `/etc/alluxio`, a service manager) is read when its path is
//! given, never looked for.

pub mod application;
mod commands;
mod cursor;
mod env;
mod plain;
pub mod properties;
mod shell;
mod statements;
mod template;
mod text;
mod words;

use std::io;
use std::path::Path;

use crate::facts::{Facts, Unseen};
use crate::settings::{Rank, Setting};
use crate::source::{Entry, EntryKind, Source, shown};

/// Site properties by name; both may lie in one folder while a cluster moves from one name of the project to the other.
const SITE_FILES: [&str; 2] = ["tachyon-site.properties", "alluxio-site.properties"];
/// Scripts that start scripts include.
const ENV_FILES: [&str; 2] = ["tachyon-env.sh", "alluxio-env.sh"];
/// Tables of defaults that releases carry; no site writes them.
const DEFAULT_FILES: [&str; 2] = ["tachyon-default.properties", "alluxio-default.properties"];
/// Files that make the folder they lie in an application's: the site file beside them is what its client reads.
const CLIENT_FILES: [&str; 5] = ["spark-defaults.conf", "jvm.config", "core-site.xml", "hive-site.xml", "mapred-site.xml"];
/// Endings of files that no release reads.
const PUT_ASIDE: [&str; 9] = [".template", ".bak", ".orig", ".old", "~", ".rpmsave", ".rpmnew", ".save", ".swp"];
/// Longest environment script or file that is read.
const MAX_ENV: usize = 1 << 20;

/// The configuration files of a conf folder.
pub fn read_conf_folder(source: &dyn Source, folder: &Path) -> Facts {
    let entries = match source.list(folder) {
        Ok(entries) => entries,
        Err(error) => return not_read(&shown(folder), &error.to_string(), "let the folder be listed, or give a copy of it"),
    };
    let beside = |entry: &Entry| CLIENT_FILES.contains(&entry.name().as_str());
    let application = entries.iter().any(beside);
    let mut facts = Facts::default();
    for name in SITE_FILES.iter().chain(&ENV_FILES) {
        let Some(entry) = entries.iter().find(|entry| entry.name() == *name) else { continue };
        facts.extend(match entry.kind {
            EntryKind::File if SITE_FILES.contains(name) => read_properties_file(source, &entry.path),
            EntryKind::File => read_env_file(source, &entry.path),
            EntryKind::BrokenLink => not_read(&shown(&entry.path), "the link leads nowhere", "give the file it should lead to"),
            EntryKind::Folder | EntryKind::Special => not_read(&shown(&entry.path), "it is not a file", "give the file itself"),
        });
    }
    if application {
        facts.settings = facts.settings.for_applications();
        for entry in entries.iter().filter(|entry| entry.kind == EntryKind::File) {
            facts.extend(application_facts(source, entry));
        }
    }
    facts
}

/// The settings of a file that may be an application's configuration.
fn application_facts(source: &dyn Source, entry: &Entry) -> Facts {
    let head = content(source, &entry.path, MAX_ENV).unwrap_or_default();
    application::form(&entry.name(), &head).map_or_else(Facts::default, |form| application::read(source, &entry.path, form))
}

/// The assignments of a site properties file.
pub fn read_properties_file(source: &dyn Source, path: &Path) -> Facts {
    let place = shown(path);
    match content(source, path, properties::MAX_FILE) {
        Ok(bytes) if is_template(path) => template::read(&bytes, &place),
        Ok(bytes) => properties_facts(&bytes, &place),
        Err(reason) => not_read(&place, &reason, "let the file be read, or give a copy of it"),
    }
}

/// The settings that an environment script (`*.sh`) or an environment file gives to the master.
pub fn read_env_file(source: &dyn Source, path: &Path) -> Facts {
    let place = shown(path);
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    match content(source, path, MAX_ENV) {
        Ok(_) if is_template(path) => not_read(&place, "it is a template that is not rendered", "give the file that is rendered"),
        Ok(bytes) => {
            let mut facts = env::read(&bytes, env::dialect_of(&name), &place);
            facts.settings.read_from.push(place);
            facts
        }
        Err(reason) => not_read(&place, &reason, "let the file be read, or give a copy of it"),
    }
}

/// The same for one inside another file; `before` is the number of lines there that precede the text.
pub(super) fn read_env_text(text: &str, name: &str, file: &str, before: usize) -> Facts {
    let text = "\n".repeat(before) + text;
    let mut facts = env::read(text.as_bytes(), env::dialect_of(name), file);
    facts.settings.read_from.push(file.to_owned());
    facts
}

/// The settings that environment variables of a container or unit give to the master: name, value and line in the file.
pub(super) fn read_variables(variables: &[(String, String, usize)], file: &str) -> Facts {
    env::assigned(variables, file)
}

/// Whether a file is Alluxio's properties, judged by its first bytes and, where those allow more, by its name.
///
/// A file of properties needs one key of Alluxio; any other text must hold nothing else.
pub fn looks_like_properties(name: &str, head: &[u8]) -> bool {
    let name = name.to_lowercase();
    let name = template::stem(&name).unwrap_or(&name);
    if SITE_FILES.contains(&name) {
        return true;
    }
    if DEFAULT_FILES.contains(&name) || PUT_ASIDE.iter().any(|end| name.ends_with(end)) || head.contains(&0) {
        return false;
    }
    let found = properties::read(head);
    let ours = found.list.iter().filter(|one| is_ours(&one.key)).count();
    ours > 0 && (name.ends_with(".properties") || (ours == found.list.len() && found.troubles.is_empty()))
}

/// Whether a file is an environment script or file, or a template of one.
pub fn looks_like_environment(name: &str) -> bool {
    let name = template::stem(name).unwrap_or(name);
    (name.ends_with("-env.sh") && !application::is_launcher(name)) || name.ends_with(".env")
}

/// Whether a file of this name in a conf folder holds settings.
pub(super) fn may_hold_settings(name: &str) -> bool {
    SITE_FILES.contains(&name) || looks_like_environment(name)
}

fn is_template(path: &Path) -> bool {
    path.file_name().is_some_and(|name| template::stem(&name.to_string_lossy()).is_some())
}

fn is_ours(key: &str) -> bool {
    key.starts_with("alluxio.") || key.starts_with("tachyon.")
}

fn content(source: &dyn Source, path: &Path, limit: usize) -> Result<Vec<u8>, String> {
    let read = source.open(path).and_then(|blob| blob.read_all(limit));
    read.map_err(|error| match error.kind() {
        io::ErrorKind::FileTooLarge => format!("the file is longer than {} MiB", limit >> 20),
        _ => error.to_string(),
    })
}

/// Site properties inside another file; `before` is the number of lines there that precede the text.
pub(super) fn read_properties_text(bytes: &[u8], file: &str, before: usize) -> Facts {
    properties_facts_after(bytes, file, before)
}

fn properties_facts(bytes: &[u8], place: &str) -> Facts {
    properties_facts_after(bytes, place, 0)
}

fn properties_facts_after(bytes: &[u8], place: &str, before: usize) -> Facts {
    let found = properties::read(bytes);
    let mut facts = Facts::default();
    facts.settings.read_from.push(place.to_owned());
    for one in found.list {
        let place = format!("{place}:{}", before + one.line);
        facts.settings.push(Setting::new(one.key, one.value, Rank::SiteProperty, place));
    }
    for trouble in found.troubles {
        let subject = format!("{place}:{}:{}", before + trouble.line, trouble.column);
        let key = trouble.key.as_deref().unwrap_or("*");
        facts.unseen.push(unseen(&subject, &trouble.message, key.trim(), "correct this line of the file"));
    }
    facts
}

/// An unseen thing that hides the setting of one key, or of all with `*`.
fn unseen(subject: &str, reason: &str, key: &str, remedy: &str) -> Unseen {
    Unseen::new(subject, reason, &[&format!("setting:{key}")], remedy)
}

fn not_read(place: &str, reason: &str, remedy: &str) -> Facts {
    Facts { unseen: vec![unseen(place, reason, "*", remedy)], ..Facts::default() }
}

#[cfg(test)]
mod tests;
