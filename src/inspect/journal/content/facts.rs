//! From the rebuilt state to facts.

use std::collections::{BTreeMap, BTreeSet};

use super::namespace::{Form, Summary};
use super::{Content, Namespace};
use crate::facts::{Gap, Subject, Value, vocabulary};

/// Why it is not known what lies in which folder.
const TOO_MANY: &str = "there are more folders and files than are kept in memory";

/// The entry that says which ids of blocks are taken. A master writes it before its first folder, since ids of folders come from
/// there too (`v2.0.0:core/server/master/src/main/java/alluxio/master/block/BlockMaster.java`).
const BLOCK_IDS: &str = "block_container_id_generator";

/// Names that a fact lists; more are counted only.
const MAX_LISTED: usize = 1000;

impl Content {
    /// Sets all facts about the content of a journal or backup; `hidden` says why it was not seen whole.
    pub(crate) fn set_facts(&self, subject: &mut Subject, hidden: Option<&Gap>) {
        let mut facts = self.facts();
        if let Some(gap) = hidden {
            facts = vocabulary::contents(subject.kind)
                .filter_map(|name| Some((name.split_once('.')?.1, Value::Unknown(gap.clone()))))
                .collect();
        }
        for (name, value) in facts {
            if let Some(full) = vocabulary::content(subject.kind, name) {
                subject.set(full, value);
            }
        }
    }

    fn facts(&self) -> Vec<(&'static str, Value)> {
        let mut facts = self.entry_facts();
        facts.extend(self.tally_facts());
        facts.extend(tree_facts(&self.namespace));
        facts.extend(end_facts(&self.namespace, self.reading.said.times.map(|(_, last)| last)));
        facts
    }

    fn entry_facts(&self) -> Vec<(&'static str, Value)> {
        let kinds = self.reading.said.kinds.named();
        vec![
            ("block_ids", Value::Bool(kinds.contains_key(BLOCK_IDS))),
            ("entry_kinds", kinds.into()),
            ("message_fields", self.reading.said.walk.fields(self.meaning).into()),
            ("enum_values", self.reading.said.walk.values(self.meaning).into()),
        ]
    }

    fn tally_facts(&self) -> Vec<(&'static str, Value)> {
        let (tally, said) = (&self.tally, &self.reading.said);
        let count = |number: usize| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
        let schemes: BTreeSet<String> = tally.mounts.values().map(|mount| mount.scheme.clone()).collect();
        let options: BTreeSet<String> = tally.mounts.values().flat_map(|mount| mount.options.keys().cloned()).collect();
        let mut facts = vec![
            ("root", Value::Bool(self.namespace.rooted)),
            ("mount_points", listed(tally.mounts.keys())),
            ("mount_schemes", schemes.into()),
            ("mount_options", listed(&options)),
            ("mounts", tally.mounts.iter().map(|(path, mount)| format!("{path}\t{}", mount.scheme)).collect::<BTreeSet<_>>().into()),
            ("mount_settings", assigned(tally.mounts.iter().map(|(path, mount)| (path, &mount.options)))),
            ("path_settings", assigned(tally.path_settings.iter())),
            ("databases", count(tally.databases.len())),
            ("tables", count(tally.tables())),
            ("sync_points", count(tally.sync_points.len())),
            ("key_value_entries", Value::Int(said.key_value_entries)),
            ("lineage_entries", Value::Int(said.lineage_entries)),
            ("blocks", Value::Int(said.blocks)),
            ("users", listed(&said.users.all)),
            ("groups", listed(&said.groups.all)),
            ("cluster_id", Value::Text(tally.cluster_id.clone().unwrap_or_default())),
            ("old_fingerprints", Value::Bool(said.old_fingerprints > 0)),
        ];
        if let Some((first, last)) = said.times {
            facts.push(("first_time_ms", Value::Int(first)));
            facts.push(("last_time_ms", Value::Int(last)));
        }
        facts
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a String>) -> Value {
    Value::Texts(names.into_iter().take(MAX_LISTED).cloned().collect())
}

/// Settings of paths as `PATH<tab>KEY=VALUE`.
fn assigned<'a>(parts: impl Iterator<Item = (&'a String, &'a BTreeMap<String, String>)>) -> Value {
    let lines = parts.flat_map(|(path, pairs)| pairs.iter().map(move |(key, value)| format!("{path}\t{key}={value}")));
    Value::Texts(lines.take(MAX_LISTED).collect())
}

fn tree_facts(namespace: &Namespace) -> Vec<(&'static str, Value)> {
    let Some(summary) = namespace.summary() else {
        let reason = match namespace.form {
            Form::Lost(reason) => reason,
            Form::Tree | Form::Sparse => "",
        };
        return TREE.iter().map(|name| (*name, Value::unknown(reason))).collect();
    };
    let mut facts: Vec<(&'static str, Value)> =
        TREE.iter().copied().zip(numbers(&summary, namespace).into_iter().map(Value::Int)).collect();
    facts.push(("pins_by_recursion_paths", Value::Text(summary.recursive_pins.listed())));
    if namespace.form == Form::Sparse {
        facts.push(("inside_persisted", Value::unknown(TOO_MANY)));
    }
    facts.push(("inside_persisted_paths", Value::Text(summary.inside_persisted.listed())));
    facts.push(("reset_by_sync_paths", Value::Text(summary.reset_by_sync.listed())));
    facts.push(("old_completions_paths", Value::Text(summary.old_completions.listed())));
    facts
}

/// Ends of times to live, seen from the last operation: files do not know what time it is.
fn end_facts(namespace: &Namespace, last_ms: Option<i64>) -> Vec<(&'static str, Value)> {
    let ends = namespace.ends(last_ms.unwrap_or_default());
    if ends.unknown > 0 || matches!(namespace.form, Form::Lost(_)) {
        return ["ttl_over", "ttl_over_paths", "ttl_next_end_ms"].map(|name| (name, Value::unknown(TOO_MANY))).to_vec();
    }
    let mut facts = vec![("ttl_over", Value::Int(ends.over.count)), ("ttl_over_paths", Value::Text(ends.over.listed()))];
    facts.extend(ends.next_ms.map(|end| ("ttl_next_end_ms", Value::Int(end))));
    facts
}

/// Facts that need the tree, in the order of [`numbers`].
const TREE: [&str; 21] = [
    "inodes",
    "folders",
    "files",
    "files_persisted",
    "files_not_persisted",
    "files_to_be_persisted",
    "files_lost",
    "unpersisted_files",
    "incomplete_files",
    "pinned",
    "ttl",
    "ttl_delete",
    "ttl_free",
    "ttl_delete_alluxio",
    "pins_by_recursion",
    "old_completions",
    "dangling_entries",
    "persisted",
    "marked_persisted",
    "inside_persisted",
    "reset_by_sync",
];

fn numbers(summary: &Summary, namespace: &Namespace) -> [i64; 21] {
    [
        summary.folders + summary.files,
        summary.folders,
        summary.files,
        summary.files_persisted,
        summary.files_not_persisted,
        summary.files_to_be_persisted,
        summary.files_lost,
        summary.files_not_persisted + summary.files_to_be_persisted,
        summary.incomplete_files,
        summary.pinned,
        summary.ttl,
        summary.ttl_delete,
        summary.ttl_free,
        summary.ttl_delete_alluxio,
        summary.recursive_pins.count,
        summary.old_completions.count,
        i64::try_from(namespace.dangling).unwrap_or(i64::MAX),
        summary.persisted,
        summary.marked_persisted,
        summary.inside_persisted.count,
        summary.reset_by_sync.count,
    ]
}
