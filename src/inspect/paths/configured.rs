//! The journal that the configuration names.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::catalog::Catalog;
use crate::facts::{Facts, SubjectKind, Unseen, Value};
use crate::inspect::journal;
use crate::judge::Side;
use crate::settings::on_local_disk;
use crate::source::{EntryKind, Source, shown};

/// The journal that the installed release would use, unless a journal was given.
pub(super) fn follow_journal(source: &dyn Source, catalog: &Catalog, threads: NonZeroUsize, facts: &mut Facts) {
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
        let found = read_configured(source, &folder.value, &journal_type, threads);
        facts.extend(found);
    }
}

fn read_configured(source: &dyn Source, folder: &str, journal_type: &str, threads: NonZeroUsize) -> Facts {
    let Some(path) = on_local_disk(folder, journal_type).map(PathBuf::from) else {
        let remedy = format!("copy {folder} to a local folder and give that path too");
        return hidden(folder, "the journal lies in an under store, which is not read", remedy);
    };
    match source.entry(&path) {
        Ok(entry) if entry.kind == EntryKind::Folder => journal::read_folder_with(source, &path, threads),
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
