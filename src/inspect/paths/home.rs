//! The clients that lie in a home: the release's own, for applications to take, and what was left there of others.
//!
//! They are no applications, and the home's server is told by its install. Only archives in the folders for jars are read, and what
//! is no archive there, whatever its name says, is passed over.

use std::num::NonZeroUsize;
use std::path::Path;

use super::gather::{self, Gathered};
use super::open::{self, Opened};
use super::unread;
use crate::facts::{Facts, SubjectKind, Value};
use crate::inspect::client::{self, ClientReader};
use crate::inspect::install;
use crate::source::{Source, shown};

/// The clients in a home of the given version.
pub(super) fn clients(source: &dyn Source, home: &Path, version: Option<&Value>, threads: NonZeroUsize) -> Facts {
    let mut reader = ClientReader::default();
    let mut unseen = Vec::new();
    for folder in install::library_folders() {
        let Ok(entry) = source.entry(&home.join(folder)) else { continue };
        let Gathered { items, same, .. } = gather::gather(source, entry, &[]);
        for (number, opened) in open::all(source, &items, false, threads) {
            match opened {
                Opened::Clients(clients) => reader.extend(clients),
                Opened::Failed(reason) => {
                    unseen.extend(items.get(number).and_then(|item| item.path()).map(|path| unread(path, &reason, &["client.version"])))
                }
                Opened::Kind(_) => {}
            }
        }
        same.iter().for_each(|(first, other)| reader.same(&shown(first), &shown(other)));
    }
    let (mut facts, _) = reader.finish();
    let version = match version {
        Some(Value::Version(span)) => Some(span),
        _ => None,
    };
    for subject in facts.subjects.iter_mut().filter(|subject| subject.kind == SubjectKind::Client) {
        client::mark_installed(subject, &shown(home), version);
    }
    facts.unseen.extend(unseen);
    facts
}
