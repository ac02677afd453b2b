//! Configuration that is mounted into containers from the machine.

use std::collections::BTreeSet;

use super::{Container, Mount};
use crate::facts::{Facts, Unseen};
use crate::inspect::config;
use crate::inspect::deploy::around::Around;
use crate::source::{Entry, EntryKind};

/// Places that are looked at; a file with more was made to keep us busy.
const MOST_PLACES: usize = 100;

/// The configuration of all of them, each place once. A path from the root is looked for below the folders that the file lies in.
pub(in crate::inspect::deploy) fn mounted(containers: &[Container], around: &Around<'_>) -> Facts {
    let ours = containers.iter().filter(|container| container.is_alluxio() && !container.init);
    let mounts: Vec<&Mount> = ours.flat_map(Container::conf_mounts).collect();
    let places: BTreeSet<&str> = mounts.iter().filter_map(|mount| mount.source.as_deref()).collect();
    let mut facts = Facts::default();
    let hidden: BTreeSet<&str> = mounts.iter().filter_map(|mount| mount.unseen.as_deref()).collect();
    if places.len().max(hidden.len()) > MOST_PLACES {
        let reason = format!("more than {MOST_PLACES} places are mounted as configuration; the rest was not looked at");
        facts.unseen.push(Unseen::new(around.file, reason, &["setting:*"], "give the configuration as a file"));
    }
    places.into_iter().take(MOST_PLACES).for_each(|place| facts.extend(of_place(place, around)));
    for what in hidden.into_iter().take(MOST_PLACES) {
        let reason = format!("{} mounts it as configuration, and it was not seen", around.file);
        facts.unseen.push(Unseen::new(what, reason, &["setting:*"], "give it too, or the configuration as a file"));
    }
    facts
}

/// Whether it is Alluxio's, and not that of its logging.
fn is_properties(entry: &Entry, around: &Around<'_>) -> bool {
    let name = entry.name();
    name.ends_with(".properties") && config::looks_like_properties(&name, &around.content(&entry.path).unwrap_or_default())
}

fn of_place(place: &str, around: &Around<'_>) -> Facts {
    let found = if place.starts_with('/') { around.found(place) } else { Some(around.resolved(place)) };
    let entry = found.and_then(|path| around.source.entry(&path).ok());
    match entry {
        Some(entry) if entry.kind == EntryKind::Folder => config::read_conf_folder(around.source, &entry.path),
        Some(entry) if is_properties(&entry, around) => config::read_properties_file(around.source, &entry.path),
        Some(entry) if config::looks_like_environment(&entry.name()) => config::read_env_file(around.source, &entry.path),
        Some(_) => Facts::default(),
        None => {
            let reason = format!("{} mounts it as configuration, and it was not found", around.file);
            Facts { unseen: vec![Unseen::new(place, reason, &["setting:*"], "give it too")], ..Facts::default() }
        }
    }
}
