//! What was not seen names the rules that lack it: all of them, and no other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;
#[path = "common/jars.rs"]
mod jars;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use alluxio_preflight::facts::SubjectKind;
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::report::model::{CheckStatus, Report, Unseen};
use alluxio_preflight::report::{Scope, report};
use alluxio_preflight::source::Local;
use common::{cluster, cluster_names, run};
use jars::{bzip2, client, gzip, tar_of, xz, zstd};

fn check(path: &Path) -> Report {
    let args = ["check", "--format", "json", "--from", "2.7.3", "--to", "2.9.3", path.to_str().unwrap()];
    serde_json::from_str(&run(&args).stdout).unwrap()
}

fn affected(unseen: &Unseen) -> BTreeSet<&str> {
    unseen.rules_affected.iter().map(String::as_str).collect()
}

fn of_status(report: &Report, wanted: &[CheckStatus]) -> BTreeSet<String> {
    report.checks.iter().filter(|check| wanted.contains(&check.status)).map(|check| check.rule.clone()).collect()
}

#[test]
fn no_rule_has_passed_that_lacks_something() {
    let mut stopped = 0;
    for name in cluster_names() {
        let cluster = cluster(&name);
        let (prepared, asked) = (cluster.read(common::knowledge()), cluster.asked());
        let report = report(common::knowledge(), &common::answer(common::knowledge(), &prepared, &asked), Scope::Cluster);
        assert_eq!(report.checks.len(), report.rules.count, "{name}: each rule has one line");
        let open = of_status(&report, &[CheckStatus::CouldNotCheck, CheckStatus::Failed]);
        for unseen in &report.unseen {
            let passed: Vec<&str> = affected(unseen).into_iter().filter(|rule| !open.contains(*rule)).collect();
            assert!(passed.is_empty(), "{name}: {} hides something from {passed:?}", unseen.subject);
            stopped += unseen.rules_affected.len();
        }
    }
    assert!(stopped > 500, "{stopped}");
}

#[test]
fn a_jar_that_cannot_be_read_leaves_rules_on_clients_open_and_no_other() {
    let scratch = tempfile::tempdir().unwrap();
    for folder in ["apps", "conf"] {
        fs::create_dir(scratch.path().join(folder)).unwrap();
    }
    fs::write(scratch.path().join("apps/cut.jar"), b"PK\x03\x04 and nothing else").unwrap();
    fs::write(scratch.path().join("conf/alluxio-site.properties"), "alluxio.master.hostname=m\n").unwrap();
    let report = check(scratch.path());
    let jar = report.unseen.iter().find(|unseen| unseen.subject.ends_with("cut.jar")).unwrap();
    assert!(jar.rules_affected.len() > 10 && jar.rules_affected.iter().all(|rule| rule.starts_with("CLI")), "{jar:?}");
    let open = of_status(&report, &[CheckStatus::CouldNotCheck]);
    assert!(jar.rules_affected.iter().all(|rule| open.contains(rule)), "{open:?}");
}

/// The words why they were not seen are the same.
#[test]
fn two_settings_of_one_script_are_told_apart() {
    let scratch = tempfile::tempdir().unwrap();
    let script = "ALLUXIO_MASTER_JAVA_OPTS=\"-Dalluxio.master.journal.tolerate.corruption=$(a)\"\n\
                  ALLUXIO_MASTER_JAVA_OPTS+=\" -Dalluxio.network.host.resolution.timeout=$(b)\"\n";
    fs::create_dir(scratch.path().join("conf")).unwrap();
    fs::write(scratch.path().join("conf/alluxio-env.sh"), script).unwrap();
    let report = check(scratch.path());
    let by_line: BTreeMap<&str, BTreeSet<&str>> =
        report.unseen.iter().filter_map(|unseen| Some((unseen.subject.rsplit_once(':')?.1, affected(unseen)))).collect();
    assert_eq!(by_line.get("1"), Some(&BTreeSet::from(["CFG006"])), "{:?}", report.unseen);
    assert_eq!(by_line.get("2"), Some(&BTreeSet::new()), "{:?}", report.unseen);
}

#[test]
fn an_inventory_knows_what_its_node_did_not_see() {
    let scratch = tempfile::tempdir().unwrap();
    let home = cluster("damaged").paths().pop().unwrap();
    let inventory = scratch.path().join("node.json");
    run(&["inspect", "--format", "json", "-o", inventory.to_str().unwrap(), home.to_str().unwrap()]);
    let (direct, carried) = (check(&home), check(&inventory));
    assert!(direct.unseen.iter().any(|unseen| unseen.rules_affected.len() > 5), "{:?}", direct.unseen);
    assert_eq!(direct.unseen, carried.unseen);
}

/// The client stands last, so every cut loses it or says so.
#[test]
fn an_archive_that_was_cut_anywhere_is_not_taken_for_a_whole_one() {
    let jar = client("1.8.0").bytes();
    let tar = tar_of(&[("read.me", &[b'a'; 900]), ("client.jar", &jar)]);
    let packed = [("tar", tar.clone()), ("tar.gz", gzip(&tar)), ("tar.bz2", bzip2(&tar)), ("tar.xz", xz(&tar, 6)), ("tar.zst", zstd(&tar))];
    for (ending, whole) in packed {
        for cut in (600..whole.len()).step_by(97) {
            let scratch = tempfile::tempdir().unwrap();
            let file = scratch.path().join(format!("lib.{ending}"));
            fs::write(&file, &whole[..cut]).unwrap();
            let facts = inspect(&Local, &[file], &common::knowledge().catalog);
            let seen = facts.of(SubjectKind::Client).count();
            assert!(seen == 1 || !facts.unseen.is_empty(), "{ending} cut to {cut} of {} bytes", whole.len());
        }
    }
}
