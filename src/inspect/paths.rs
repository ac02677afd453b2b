//! From the paths that were given to facts. An install leads to its own configuration, journal and backups.

use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::classify::{self, PathKind};
use crate::facts::{Facts, SubjectKind, Unseen, Value};
use crate::inspect::archive::Budget;
use crate::inspect::client::{ClientReader, engine};
use crate::inspect::journal::{self, backup};
use crate::inspect::log::{self, LogReader};
use crate::inspect::{build, config, connector, deploy, host, install, inventory, usage, writers};
use crate::judge::Side;
use crate::source::{Entry, EntryKind, Source, shown};

/// Reads everything under the given paths.
pub fn inspect(source: &dyn Source, paths: &[PathBuf], catalog: &Catalog) -> Facts {
    let mut reader = Reader {
        source,
        catalog,
        facts: Facts::default(),
        clients: ClientReader::default(),
        logs: LogReader::default(),
        budget: Budget::default(),
        journals: Vec::new(),
        recognised: false,
    };
    for path in paths {
        reader.path(path);
    }
    let (clients, servers) = reader.clients.finish();
    let mut facts = reader.facts;
    facts.extend(clients);
    facts.subjects.extend(servers.into_iter().map(usage::server));
    facts.extend(reader.logs.finish(catalog));
    engine::derive(source, &mut facts.subjects);
    usage::derive(&mut facts);
    follow_journal(source, catalog, &mut facts);
    journal::quorum::compare(source, &reader.journals, &mut facts);
    writers::derive(&mut facts, catalog);
    facts
}

struct Reader<'a> {
    source: &'a dyn Source,
    catalog: &'a Catalog,
    facts: Facts,
    clients: ClientReader,
    logs: LogReader,
    budget: Budget,
    /// Journal folders, to be compared with one another.
    journals: Vec<PathBuf>,
    recognised: bool,
}

impl Reader<'_> {
    fn path(&mut self, path: &Path) {
        let entry = match self.source.entry(path) {
            Ok(entry) => entry,
            Err(error) => {
                let place = shown(path);
                let remedy = format!("check the spelling of {place}");
                return self.facts.unseen.push(Unseen::new(place, error.to_string(), &["cluster.journal_seen"], remedy));
            }
        };
        self.entry(&entry, true);
    }

    fn entry(&mut self, entry: &Entry, given: bool) {
        let path = &entry.path;
        if usage::may_configure(entry) {
            self.facts.extend(usage::read(self.source, path, &entry.name()));
        }
        match classify::classify(self.source, entry) {
            PathKind::Journal => {
                self.journals.push(path.clone());
                self.add(journal::read_folder(self.source, path));
            }
            PathKind::Home => self.home(path),
            PathKind::Conf => self.conf(path),
            PathKind::JavaRelease => self.add(host::read_java_release(self.source, path)),
            PathKind::Folder => self.folder(entry, given),
            PathKind::Log => self.log(path),
            PathKind::Backup => self.add(backup::read(self.source, path)),
            PathKind::Properties => self.add(config::read_properties_file(self.source, path)),
            PathKind::Application(form) => self.facts.extend(config::application::read(self.source, path, form)),
            PathKind::Environment => self.add(config::read_env_file(self.source, path)),
            PathKind::Inventory => self.add(inventory::read(self.source, path)),
            PathKind::Archive if host::zookeeper_jar(&entry.name()).is_some() => {
                let name = entry.name();
                self.add(host::read_zookeeper_jar(path, host::zookeeper_jar(&name).unwrap_or_default()));
            }
            PathKind::Archive => match self.source.open(path) {
                Ok(blob) => self.clients.add(blob, &shown(path), &self.budget),
                Err(error) => self.unread(entry, &error.to_string()),
            },
            PathKind::Build(kind) => self.add(build::read(self.source, path, kind)),
            PathKind::Deployment(sort) => match deploy::read(self.source, path, sort) {
                Some(facts) => self.add(facts),
                None => self.other(entry, given),
            },
            PathKind::Other => self.other(entry, given),
        }
    }

    fn add(&mut self, facts: Facts) {
        self.recognised = true;
        self.facts.extend(facts);
    }

    fn log(&mut self, path: &Path) {
        self.recognised = true;
        self.logs.add(self.source, path, self.catalog);
    }

    fn home(&mut self, path: &Path) {
        let install = install::read_home(self.source, path);
        let version = install.of(SubjectKind::Install).find_map(|install| install.get("install.version"));
        let connectors = connector::read_home(self.source, path, version);
        self.add(install);
        self.add(connectors);
        let conf = path.join("conf");
        if self.source.entry(&conf).is_ok() {
            self.conf(&conf);
        }
        for folder in ["alluxio_backups", "underFSStorage/alluxio_backups"] {
            let folder = path.join(folder);
            if let Ok(entry) = self.source.entry(&folder) {
                self.folder(&entry, false);
            }
        }
        let logs = self.source.list(&path.join("logs")).unwrap_or_default();
        for log in logs.iter().filter(|entry| entry.kind == EntryKind::File && log::named_like_log(&entry.name())) {
            self.entry(log, false);
        }
    }

    fn conf(&mut self, path: &Path) {
        self.add(config::read_conf_folder(self.source, path));
        self.add(host::read_conf_folder(self.source, path));
    }

    /// Looks at what is in a folder. Folders behind links are left to whoever names them, so that no loop is followed.
    fn folder(&mut self, entry: &Entry, given: bool) {
        let children = match self.source.list(&entry.path) {
            Ok(children) => children,
            Err(error) => return self.unread(entry, &error.to_string()),
        };
        if given && children.is_empty() {
            self.facts.extend(journal::read_folder(self.source, &entry.path));
        }
        for child in children {
            match child.kind {
                EntryKind::Folder if child.link => {}
                EntryKind::Folder | EntryKind::File => self.entry(&child, false),
                EntryKind::BrokenLink | EntryKind::Special => {}
            }
        }
    }

    fn other(&mut self, entry: &Entry, given: bool) {
        if let Err(error) = self.source.open(&entry.path).and_then(|blob| blob.read_at(&mut [0], 0))
            && (given || entry.kind == EntryKind::File)
        {
            self.unread(entry, &error.to_string());
        }
    }

    fn unread(&mut self, entry: &Entry, reason: &str) {
        let place = shown(&entry.path);
        let remedy = format!("run as a user who may read {place}, or give a readable copy of it");
        self.facts.unseen.push(Unseen::new(place, reason, &["cluster.journal_seen", "client.version"], remedy));
    }
}

/// The journal that the installed release would use, unless a journal was given.
fn follow_journal(source: &dyn Source, catalog: &Catalog, facts: &mut Facts) {
    if facts.of(SubjectKind::Journal).next().is_some() {
        return;
    }
    let version = facts.of(SubjectKind::Install).find_map(|install| match install.get("install.version") {
        Some(Value::Version(span)) => span.single().cloned(),
        _ => None,
    });
    let Some(version) = version else { return };
    let side = Side::new(catalog, &facts.settings, facts);
    let journal_type = side.journal_type(&version);
    if let Some(folder) = side.journal_folder(&version) {
        let found = read_configured(source, &folder.value, &journal_type);
        facts.extend(found);
    }
}

fn read_configured(source: &dyn Source, folder: &str, journal_type: &str) -> Facts {
    let Some(path) = local_path(folder, journal_type) else {
        let remedy = format!("copy {folder} to a local folder and give that path too");
        return hidden(folder, "the journal lies in an under store, which is not read", remedy);
    };
    match source.entry(&path) {
        Ok(entry) if entry.kind == EntryKind::Folder => journal::read_folder(source, &path),
        Ok(_) => hidden(&shown(&path), "the configured journal folder is not a folder", "give the path of the journal folder".to_owned()),
        Err(error) => hidden(
            &shown(&path),
            &format!("the configured journal folder cannot be read: {error}"),
            "give the path of the journal folder, or run on a master".to_owned(),
        ),
    }
}

fn hidden(place: &str, reason: &str, remedy: String) -> Facts {
    Facts { unseen: vec![Unseen::new(place, reason, &["journal.kind", "cluster.journal_seen"], remedy)], ..Facts::default() }
}

/// The embedded journal uses only the path of a URI, on the local disk
/// (`v2.0.0:core/server/common/src/main/java/alluxio/master/journal/JournalSystem.java`).
fn local_path(folder: &str, journal_type: &str) -> Option<PathBuf> {
    match folder.split_once("://") {
        None => Some(PathBuf::from(folder.strip_prefix("file:").unwrap_or(folder))),
        Some(("file", path)) => Some(PathBuf::from(path)),
        Some((_, rest)) if journal_type == "EMBEDDED" => rest.find('/').and_then(|at| rest.get(at..)).map(PathBuf::from),
        Some(_) => None,
    }
}
