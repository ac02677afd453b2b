//! `scan` as a gate in a build and as a filter over an estate: exit codes, one report a line, in order, as it comes.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use alluxio_preflight::report::model::Report;
use alluxio_preflight::rules::Works;

fn app(cluster: &str, jar: &str) -> String {
    format!("testdata/clusters/{cluster}/apps/{jar}")
}

fn code(server: &str, more: &[&str]) -> i32 {
    common::run(&[&["scan", "--server", server], more].concat()).code
}

#[test]
fn the_exit_code_is_that_of_the_worst_client() {
    let new = app("cli-new-apps-2-1-server", "app-2.9.3.jar");
    let old = app("cli-1x-apps-2x-server", "app-1.8.1.jar");
    let third = app("cli-apps-3x-server", "app-301.jar");
    assert_eq!(code("2.9.3", &[&new]), 0, "it works");
    assert_eq!(code("304", &[&third]), 12, "nobody tried it");
    assert_eq!(code("2.1.0", &[&new]), 13, "exists() fails");
    assert_eq!(code("2.9.3", &[&new, &old]), 13);
    assert_eq!(code("2.9.3", &[&new, &old, "/no/such.jar"]), 4, "incomplete is never success");
    assert_eq!(code("2.9.3", &[&new, &old, "--exit-zero"]), 0);
    assert_eq!(code("2.99.0", &[&new]), 2, "a server that the rules do not know");
}

/// Starts the program with pipes.
fn start(args: &[&str]) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_alluxio-preflight"));
    command.args(args).env_clear().stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

/// Feeds standard input and returns the lines, what was said on standard error, and the exit code.
fn feed(args: &[&str], input: &[u8]) -> (Vec<Report>, String, i32) {
    let mut child = start(args);
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    let writer = std::thread::spawn(move || stdin.write_all(&input));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    let reports = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    (reports, String::from_utf8(output.stderr).unwrap(), output.status.code().unwrap())
}

#[test]
fn one_report_a_line_in_the_order_of_the_paths() {
    let paths = [
        app("cli-2x-apps", "app-2.9.6.jar"),
        "/no/such.jar".to_owned(),
        app("cli-1x-apps-2x-server", "reports.war"),
        "README.md".to_owned(),
        app("cli-2x-apps", "app-2.0.1.jar"),
    ];
    let args = ["scan", "--server", "2.9.3", "--stdin-paths", "--ndjson"];
    let (reports, stderr, code) = feed(&args, paths.join("\n").as_bytes());
    assert_eq!(reports.iter().flat_map(|report| report.question.paths.clone()).collect::<Vec<_>>(), paths);
    let works: Vec<Vec<Works>> =
        reports.iter().map(|report| report.facts.clients.iter().map(|client| client.works_with_server).collect()).collect();
    assert_eq!(works, [vec![Works::Yes], vec![], vec![Works::No], vec![], vec![Works::Yes]]);
    let codes: Vec<u8> = reports.iter().map(|report| report.summary.exit_code).collect();
    assert_eq!(codes, [0, 4, 13, 0, 0]);
    assert_eq!(reports[1].unseen[0].subject, "/no/such.jar");
    assert_eq!((stderr.as_str(), code), ("", 4));
    let (again, ..) = feed(&args, paths.join("\n").as_bytes());
    assert_eq!(serde_json::to_string(&reports).unwrap(), serde_json::to_string(&again).unwrap());
}

#[test]
fn paths_that_are_named_come_first_and_nul_ends_a_path_too() {
    let named = app("cli-2x-apps", "app-2.9.6.jar");
    let first = app("cli-2x-apps", "app-2.0.1.jar");
    let args = ["scan", "--server", "2.9.3", "--ndjson", "--stdin-paths", "-0", &named];
    let (reports, _, code) = feed(&args, format!("{first}\0odd\nname.jar\0").as_bytes());
    let paths: Vec<String> = reports.iter().flat_map(|report| report.question.paths.clone()).collect();
    assert_eq!((paths, code), (vec![named, first, "odd\nname.jar".to_owned()], 4));
}

#[test]
fn without_lines_all_paths_are_one_report() {
    let paths = format!("{}\n{}\n", app("cli-2x-apps", "app-2.9.6.jar"), app("cli-2x-apps", "app-2.0.1.jar"));
    let mut child = start(&["scan", "--server", "2.9.3", "--stdin-paths", "--format", "json"]);
    child.stdin.take().unwrap().write_all(paths.as_bytes()).unwrap();
    let report: Report = serde_json::from_slice(&child.wait_with_output().unwrap().stdout).unwrap();
    assert_eq!(report.facts.clients.len(), 2);
}

#[test]
fn nothing_on_standard_input_is_nothing_to_complain_about() {
    let (reports, stderr, code) = feed(&["scan", "--server", "2.9.3", "--stdin-paths", "--ndjson"], b"\n\n");
    assert!(reports.is_empty() && stderr.is_empty() && code == 0);
}

#[test]
fn a_result_is_there_before_the_next_path_is() {
    let mut child = start(&["scan", "--server", "2.9.3", "--stdin-paths", "--ndjson"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    for jar in ["app-2.9.6.jar", "app-2.0.1.jar"] {
        writeln!(stdin, "{}", app("cli-2x-apps", jar)).unwrap();
        stdin.flush().unwrap();
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        let report: Report = serde_json::from_str(&line).unwrap();
        assert!(report.question.paths[0].ends_with(jar));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_reader_that_stops_early_is_no_error() {
    let mut child = start(&["scan", "--server", "2.9.3", "--stdin-paths", "--ndjson"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let path = app("cli-1x-apps-2x-server", "app-1.8.1.jar");
    writeln!(stdin, "{path}").unwrap();
    stdout.read_line(&mut String::new()).unwrap();
    drop(stdout);
    // It may be gone before all of this is written.
    let _ = stdin.write_all(format!("{path}\n").repeat(50).as_bytes());
    drop(stdin);
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}

/// Resident memory of a process in kilobytes.
#[cfg(target_os = "linux")]
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn memory_does_not_grow_with_the_number_of_paths() {
    let mut child = start(&["scan", "--server", "2.9.3", "--stdin-paths", "--ndjson"]);
    let mut stdin = child.stdin.take().unwrap();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    let path = app("cli-1x-apps-2x-server", "reports.war");
    let mut scan = |count: usize| {
        for _ in 0..count {
            writeln!(stdin, "{path}").unwrap();
            stdout.read_line(&mut String::new()).unwrap();
        }
        memory(child.id())
    };
    let (early, late) = (scan(20), scan(300));
    assert!(late < early + 4096, "{early} kB after 20 paths, {late} kB after 320");
    drop(stdin);
    child.wait().unwrap();
}

#[test]
fn settings_with_an_application_are_its_own_and_those_of_the_servers_are_named() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy(app("cli-1-8-apps", "app-1.7.1.jar"), folder.path().join("app.jar")).unwrap();
    let servers = folder.path().join("servers.properties");
    let key = "alluxio.security.authentication.type";
    let works = |client: &str, server: &str| {
        std::fs::write(folder.path().join("alluxio-site.properties"), format!("{key}={client}\n")).unwrap();
        std::fs::write(&servers, format!("{key}={server}\n")).unwrap();
        let path = folder.path().join("app.jar");
        let own = folder.path().join("alluxio-site.properties");
        let args = [
            "scan",
            "--server",
            "1.5.0",
            "--format",
            "json",
            "--conf",
            servers.to_str().unwrap(),
            path.to_str().unwrap(),
            own.to_str().unwrap(),
        ];
        let report: Report = serde_json::from_str(&common::run(&args).stdout).unwrap();
        report.facts.clients[0].works_with_server
    };
    assert_eq!(works("SIMPLE", "SIMPLE"), Works::Yes);
    assert_eq!(works("NOSASL", "NOSASL"), Works::Yes);
    assert_eq!(works("SIMPLE", "NOSASL"), Works::No);
    assert_eq!(works("NOSASL", "SIMPLE"), Works::No);
}

#[test]
fn the_readme_names_options_that_exist() {
    let readme = std::fs::read_to_string("README.md").unwrap();
    let section = readme.split("## In a build").nth(1).unwrap().split("\n## ").next().unwrap();
    let options = regex::Regex::new(r"--[a-z][a-z-]+").unwrap();
    let help = common::run(&["scan", "--help"]).stdout;
    for option in options.find_iter(section).map(|found| found.as_str()) {
        assert!(help.contains(option), "scan has no {option}");
    }
}

#[test]
fn what_people_see() {
    let shown = [
        ("2.1.0", "cli-new-apps-2-1-server/apps", "partly"),
        ("1.8.2", "cli-mixed-apps-1-8-server/apps", "damages"),
        ("2.9.6", "cli-odd-apps-2x-server/apps", "bypasses"),
        ("304", "cli-apps-3x-server/apps", "never-tried"),
        ("2.9.3", "log-old-clients/logs", "log"),
    ];
    for (server, path, name) in shown {
        let ran = common::run(&["scan", "--server", server, &format!("testdata/clusters/{path}")]);
        insta::assert_snapshot!(format!("{name}"), format!("exit code {}\n{}{}", ran.code, ran.stdout, ran.stderr));
    }
}

#[test]
fn calls_of_old_clients_are_in_the_report_of_a_log() {
    let ran = common::run(&["scan", "--server", "2.9.3", "--format", "json", "testdata/clusters/log-old-clients/logs"]);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    let seen: Vec<(&str, i64, &str, &str)> = report
        .facts
        .callers
        .iter()
        .flat_map(|caller| {
            caller.seen.iter().map(|calls| (caller.version_max.as_deref().unwrap(), calls.count, &*calls.day, &*calls.address))
        })
        .collect();
    assert_eq!(seen, [("1.7.1", 2, "2026-11-23", "unknown"), ("1.8.2", 1, "2026-11-22", "10.0.0.7")]);
    assert_eq!(ran.code, 12);
}

#[test]
fn logs_of_a_home_are_read_and_other_files_beside_them_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    for file in ["bin/alluxio", "conf/alluxio-site.properties", "libexec/alluxio-config.sh"] {
        let to = home.join(file);
        std::fs::create_dir_all(to.parent().unwrap()).unwrap();
        std::fs::copy(format!("testdata/clusters/wrk-rolling-2-7-to-2-9/home/{file}"), to).unwrap();
    }
    std::fs::create_dir(home.join("logs")).unwrap();
    let log = std::fs::read("testdata/clusters/log-old-clients/logs/master.log").unwrap();
    std::fs::write(home.join("logs/master.log"), &log).unwrap();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&log).unwrap();
    std::fs::write(home.join("logs/master.log.1.gz"), packed.finish().unwrap()).unwrap();
    std::fs::write(home.join("logs/worker.log"), &log).unwrap();
    let ran = common::run(&["check", "--to", "2.9.3", "--format", "json", home.to_str().unwrap()]);
    let report: Report = serde_json::from_str(&ran.stdout).unwrap();
    let counts: Vec<i64> = report.facts.callers.iter().map(|caller| caller.count).collect();
    assert_eq!(counts, [4, 2]);
    assert!(report.findings.iter().any(|finding| finding.rule == "CLI150"));
}
