//! What a rule set must keep to, checked for the set as a whole.

mod pairs;

use std::collections::BTreeSet;

use super::load::{RuleError, RuleSet};
use super::model::Rule;
use crate::catalog::Catalog;
use crate::facts::vocabulary;

/// Headings of a rule's page, in order.
pub const HEADINGS: [&str; 4] = ["## What it finds", "## Why it matters", "## How to check by hand", "## What to do"];

/// Everything that is wrong with a rule set. `has_truth` says whether a recorded run exists.
pub fn lint(rules: &RuleSet, catalog: &Catalog, has_truth: &dyn Fn(&super::proof::TruthRow) -> bool) -> Vec<RuleError> {
    let mut seen = BTreeSet::new();
    let mut errors = pairs::lint(catalog);
    for rule in &rules.rules {
        let mut say = |reason: String| errors.push(RuleError { file: rule.file.clone(), line: None, reason });
        if !seen.insert(&rule.id) || !seen.insert(&rule.name) {
            say(format!("the id {} or the name {} is used twice", rule.id, rule.name));
        }
        check_form(rule, &mut say);
        check_facts(rule, catalog, &mut say);
        check_evidence(rule, has_truth, &mut say);
    }
    errors
}

fn check_form(rule: &Rule, say: &mut dyn FnMut(String)) {
    let (letters, digits) = rule.id.split_at_checked(3).unwrap_or(("", ""));
    if !letters.bytes().all(|b| b.is_ascii_uppercase()) || digits.len() != 3 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        say(format!("the id {} is not three capital letters and three digits", rule.id));
    }
    if !rule.file.ends_with(&format!("{}.md", rule.name)) {
        say(format!("the file must be called {}.md", rule.name));
    }
    if let Some(reason) = rule.when.malformed() {
        say(reason);
    }
    let gives_answer = rule.outcome.is_some() || rule.works.is_some();
    if rule.severity.is_none() && !gives_answer {
        say("a rule without severity, outcome and works says nothing".to_owned());
    }
    if rule.severity.is_some() && rule.cases().fires.is_empty() {
        say("there is no case where it fires".to_owned());
    }
    if rule.severity.is_some() && rule.cases().quiet.is_empty() {
        say("there is no case where it is quiet".to_owned());
    }
    let mut rest = rule.body.as_str();
    for heading in HEADINGS {
        match rest.split_once(heading) {
            Some((_, after)) => rest = after,
            None => say(format!("the heading `{heading}` is missing or out of order")),
        }
    }
}

fn check_facts(rule: &Rule, catalog: &Catalog, say: &mut dyn FnMut(String)) {
    for name in rule.when.facts() {
        if !is_fact(name, catalog) {
            say(format!("`{name}` is no fact; `rules facts` lists them"));
        }
    }
    let texts = rule.fix.steps.iter().chain(rule.fix.pins.iter().map(|pin| &pin.value)).chain([&rule.title]).chain(&rule.group);
    for name in texts.flat_map(|text| placeholders(text)) {
        if name != "subject" && !is_fact(name, catalog) {
            say(format!("`{{{name}}}` in a text names no fact"));
        }
    }
}

/// Names in braces.
pub(super) fn placeholders(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}').map(|(name, _)| name))
}

/// Facts of a side of the hop that the judge computes itself.
pub const SIDE_FACTS: &[(&str, &str)] = &[
    ("version", "the release"),
    ("journal_type", "effective journal type: UFS, EMBEDDED or NOOP"),
    ("journal_type_origin", "set, assumed or default"),
    ("journal_folder", "effective journal folder"),
    ("journal_folder_origin", "set, assumed or default"),
    ("journal_folder_scheme", "scheme of the journal folder's URI; empty for a plain path"),
    ("metastore", "effective metastore of inodes: HEAP or ROCKS"),
    ("metastore_origin", "set, assumed or default"),
    ("quorum", "masters of the embedded journal as host:port, as they are configured; empty if nothing names a host"),
    ("backup_directory", "effective default folder of backups"),
    ("key.status", "for keys: known, old-name, form (a key with a parameter), removed, unknown"),
    ("key.name", "for keys: the release's own name"),
    ("key.value", "for keys: effective value; masked if it is a secret"),
    ("key.origin", "for keys: set, assumed or default"),
    ("key.place", "for keys: the assignment that counts"),
    ("key.default", "for keys: the default, as the release writes it"),
    ("key.message", "for keys: what the release says of a key that it removed"),
    ("key.kind", "for keys: BOOLEAN, DURATION, DATASIZE, ENUM and so on"),
    ("key.legal", "for keys: legal values of an ENUM"),
    ("key.reading", "for keys: what the release makes of the value: taken, refused, false (whatever it is), unchecked"),
    ("key.scope", "for keys: ALL, CLIENT, MASTER, SERVER, WORKER, NONE"),
    ("key.consistency", "for keys: ENFORCE, WARN, IGNORE"),
    ("key.default_words", "for keys: the default in words, where none is `nothing`"),
    ("key.ignored_site", "for keys: whether the release refuses to start with it in the site file"),
];

/// Prefixes of facts of a side that are followed by a key.
pub const KEYED_FACTS: &[(&str, &str)] = &[
    (vocabulary::SETTING, "effective value; empty if it is not set and has no default"),
    ("setting_origin:", "set, assumed, default, or absent without a value"),
    ("milliseconds:", "effective value of a duration as a number"),
    ("bytes:", "effective value of a size as a number"),
    ("number:", "effective value of a number"),
];

fn is_fact(name: &str, catalog: &Catalog) -> bool {
    let side = name.strip_prefix("source.").or_else(|| name.strip_prefix("target."));
    match side {
        Some(name) => {
            KEYED_FACTS.iter().any(|(prefix, _)| name.starts_with(prefix))
                || SIDE_FACTS.iter().any(|(fact, _)| *fact == name)
                || catalog.attributes().any(|(fact, _)| fact == name)
                || is_lookup(name, catalog)
        }
        None => vocabulary::find(name).is_some(),
    }
}

/// A table with a fact or a fixed word as its key.
fn is_lookup(name: &str, catalog: &Catalog) -> bool {
    name.split_once(':').is_some_and(|(table, key)| catalog.is_lookup(table) && (key.starts_with('=') || is_fact(key, catalog)))
}

/// Kinds of evidence.
const KINDS: [&str; 5] = ["ran", "code", "docs", "issue", "derived"];

fn check_evidence(rule: &Rule, has_truth: &dyn Fn(&super::proof::TruthRow) -> bool, say: &mut dyn FnMut(String)) {
    if rule.evidence().is_empty() {
        say("there is no evidence".to_owned());
    }
    for evidence in rule.evidence() {
        match (evidence.how.as_str(), &evidence.truth) {
            ("ran", None) => say("evidence `ran` must name the run with `truth = {...}`".to_owned()),
            ("ran", Some(row)) if !has_truth(row) => {
                say(format!("no recorded run of {} on {} with type {}", row.target, row.source, row.journal_type))
            }
            (how, _) if KINDS.contains(&how) => {}
            (how, _) => say(format!("`{how}` is no kind of evidence")),
        }
    }
}
