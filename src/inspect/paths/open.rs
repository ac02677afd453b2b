//! Opens files with several threads: what each is, and the clients in those that are archives.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::gather::Item;
use crate::classify::{self, PathKind};
use crate::inspect::archive::Budget;
use crate::inspect::client::ClientReader;
use crate::source::{Blob, Ends, Entry, Source, shown};

/// What came of a file.
pub(super) enum Opened {
    /// It is an archive and was read.
    Clients(ClientReader),
    /// It is something else, which is not read yet.
    Kind(PathKind),
    /// It could not be read.
    Failed(String),
}

/// Opens all files among the items; each with its number, in order.
pub(super) fn all(source: &dyn Source, items: &[Item], search: bool, threads: NonZeroUsize) -> Vec<(usize, Opened)> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        while let Some((number, item)) = take(&next, items) {
            done.extend(one(source, item, search).map(|opened| (number, opened)));
        }
        done
    };
    let threads = threads.get().min(items.len().div_ceil(FEW));
    if threads < 2 {
        return work();
    }
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        let mut done = work();
        done.extend(others.into_iter().filter_map(|other| other.join().ok()).flatten());
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done
}

/// So many files are read sooner than a thread is started.
const FEW: usize = 4;

fn take<'i>(next: &AtomicUsize, items: &'i [Item]) -> Option<(usize, &'i Item)> {
    let number = next.fetch_add(1, Ordering::Relaxed);
    items.get(number).map(|item| (number, item))
}

fn one(source: &dyn Source, item: &Item, search: bool) -> Option<Opened> {
    match item {
        Item::File(entry) => Some(file(source, entry, search)),
        Item::Folder(PathKind::Image, path) => {
            let mut clients = ClientReader::searching(search);
            clients.add_image(source, path, &shown(path), &Budget::default());
            Some(Opened::Clients(clients))
        }
        Item::Folder(..) | Item::Unread(..) | Item::Odd(..) => None,
    }
}

fn file(source: &dyn Source, entry: &Entry, search: bool) -> Opened {
    let blob: Arc<dyn Blob> = match source.open(&entry.path).and_then(Ends::of) {
        Ok(ends) => Arc::new(ends),
        Err(error) => return Opened::Failed(error.to_string()),
    };
    match classify::file(&blob, &entry.name()) {
        PathKind::Archive => {
            let mut clients = ClientReader::searching(search);
            let budget = Budget::for_file(blob.len());
            clients.add(blob, &shown(&entry.path), &budget);
            Opened::Clients(clients)
        }
        PathKind::Other if search && entry.name().ends_with(".class") => class(blob.as_ref(), entry),
        kind => Opened::Kind(kind),
    }
}

/// Longest class that is looked at; the class file format ends soon after.
const CLASS: usize = 4 << 20;

fn class(blob: &dyn Blob, entry: &Entry) -> Opened {
    let mut clients = ClientReader::default();
    if let Ok(bytes) = blob.read_all(CLASS) {
        clients.add_class(&shown(&entry.path), &bytes);
    }
    Opened::Clients(clients)
}
