//! What a path is, decided by content. Names only break ties between things that look alike inside.

use std::path::Path;
use std::sync::Arc;

use crate::inspect::journal::{backup, looks_like_journal};
use crate::inspect::{archive, build, config, deploy, host, install, log};
use crate::source::{Blob, Entry, EntryKind, Source};

/// Sorts of paths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathKind {
    /// A journal folder.
    Journal,
    /// An Alluxio home.
    Home,
    /// A folder with an Alluxio configuration.
    Conf,
    /// An image of a container, unpacked as an OCI layout.
    Image,
    /// Any other folder: its content is looked at piece by piece.
    Folder,
    /// A backup of a journal.
    Backup,
    /// A jar or another zip.
    Archive,
    /// The log of a master, plain or gzip.
    Log,
    /// A file of Java properties.
    Properties,
    /// An environment script or file.
    Environment,
    /// Facts of another node, written by `inspect --format json`.
    Inventory,
    /// A build file or a bill of materials.
    Build(build::BuildFile),
    /// A file of an application that may configure a client.
    Application(config::application::Form),
    /// What a Java home states about itself.
    JavaRelease,
    /// A file that may deploy or call Alluxio; reading tells.
    Deployment(deploy::Sort),
    /// A file that says nothing about Alluxio.
    Other,
}

/// Names of configuration files that make a folder a configuration folder.
const CONF_FILES: [&str; 4] = ["alluxio-site.properties", "alluxio-env.sh", "tachyon-site.properties", "tachyon-env.sh"];

/// Bytes that are looked at to tell a text file.
const HEAD: usize = 4096;

/// Tells what an entry is.
pub fn classify(source: &dyn Source, entry: &Entry) -> PathKind {
    match entry.kind {
        EntryKind::Folder => folder(source, &entry.path),
        EntryKind::File => source.open(&entry.path).map_or(PathKind::Other, |blob| file(&blob, &entry.name())),
        EntryKind::BrokenLink | EntryKind::Special => PathKind::Other,
    }
}

fn folder(source: &dyn Source, path: &Path) -> PathKind {
    if install::looks_like_home(source, path) {
        PathKind::Home
    } else if looks_like_journal(source, path) {
        PathKind::Journal
    } else if CONF_FILES.iter().any(|name| source.entry(&path.join(name)).is_ok()) {
        PathKind::Conf
    } else if source.entry(&path.join("oci-layout")).is_ok() && source.entry(&path.join("index.json")).is_ok() {
        PathKind::Image
    } else {
        PathKind::Folder
    }
}

/// Tells what a file is.
pub fn file(blob: &Arc<dyn Blob>, name: &str) -> PathKind {
    if archive::looks_like_archive(blob.as_ref(), name) {
        return PathKind::Archive;
    }
    if log::looks_like_log(blob, name) {
        return PathKind::Log;
    }
    if backup::looks_like_backup(blob, name) {
        return PathKind::Backup;
    }
    let mut head = vec![0; HEAD];
    let count = blob.read_at(&mut head, 0).unwrap_or(0);
    head.truncate(count);
    if is_inventory(&head) {
        PathKind::Inventory
    } else if let Some(kind) = build::classify(name, &head) {
        PathKind::Build(kind)
    } else if config::looks_like_environment(name) {
        PathKind::Environment
    } else if config::looks_like_properties(name, &head) {
        PathKind::Properties
    } else if let Some(form) = config::application::form(name, &head) {
        PathKind::Application(form)
    } else if host::is_java_release(name, &head) {
        PathKind::JavaRelease
    } else {
        deploy::sort(name, &head).map_or(PathKind::Other, PathKind::Deployment)
    }
}

fn is_inventory(head: &[u8]) -> bool {
    memchr::memmem::find(head, b"\"inventory-v1\"").is_some()
}
