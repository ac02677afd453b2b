//! What a journal or backup holds, piece by piece: its entries, and its namespace as the master that wrote it would show it.
//! Gives no paths where they are not known for sure: a damaged journal or one too large for memory is an error.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use serde::Serialize;

use super::content::namespace::{Form, Namespace};
use super::content::{Content, DecodedEntry, Tap};
use super::{Found, backup, journals};
use crate::catalog::schema::Schema;
use crate::source::{EntryKind, Source, shown};

/// Groups of entries that wait for whoever watches.
const WAITING: usize = 8;

/// A folder or file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PathInfo {
    /// Its path; a folder's ends in a slash.
    pub path: String,
    /// folder or file.
    pub kind: &'static str,
    /// Whether it is pinned.
    pub pinned: bool,
    /// Time to live in milliseconds.
    pub ttl_ms: Option<i64>,
    /// What happens when the time is up.
    pub ttl_action: Option<String>,
    /// Alluxio's name of the state of its data.
    pub persistence_state: &'static str,
    /// Whether its writer closed it; always true for folders.
    pub completed: bool,
    /// Whether an under store is mounted there.
    pub mount_point: bool,
}

/// Calls `visit` for each path of a journal folder or backup, in order, until it answers false.
pub fn namespace(source: &dyn Source, path: &Path, visit: &mut dyn FnMut(&PathInfo) -> bool) -> Result<(), String> {
    let is_folder = source.entry(path).map_err(|error| format!("{}: {error}", shown(path)))?.kind == EntryKind::Folder;
    if !is_folder {
        let (content, damage) = backup::content(source, path, Content::default())?;
        return damage.map_or_else(|| list(&content, visit), Err);
    }
    let mut found: Vec<Found> = journals(source, path).map_err(|error| format!("{}: {error}", shown(path)))?;
    match (found.pop(), found.is_empty()) {
        (Some(only), true) => only.whole_content().and_then(|content| list(content, visit)),
        (None, _) => Err(format!("{}: there is no journal", shown(path))),
        (Some(_), false) => Err(format!("{}: there are several journals", shown(path))),
    }
}

/// Calls `visit` for each entry of a journal folder or backup, in the order in which a master would read them, until it
/// answers false. Entries that a checkpoint covers come as well, and say so. Returns what could not be read.
pub fn entries(source: &dyn Source, path: &Path, visit: &mut dyn FnMut(&DecodedEntry) -> bool) -> Result<Vec<String>, String> {
    let is_folder = source.entry(path).map_err(|error| format!("{}: {error}", shown(path)))?.kind == EntryKind::Folder;
    let (sender, receiver) = sync_channel(WAITING);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || if is_folder { read_folder(source, path, sender) } else { read_backup(source, path, sender) });
        for entry in receiver.into_iter().flatten() {
            if !visit(&entry) {
                // The reader stops at the next entry that nobody takes.
                return Ok(Vec::new());
            }
        }
        reader.join().unwrap_or_else(|_| Err(format!("{}: the reader failed", shown(path))))
    })
}

fn read_folder(source: &dyn Source, path: &Path, sender: SyncSender<Vec<DecodedEntry>>) -> Result<Vec<String>, String> {
    let entries = source.list(path).map_err(|error| format!("{}: {error}", shown(path)))?;
    let found = super::layout(source, &entries).read(source, path, &|| Content::watched(Tap::new(sender.clone())));
    if found.is_empty() {
        return Err(format!("{}: there is no journal", shown(path)));
    }
    let unseen = found.into_iter().flat_map(|found| found.into_facts().unseen);
    Ok(unseen.map(|unseen| format!("{}: {}", unseen.subject, unseen.reason)).collect())
}

fn read_backup(source: &dyn Source, path: &Path, sender: SyncSender<Vec<DecodedEntry>>) -> Result<Vec<String>, String> {
    let (_, damage) = backup::content(source, path, Content::watched(Tap::new(sender)))?;
    Ok(damage.into_iter().collect())
}

fn list(content: &Content, visit: &mut dyn FnMut(&PathInfo) -> bool) -> Result<(), String> {
    let tree = &content.namespace;
    match tree.form {
        Form::Tree => {}
        Form::Sparse => return Err("the namespace is too large for its paths to be kept in memory".to_owned()),
        Form::Lost(reason) => return Err(reason.to_owned()),
    }
    tree.view().each(&mut |path, id, inode| visit(&info(tree, path, id, inode)));
    Ok(())
}

fn info(tree: &Namespace, path: &str, id: i64, inode: &super::content::Inode) -> PathInfo {
    let state = inode.state;
    let ttl_ms = tree.ttl(id);
    let schema = Schema::builtin();
    let action = |action: i8| {
        let name = schema.enumeration("PTtlAction").and_then(|kind| schema.value_name(kind, i64::from(action)));
        name.map_or_else(|| format!("#{action}"), str::to_owned)
    };
    PathInfo {
        path: path.to_owned(),
        kind: if state.directory { "folder" } else { "file" },
        pinned: state.pinned,
        ttl_ms,
        ttl_action: ttl_ms.map(|_| action(state.ttl_action)),
        persistence_state: state.persistence.name(),
        completed: state.completed,
        mount_point: state.mount_point,
    }
}
