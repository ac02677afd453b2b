//! Real published clients: each is named exactly, and narrowed to what is provable when its metadata and constants are taken out
//! and its classes are moved; and jars of others hold none. Skipped, with a message, where `tests/published/fetch` did not run.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stderr,
    missing_docs,
    reason = "a failing test may panic"
)]

#[allow(unreachable_pub, reason = "shared within the test")]
#[path = "published/rewrite.rs"]
mod rewrite;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use alluxio_preflight::facts::{Facts, Span, SubjectKind, Value};
use alluxio_preflight::inspect::archive::Budget;
use alluxio_preflight::inspect::class;
use alluxio_preflight::inspect::client::{ClientReader, read_archive};
use alluxio_preflight::source::{Local, Source};
use alluxio_preflight::version::AlluxioVersion;

/// A folder of the cache; `None`, with a message, if it is not there.
fn cache(name: &str) -> Option<Vec<PathBuf>> {
    let root = std::env::var_os("ALLUXIO_PREFLIGHT_TEST_JARS").map_or_else(|| PathBuf::from("target/published"), PathBuf::from);
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(root.join(name)).map(|list| list.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default();
    files.sort();
    if files.is_empty() {
        eprintln!("SKIPPED: {} is empty; tests/published/fetch fills it", root.join(name).display());
    }
    (!files.is_empty()).then_some(files)
}

/// `alluxio-core-client-fs-2.9.3.jar` is `alluxio-core-client-fs` and `2.9.3`.
fn split(path: &Path) -> (String, String) {
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let at = stem.match_indices('-').find(|(at, _)| stem[at + 1..].starts_with(|c: char| c.is_ascii_digit())).unwrap().0;
    (stem[..at].to_owned(), stem[at + 1..].to_owned())
}

fn read_together(paths: &[&PathBuf], folder: &str) -> Facts {
    let mut reader = ClientReader::default();
    for path in paths {
        let name = path.file_name().unwrap().to_str().unwrap();
        reader.add(Local.open(path).unwrap(), &format!("{folder}/{name}"), &Budget::default());
    }
    reader.finish().0
}

fn span(facts: &Facts) -> Option<Span> {
    let client = facts.of(SubjectKind::Client).next()?;
    match client.get("client.version") {
        Some(Value::Version(span)) => Some(span.clone()),
        _ => None,
    }
}

/// The jars that make up a client, by release: one whole jar, or parts that lie in one folder.
fn clients(jars: &[PathBuf]) -> BTreeMap<String, Vec<&PathBuf>> {
    let whole = ["alluxio-shaded-client", "tachyon", "tachyon-client"];
    let parts = ["alluxio-core-client", "alluxio-core-client-fs", "alluxio-core-client-internal"];
    let mut clients: BTreeMap<String, Vec<&PathBuf>> = BTreeMap::new();
    for jar in jars {
        let (artifact, version) = split(jar);
        if whole.contains(&artifact.as_str()) && std::fs::metadata(jar).unwrap().len() > 10_000 {
            clients.insert(format!("{version} whole"), vec![jar]);
        } else if parts.contains(&artifact.as_str()) {
            let beside = |other: &&PathBuf| {
                let (artifact, other) = split(other);
                let base = ["alluxio-core-common", "alluxio-core-base", "alluxio-core-transport", "alluxio-core-protobuf"];
                other == version && base.contains(&artifact.as_str())
            };
            let list: Vec<&PathBuf> = [jar].into_iter().chain(jars.iter().filter(beside)).collect();
            if list.len() == 1 {
                continue;
            }
            clients.insert(format!("{version} parts"), list);
        }
    }
    clients
}

#[test]
fn every_published_client_is_named_exactly() {
    let Some(jars) = cache("jars") else { return };
    let clients = clients(&jars);
    assert!(clients.len() > 12, "{}", clients.len());
    let mut wrong = String::new();
    for (name, jars) in &clients {
        let facts = read_together(jars, "lib");
        let version = name.split(' ').next().unwrap();
        let found: Vec<_> = facts.of(SubjectKind::Client).collect();
        let shown: Vec<String> = found.iter().map(|client| client.get("client.version").unwrap().to_string()).collect();
        let problems: Vec<&String> = found.iter().flat_map(|client| &client.problems).collect();
        if shown != [version] || !problems.is_empty() || !facts.unseen.is_empty() {
            writeln!(wrong, "{name}: {shown:?} {problems:?} {:?}", facts.unseen).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The classes in archives, without inner ones.
fn class_names(jars: &[PathBuf]) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for jar in jars {
        let zip = zip::ZipArchive::new(std::fs::File::open(jar).unwrap()).unwrap();
        let classes = zip.file_names().filter_map(|name| Some(name.ok()?.strip_suffix(".class")?.to_owned()));
        names.extend(classes.filter(|name| !name.contains('$')));
    }
    names
}

#[test]
fn the_table_of_classes_to_call_says_what_published_clients_have() {
    let Some(jars) = cache("jars") else { return };
    let table = include_str!("../rules/catalog/clients/api.tsv");
    let rows: Vec<(&str, &str)> =
        table.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split_once('\t').unwrap()).collect();
    let read: Vec<&str> = rows[0].1.split(' ').collect();
    let place = |version: &str| read.iter().position(|read| *read == version).unwrap();
    let mut wrong = String::new();
    for (at, version) in read.iter().enumerate() {
        let of_release: Vec<PathBuf> = jars.iter().filter(|jar| split(jar).1 == *version).cloned().collect();
        let there = class_names(&of_release);
        for (ranges, classes) in rows.iter().skip(1) {
            let has = ranges.split(' ').any(|range| {
                let (first, last) = range.split_once("..").unwrap_or((range, range));
                (place(first)..=place(last)).contains(&at)
            });
            for class in classes.split(' ').filter(|class| there.contains(*class) != has) {
                writeln!(wrong, "{version}: {class}").unwrap();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn published_code_that_calls_a_client_is_told_with_the_releases_that_it_fits() {
    if cache("callers").is_none() {
        return;
    }
    let root = std::env::var_os("ALLUXIO_PREFLIGHT_TEST_JARS").map_or_else(|| PathBuf::from("target/published"), PathBuf::from);
    let list = include_str!("published/callers.txt").lines().filter(|line| !line.starts_with('#'));
    for line in list {
        let [coordinates, min, max] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let (_, artifact) = coordinates.split_once(':').unwrap();
        let jar = root.join("callers").join(format!("{}.jar", artifact.replace(':', "-")));
        let mut reader = ClientReader::searching(true);
        reader.add(Local.open(&jar).unwrap(), "a.jar", &Budget::default());
        let (facts, _) = reader.finish();
        let found: Vec<String> = facts.subjects.iter().map(|one| one.get("application.fits").unwrap().to_string()).collect();
        assert_eq!(found, [format!("{min} to {max}")], "{line}");
    }
}

/// What is provable where it is not one release: releases that differ in nothing but what states their version, and neighbours that
/// were never published, so that nobody knows their classes.
const PROVABLE: &[(&str, &str, &str)] = &[
    ("0.3.0", "0.3.0", "0.4.0"),
    ("0.4.1", "0.4.0", "0.4.1-thrift"),
    ("0.6.1", "0.6.1", "0.6.3"),
    ("0.6.4", "0.6.2", "0.6.4"),
    ("0.7.0", "0.7.0", "0.7.1"),
    ("0.7.1", "0.7.0", "0.7.1"),
    ("0.8.0", "0.8.0", "0.8.1"),
    ("0.8.1", "0.8.0", "0.8.1"),
    ("1.0.0", "1.0.0", "1.1.1"),
    ("1.2.0", "1.0.1", "1.2.0"),
    ("2.2.2", "2.2.2", "2.2.2-1"),
    ("2.2.2-2", "2.2.2-1", "2.2.2-2"),
    ("2.8.0", "2.8.0", "2.8.0-1"),
    ("308", "308", "309"),
    ("309", "308", "309"),
];

#[test]
fn without_metadata_and_constants_and_moved_to_another_package_each_is_narrowed_to_what_is_provable() {
    let Some(jars) = cache("jars") else { return };
    let mut wrong = String::new();
    for (name, jars) in &clients(&jars) {
        let version = AlluxioVersion::parse(name.split(' ').next().unwrap()).unwrap();
        let jar = rewrite::stripped(jars, "com/acme/shaded/");
        let facts = read_archive(Arc::new(jar), "app.jar", &Budget::default());
        let Some(span) = span(&facts) else {
            writeln!(wrong, "{name}: nothing, {:?}", facts.unseen).unwrap();
            continue;
        };
        let client = facts.of(SubjectKind::Client).next().unwrap();
        let bound = PROVABLE.iter().find(|(release, ..)| version.to_string() == *release);
        let bound = bound.map(|(_, min, max)| (AlluxioVersion::parse(min).unwrap(), AlluxioVersion::parse(max).unwrap()));
        let (min, max) = bound.unwrap_or((version.clone(), version.clone()));
        let inside = span.min <= version && version <= span.max;
        if !inside || span.min < min || span.max > max || !client.is("client.relocated") || !client.problems.is_empty() {
            writeln!(wrong, "{name}: {span} {:?}", client.problems).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn jars_of_others_hold_no_client() {
    for (folder, least) in [(cache("pyspark"), 252), (debian(), 1)] {
        let Some(jars) = folder else { continue };
        assert!(jars.len() >= least);
        let facts = read_together(&jars.iter().collect::<Vec<_>>(), "jars");
        assert_eq!(facts.of(SubjectKind::Client).count(), 0);
        assert!(facts.unseen.is_empty(), "{:?}", facts.unseen);
    }
}

/// The largest modules of the JDK, where one with modules is installed.
fn jmods() -> Vec<PathBuf> {
    let homes = std::fs::read_dir("/usr/lib/jvm").into_iter().flatten().map(|entry| entry.unwrap().path().join("jmods"));
    let modules = homes.take(4).flat_map(|home| ["java.base.jmod", "java.xml.jmod"].map(|name| home.join(name)));
    modules.filter(|module| module.is_file()).take(2).collect()
}

fn debian() -> Option<Vec<PathBuf>> {
    let files = std::fs::read_dir("/usr/share/java").ok()?.map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.is_file() && path.extension().is_some_and(|ending| ending == "jar")).collect();
    (!files.is_empty()).then_some(files)
}

#[test]
fn a_client_dropped_among_the_jars_of_spark_is_found() {
    let (Some(spark), Some(jars)) = (cache("pyspark"), cache("jars")) else { return };
    let client = jars.iter().find(|jar| split(jar).0 == "alluxio-shaded-client").unwrap();
    let all: Vec<&PathBuf> = spark.iter().chain([client]).collect();
    let facts = read_together(&all, "jars");
    let found: Vec<String> = facts.of(SubjectKind::Client).map(|found| found.get("client.version").unwrap().to_string()).collect();
    assert_eq!(found, [split(client).1]);
}

#[test]
fn classes_are_read_as_another_reader_reads_them() {
    let Some(jars) = cache("jars") else { return };
    let jars = jars.iter().filter(|jar| split(jar).0 == "alluxio-core-common").step_by(7);
    let mut count = 0;
    let spark = cache("pyspark").unwrap_or_default();
    for jar in jars.cloned().chain(spark.into_iter().step_by(31)).chain(jmods()) {
        for (name, bytes) in rewrite::classes(&jar) {
            rewrite::same_as_noak(&name, &bytes, &class::read(&bytes).unwrap());
            count += 1;
        }
    }
    assert!(count > 1000, "{count}");
}
