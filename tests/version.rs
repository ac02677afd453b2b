//! The grammar and the order of versions, ranges over them, and the tables that use both.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that panics has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use alluxio_preflight::version::{AlluxioVersion, Line, VersionRange};
use proptest::prelude::*;
use serde::Deserialize;

fn v(text: &str) -> AlluxioVersion {
    AlluxioVersion::parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn rules(path: &str) -> String {
    let path: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules").join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[derive(Deserialize)]
struct Releases {
    requires: String,
    line: Vec<ReleaseLine>,
    release: Vec<Release>,
}

#[derive(Deserialize)]
struct ReleaseLine {
    name: String,
    complete_up_to: AlluxioVersion,
}

#[derive(Deserialize)]
struct Release {
    version: AlluxioVersion,
    date: Option<String>,
    kind: String,
    #[serde(default)]
    preferred: bool,
}

fn releases() -> Releases {
    toml::from_str(&rules("releases.toml")).unwrap()
}

#[test]
fn what_is_written_is_printed() {
    for text in ["0.4.1", "0.4.1-thrift", "1.8.1", "2.0.0-preview", "2.4.0-RC1", "2.4.1-3", "1.8.1-2.0", "2.9.3-SNAPSHOT", "2.9.3.1", "304"]
    {
        assert_eq!(v(text).to_string(), text);
        assert_eq!(v(&format!("v{text}")), v(text));
        assert_eq!(v(&format!("v{text}")).to_string(), text, "the leading v is not a part of the version");
        assert_eq!(serde_json::from_str::<AlluxioVersion>(&serde_json::to_string(&v(text)).unwrap()).unwrap(), v(text));
    }
}

#[test]
fn what_is_no_version_is_refused() {
    let wrong = [
        "",
        " ",
        "v",
        "3.2",
        "AI-3.6",
        "3.6.0",
        "2.9.3.",
        ".2.9.3",
        "2..3",
        "02.9.3",
        "2.09.3",
        "2.9",
        "2",
        "99",
        "2.9.x",
        "2.9.3-",
        "2.9.3-foo",
        "2.9.3-RCx",
        "-2.9.3",
        "+2.9.3",
        "2.9.3 ",
        "2.9.3.1.1",
        "4294967296",
        "2.9.4294967296",
        "enterprise-2.8.0-1.0",
        "２.9.3",
        "vv2.9.3",
    ];
    for text in wrong {
        let error = AlluxioVersion::parse(text).expect_err(text).to_string();
        assert!(error.contains(&text.escape_debug().to_string()), "{error}");
    }
}

#[test]
fn the_order_within_one_base() {
    let ascending = [
        "2.3.0-SNAPSHOT",
        "2.3.0-preview",
        "2.3.0-preview1",
        "2.3.0-RC0",
        "2.3.0-RC1",
        "2.3.0",
        "2.3.0-1",
        "2.3.0-1.1",
        "2.3.0-2",
        "2.3.0-10",
        "2.3.0.1",
        "2.3.1",
    ];
    for pair in ascending.windows(2) {
        assert!(v(pair[0]) < v(pair[1]), "{} < {}", pair[0], pair[1]);
    }
    assert!(v("0.4.1") < v("0.4.1-thrift") && v("0.4.1-thrift") < v("0.5.0"));
}

#[test]
fn lines_and_bases() {
    let lines: Vec<String> = ["0.8.2", "1.8.2", "2.9.6", "304"].iter().map(|text| v(text).line().to_string()).collect();
    assert_eq!(lines, ["0.x", "1.x", "2.x", "3.x"]);
    assert!(v("2.9.6") < v("294"));
    assert_eq!(v("2.4.1-3").base(), v("2.4.1"));
    assert_eq!(v("2.4.0-RC1").base().to_string(), "2.4.0");
    assert_eq!(v("304").base().to_string(), "304");
    assert_eq!(v("304").line(), Line::Integer);
}

fn any_version() -> impl Strategy<Value = String> {
    let small = || 0..4u32;
    let suffix = prop_oneof![
        4 => Just(String::new()),
        1 => Just("-SNAPSHOT".to_owned()),
        1 => Just("-preview".to_owned()),
        1 => Just("-thrift".to_owned()),
        1 => (0..3u32).prop_map(|n| format!("-RC{n}")),
        2 => (0..12u32).prop_map(|n| format!("-{n}")),
        1 => (0..3u32, 0..3u32).prop_map(|(n, m)| format!("-{n}.{m}")),
    ];
    prop_oneof![
        6 => (0..3u32, small(), small(), suffix).prop_map(|(a, b, c, suffix)| format!("{a}.{b}.{c}{suffix}")),
        1 => (0..3u32, small(), small(), small()).prop_map(|(a, b, c, d)| format!("{a}.{b}.{c}.{d}")),
        2 => (294..314u32).prop_map(|n| n.to_string()),
    ]
}

fn hash(version: &AlluxioVersion) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
    BuildHasherDefault::<DefaultHasher>::default().hash_one(version)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn printing_and_reading_is_the_identity(text in any_version()) {
        prop_assert_eq!(v(&text).to_string(), text);
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,24}") {
        if let Ok(version) = AlluxioVersion::parse(&text) {
            prop_assert_eq!(v(&version.to_string()), version);
        }
        let _ = VersionRange::parse(&text);
    }

    #[test]
    fn the_order_is_total(a in any_version(), b in any_version(), c in any_version()) {
        let (a, b, c) = (v(&a), v(&b), v(&c));
        prop_assert_eq!(a.cmp(&b), b.cmp(&a).reverse());
        prop_assert_eq!(a == b, a.cmp(&b).is_eq());
        if a == b {
            prop_assert_eq!(hash(&a), hash(&b));
        }
        if a <= b && b <= c {
            prop_assert!(a <= c);
        }
    }

    #[test]
    fn a_rebuild_lies_between_its_base_and_the_next_release(base in (0..3u32, 0..9u32, 0..9u32), build in 0..99u32) {
        let (x, y, z) = base;
        let rebuild = v(&format!("{x}.{y}.{z}-{build}"));
        let (same, next) = (v(&format!("{x}.{y}.{z}")), v(&format!("{x}.{y}.{}", z + 1)));
        prop_assert!(same < rebuild && rebuild < next);
    }

    #[test]
    fn ranges_on_plain_versions_mean_what_semver_means(comparators in prop::collection::vec(comparator(), 1..4), version in (0..3u32, 0..5u32, 0..5u32)) {
        let text = comparators.join(", ");
        let plain = format!("{}.{}.{}", version.0, version.1, version.2);
        let theirs = semver::VersionReq::parse(&text).unwrap().matches(&semver::Version::parse(&plain).unwrap());
        let ours = VersionRange::parse(&text).unwrap().contains(&v(&plain));
        prop_assert_eq!(ours, theirs, "{} in {}", plain, text);
    }

    #[test]
    fn alternatives_are_a_union(one in comparator(), two in comparator(), version in any_version()) {
        let contains = |text: &str| VersionRange::parse(text).unwrap().contains(&v(&version));
        prop_assert_eq!(contains(&format!("{one} || {two}")), contains(&one) || contains(&two));
        prop_assert_eq!(contains(&format!("{one},{two}")), contains(&one) && contains(&two));
    }
}

/// An operator with a version of one to three parts.
fn comparator() -> impl Strategy<Value = String> {
    let operator = prop::sample::select(vec![">=", ">", "<", "<=", "=", "^", "~", "", ">= ", "< "]);
    (operator, 0..3u32, 0..5u32, 0..5u32, 0..6u32).prop_map(|(operator, x, y, z, parts)| match parts {
        0 => format!("{operator}{x}"),
        1 => format!("{operator}{x}.{y}"),
        _ => format!("{operator}{x}.{y}.{z}"),
    })
}

#[test]
fn ranges_see_rebuilds_previews_and_integers() {
    let holds = |range: &str, version: &str| VersionRange::parse(range).unwrap().contains(&v(version));
    assert!(holds(">=2.4.1", "2.4.1-3") && holds(">=2.4.1, <2.4.2", "2.4.1-3") && holds("~2.4.1", "2.4.1-3"));
    assert!(holds("^2.4.1", "2.9.6") && !holds("^2.4.1", "294"));
    assert!(!holds("=2.4.1", "2.4.1-3") && holds("=2.4.1-3", "2.4.1-3"));
    assert!(!holds(">=2.0.0", "2.0.0-preview") && holds(">=2.0.0-preview", "2.0.0-preview"));
    assert!(!holds("<2.0.0-preview", "2.0.0-preview") && holds("<2.0.0", "2.0.0-preview"));
    assert!(holds("^1.8.1", "1.8.2") && !holds("^1.8.1", "2.0.0-preview") && !holds("~2.4", "2.5.0-RC1"));
    assert!(holds(">=304", "310") && !holds(">304", "304") && holds("=304", "304") && !holds("=304", "305"));
    assert!(holds(">=2.9.4", "300") && !holds("<=302", "303"));
    assert!(holds("<1.0.0 || >=304", "0.8.2") && holds("*", "304-SNAPSHOT"));
}

#[test]
fn what_is_no_range_is_refused() {
    for text in ["", ">=", "2.4.x", ">=3.0.0", "3", "=>2.4.0", ">=2.4.0,", "2.4.0 || ", "2.4-RC1", "latest", ">=02.4.0"] {
        assert!(VersionRange::parse(text).is_err(), "`{text}`");
    }
}

#[test]
fn releases_are_listed_in_the_order_of_versions() {
    let releases = releases();
    semver::VersionReq::parse(&releases.requires).unwrap();
    for pair in releases.release.windows(2) {
        assert!(pair[0].version < pair[1].version, "{} before {}", pair[0].version, pair[1].version);
    }
    for release in &releases.release {
        assert!(["release", "rebuild", "preview", "variant"].contains(&release.kind.as_str()), "{}", release.version);
        assert!(release.date.as_ref().is_none_or(|date| date.len() == "2024-01-31".len()), "{}", release.version);
    }
    let preferred: Vec<String> =
        releases.release.iter().filter(|release| release.preferred).map(|release| release.version.to_string()).collect();
    assert_eq!(preferred, ["1.4.0", "1.5.0", "1.8.2", "2.3.0", "2.9.3", "2.9.6"]);
    for line in &releases.line {
        let last = releases.release.iter().rfind(|release| release.version.line().to_string() == line.name).unwrap();
        assert_eq!(last.version, line.complete_up_to, "{}", line.name);
    }
}

/// Rows of a table without its comments, split at tabs.
fn rows(table: &str) -> Vec<Vec<String>> {
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split('\t').map(str::to_owned).collect()).collect()
}

#[test]
fn tables_name_known_releases_only() {
    let known: BTreeSet<AlluxioVersion> = releases().release.into_iter().map(|release| release.version).collect();
    for (file, columns) in [
        ("catalog/journal/entries.tsv", 3),
        ("catalog/journal/checkpoint-names.tsv", 2),
        ("catalog/journal/fields.tsv", 5),
        ("catalog/journal/enum-values.tsv", 4),
    ] {
        for row in rows(&rules(file)) {
            assert_eq!(row.len(), columns, "{file}: {row:?}");
            for range in row[columns - 1].split(' ') {
                let (first, last) = range.split_once("..").unwrap_or((range, range));
                assert!(known.contains(&v(first)) && known.contains(&v(last)) && v(first) <= v(last), "{file}: {row:?}");
            }
        }
    }
}

#[derive(Deserialize)]
struct Commands {
    command: Vec<Command>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Command {
    purpose: String,
    releases: VersionRange,
    run: Vec<String>,
    #[serde(rename = "note")]
    _note: Option<String>,
}

#[test]
fn a_release_has_at_most_one_command_for_a_purpose() {
    let commands: Commands = toml::from_str(&rules("catalog/commands.toml")).unwrap();
    let known = releases().release;
    let mut fitting: BTreeMap<(String, String), usize> = BTreeMap::new();
    for command in &commands.command {
        let fits: Vec<&Release> = known.iter().filter(|release| command.releases.contains(&release.version)).collect();
        assert!(!fits.is_empty() && !command.run.is_empty(), "{} {}", command.purpose, command.releases);
        for release in fits {
            *fitting.entry((command.purpose.clone(), release.version.to_string())).or_default() += 1;
        }
    }
    let twice: Vec<_> = fitting.iter().filter(|(_, count)| **count > 1).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
