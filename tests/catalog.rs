//! The table of settings against what was read from the releases in another way.
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

use alluxio_preflight::catalog::{Catalog, Change, ChangeKind, changes};
use alluxio_preflight::version::AlluxioVersion;

/// Keys that go or are renamed between releases, as a parser over the releases' sources found them.
const HOPS: &str = include_str!("catalog/hops.txt");

fn version(text: &str) -> AlluxioVersion {
    AlluxioVersion::parse(text).unwrap()
}

fn changed(catalog: &Catalog, from: &str, to: &str) -> Vec<Change> {
    changes(&catalog.properties(&version(from)), &catalog.properties(&version(to)))
}

/// Lines as in [`HOPS`].
fn lines(changes: &[Change]) -> BTreeSet<String> {
    changes
        .iter()
        .filter_map(|change| match change.kind {
            ChangeKind::Renamed => Some(format!("renamed {} {}", change.key, change.new)),
            ChangeKind::Removed => Some(format!("gone {}", change.key)),
            _ => None,
        })
        .collect()
}

/// Where the two differ, and why: `+` is only in the table, `-` only in what was parsed.
const EXPLAINED: [(&str, &str, &[&str]); 1] = [(
    "1.8.2 2.0.1",
    "keys that the releases build in a loop, one per level; a parser of the source does not see them, reflection does",
    &[
        "+gone alluxio.worker.tieredstore.level0.reserved.ratio",
        "+gone alluxio.worker.tieredstore.level1.reserved.ratio",
        "+gone alluxio.worker.tieredstore.level2.reserved.ratio",
    ],
)];

#[test]
fn what_goes_and_is_renamed_equals_what_a_parser_found() {
    let catalog = Catalog::builtin().unwrap();
    let mut parsed: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    let mut hop = "";
    for line in HOPS.lines() {
        match line.strip_prefix("  ") {
            Some(change) => drop(parsed.get_mut(hop).unwrap().insert(change.to_owned())),
            None => {
                hop = line;
                parsed.insert(hop, BTreeSet::new());
            }
        }
    }
    let mut found = Vec::new();
    for (hop, parsed) in parsed {
        let (from, to) = hop.split_once(' ').unwrap();
        let table = lines(&changed(&catalog, from, to));
        let only_table = table.difference(&parsed).map(|line| format!("+{line}"));
        let only_parsed = parsed.difference(&table).map(|line| format!("-{line}"));
        found.extend(only_table.chain(only_parsed).map(|line| format!("{hop}: {line}")));
    }
    let explained: Vec<String> =
        EXPLAINED.iter().flat_map(|(hop, _, lines)| lines.iter().map(move |line| format!("{hop}: {line}"))).collect();
    let (found, explained): (BTreeSet<String>, BTreeSet<String>) = (found.into_iter().collect(), explained.into_iter().collect());
    assert_eq!(found, explained);
}

#[test]
fn the_step_to_3x_has_the_size_that_was_counted() {
    let changes = changed(&Catalog::builtin().unwrap(), "2.9.3", "304");
    let count = |kind: ChangeKind| changes.iter().filter(|change| change.kind == kind).count();
    // The two names that renamed keys got are new as well.
    assert_eq!((count(ChangeKind::Removed), count(ChangeKind::Renamed), count(ChangeKind::Added)), (160, 2, 92 - 2));
}

#[test]
fn every_line_of_the_table_names_known_fields_and_releases() {
    const FIELDS: [&str; 14] = [
        "default",
        "default_text",
        "computed",
        "aliases",
        "type",
        "enum",
        "scope",
        "consistency",
        "dynamic",
        "display",
        "ignored_site",
        "hidden",
        "deprecated",
        "removed",
    ];
    let catalog = Catalog::builtin().unwrap();
    let known: BTreeSet<String> = catalog.releases.releases.iter().map(|release| release.version.to_string()).collect();
    for entry in std::fs::read_dir("rules/catalog/properties").unwrap() {
        let path = entry.unwrap().path();
        let mut last = String::new();
        for line in std::fs::read_to_string(&path).unwrap().lines().filter(|_| !path.ends_with("templates.tsv")) {
            let cells: Vec<&str> = line.split('\t').collect();
            let releases = match cells.as_slice() {
                ["", field, _] if FIELDS.contains(field) => "",
                ["", field, _, releases] if FIELDS.contains(field) => releases,
                [key] | [key, ""] if *key > last.as_str() => "",
                [key, releases] if *key > last.as_str() => releases,
                _ => panic!("{}: {line}", path.display()),
            };
            if !line.starts_with('\t') {
                last = cells[0].to_owned();
            }
            for end in releases.split(' ').flat_map(|range| range.split("..")).filter(|end| !end.is_empty()) {
                assert!(known.contains(end), "{}: {line}", path.display());
            }
        }
    }
}

#[test]
fn any_two_releases_can_be_compared_and_back_is_the_reverse() {
    let catalog = Catalog::builtin().unwrap();
    let releases: Vec<String> = catalog.releases.releases.iter().map(|release| release.version.to_string()).collect();
    let known: Vec<&String> = releases.iter().filter(|release| catalog.properties(&version(release)).has_facts()).collect();
    assert!(known.len() > 70);
    for (n, from) in known.iter().enumerate().step_by(7) {
        let to = known[(n * 31 + 5) % known.len()];
        let there = changed(&catalog, from, to);
        let back = changed(&catalog, to, from);
        let defaults = |changes: &[Change]| -> BTreeSet<&str> {
            changes.iter().filter(|change| change.kind == ChangeKind::Default).map(|change| change.key).collect()
        };
        assert_eq!(defaults(&there), defaults(&back), "{from} {to}");
        assert!(changed(&catalog, from, from).is_empty());
    }
}

#[test]
fn the_commands_show_and_compare() {
    let shown = common::run(&["catalog", "show", "alluxio.user.file.writetype.default"]);
    assert!(shown.code == 0 && shown.stdout.contains("ASYNC_THROUGH"), "{}", shown.stdout);
    let near = common::run(&["catalog", "show", "alluxio.master.hostnam"]);
    assert!(near.code == 2 && near.stderr.contains("did you mean alluxio.master.hostname?"), "{}", near.stderr);
    let diff = common::run(&["catalog", "diff", "2.8.0", "2.8.1", "--scope", "CLIENT", "--format", "json"]);
    let diff: serde_json::Value = serde_json::from_str(&diff.stdout).unwrap();
    let gone = |key: &str| diff["changes"].as_array().unwrap().iter().any(|change| change["kind"] == "removed" && change["key"] == key);
    assert!(gone("alluxio.user.client.cache.dir") && !gone("alluxio.proxy.s3.multipart.upload.timeout"));
    assert_eq!(common::run(&["catalog", "diff", "0.5.0", "2.9.3"]).code, 2);
}

/// The table against published jars, read by reflection (`tests/catalog/extract.py`, which needs java, mvn and the network).
/// Other releases: `RELEASES="2.0.1 2.9.3" cargo test --test catalog -- --ignored`.
#[test]
#[ignore = "needs java, mvn and the network"]
fn published_jars_say_the_same() {
    let releases = std::env::var("RELEASES").unwrap_or_else(|_| "1.8.1 2.7.3".to_owned());
    let work = tempfile::tempdir().unwrap();
    let mut command = std::process::Command::new("python3");
    command.arg("tests/catalog/extract.py").arg(work.path()).args(releases.split(' '));
    assert!(command.status().unwrap().success());
    let catalog = Catalog::builtin().unwrap();
    let mut differing = Vec::new();
    for release in releases.split(' ') {
        let text = std::fs::read_to_string(work.path().join(format!("{release}.tsv"))).unwrap();
        let mut published: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
        for line in text.lines() {
            let cells: Vec<&str> = line.splitn(3, '\t').collect();
            published.entry(cells[0]).or_default().insert(cells[1], cells[2]);
        }
        let properties = catalog.properties(&version(release));
        let listed: BTreeSet<&str> = properties.keys().collect();
        let present: BTreeSet<&str> = published.iter().filter(|(_, fields)| fields.contains_key("present")).map(|(key, _)| *key).collect();
        differing.extend(listed.symmetric_difference(&present).map(|key| format!("{release} {key}: in one of the two only")));
        for key in listed.intersection(&present) {
            let (facts, fields) = (properties.facts(key).unwrap(), &published[key]);
            let pairs = [
                // The one default that each release fills in with its own name.
                ("default", facts.default.filter(|_| !facts.computed).map_or("", |ours| if ours == "${version}" { release } else { ours })),
                ("scope", facts.scope.unwrap_or_default()),
                ("consistency", facts.consistency.unwrap_or_default()),
                ("display", if facts.credentials { "CREDENTIALS" } else { "" }),
            ];
            for (field, ours) in pairs {
                let theirs =
                    fields.get(field).copied().filter(|_| field != "default" || !fields.contains_key("computed")).unwrap_or_default();
                if ours != theirs && !alluxio_preflight::settings::same_value(ours, theirs) && !facts.computed {
                    differing.push(format!("{release} {key}: {field} is {theirs} in the jar and {ours} in the table"));
                }
            }
        }
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}
