//! Promises of the command line: exit codes, errors, bad input, and that nothing is ever written.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::SystemTime;

use alluxio_preflight::report::model::Report;
use alluxio_preflight::rules::Works;
use common::{cluster, run, run_in};

fn code_of(name: &str) -> i32 {
    run(&cluster(name).args("text")).code
}

#[test]
fn exit_code_0_when_nothing_is_left_to_say() {
    assert_eq!(code_of("ratis-2-7-clean"), 0);
}

#[test]
fn exit_code_1_when_the_output_cannot_be_written() {
    assert_eq!(run(&["rules", "list", "-o", "/nonexistent/folder/file"]).code, 1);
}

#[test]
fn exit_code_2_for_usage_and_unknown_targets() {
    assert_eq!(run(&["check"]).code, 2);
    assert_eq!(run(&["check", "--to", "banana", "."]).code, 2);
    let ran = run(&cluster("unknown-target").args("text"));
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("complete up to 2.9.6") && ran.stderr.contains("--allow-unknown-target"), "{}", ran.stderr);
}

#[test]
fn exit_code_3_when_nothing_is_there() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("notes.txt"), "nothing of interest").unwrap();
    let ran = run(&["check", "--to", "2.9.3", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 3, "{}", ran.stderr);
}

/// A build without Alluxio must not fail at the gate, but nobody can be told how an upgrade of nothing goes.
#[test]
fn an_empty_folder_has_no_client_and_nothing_to_check() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_str().unwrap();
    let scan = run(&["scan", "--server", "2.9.3", path]);
    assert!(scan.code == 0 && scan.stdout.contains("no Alluxio or Tachyon client was seen"), "{}", scan.stdout);
    for args in [&["check", "--to", "2.9.3", path][..], &["inspect", path]] {
        let ran = run(args);
        assert!(ran.code == 3 && ran.stderr.contains("nothing of Alluxio was found"), "{}{}", ran.stdout, ran.stderr);
    }
}

#[test]
fn exit_code_4_when_something_could_not_be_checked() {
    assert_eq!(code_of("no-journal"), 4);
    assert_eq!(run(&["check", "--to", "2.9.3", "/does/not/exist"]).code, 4);
}

#[test]
fn exit_codes_11_to_14_follow_the_worst_finding() {
    let clean = |more: &[&str]| {
        let paths = ["testdata/clusters/ratis-2-7-clean/home", "testdata/clusters/ratis-2-7-clean/journal"];
        run(&[&["check", "--to", "2.9.3"], more, &paths[..]].concat()).code
    };
    assert_eq!(clean(&[]), 11, "no backup was given");
    assert_eq!(clean(&["--assume", "alluxio.master.journal.tolerate.corruption=true"]), 12);
    assert_eq!(code_of("ratis-2-5-heap"), 13);
    assert_eq!(code_of("copycat-2-3"), 14);
    assert_eq!(code_of("damaged"), 14, "a master refuses such a log, whatever else was not seen");
}

#[test]
fn exit_zero_is_for_reports_only() {
    let mut args = cluster("copycat-2-3").args("text");
    args.push("--exit-zero".to_owned());
    assert_eq!(run(&args).code, 0);
}

#[test]
fn an_unknown_target_is_marked_and_never_promised() {
    let mut args = cluster("unknown-target").args("json");
    args.push("--allow-unknown-target".to_owned());
    let report: Report = serde_json::from_str(&run(&args).stdout).unwrap();
    assert!(!report.question.to_known);
    assert_eq!(report.answer.verdict, "unknown");
    assert_eq!(report.answer.backward_compatible, None);
}

#[test]
fn plans_without_files() {
    let ran = run(&["plan", "--from", "1.4.0", "--to", "2.9.6", "--format", "json"]);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    let methods: Vec<String> = report.plan.hops.iter().map(|hop| format!("{} {}", hop.to, hop.method)).collect();
    assert_eq!(methods, ["1.5.0 upgrade-journal", "1.8.2 in-place", "2.9.6 backup-restore"]);
    let no_return = report.plan.point_of_no_return.unwrap();
    assert!(report.plan.steps[no_return - 1].commands.iter().any(|command| command.contains("upgradeJournal")));
    assert!(report.plan.rejected.iter().any(|rejected| rejected.to == "2.9.6" && rejected.method == "in-place"));
    assert_eq!(run(&["plan", "--from", "2.9.6", "--to", "304"]).code, 14);
    let why = run(&["plan", "--from", "1.4.0", "--to", "2.9.6", "--why-not", "1.8.2"]);
    assert!(why.stdout.contains("1.4.0 -> 1.8.2"), "{}", why.stdout);
}

/// A rule that asks a new fact of journals or backups would close ways unless the planner imagines that fact too.
#[test]
fn what_the_planner_imagines_lacks_no_fact() {
    let releases = ["1.4.0", "1.5.0", "1.8.2", "2.1.0", "2.3.0", "2.4.0", "2.6.2", "2.9.3", "2.9.6", "304"];
    for hop in releases.windows(2) {
        let ran = run(&["plan", "--from", hop[0], "--to", hop[1], "--why-not", hop[1], "--format", "json"]);
        let report: Report = serde_json::from_str(&ran.stdout).unwrap();
        let reasons = report.plan.rejected.iter().map(|rejected| rejected.reason.as_str());
        let lacks: Vec<&str> = reasons.filter(|reason| reason.contains("was not read")).collect();
        assert!(lacks.is_empty(), "{hop:?}: {lacks:?}");
    }
}

#[test]
fn every_command_of_a_plan_exists_in_its_release() {
    for (from, to) in [("1.8.1", "2.9.3"), ("2.3.0", "2.9.6"), ("2.5.0", "2.6.2"), ("1.5.0", "1.8.2")] {
        let report: Report = serde_json::from_str(&run(&["plan", "--from", from, "--to", to, "--format", "json"]).stdout).unwrap();
        assert!(report.plan.reachable, "{from} -> {to}");
        let missing: Vec<_> =
            report.plan.steps.iter().filter(|step| step.why.iter().any(|why| why.contains("no command for this"))).collect();
        assert!(missing.is_empty(), "{from} -> {to}: {missing:?}");
    }
}

#[test]
fn scan_judges_clients_only() {
    let folder = cluster("cli-1x-apps-2x-server").paths();
    let ran = run(&["scan", "--server", "2.9.3", "--format", "json", folder.last().unwrap().to_str().unwrap()]);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    assert!(!report.facts.clients.is_empty());
    assert!(report.facts.clients.iter().all(|client| client.works_with_server == Works::No));
    assert!(report.findings.iter().all(|finding| finding.rule.starts_with("CLI")));
    assert_eq!(ran.code, 13);
}

#[test]
fn an_inventory_of_another_node_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let inventory = folder.path().join("master-2.json");
    let ran = run(&["inspect", "--format", "json", "-o", inventory.to_str().unwrap(), "testdata/clusters/ratis-2-7-clean/home"]);
    assert!(ran.stdout.is_empty());
    let args = ["check", "--to", "2.9.3", "--format", "json", inventory.to_str().unwrap()];
    let report: Report = serde_json::from_str(&run(&args).stdout).unwrap();
    assert_eq!(report.question.from.as_deref(), Some("2.7.3"));
}

#[test]
fn rules_are_explained_listed_and_linted() {
    assert!(run(&["explain", "JRN002"]).stdout.contains("## Why it matters"));
    assert!(run(&["explain", "copycat-journal-under-ratis-master"]).stdout.starts_with("# JRN002"));
    assert_eq!(run(&["explain", "NOPE"]).code, 2);
    assert!(run(&["rules", "facts"]).stdout.contains("target.journal_type"));
    assert_eq!(run(&["rules", "lint"]).code, 0);
}

#[test]
fn rules_of_a_users_folder_are_loaded_and_their_errors_have_a_line() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("broken.md"), "+++\nid = \"OWN001\"\nnme = \"broken\"\n+++\n").unwrap();
    let ran = run(&["rules", "list", "--rules", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 2);
    assert!(ran.stderr.contains("broken.md:3:"), "{}", ran.stderr);
}

#[test]
fn escape_sequences_in_names_do_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let evil = folder.path().join("a\u{1b}[31m\u{202e}b");
    fs::create_dir_all(evil.join("raft/02511d47-d67c-49a3-9011-abb3109a44c1/current")).unwrap();
    let ran = run(&["check", "--to", "2.9.3", evil.to_str().unwrap()]);
    assert!(!ran.stdout.contains('\u{1b}') && !ran.stdout.contains('\u{202e}'), "{}", ran.stdout);
}

#[test]
fn secrets_are_never_printed() {
    let folder = tempfile::tempdir().unwrap();
    let secret = "S3CR3T-VALUE";
    fs::write(
        folder.path().join("alluxio-site.properties"),
        format!("aws.secretKey={secret}\naws.accessKeyId={secret}\nalluxio.master.journal.type=UFS\n"),
    )
    .unwrap();
    for command in [
        &["check", "--to", "2.9.3", "-v"][..],
        &["check", "--to", "2.9.3", "--format", "json"],
        &["inspect"],
        &["inspect", "--format", "json"],
    ] {
        let mut args = command.to_vec();
        args.push(folder.path().to_str().unwrap());
        let ran = run(&args);
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{command:?}: {}", ran.stdout);
    }
}

/// Every file below a folder with its time and content.
fn fingerprint(folder: &Path) -> BTreeMap<String, (SystemTime, Vec<u8>)> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(|item| item.unwrap());
    let content = |path: &Path| if path.is_file() { fs::read(path).unwrap() } else { Vec::new() };
    files.map(|item| (item.path().display().to_string(), (item.metadata().unwrap().modified().unwrap(), content(item.path())))).collect()
}

#[test]
fn nothing_is_written_to_what_is_inspected() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["2.9.6-EMBEDDED-checkpoint", "2.3.0-EMBEDDED-logs", "1.4.0-v0-checkpoint", "2.7.3-UFS-checkpoint"] {
        let folder = common::unpack(name, scratch.path());
        let before = fingerprint(&folder);
        run(&["check", "--to", "2.9.6", folder.to_str().unwrap()]);
        assert!(before == fingerprint(&folder), "{name} was changed");
    }
}

#[cfg(unix)]
#[test]
fn odd_trees_are_survived() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().unwrap();
    symlink("nowhere", folder.path().join("broken")).unwrap();
    symlink(".", folder.path().join("loop")).unwrap();
    fs::write(folder.path().join(std::ffi::OsStr::from_bytes(b"b\xff.jar")), "not a jar").unwrap();
    fs::write(folder.path().join("cut.jar"), b"PK\x03\x04 and nothing else").unwrap();
    fs::create_dir_all(folder.path().join("journal/FileSystemMaster/v1/logs")).unwrap();
    fs::write(folder.path().join("journal/FileSystemMaster/v1/logs/0x0-0x9"), vec![0xff; 3000]).unwrap();
    let ran = run(&["check", "--to", "2.9.3", "--assume", "alluxio.master.journal.type=UFS", folder.path().to_str().unwrap()]);
    assert_eq!(ran.code, 14, "{}", ran.stdout);
    assert!(ran.stdout.contains("0x0-0x9") && ran.stdout.contains("cut.jar") && ran.stdout.contains("not checked:"), "{}", ran.stdout);
    let file = run(&["check", "--to", "2.9.3", "testdata/schema/report-v1.json/conf"]);
    assert_eq!(file.code, 4);
}

/// Commands of a plan are typed in homes, where a path that was relative to something else is another folder.
#[test]
fn commands_of_a_plan_have_whole_paths() {
    let from = cluster("ufs-2-3").paths().remove(0);
    let ran = run_in(&from, &["check", "--to", "2.9.3", "--format", "json", "."]);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    let commands: Vec<&String> = report.plan.steps.iter().flat_map(|step| &step.commands).filter(|line| line.contains("journal")).collect();
    let whole = from.canonicalize().unwrap().join("journal");
    assert!(!commands.is_empty() && commands.iter().all(|line| line.contains(whole.to_str().unwrap())), "{commands:?}");
}
