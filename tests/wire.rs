//! What real clients and workers did with servers of other releases is what `rules/wire` says, pair by pair.

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

use std::collections::{BTreeMap, BTreeSet};

use alluxio_preflight::check::{Assumption, Knowledge, Prepared, prepare};
use alluxio_preflight::facts::{Facts, Span, Subject, SubjectKind};
use alluxio_preflight::judge::{Hop, Judge, Memo, Order};
use alluxio_preflight::report::model::Report;
use alluxio_preflight::rules::Works;
use alluxio_preflight::version::AlluxioVersion;
use alluxio_preflight::wire::{Api, How, Verdict};

fn version(text: &str) -> AlluxioVersion {
    AlluxioVersion::parse(text).unwrap()
}

/// A cluster with nothing but one client.
fn with_client(min: &str, max: &str, assume: &[String]) -> Prepared {
    let mut client = Subject::new(SubjectKind::Client, "app.jar");
    client.set("client.version", Span { min: version(min), max: version(max) });
    let facts = Facts { subjects: vec![client], ..Facts::default() };
    let assume: Vec<Assumption> = assume.iter().map(|text| Assumption::parse(text).unwrap()).collect();
    prepare(facts, &assume)
}

/// Asks the table in the clothes of a judge.
fn ask<T>(knowledge: &Knowledge, prepared: &Prepared, question: impl FnOnce(&Judge<'_>) -> T) -> T {
    let memo = Memo::default();
    let judge = Judge {
        catalog: &knowledge.catalog,
        rules: &knowledge.rules,
        before: &prepared.facts().settings,
        after: &prepared.facts().settings,
        before_memo: &memo,
        after_memo: &memo,
        facts: prepared.facts(),
        cluster: prepared.cluster(),
        keys: &[],
    };
    question(&judge)
}

fn verdict<T>(knowledge: &Knowledge, client: &str, server: &str, assume: &[String], then: impl FnOnce(&Verdict<'_>) -> T) -> T {
    let prepared = with_client(client, client, assume);
    ask(knowledge, &prepared, |judge| {
        let hop = Hop { from: None, to: version(server) };
        then(&judge.wire(prepared.facts().of(SubjectKind::Client).next().unwrap(), &hop))
    })
}

fn by_api(verdict: &Verdict<'_>, api: Api) -> Works {
    verdict.apis.iter().find(|own| own.api == api).map_or(Works::Unknown, |own| own.works)
}

#[test]
fn every_pair_of_the_matrix_is_what_the_table_says() {
    let knowledge = common::knowledge();
    let matrix = std::fs::read_to_string("testdata/truth/clients.tsv").unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in matrix.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let expected = match cells[2] {
            "W" => Works::Yes,
            "R" | "H" | "E" => Works::No,
            _ => Works::Partly,
        };
        let said = verdict(knowledge, cells[0], cells[1], &[], |verdict| by_api(verdict, Api::Native));
        count += 1;
        if said != expected {
            wrong.push(format!("{line}: the table says {}", said.word()));
        }
    }
    assert_eq!(count, 540);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[derive(serde::Deserialize)]
struct Row {
    client: String,
    server: String,
    auth: String,
    api: Api,
    op: String,
    outcomes: BTreeMap<String, u32>,
}

type Group = (String, String, String, Api);

/// All recorded operations, by pair, authentication and API.
fn recorded() -> BTreeMap<Group, Vec<Row>> {
    let text = std::fs::read_to_string("testdata/truth/wire.ndjson").unwrap();
    let mut groups: BTreeMap<Group, Vec<Row>> = BTreeMap::new();
    for row in text.lines().map(|line| serde_json::from_str::<Row>(line).unwrap()) {
        groups.entry((row.client.clone(), row.server.clone(), row.auth.clone(), row.api)).or_default().push(row);
    }
    groups
}

/// What the operations of a pair came to; `None` where runs with different settings stand in one line.
fn came_to(rows: &[Row]) -> Option<Works> {
    let works = |row: &&Row| row.outcomes.keys().all(|outcome| outcome == "works");
    let mixed = |row: &Row| row.outcomes.contains_key("works") && row.outcomes.len() > 1;
    if rows.iter().any(mixed) {
        return None;
    }
    let real: Vec<&Row> = rows.iter().filter(|row| row.op != "open_client").collect();
    Some(match real.iter().filter(|row| works(row)).count() {
        _ if rows.iter().all(|row| works(&row)) => Works::Yes,
        0 => Works::No,
        _ => Works::Partly,
    })
}

/// Settings that a group may have been run with.
fn settings_of(auth: &str, client: &str, server: &str) -> Vec<Vec<String>> {
    let own = |auth: &str| vec![format!("client.authentication={auth}")];
    let both = |client: &str, server: &str| [own(client), vec![format!("alluxio.security.authentication.type={server}")]].concat();
    let defaults = |text: &str| version(text) >= version("1.8.0") && version(text) < version("1.9.0");
    match auth {
        "default" if defaults(client) && version(server) < version("1.8.0") => {
            vec![vec![], vec!["client.cluster_defaults=false".to_owned()]]
        }
        "default" => vec![vec![]],
        _ => ["SIMPLE", "NOSASL"].map(|server| both(auth, server)).into(),
    }
}

#[test]
fn every_recorded_operation_is_what_the_table_says() {
    let knowledge = common::knowledge();
    let groups = recorded();
    assert_eq!(groups.values().map(Vec::len).sum::<usize>(), 3486);
    let mut wrong = Vec::new();
    for ((client, server, auth, api), rows) in &groups {
        let settings = settings_of(auth, client, server);
        let said: BTreeSet<Works> =
            settings.iter().map(|assume| verdict(knowledge, client, server, assume, |verdict| by_api(verdict, *api))).collect();
        let right = match came_to(rows) {
            Some(real) => said.contains(&real),
            None => said.iter().any(|works| matches!(works, Works::No | Works::Partly)),
        };
        let promised = auth == "default" && came_to(rows) != Some(Works::Yes) && said.contains(&Works::Yes);
        if !right || promised {
            wrong.push(format!("{client} on {server}, {auth}, {api:?}: ran {:?}, the table says {said:?}", came_to(rows)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Words for a recorded operation in the table.
fn words(op: &str) -> &'static [&'static str] {
    match op {
        "list_root" | "list_dir" => &["list", "the first call"],
        "exists" => &["exists"],
        "get_status" => &["getStatus", "all"],
        "mkdir" => &["mkdir"],
        "rename" => &["rename"],
        "delete" => &["delete"],
        write if write.starts_with("write") => &["write", "create"],
        _ => &["read"],
    }
}

#[test]
fn what_fails_partly_is_named() {
    let knowledge = common::knowledge();
    let mut wrong = Vec::new();
    for ((client, server, auth, api), rows) in &recorded() {
        if came_to(rows) != Some(Works::Partly) || auth != "default" || (client.as_str(), *api) == ("1.8.1", Api::Hadoop) {
            continue;
        }
        let failing = rows.iter().filter(|row| row.outcomes.keys().any(|outcome| outcome != "works"));
        for row in failing {
            verdict(knowledge, client, server, &[], |verdict| {
                let pairs = verdict.pairs();
                let mut operations = pairs.iter().flat_map(|pair| &pair.operations);
                let named = operations
                    .find(|operation| operation.names.iter().any(|name| words(&row.op).iter().any(|word| name.starts_with(word))));
                let hung = row.outcomes.contains_key("hang");
                match named {
                    None => wrong.push(format!("{client} on {server}: {} is not named", row.op)),
                    Some(operation) if hung && operation.how != How::Hangs => wrong.push(format!("{client} on {server}: {} hung", row.op)),
                    Some(_) => {}
                }
            });
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_what_works_for_every_release_of_a_span_is_promised() {
    let knowledge = common::knowledge();
    let works = |min: &str, max: &str, server: &str| {
        let prepared = with_client(min, max, &[]);
        let hop = Hop { from: None, to: version(server) };
        ask(knowledge, &prepared, |judge| judge.wire(prepared.facts().of(SubjectKind::Client).next().unwrap(), &hop).works)
    };
    assert_eq!(works("2.0.0", "2.7.3", "2.5.0"), Works::Yes);
    assert_eq!(works("2.7.3", "2.7.4", "2.5.0"), Works::Unknown, "one of them has no exists()");
    assert_eq!(works("2.7.4", "2.9.6", "2.5.0"), Works::Partly, "exists() fails or hangs");
    assert_eq!(works("1.3.0", "1.8.2", "2.9.3"), Works::No);
    assert_eq!(works("1.4.0", "1.5.0", "1.8.2"), Works::Unknown);
    assert_eq!(works("2.9.6", "2.99.0", "2.9.6"), Works::Unknown, "nobody knows later releases");
}

#[test]
fn authentication_of_both_sides_counts() {
    let knowledge = common::knowledge();
    let key = "alluxio.security.authentication.type";
    let works = |client: &str, server: &str, assume: &[&str]| {
        let assume: Vec<String> = assume.iter().map(|text| text.replace("KEY", key)).collect();
        verdict(knowledge, client, server, &assume, |verdict| verdict.works)
    };
    assert_eq!(works("1.2.0", "1.4.0", &[]), Works::No, "defaults differ");
    assert_eq!(works("1.2.0", "1.4.0", &["KEY=NOSASL"]), Works::Yes, "the server was set to what the client uses");
    assert_eq!(works("1.7.1", "1.5.0", &["KEY=NOSASL"]), Works::Unknown, "the client's own setting was not seen");
    assert_eq!(works("1.7.1", "1.5.0", &["KEY=NOSASL", "client.authentication=nosasl"]), Works::Yes);
    assert_eq!(works("1.7.1", "1.8.1", &["KEY=NOSASL"]), Works::No, "refused whatever the client has");
    assert_eq!(works("2.9.3", "2.9.3", &["KEY=NOSASL"]), Works::Yes, "2.x takes it from the master");
    assert_eq!(works("2.9.3", "2.9.3", &["KEY=NOSASL", "client.authentication=SIMPLE"]), Works::No);
    assert_eq!(works("2.9.3", "2.9.3", &["KEY=NOSASL", "client.cluster_defaults=false"]), Works::Unknown);
    assert_eq!(works("2.9.3", "2.9.3", &["KEY=KERBEROS"]), Works::Unknown, "never run");
    assert_eq!(works("1.8.1", "2.9.3", &["KEY=KERBEROS"]), Works::No, "no authentication helps");
}

#[test]
fn every_recorded_worker_is_what_the_table_says() {
    let knowledge = common::knowledge();
    let text = std::fs::read_to_string("testdata/truth/workers.ndjson").unwrap();
    let mut wrong = Vec::new();
    let mut count = 0;
    for row in text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()) {
        let assume: Vec<String> = row["extra"].as_str().unwrap().split_whitespace().map(|set| set.replace("server:", "")).collect();
        let prepared = with_client("2.9.3", "2.9.3", &assume);
        let (worker, master) = (row["worker"].as_str().unwrap(), row["master"].as_str().unwrap());
        let said = ask(knowledge, &prepared, |judge| judge.mixed(Order::MastersFirst, &version(worker), &version(master)).works);
        // A worker that stays although some heartbeats fail was run for minutes only.
        let right = match row["outcome"].as_str().unwrap() {
            "works" => matches!(said, Works::Yes | Works::Partly),
            _ => said == Works::No,
        };
        count += 1;
        if !right {
            wrong.push(format!("worker {worker} with master {master} {assume:?}: ran {}, the table says {}", row["outcome"], said.word()));
        }
    }
    assert_eq!(count, 70);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_cell_of_the_workers_matrix_is_what_the_table_says() {
    let knowledge = common::knowledge();
    let matrix = std::fs::read_to_string("testdata/truth/workers.tsv").unwrap();
    for line in matrix.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let prepared = with_client("2.9.3", "2.9.3", &[]);
        let said = ask(knowledge, &prepared, |judge| judge.mixed(Order::MastersFirst, &version(cells[0]), &version(cells[1])).works);
        let right = if cells[2] == "W" { matches!(said, Works::Yes | Works::Partly) } else { said == Works::No };
        assert!(right, "{line}: the table says {}", said.word());
    }
}

#[test]
fn no_pair_of_known_releases_is_forgotten() {
    let knowledge = common::knowledge();
    let releases: Vec<String> = knowledge.catalog.releases.releases.iter().map(|release| release.version.to_string()).collect();
    for client in &releases {
        for server in &releases {
            verdict(knowledge, client, server, &[], |verdict| {
                assert!(verdict.apis.iter().all(|api| api.pairs.len() == 1), "{client} on {server}: {:?}", verdict.apis);
                let own = client == server && version(client) >= version("1.1.0");
                assert!(!own || verdict.works == Works::Yes, "{client} does not work with itself");
            });
        }
    }
}

#[test]
fn every_row_of_the_tables_is_first_for_some_pair() {
    let knowledge = common::knowledge();
    let releases: Vec<AlluxioVersion> = knowledge.catalog.releases.releases.iter().map(|release| release.version.clone()).collect();
    for table in [&knowledge.catalog.clients, &knowledge.catalog.workers, &knowledge.catalog.masters] {
        for pair in &table.pairs {
            let speaks =
                |client: &AlluxioVersion| releases.iter().any(|server| Api::ALL.iter().any(|api| pair.speaks_of(client, server, *api)));
            assert!(releases.iter().any(speaks), "{} speaks of no known release", pair.name);
        }
    }
}

#[test]
fn each_client_is_told_how_far_it_comes_on_the_way() {
    let apps = ["testdata/clusters/cli-1x-apps-2x-server/apps", "testdata/clusters/cli-2x-apps/apps/app-2.9.6.jar"];
    let args = [&["check", "--from", "1.5.0", "--to", "2.9.6", "--format", "json"], &apps[..]].concat();
    let report: Report = serde_json::from_str(&common::run(&args).stdout).unwrap();
    assert_eq!(report.plan.hops.len(), 2, "in place to 1.8.2, then by backup");
    let way = |name: &str| {
        let client = report.facts.clients.iter().find(|client| client.path.ends_with(name)).unwrap();
        (client.stops.iter().map(|stop| (stop.hop, stop.works)).collect::<Vec<_>>(), client.breaks_at_hop)
    };
    assert_eq!(way("any.jar"), (vec![(0, Works::Yes), (1, Works::Yes), (2, Works::No)], Some(2)), "1.7.1");
    assert_eq!(way("app-1.8.1.jar"), (vec![(0, Works::No), (1, Works::Yes), (2, Works::No)], Some(2)));
    assert_eq!(way("app-1.4.0.jar"), (vec![(0, Works::Partly), (1, Works::Partly), (2, Works::No)], Some(0)));
    assert_eq!(way("app-2.9.6.jar"), (vec![(0, Works::No), (1, Works::No), (2, Works::Yes)], None));
    let text = common::run(&[&["check", "--from", "1.5.0", "--to", "2.9.6"], &apps[..]].concat()).stdout;
    assert!(text.contains("works until hop 1 (1.8.2), breaks at hop 2 (2.9.6)"), "{text}");
}

#[test]
fn a_plan_says_what_mixing_its_releases_would_do() {
    let rolling = |from: &str, to: &str, more: &[&str]| {
        let args = [&["plan", "--from", from, "--to", to, "--format", "json"], more].concat();
        let report: Report = serde_json::from_str(&common::run(&args).stdout).unwrap();
        let hop = &report.plan.hops[0];
        assert!(report.plan.steps.iter().any(|step| step.separates));
        (hop.rolling.masters_first, hop.rolling.workers_first, hop.rolling.masters_together)
    };
    assert_eq!(rolling("2.5.0", "2.9.3", &[]), (Works::No, Works::No, Works::Unknown));
    assert_eq!(rolling("2.7.3", "2.9.3", &[]), (Works::Yes, Works::Yes, Works::Unknown));
    assert_eq!(rolling("2.7.3", "2.9.3", &["--journal-type", "UFS"]).2, Works::No);
    assert_eq!(rolling("2.3.0", "2.4.0", &[]), (Works::Yes, Works::Yes, Works::No));
    let text = common::run(&["plan", "--from", "2.5.0", "--to", "2.9.3"]).stdout;
    assert!(text.contains("workers and masters of 2.5.0 and 2.9.3 do not work together in any order"), "{text}");
}

#[test]
fn every_row_has_a_page() {
    let knowledge = common::knowledge();
    let page = common::run(&["explain", "exists-fails-on-older-master"]);
    assert!(page.stdout.contains("works: partly") && page.stdout.contains("Exists"), "{}", page.stdout);
    for pair in &knowledge.catalog.masters.pairs {
        assert_eq!(common::run(&["explain", &pair.name, "--format", "json"]).code, 0, "{}", pair.name);
    }
}
