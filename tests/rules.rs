//! The rule set as a whole: complete, well formed, firing where it says and nowhere else.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::sync::LazyLock;

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::judge::Status;
use alluxio_preflight::rules::{RuleSet, TruthRow, lint};
use alluxio_preflight::source::{Local, Source};

#[test]
fn every_rule_file_is_inside_the_program() {
    let folder = common::testdata().parent().unwrap().join("rules");
    let mut files = BTreeSet::new();
    Local.walk(&folder, &mut |item| {
        let path = item.unwrap().path;
        let name = path.strip_prefix(&folder).unwrap().to_string_lossy().into_owned();
        if name.ends_with(".md") && !name.ends_with("README.md") {
            files.insert(name);
        }
    });
    let inside: BTreeSet<String> = RuleSet::builtin().unwrap().rules.iter().map(|rule| rule.file.clone()).collect();
    assert_eq!(files, inside);
}

#[test]
fn the_lint_has_nothing_to_complain_about() {
    let runs: Vec<serde_json::Value> = common::runs().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let recorded = |row: &TruthRow| {
        runs.iter().any(|run| {
            let is = |field: &str, value: &str| run[field] == value;
            is("source", &row.source)
                && is("target", &row.target)
                && is("target_type", &row.journal_type)
                && row.state.as_ref().is_none_or(|state| is("state", state))
        })
    };
    let complaints = lint(&RuleSet::builtin().unwrap(), &Catalog::builtin().unwrap(), &recorded);
    let complaints: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Which rules fire on a cluster.
fn fired(name: &str) -> BTreeSet<String> {
    let knowledge = common::knowledge();
    let cluster = common::cluster(name);
    let prepared = cluster.read(knowledge);
    let asked = cluster.asked();
    let answer = common::answer(knowledge, &prepared, &asked);
    answer
        .checks
        .iter()
        .filter(|check| check.status == Status::Failed && check.rule.severity.is_some())
        .map(|check| check.rule.id.clone())
        .collect()
}

/// Which rules fire on which cluster; computed once for all tests of this file.
static MATRIX: LazyLock<BTreeMap<String, BTreeSet<String>>> =
    LazyLock::new(|| common::cluster_names().into_iter().map(|name| (name.clone(), fired(&name))).collect());

#[test]
fn every_rule_fires_on_its_cases_and_only_there_is_it_quiet() {
    let mut wrong = String::new();
    for rule in &common::knowledge().rules.rules {
        for (cases, wanted) in [(&rule.cases().fires, true), (&rule.cases().quiet, false)] {
            for case in cases {
                match case.strip_prefix("clusters/").and_then(|name| MATRIX.get(name)) {
                    None => writeln!(wrong, "{}: there is no {case}", rule.id).unwrap(),
                    Some(ids) if ids.contains(&rule.id) != wanted => {
                        writeln!(wrong, "{} on {case}: fires {}, wanted {wanted}", rule.id, !wanted).unwrap()
                    }
                    Some(_) => {}
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An entry of `rules/known-troubles.toml`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Trouble {
    what: String,
    #[serde(default)]
    rules: Vec<String>,
    table: Option<String>,
    unseen: Option<String>,
    instead: Option<String>,
    question: Option<String>,
}

#[derive(serde::Deserialize)]
struct Troubles {
    trouble: Vec<Trouble>,
}

/// What is wrong with an entry.
fn unanswered(trouble: &Trouble) -> Vec<String> {
    let knowledge = common::knowledge();
    let rules = common::testdata().parent().unwrap().join("rules");
    let known = |id: &String| knowledge.rules.rules.iter().any(|rule| rule.id == *id);
    let asked = |id: &String| knowledge.rules.questions.iter().any(|question| question.id == *id);
    let mut wrong: Vec<String> = trouble.rules.iter().filter(|id| !known(id)).map(|id| format!("there is no rule {id}")).collect();
    wrong.extend(trouble.question.iter().filter(|id| !asked(id)).map(|id| format!("there is no question {id}")));
    wrong.extend(trouble.table.iter().filter(|name| !rules.join(name).is_file()).map(|name| format!("there is no {name}")));
    let found = !trouble.rules.is_empty() || trouble.table.is_some();
    if found == trouble.unseen.is_some() || trouble.unseen.is_some() != trouble.instead.is_some() {
        wrong.push("it has either a rule or table, or the reason why no file shows it with what to do instead".to_owned());
    }
    wrong.into_iter().map(|wrong| format!("{}: {wrong}", trouble.what)).collect()
}

#[test]
fn every_known_trouble_has_a_rule_or_the_reason_why_no_file_shows_it() {
    let text = std::fs::read_to_string(common::testdata().parent().unwrap().join("rules/known-troubles.toml")).unwrap();
    let troubles = toml::from_str::<Troubles>(&text).unwrap().trouble;
    let mut wrong: Vec<String> = troubles.iter().flat_map(unanswered).collect();
    let named: BTreeSet<&String> = troubles.iter().flat_map(|trouble| &trouble.rules).collect();
    let about_state = |file: &str| file.starts_with("journal/") || file.starts_with("backup/");
    let rules = common::knowledge().rules.rules.iter().filter(|rule| about_state(&rule.file));
    wrong.extend(
        rules
            .filter(|rule| rule.severity.is_some() && !named.contains(&rule.id))
            .map(|rule| format!("{} is not in rules/known-troubles.toml", rule.id)),
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Damage of which the tables say nothing, since a master lives with it or the reader of the kind never finds it.
const WITHOUT_EFFECT: [&str; 4] = ["interrupted", "open-log-end", "open-record-end", "steady"];

#[test]
fn every_check_of_bytes_is_judged_by_some_release_or_named_as_harmless() {
    let behaviour = std::fs::read_to_string(common::testdata().parent().unwrap().join("rules/catalog/behaviour.toml")).unwrap();
    let unknown_effect = ["first-index", "raft-members", "record-terms", "snapshot-md5", "unpacked-size"];
    for check in alluxio_preflight::inspect::journal::described() {
        let judged = behaviour.contains(&format!("\"{}\"", check.name));
        let named = WITHOUT_EFFECT.contains(&check.name) || unknown_effect.contains(&check.name);
        assert!(judged || named, "{}: no release stops on it or loses by it, and it is not named as harmless", check.name);
        assert_eq!(check.damage, !WITHOUT_EFFECT.contains(&check.name), "{}", check.name);
    }
}

#[test]
fn the_matrix_of_rules_and_clusters_is_reviewed() {
    let mut matrix = String::new();
    for (name, ids) in MATRIX.iter() {
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        writeln!(matrix, "{name:40} {}", ids.join(" ")).unwrap();
    }
    insta::assert_snapshot!(matrix);
}
