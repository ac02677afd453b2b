//! What people and programs see: reports of clusters as snapshots, and the schema.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use alluxio_preflight::report::model::{CheckStatus, Report};

/// Clusters whose reports are shown whole.
const SHOWN: [&str; 22] = [
    "v0-1-4",
    "v0-1-4-to-1-5",
    "ufs-1-8-checkpoint",
    "ufs-1-8-logs",
    "ha-1-8-zookeeper",
    "copycat-2-1",
    "copycat-2-3",
    "ufs-2-3",
    "ufs-2-3-type-unset",
    "ratis-2-5-heap",
    "ratis-2-7-clean",
    "ratis-2-9-to-304",
    "ratis-2-9-to-304-no-launcher",
    "two-kinds",
    "cli-1x-apps-2x-server",
    "ratis-2-9-6-downgrade",
    "unknown-target",
    "damaged",
    "no-journal",
    "backup-1-8-fingerprints",
    "backup-damaged",
    "ufs-2-9-6-to-2-9-0",
];

#[test]
fn text_reports() {
    for name in SHOWN {
        let ran = common::run(&common::cluster(name).args("text"));
        insta::assert_snapshot!(format!("text-{name}"), format!("exit code {}\n{}{}", ran.code, common::relative(&ran.stdout), ran.stderr));
    }
}

#[test]
fn json_reports() {
    for name in SHOWN.into_iter().filter(|name| *name != "unknown-target") {
        let ran = common::run(&common::cluster(name).args("json"));
        let mut report: Report = serde_json::from_str(&ran.stdout).unwrap();
        assert_eq!(i32::from(report.summary.exit_code), ran.code, "{name}");
        assert_eq!(serde_json::to_string_pretty(&report).unwrap() + "\n", ran.stdout, "{name} does not survive a round trip");
        // The matrix in `tests/rules.rs` shows which rules are quiet; here they would bury the report.
        report.checks.retain(|check| matches!(check.status, CheckStatus::Failed | CheckStatus::CouldNotCheck));
        let mut settings = insta::Settings::clone_current();
        settings.add_filter(r#""(digest|count)": [^\n]*"#, "\"$1\": [varies]");
        settings
            .bind(|| insta::assert_snapshot!(format!("json-{name}"), common::relative(&serde_json::to_string_pretty(&report).unwrap())));
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    for name in SHOWN {
        let args = common::cluster(name).args("json");
        assert_eq!(common::run(&args).stdout, common::run(&args).stdout, "{name}");
    }
}

#[test]
fn the_committed_schema_is_the_one_of_the_structs() {
    let committed = std::fs::read_to_string("testdata/schema/report-v1.json").unwrap();
    common::compare_or_bless("testdata/schema/report-v1.json", &committed, &common::run(&["schema"]).stdout);
}

#[test]
fn no_version_of_alluxio_stands_in_the_source() {
    absent(r#""[^"\n]*\b(?:[012]\.\d+\.\d+|29[4-9]|3[01]\d)\b[^"\n]*""#);
}

#[test]
fn no_key_of_a_setting_stands_in_the_source() {
    absent(r#""(?:alluxio|tachyon)(?:\.[a-z0-9_-]+)+""#);
}

/// Fails if the code of the product, without its tests and comments, has such a literal.
fn absent(pattern: &str) {
    let literal = regex::Regex::new(pattern).unwrap();
    let mut found = Vec::new();
    for item in walkdir::WalkDir::new("src") {
        let path = item.unwrap().into_path();
        if path.extension().is_none_or(|extension| extension != "rs") || path.to_string_lossy().ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let product = text.split("#[cfg(test)]").next().unwrap();
        let code = product.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
        found.extend(
            code.filter(|(_, line)| literal.is_match(line)).map(|(number, line)| format!("{}:{}: {line}", path.display(), number + 1)),
        );
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
