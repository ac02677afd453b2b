//! Which releases can have written a journal or backup: all those whose tables have everything that was seen.

use crate::catalog::{Catalog, Circumstances};
use crate::facts::{Facts, Span, Subject, SubjectKind, Value};
use crate::version::AlluxioVersion;

/// Sets `journal.written_by` and `backup.written_by`.
pub fn derive(facts: &mut Facts, catalog: &Catalog) {
    for subject in &mut facts.subjects {
        match subject.kind {
            SubjectKind::Journal if subject.text("journal.kind") != "empty" => {
                let span = span(catalog, |version| writes_journal(catalog, version, subject));
                subject.set("journal.written_by", span);
            }
            SubjectKind::Backup => {
                let span = span(catalog, |version| writes_backup(catalog, version, subject));
                subject.set("backup.written_by", span);
            }
            _ => {}
        }
    }
}

fn span(catalog: &Catalog, fits: impl Fn(&AlluxioVersion) -> bool) -> Value {
    let mut fitting = catalog.releases.releases.iter().map(|release| &release.version).filter(|version| fits(version));
    match fitting.next() {
        Some(min) => {
            let max = fitting.next_back().unwrap_or(min).clone();
            Value::Version(Span { min: min.clone(), max })
        }
        None => Value::Unknown("no single known release writes all that was seen".to_owned()),
    }
}

/// Journal types that decide what a release writes.
const TYPES: [&str; 2] = ["UFS", "EMBEDDED"];

fn writes_journal(catalog: &Catalog, version: &AlluxioVersion, journal: &Subject) -> bool {
    TYPES.iter().any(|journal_type| {
        let around = Circumstances { journal_type: Some(journal_type), metastore: None };
        let table = |name: &str| catalog.attribute(name, version, &around);
        let kind = journal.text("journal.kind").trim_end_matches("-rc0");
        let form = journal.text("journal.checkpoint_form");
        table("reads_kind") == Some(Value::from(kind))
            && has(table("checkpoint_forms"), form)
            && (form != "snapshot-file" || !has(table("checkpoint_forms"), "snapshot-folder"))
            && within(journal.get("journal.masters_with_entries"), table("masters"))
            && within(journal.get("journal.components"), table("checkpoint_names"))
            && within(journal.get("journal.checkpoint_fields"), table("entry_fields"))
            && within(journal.get("journal.log_fields"), table("entry_fields"))
            && disjoint(journal.get("journal.log_fields"), table("retired_fields"))
    })
}

fn writes_backup(catalog: &Catalog, version: &AlluxioVersion, backup: &Subject) -> bool {
    let around = Circumstances::default();
    catalog.attribute("writes_backups", version, &around) == Some(Value::Bool(true))
        && within(backup.get("backup.fields"), catalog.attribute("entry_fields", version, &around))
}

fn has(table: Option<Value>, word: &str) -> bool {
    matches!(table, Some(Value::Texts(words)) if words.contains(word))
}

/// What is not known excludes nothing.
fn within(seen: Option<&Value>, table: Option<Value>) -> bool {
    match (seen, table) {
        (Some(Value::Texts(seen)), Some(Value::Texts(table))) => seen.is_subset(&table),
        (Some(Value::Ints(seen)), Some(Value::Ints(table))) => seen.is_subset(&table),
        _ => true,
    }
}

fn disjoint(seen: Option<&Value>, table: Option<Value>) -> bool {
    match (seen, table) {
        (Some(Value::Ints(seen)), Some(Value::Ints(table))) => seen.is_disjoint(&table),
        _ => true,
    }
}
