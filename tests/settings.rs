//! Settings on a hop: what becomes of them, quiet where nothing does, edits that do what they say.
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
use std::path::{Path, PathBuf};

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::check::{Assessment, Prepared};
use alluxio_preflight::facts::Gap;
use alluxio_preflight::judge::{Status, worse};
use alluxio_preflight::propose::of_site;
use alluxio_preflight::rules::{RuleSet, Severity};
use alluxio_preflight::settings::{Rank, is_client, split_place};
use alluxio_preflight::version::AlluxioVersion;

/// Findings of rules of a folder when a cluster goes to a release.
fn fired(prepared: &Prepared, from: Option<&str>, to: &str, folder: &str) -> Vec<String> {
    let asked = common::asked(from, to);
    let answer = common::answer(common::knowledge(), prepared, &asked);
    let findings = answer.checks.iter().filter(|check| check.status == Status::Failed && check.rule.severity.is_some());
    let findings = findings.filter(|check| check.rule.file.starts_with(folder));
    findings.map(|check| format!("{} {}", check.rule.id, check.message)).collect()
}

/// Asserts that no rule of a folder fires on the clusters when they go to any release of their line.
fn quiet_in_their_line(clusters: &[&str], folder: &str) {
    let releases = Catalog::builtin().unwrap().releases;
    let mut loud = String::new();
    for name in clusters {
        let cluster = common::cluster(name);
        let prepared = cluster.read(common::knowledge());
        let asked = common::asked(cluster.from.as_deref(), &cluster.to);
        let origin = common::answer(common::knowledge(), &prepared, &asked).origin;
        let from = origin.span.and_then(|span| span.single().cloned()).unwrap_or_else(|| panic!("{name} states no release"));
        for to in releases.releases.iter().map(|release| &release.version).filter(|to| **to >= from && to.line() == from.line()) {
            for finding in fired(&prepared, cluster.from.as_deref(), &to.to_string(), folder) {
                writeln!(loud, "{name} {from} to {to}: {finding}").unwrap();
            }
        }
    }
    assert!(loud.is_empty(), "{loud}");
}

#[test]
fn clean_clusters_are_quiet_for_every_target_in_their_line() {
    let names = common::cluster_names();
    let clean: Vec<&str> = names.iter().map(String::as_str).filter(|name| name.ends_with("-clean")).collect();
    assert!(clean.len() >= 7, "{clean:?}");
    quiet_in_their_line(&clean, "");
}

#[test]
fn clean_clusters_with_a_journal_pass_and_nothing_is_left_unchecked() {
    let mut tried = 0;
    for name in common::cluster_names().iter().filter(|name| name.ends_with("-clean")) {
        let cluster = common::cluster(name);
        let prepared = cluster.read(common::knowledge());
        if !prepared.cluster().is("cluster.journal_seen") {
            continue;
        }
        let asked = cluster.asked();
        let answer = common::answer(common::knowledge(), &prepared, &asked);
        let open = answer.checks.iter().filter(|check| check.status == Status::CouldNotCheck);
        let open: Vec<String> = open.map(|check| format!("{}: {}", check.rule.id, Gap::join(&check.reasons))).collect();
        assert!(open.is_empty() && prepared.facts().unseen.is_empty(), "{name}: {open:?} {:?}", prepared.facts().unseen);
        tried += 1;
    }
    assert!(tried >= 5, "only {tried} clean clusters have a journal");
}

#[test]
fn settings_that_need_nothing_are_quiet_for_every_target_in_their_line() {
    quiet_in_their_line(&["cfg-2-7-pinned", "cfg-2-8-sizes", "cfg-others"], "config/");
}

#[test]
fn a_release_and_itself_change_nothing() {
    for name in common::cluster_names().iter().filter(|name| name.starts_with("cfg-")) {
        let knowledge = common::knowledge();
        let prepared = common::cluster(name).read(knowledge);
        let installed =
            common::answer(knowledge, &prepared, &common::asked(None, "2.9.3")).origin.span.and_then(|span| span.single().cloned());
        let Some(installed) = installed else { continue };
        let asked = common::asked(None, &installed.to_string());
        let answer = common::answer(knowledge, &prepared, &asked);
        let changes: BTreeSet<String> = answer.keys.iter().map(|key| key.change()).collect();
        let wrong = ["old-name", "replaced", "removed", "starts-to-act", "ever-default"];
        assert!(wrong.iter().all(|word| !changes.contains(*word)), "{name}: {changes:?}");
    }
}

#[test]
fn every_default_of_the_list_changes_somewhere() {
    let catalog = Catalog::builtin().unwrap();
    let releases: Vec<AlluxioVersion> = catalog.releases.releases.iter().map(|release| release.version.clone()).collect();
    for default in &RuleSet::builtin().unwrap().defaults {
        let text = |version: &AlluxioVersion| {
            let facts = catalog.properties(version).facts(&default.key)?;
            facts.present.then(|| facts.default.or(facts.default_text).unwrap_or_default().to_owned())
        };
        let values: Vec<String> = releases.iter().filter_map(text).collect();
        let changes = values.windows(2).any(|pair| pair[0] != pair[1]);
        assert!(changes || default.appears, "{} never changes", default.key);
        for listed in default.old.iter().chain(&default.new) {
            assert!(values.contains(listed), "{} is never {listed}", default.key);
        }
    }
}

#[test]
fn configuration_says_what_each_release_makes_of_a_setting() {
    let settings = configuration("cfg-1-8-hand-tuned");
    let one = |key: &str| settings.iter().find(|setting| setting["key"] == key).unwrap();
    let port = one("alluxio.master.port");
    assert_eq!((&port["before"], &port["after"], &port["change"]), (&"19998".into(), &"19998".into(), &"old-name".into()));
    let gone = one("alluxio.worker.block.threads.max");
    assert_eq!((&gone["before"], &gone["after"], &gone["change"]), (&"4096".into(), &serde_json::Value::Null, &"removed".into()));
    assert!(gone["origin"].as_str().unwrap().ends_with("alluxio-site.properties:26"));
}

fn configuration(cluster: &str) -> Vec<serde_json::Value> {
    let report: serde_json::Value = serde_json::from_str(&common::run(&common::cluster(cluster).args("json")).stdout).unwrap();
    report["facts"]["configuration"].as_array().unwrap().clone()
}

#[test]
fn what_the_journal_keeps_is_told_for_its_part_of_the_namespace() {
    let settings = configuration("cfg-kept-in-journal");
    let one = |key: &str, part: &str| settings.iter().find(|setting| setting["key"] == key && setting["only_for"] == part).unwrap();
    let version = one("alluxio.underfs.version", "mount point /warehouse");
    assert_eq!((&version["before"], &version["after"]), (&"3.1".into(), &"3.1".into()));
    assert!(version["origin"].as_str().unwrap().ends_with("journal (mount point /warehouse)"));
    let gone = one("alluxio.user.block.worker.client.read.retry", "path /s3/raw");
    assert_eq!((&gone["before"], &gone["after"], &gone["process"]), (&"7".into(), &serde_json::Value::Null, &"user".into()));
    assert_eq!(one("aws.secretKey", "mount point /s3")["before"], "******");
    assert_eq!(one("alluxio.underfs.version", "")["before"], "2.7", "the default outside of the mount point");
}

#[test]
fn what_masters_hand_to_applications_is_told() {
    let settings = configuration("cfg-1-7-served");
    let handed = settings.iter().find(|setting| setting["origin"].as_str().unwrap().starts_with("given by the masters: ")).unwrap();
    assert_eq!(handed["key"], "alluxio.user.file.writetype.default");
    assert_eq!((&handed["before"], &handed["after"]), (&serde_json::Value::Null, &"CACHE_THROUGH".into()));
    assert_eq!(handed["process"], "application");
    let written = configuration("cfg-1-7-served-written");
    assert!(!written.iter().any(|setting| setting["origin"].as_str().unwrap().starts_with("given by the masters")));
}

/// A cluster of the test data in a folder of its own.
fn copied(name: &str, into: &std::path::Path) -> std::path::PathBuf {
    let from = common::cluster(name).folder;
    for item in walkdir::WalkDir::new(&from) {
        let path = item.unwrap().into_path();
        let to = into.join(path.strip_prefix(&from).unwrap());
        if path.is_dir() {
            std::fs::create_dir_all(to).unwrap();
        } else {
            std::fs::copy(path, to).unwrap();
        }
    }
    into.to_owned()
}

fn checked(home: &std::path::Path, to: &str, more: &[&str]) -> common::Ran {
    let mut args = vec!["check", "--to", to, "--format", "json"];
    args.extend(more);
    args.push(home.to_str().unwrap());
    common::run(&args)
}

/// Findings on settings by severity, least to worst.
fn counts(ran: &common::Ran) -> [usize; 4] {
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    let of = |severity: &str| {
        findings.iter().filter(|finding| finding["rule"].as_str().unwrap().starts_with("CFG") && finding["severity"] == severity).count()
    };
    ["note", "warning", "action", "blocker"].map(of)
}

#[test]
fn the_proposed_file_is_quieter_and_nothing_is_overwritten() {
    for (name, to) in
        [("cfg-1-8-hand-tuned", "2.9.3"), ("cfg-2-7-client-cache", "2.8.1"), ("cfg-1-8-defaults", "2.9.3"), ("cfg-2-7-fuse", "2.9.3")]
    {
        let folder = tempfile::tempdir().unwrap();
        let cluster = copied(name, &folder.path().join("cluster"));
        let home = cluster.join("home");
        let out = folder.path().join("out");
        let before = checked(&home, to, &["--write-target-conf", out.to_str().unwrap()]);
        let proposed = std::fs::read(out.join("alluxio-site.properties")).unwrap();
        let original = std::fs::read(home.join("conf/alluxio-site.properties")).unwrap();
        assert_ne!(proposed, original, "{name}");
        let again = checked(&home, to, &["--write-target-conf", out.to_str().unwrap()]);
        assert!(again.code == 2 && again.stderr.contains("overwritten"), "{name}: {}", again.stderr);
        std::fs::write(home.join("conf/alluxio-site.properties"), &proposed).unwrap();
        let (before, after) = (counts(&before), counts(&checked(&home, to, &[])));
        assert!(after[1..].iter().sum::<usize>() < before[1..].iter().sum::<usize>(), "{name}: {before:?} {after:?}");
        let comments = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().filter(|line| line.starts_with("# ")).count();
        assert!(comments(&proposed) >= comments(&original), "{name}");
    }
}

/// How many findings above notes each rule gives, without those on journals, of which the answer as a whole is compared.
fn told(answer: &Assessment<'_>) -> BTreeMap<String, usize> {
    let mut told = BTreeMap::new();
    for check in answer.checks.iter().filter(|check| check.status == Status::Failed && check.rule.severity > Some(Severity::Note)) {
        if !check.rule.file.starts_with("journal/") {
            *told.entry(check.rule.id.clone()).or_default() += 1;
        }
    }
    told
}

/// The cluster with its own files in a folder of their own, and what it shares with others where it is.
fn paths_of(name: &str, folder: &Path) -> Vec<PathBuf> {
    let cluster = common::cluster(name);
    let own = copied(name, &folder.join(name));
    let place = |path: &String| if path.starts_with("../") { cluster.folder.join(path) } else { own.join(path) };
    cluster.paths.iter().map(place).collect()
}

#[test]
fn a_proposed_file_brings_no_new_finding_and_proposes_nothing_more() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    let (mut tried, mut wrong) = (0, String::new());
    for name in common::cluster_names() {
        let cluster = common::cluster(&name);
        let paths = paths_of(&name, scratch.path());
        let before = common::read(knowledge, &paths, &cluster.assume);
        let site = before.facts().settings.iter().filter(|setting| setting.rank == Rank::SiteProperty && !is_client(setting));
        let sites: BTreeSet<String> = site.map(|setting| split_place(&setting.place).0.to_owned()).collect();
        let [site] = sites.iter().collect::<Vec<_>>()[..] else { continue };
        let original = std::fs::read(site).unwrap();
        for to in BTreeSet::from([cluster.to.as_str(), "2.9.6", "304"]) {
            let asked = common::asked(cluster.from.as_deref(), to);
            let answer = common::answer(knowledge, &before, &asked);
            let proposed = of_site(&answer, site, &original);
            std::fs::write(site, &proposed).unwrap();
            let after = common::read(knowledge, &paths, &cluster.assume);
            let then = common::answer(knowledge, &after, &asked);
            let earlier = told(&answer);
            let new: Vec<_> = told(&then).into_iter().filter(|(rule, count)| earlier.get(rule).unwrap_or(&0) < count).collect();
            if worse(answer.start.outcome, then.start.outcome) != answer.start.outcome {
                writeln!(wrong, "{name} to {to}: {:?} becomes {:?}", answer.start.outcome, then.start.outcome).unwrap();
            }
            if !new.is_empty() {
                writeln!(wrong, "{name} to {to}: {new:?}\n{}", String::from_utf8_lossy(&proposed)).unwrap();
            }
            let again = of_site(&then, site, &proposed);
            if again != proposed {
                writeln!(wrong, "{name} to {to}: {}\nand then\n{}", String::from_utf8_lossy(&proposed), String::from_utf8_lossy(&again))
                    .unwrap();
            }
            tried += 1;
        }
        std::fs::write(site, &original).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 150, "only {tried} proposals were tried");
}

#[test]
fn without_a_site_file_pins_are_proposed_and_edits_elsewhere_told() {
    let folder = tempfile::tempdir().unwrap();
    let ran = checked(
        Path::new("testdata/clusters/dep-helm-2-7/alluxio/values.yaml"),
        "2.9.3",
        &["--write-target-conf", folder.path().join("out").to_str().unwrap()],
    );
    let proposed = std::fs::read_to_string(folder.path().join("out/alluxio-site.properties")).unwrap();
    assert_eq!(ran.code, 14, "{}", ran.stderr);
    assert!(proposed.lines().next().unwrap().contains("no site file was seen"), "{proposed}");
    assert!(
        proposed.lines().any(|line| line.contains("values.yaml:12: aws.accessKeyId") && line.contains(" becomes s3a.accessKeyId")),
        "{proposed}"
    );
}

#[test]
fn nothing_is_written_into_what_is_inspected() {
    let folder = tempfile::tempdir().unwrap();
    let home = copied("cfg-2-7-client-cache", folder.path()).join("home");
    for inside in [home.join("conf"), home.clone(), home.join("new/deeper")] {
        let ran = checked(&home, "2.8.1", &["--write-target-conf", inside.to_str().unwrap()]);
        assert!(ran.code == 2 && ran.stderr.contains("which is inspected"), "{}: {}", inside.display(), ran.stderr);
    }
    assert!(!home.join("new").exists());
    let two = common::run(&[
        "check",
        "--to",
        "2.9.3",
        "--write-target-conf",
        "/nonexistent/x",
        home.to_str().unwrap(),
        "testdata/clusters/cfg-others/home",
    ]);
    assert!(two.code == 2 && two.stderr.contains("several site files"), "{}", two.stderr);
}

/// Each thing that went wrong for people is found by a rule, a default of the list or a question, or it is said why not.
#[test]
fn all_that_went_wrong_is_covered() {
    let rules = RuleSet::builtin().unwrap();
    for row in include_str!("settings/rows.tsv").lines().skip(1) {
        let cells: Vec<&str> = row.split('\t').collect();
        let [_, covered] = cells.as_slice() else { panic!("{row}") };
        for word in covered.split(' ').take_while(|_| !covered.starts_with("nothing to check: ")) {
            let known = match word.split_once(':') {
                Some(("question", id)) => rules.questions.iter().any(|question| question.id == id),
                Some(("default", key)) => rules.defaults.iter().any(|default| default.key == key),
                _ => rules.find(word).is_some(),
            };
            assert!(known, "{row}: {word}");
        }
    }
}

#[test]
fn secrets_are_never_printed() {
    let catalog = Catalog::builtin().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let home = copied("cfg-2-7-pinned", folder.path()).join("home");
    let mut site = String::new();
    for key in catalog
        .keys()
        .filter(|key| catalog.releases.releases.iter().any(|r| catalog.properties(&r.version).facts(key).is_some_and(|f| f.credentials)))
    {
        site.push_str(&format!("{key}=hunter2\nalluxio.master.mount.table.root.option.{key}=hunter2\n"));
    }
    site.push_str("alluxio.underfs.address=s3://key:hunter2@bucket/\nalluxio.master.journal.folder=hdfs://me:hunter2@nn/j\n");
    std::fs::write(home.join("conf/alluxio-site.properties"), site).unwrap();
    std::fs::write(
        home.join("conf/alluxio-env.sh"),
        "ALLUXIO_JAVA_OPTS='-Ds3a.secretKey=hunter2'\nALLUXIO_MASTER_JAVA_OPTS='-Ds3a.secretKey=hunter2x'\n",
    )
    .unwrap();
    let home = home.to_str().unwrap();
    for to in ["1.8.2", "2.7.2", "2.9.3", "304"] {
        for args in [
            vec!["check", "-v", "--to", to, home],
            vec!["check", "--format", "json", "--to", to, home],
            vec!["inspect", "--format", "json", home],
        ] {
            let ran = common::run(&args);
            assert!(
                !ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"),
                "{args:?}\n{}",
                ran.stdout.lines().find(|l| l.contains("hunter2")).unwrap_or_default()
            );
        }
    }
}

#[test]
fn a_broken_file_says_where_and_the_rest_is_still_checked() {
    let folder = tempfile::tempdir().unwrap();
    let home = copied("cfg-2-7-client-cache", folder.path()).join("home");
    let mut site =
        b"# caf\xe9\nalluxio.user.client.cache.dir=/x\nalluxio.user.client.cache.dir=/y\nalluxio.master.hostname=\\u00zz\n".to_vec();
    site.extend_from_slice("# café\nalluxio.worker.rack=ü\nalluxio.long=".as_bytes());
    site.resize(site.len() + (10 << 20), b'x');
    site.extend_from_slice(b"\nalluxio.worker.fuse.mount.point=/mnt\n");
    std::fs::write(home.join("conf/alluxio-site.properties"), site).unwrap();
    let ran = checked(&home, "2.8.1", &[]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    let fired: BTreeSet<&str> = report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
    assert!(fired.is_superset(&BTreeSet::from(["CFG101", "CFG102", "CFG146"])), "{fired:?}");
    let unseen: Vec<&str> = report["unseen"].as_array().unwrap().iter().map(|unseen| unseen["subject"].as_str().unwrap()).collect();
    assert!(unseen.iter().any(|place| place.ends_with("site.properties:4:25")), "{unseen:?}");
    assert!(unseen.iter().any(|place| place.contains("site.properties:7:")), "{unseen:?}");
    assert!(ran.stdout.len() < 2 << 20, "a long line is not repeated");
}
