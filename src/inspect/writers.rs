//! Which releases can have written a journal or backup, and which understand every entry in it: all those whose tables
//! have everything that was seen.

use crate::catalog::{Catalog, Circumstances};
use crate::facts::{Facts, Span, Subject, SubjectKind, Value};
use crate::version::AlluxioVersion;

/// Sets `written_by` and `understood_by` of journals and backups.
pub fn derive(facts: &mut Facts, catalog: &Catalog) {
    for subject in &mut facts.subjects {
        match subject.kind {
            SubjectKind::Journal if subject.text("journal.kind") != "empty" => {
                let span = span(catalog, &known(catalog, subject), |version| writes_journal(catalog, version, subject));
                subject.set("journal.written_by", span);
                subject.set("journal.understood_by", understood(catalog, subject));
            }
            SubjectKind::Backup => {
                let span = span(catalog, &known(catalog, subject), |version| writes_backup(catalog, version, subject));
                subject.set("backup.written_by", span);
                subject.set("backup.understood_by", understood(catalog, subject));
            }
            _ => {}
        }
    }
}

/// The first and last release that fits, of those that are `known` to be possible.
fn span(catalog: &Catalog, known: &[bool], fits: impl Fn(&AlluxioVersion) -> bool) -> Value {
    let versions = catalog.releases.releases.iter().map(|release| &release.version);
    let mut fitting = versions.zip(known).filter(|(version, known)| **known && fits(version)).map(|(version, _)| version);
    match fitting.next() {
        Some(min) => {
            let max = fitting.next_back().unwrap_or(min).clone();
            Value::Version(Span { min: min.clone(), max })
        }
        None => Value::unknown("no single known release has all that was seen"),
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
    let table = |name: &str| catalog.attribute(name, version, &Circumstances::default());
    table("writes_backups") == Some(Value::Bool(true)) && within(backup.get("backup.fields"), table("entry_fields"))
}

/// Releases whose tables have every kind of entry, field and value. That a release opens the files is another question.
fn understood(catalog: &Catalog, subject: &Subject) -> Value {
    let get = |name: &str| subject.get(&format!("{}.{name}", subject.kind.word()));
    let entries = [get("log_fields"), get("checkpoint_fields"), get("fields")];
    let hidden = entries.into_iter().chain([get("message_fields")]).find_map(|value| match value {
        Some(Value::Unknown(gap)) => Some(Value::Unknown(gap.clone())),
        _ => None,
    });
    hidden.unwrap_or_else(|| {
        span(catalog, &known(catalog, subject), |version| {
            let table = catalog.attribute("entry_fields", version, &Circumstances::default());
            entries.iter().all(|fields| within(*fields, table.clone()))
        })
    })
}

/// Whether each release has all fields and values of enumerations that occur.
fn known(catalog: &Catalog, subject: &Subject) -> Vec<bool> {
    let having = |name: &str| match subject.get(&format!("{}.{name}", subject.kind.word())) {
        Some(Value::Texts(seen)) => catalog.having(name, seen),
        _ => vec![true; catalog.releases.releases.len()],
    };
    having("message_fields").into_iter().zip(having("enum_values")).map(|(fields, values)| fields && values).collect()
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
