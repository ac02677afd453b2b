//! From the paths that were given to facts. An install leads to its own configuration, journal and backups.
//!
//! First all names are gathered, then the files are opened by several threads, of which each archive needs but one, and then the
//! rest is read in the order of the names: so the number of threads changes nothing in what is said.

mod configured;
mod gather;
mod home;
mod open;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use crate::catalog::Catalog;
use crate::classify::PathKind;
use crate::facts::{Facts, SubjectKind, Unseen};
use crate::inspect::client::{ClientReader, engine};
use crate::inspect::deploy::Parts;
use crate::inspect::journal::{self, backup};
use crate::inspect::log::{self, LogReader};
use crate::inspect::{build, config, connector, deploy, host, install, inventory, usage, writers};
use crate::source::{Entry, EntryKind, Source, shown};
use gather::{Gathered, Item};
use open::Opened;

/// What is lost with something of which nobody knows what it is.
const UNREAD_HIDES: &[&str] = &["cluster.journal_seen", "client.version"];

/// Reads everything under the given paths.
pub fn inspect(source: &dyn Source, paths: &[PathBuf], catalog: &Catalog) -> Facts {
    inspect_with(source, paths, catalog, NonZeroUsize::MIN)
}

/// Reads everything under the given paths with so many threads.
pub fn inspect_with(source: &dyn Source, paths: &[PathBuf], catalog: &Catalog, threads: NonZeroUsize) -> Facts {
    let mut reader = Reader {
        source,
        catalog,
        threads,
        facts: Facts::default(),
        clients: ClientReader::default(),
        logs: LogReader::default(),
        parts: Parts::default(),
        earlier: Vec::new(),
        journals: Vec::new(),
    };
    for path in paths {
        reader.path(path);
    }
    let (clients, servers) = reader.clients.finish();
    let mut facts = reader.facts;
    facts.extend(reader.parts.finish());
    facts.extend(clients);
    facts.subjects.extend(servers.into_iter().map(usage::server));
    facts.extend(reader.logs.finish(catalog));
    engine::derive(source, &mut facts.subjects);
    usage::derive(&mut facts);
    configured::follow_journal(source, catalog, threads, &mut facts);
    journal::quorum::compare(source, &reader.journals, &mut facts);
    journal::kept::derive(&mut facts);
    deploy::drop_given(&mut facts, paths);
    writers::derive(&mut facts, catalog);
    facts
}

struct Reader<'a> {
    source: &'a dyn Source,
    catalog: &'a Catalog,
    threads: NonZeroUsize,
    facts: Facts,
    clients: ClientReader,
    logs: LogReader,
    /// Files of configuration and deployment.
    parts: Parts,
    /// Archives below paths that were given before.
    earlier: Vec<Entry>,
    /// Journal folders, to be compared with one another.
    journals: Vec<PathBuf>,
}

impl Reader<'_> {
    fn path(&mut self, path: &Path) {
        match self.source.entry(path) {
            Ok(entry) => self.tree(entry),
            Err(error) => {
                let place = shown(path);
                let remedy = format!("check the spelling of {place}");
                self.facts.unseen.push(Unseen::new(place, error.to_string(), &["cluster.journal_seen"], remedy));
            }
        }
    }

    /// Reads what a given path leads to.
    fn tree(&mut self, given: Entry) {
        let Gathered { items, classes, same } = gather::gather(self.source, given.clone(), &self.earlier);
        let search = length(&items) <= SEARCHED;
        let mut opened = open::all(self.source, &items, search, self.threads).into_iter().peekable();
        for (number, item) in items.iter().enumerate() {
            match opened.next_if(|(of, _)| *of == number) {
                Some((_, opened)) => self.file(item, opened),
                None => self.item(item, &given),
            }
        }
        self.clients.add_files(self.source, &given.path, &shown(&given.path), &classes);
        for (first, other) in same {
            self.clients.same(&shown(&first), &shown(&other));
        }
    }

    /// A folder, or what cannot be opened.
    fn item(&mut self, item: &Item, given: &Entry) {
        match item {
            Item::Folder(PathKind::Journal, path) => {
                self.journals.push(path.clone());
                self.facts.extend(journal::read_folder_with(self.source, path, self.threads));
            }
            Item::Folder(PathKind::Home, path) => self.home(path),
            Item::Folder(PathKind::Conf, path) => self.conf(path),
            Item::Folder(_, path) if *path == given.path => self.facts.extend(journal::read_folder_with(self.source, path, self.threads)),
            Item::Unread(path, reason) => self.unread(path, reason),
            Item::Odd(path, reason, remedy) => self.facts.unseen.push(Unseen::new(shown(path), *reason, UNREAD_HIDES, *remedy)),
            Item::File(entry) => self.unread(&entry.path, "reading it failed"),
            Item::Folder(..) => {}
        }
    }

    fn file(&mut self, item: &Item, opened: Opened) {
        let Some(path) = item.path() else { return };
        if let Item::File(entry) = item
            && usage::may_configure(entry)
        {
            self.facts.extend(usage::read(self.source, path, &entry.name()));
        }
        match opened {
            Opened::Clients(clients) => {
                if let Item::File(entry) = item {
                    self.earlier.push(entry.clone());
                    self.facts.extend(zookeeper(entry));
                }
                self.clients.extend(clients);
            }
            Opened::Failed(reason) => self.unread(path, &reason),
            Opened::Kind(PathKind::JavaRelease) => self.facts.extend(host::read_java_release(self.source, path)),
            Opened::Kind(PathKind::Log) => self.logs.add(self.source, path, self.catalog),
            Opened::Kind(PathKind::Backup) => self.facts.extend(backup::read_with(self.source, path, self.threads)),
            Opened::Kind(PathKind::Properties) => self.parts.add(path, config::read_properties_file(self.source, path)),
            Opened::Kind(PathKind::Application(form)) => self.facts.extend(config::application::read(self.source, path, form)),
            Opened::Kind(PathKind::Environment) => self.parts.add(path, config::read_env_file(self.source, path)),
            Opened::Kind(PathKind::Inventory) => self.facts.extend(inventory::read(self.source, path)),
            Opened::Kind(PathKind::Build(kind)) => self.facts.extend(build::read(self.source, path, kind)),
            Opened::Kind(PathKind::Deployment(sort)) => self.parts.add(path, deploy::read(self.source, path, sort).unwrap_or_default()),
            Opened::Kind(_) => {}
        }
    }

    fn home(&mut self, path: &Path) {
        let install = install::read_home(self.source, path);
        let version = install.of(SubjectKind::Install).find_map(|install| install.get("install.version"));
        let connectors = connector::read_home(self.source, path, version);
        let clients = home::clients(self.source, path, version, self.threads);
        self.facts.extend(install);
        self.facts.extend(connectors);
        self.facts.extend(clients);
        let conf = path.join("conf");
        if self.source.entry(&conf).is_ok() {
            self.conf(&conf);
        }
        for folder in ["alluxio_backups", "underFSStorage/alluxio_backups"] {
            if let Ok(entry) = self.source.entry(&path.join(folder)) {
                self.tree(entry);
            }
        }
        let logs = self.source.list(&path.join("logs")).unwrap_or_default();
        for log in logs.into_iter().filter(|entry| entry.kind == EntryKind::File && log::named_like_log(&entry.name())) {
            self.tree(log);
        }
    }

    fn conf(&mut self, path: &Path) {
        self.parts.add(path, config::read_conf_folder(self.source, path));
        self.facts.extend(host::read_conf_folder(self.source, path));
    }

    fn unread(&mut self, path: &Path, reason: &str) {
        self.facts.unseen.push(unread(path, reason, UNREAD_HIDES));
    }
}

fn unread(path: &Path, reason: &str, hides: &[&str]) -> Unseen {
    let place = shown(path);
    let remedy = format!("run as a user who may read {place}, or give a readable copy of it");
    Unseen::new(place, reason, hides, remedy)
}

/// All classes of a tree that is not longer than this are looked at for calls; it takes a fifth of a second.
const SEARCHED: u64 = 32 << 20;

fn length(items: &[Item]) -> u64 {
    let len = |item: &Item| if let Item::File(entry) = item { entry.len } else { 0 };
    items.iter().map(len).fold(0, u64::saturating_add)
}

/// The release of ZooKeeper that a jar is, by its name.
fn zookeeper(entry: &Entry) -> Facts {
    let name = entry.name();
    host::zookeeper_jar(&name).map(|version| host::read_zookeeper_jar(&entry.path, version)).unwrap_or_default()
}
