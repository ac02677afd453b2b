//! The commands that show the rule set.

mod pair;

use std::fmt::Write;

use serde_json::json;

use super::{Answer, Failure, is_json, knowledge};
use crate::cli::Global;
use crate::facts::vocabulary;
use crate::rules::{KEYED_FACTS, Rule, SIDE_FACTS, lint as lint_rules};

pub(super) fn explain(word: &str, global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    let Some(rule) = knowledge.rules.find(word) else { return pair::explain(&knowledge.catalog, word, is_json(global)) };
    if is_json(global) {
        let page = json!({ "id": rule.id, "name": rule.name, "severity": rule.severity, "title": rule.title, "evidence": rule.evidence(), "body": rule.body });
        return Ok((format!("{page:#}\n"), 0));
    }
    Ok((page(rule), 0))
}

/// The page as people read it.
fn page(rule: &Rule) -> String {
    let Rule { id, name, file, .. } = rule;
    let (title, severity) = (in_words(rule, &rule.title), severity(rule));
    let mut page = format!("# {id} {name}\n\n{title}\n\nseverity: {severity}\nfile: rules/{file}\n\n{}", rule.body);
    if !rule.fix.steps.is_empty() {
        let _ = writeln!(page);
    }
    for step in &rule.fix.steps {
        let _ = writeln!(page, "- {}", in_words(rule, step));
    }
    let _ = writeln!(page, "\n## How it is known\n");
    for evidence in rule.evidence() {
        let place = match (&evidence.truth, &evidence.at) {
            (Some(row), _) => format!("a master of {} was started on a journal of {} (type {})", row.target, row.source, row.journal_type),
            (None, at) => at.clone().unwrap_or_default(),
        };
        let _ = writeln!(page, "- {}: {place}", evidence.how);
    }
    page
}

/// A text with words in place of what would be filled in.
fn in_words(rule: &Rule, template: &str) -> String {
    template
        .replace("{subject}", &format!("the {}", rule.subject.word()))
        .replace("{hop.from}", "the installed release")
        .replace("{hop.to}", "the target")
        .replace('{', "<")
        .replace('}', ">")
}

fn severity(rule: &Rule) -> String {
    rule.severity.map_or_else(|| "answer".to_owned(), |severity| format!("{severity:?}").to_lowercase())
}

pub(super) fn rules(global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    let rules = &knowledge.rules.rules;
    if is_json(global) {
        let list: Vec<_> = rules
            .iter()
            .map(
                |rule| json!({ "id": rule.id, "name": rule.name, "severity": rule.severity, "subject": rule.subject, "title": rule.title }),
            )
            .collect();
        return Ok((format!("{:#}\n", json!(list)), 0));
    }
    let mut text = String::new();
    for rule in rules {
        let _ = writeln!(text, "{:7} {:8} {}", rule.id, severity(rule), rule.name);
    }
    Ok((text, 0))
}

pub(super) fn facts(global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    let fixed = vocabulary::facts().map(|fact| (fact.name.to_owned(), fact.about));
    let side = SIDE_FACTS.iter().copied().chain(knowledge.catalog.attributes());
    let both = side.map(|(name, about)| (format!("target.{name}"), about));
    let keyed = KEYED_FACTS.iter().map(|(prefix, about)| (format!("target.{prefix}KEY"), *about));
    let lookups = knowledge.catalog.lookups().map(|(name, about)| (format!("target.{name}:FACT"), about));
    let list: Vec<(String, &str)> = fixed.chain(both).chain(lookups).chain(keyed).collect();
    if is_json(global) {
        let list: Vec<_> = list.iter().map(|(name, about)| json!({ "name": name, "about": about })).collect();
        return Ok((format!("{:#}\n", json!(list)), 0));
    }
    let mut text = String::new();
    for (name, about) in list {
        let _ = writeln!(text, "{name:34} {about}");
    }
    text.push_str("\nEach target.NAME exists as source.NAME too, for the release before the hop.\n");
    Ok((text, 0))
}

/// Recorded runs are part of the repository, not of the program, so that they exist is checked by a test.
pub(super) fn lint(global: &Global) -> Answer {
    let knowledge = knowledge::load(global)?;
    let errors = lint_rules(&knowledge.rules, &knowledge.catalog, &|_| true);
    if errors.is_empty() {
        return Ok((format!("{} rules, nothing to complain about\n", knowledge.rules.rules.len()), 0));
    }
    let list: Vec<String> = errors.iter().map(ToString::to_string).collect();
    Err(Failure::usage(format!("{} complaints:\n{}", errors.len(), list.join("\n"))))
}
