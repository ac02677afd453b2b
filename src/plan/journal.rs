//! Journals as they would be at a later point of a path. A stop in between writes the journal anew, so the planner asks
//! what the worst journal of that release looks like: with a checkpoint, with every component that the release has.

use std::collections::BTreeSet;

use crate::catalog::Catalog;
use crate::facts::{Facts, Span, Subject, SubjectKind, Value};
use crate::judge::{Memo, Side};
use crate::settings::Settings;
use crate::version::AlluxioVersion;

/// Kinds of entries that every namespace has: mounts, containers, folders, their ids, and files
/// (`v2.9.3:core/transport/src/main/proto/proto/journal/journal.proto`, `JournalEntry`).
const EVERY_NAMESPACE: [i64; 5] = [2, 3, 9, 10, 11];

/// The journal that a release would have after a while, with the kinds of entries of the namespace that is carried.
pub(super) fn written_by(catalog: &Catalog, settings: &Settings, version: &AlluxioVersion, carried: &BTreeSet<i64>) -> Subject {
    let facts = Facts::default();
    let memo = Memo::default();
    let side = Side::new(catalog, settings, &facts).remembering(&memo);
    let fact = |name: &str| side.fact_of(version, name);
    let mut journal = Subject::new(SubjectKind::Journal, format!("the journal as {version} writes it"));
    let fields = fields(carried, &fact("entry_fields"));
    let form = form(&fact("checkpoint_forms"));
    let store = if matches!(form.as_str(), "none" | "plain") { "none".to_owned() } else { fact("metastore").to_string() };
    journal.set("journal.kind", fact("reads_kind"));
    journal.set("journal.written_by", Span::exactly(version.clone()));
    journal.set("journal.integrity", "intact");
    journal.set("journal.root", true);
    journal.set("journal.block_ids", true);
    journal.set("journal.cluster_id", "as it was");
    journal.set("journal.entries", 1);
    journal.set("journal.first_log_index", 0);
    journal.set("journal.lag", 0);
    journal.set("journal.diverges", false);
    journal.set("journal.overruled_records", 0);
    journal.set("journal.members_differ", false);
    journal.set("journal.failed_checks", BTreeSet::<String>::new());
    journal.set("journal.enum_values", BTreeSet::<String>::new());
    journal.set("journal.masters", fact("masters"));
    journal.set("journal.masters_with_entries", BTreeSet::from(["BlockMaster".to_owned(), "FileSystemMaster".to_owned()]));
    journal.set("journal.root_marker", fact("reads_kind") == Value::from("v0"));
    journal.set("journal.master_markers", true);
    journal.set("journal.has_checkpoint", true);
    journal.set("journal.components", components(&fact, &form));
    journal.set("journal.checkpoint_types", types(&fact("checkpoint_types")));
    journal.set("journal.checkpoint_form", form);
    journal.set("journal.checkpoint_fields", fields.clone());
    journal.set("journal.namespace_log_fields", fields.clone());
    journal.set("journal.log_fields", fields);
    journal.set("journal.recursive_pins", fact("replays_pins_recursively"));
    journal.set("journal.inode_store", store);
    journal.set("journal.rocks_format", fact("rocks_format"));
    journal.set("journal.logs_without_checkpoint", false);
    journal.set("journal.empty_first_log", false);
    journal.set("journal.logs_behind_empty_one", false);
    journal.set("journal.stray_v1", false);
    journal
}

/// The backup that a release would write of a journal.
pub(super) fn backup_of(journal: &Subject, catalog: &Catalog, version: &AlluxioVersion) -> Subject {
    let mut backup = Subject::new(SubjectKind::Backup, format!("a backup taken by {version}"));
    let known = catalog.attribute("entry_fields", version, &crate::catalog::Circumstances::default()).unwrap_or(Value::unknown(""));
    backup.set("backup.fields", fields(&carried(journal), &known));
    backup.set("backup.root", true);
    backup.set("backup.block_ids", true);
    backup.set("backup.integrity", "intact");
    backup.set("backup.failed_checks", BTreeSet::<String>::new());
    backup.set("backup.old_fingerprints", false);
    // Of a namespace that was not read the planner supposes that nothing is reset; the backup itself will tell.
    backup.set("backup.reset_by_sync", journal.int("journal.reset_by_sync").unwrap_or(0));
    backup.set("backup.enum_values", values(journal));
    backup
}

/// Kinds of entries that a journal is known to hold.
pub(super) fn carried(journal: &Subject) -> BTreeSet<i64> {
    let numbers = |name: &str| match journal.get(name) {
        Some(Value::Ints(numbers)) => numbers.clone(),
        _ => BTreeSet::new(),
    };
    let mut carried = numbers("journal.log_fields");
    carried.extend(numbers("journal.checkpoint_fields"));
    carried.extend(EVERY_NAMESPACE);
    carried
}

/// Values of enumerations that a journal is known to hold.
fn values(journal: &Subject) -> BTreeSet<String> {
    match journal.get("journal.enum_values") {
        Some(Value::Texts(values)) => values.clone(),
        _ => BTreeSet::new(),
    }
}

fn fields(carried: &BTreeSet<i64>, known: &Value) -> Value {
    match known {
        Value::Ints(known) => Value::Ints(carried.intersection(known).copied().collect()),
        other => other.clone(),
    }
}

/// The latest form that the release opens is the one that it writes.
fn form(forms: &Value) -> String {
    const LATEST_FIRST: [&str; 4] = ["snapshot-folder", "snapshot-file", "typed", "plain"];
    match forms {
        Value::Texts(forms) => LATEST_FIRST.into_iter().find(|form| forms.contains(*form)).unwrap_or("none").to_owned(),
        _ => "none".to_owned(),
    }
}

/// The parallel form is written only on request, and it has the highest number.
fn types(types: &Value) -> Value {
    match types {
        Value::Ints(types) => Value::Ints(types.iter().copied().filter(|number| *number <= PLAIN_TYPES).collect()),
        other => other.clone(),
    }
}

/// Highest type number that is written without asking
/// (`v2.9.3:core/server/common/src/main/java/alluxio/master/journal/checkpoint/CheckpointType.java`, `LONG`).
const PLAIN_TYPES: i64 = 5;

fn components(fact: &dyn Fn(&str) -> Value, form: &str) -> Value {
    if matches!(form, "none" | "plain") {
        return BTreeSet::<String>::new().into();
    }
    let (Value::Texts(mut names), Value::Texts(silent), Value::Texts(own)) =
        (fact("checkpoint_names"), fact("silent_components"), fact("inode_store_components"))
    else {
        return Value::unknown("the components of this release are not known");
    };
    names.retain(|name| !silent.contains(name) && (!name.ends_with("_INODE_STORE") || own.contains(name)));
    let unused = if form == "snapshot-folder" { "CACHING_INODE_STORE" } else { "ROCKS_INODE_STORE" };
    names.remove(unused);
    names.into()
}
