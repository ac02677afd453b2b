//! Measures what every run pays: loading tables and rules, and judging a configuration of 300 keys with all of them. Prints the
//! best of several rounds, in milliseconds of this process alone.

#![allow(clippy::unwrap_used, clippy::print_stdout, unreachable_pub, missing_docs, reason = "a tool for developers, which may panic")]

use std::time::{Duration, Instant};

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::check::{Asked, Knowledge, assess, prepare};
use alluxio_preflight::facts::Facts;
use alluxio_preflight::plan::Routes;
use alluxio_preflight::rules::RuleSet;
use alluxio_preflight::settings::{Rank, Setting};
use alluxio_preflight::version::AlluxioVersion;

const ROUNDS: usize = 20;

const KEYS: usize = 300;

/// One of so many keys is written with an error.
const WRONG: usize = 20;

fn load() -> Knowledge {
    Knowledge { catalog: Catalog::builtin().unwrap(), rules: RuleSet::builtin().unwrap(), routes: Routes::builtin().unwrap() }
}

/// Keys from all parts of the tables, as a site file has them, some of them misspelt.
fn configuration(catalog: &Catalog) -> Facts {
    let all: Vec<&str> = catalog.keys().filter(|key| key.starts_with("alluxio.")).collect();
    let mut facts = Facts::default();
    for (number, key) in all.iter().step_by(all.len() / KEYS).take(KEYS).enumerate() {
        let key = if number % WRONG == 0 { format!("{key}x") } else { (*key).to_owned() };
        facts.settings.push(Setting::new(key, "1", Rank::SiteProperty, format!("conf/alluxio-site.properties:{}", number + 1)));
    }
    assert_eq!(facts.settings.iter().count(), KEYS);
    facts
}

fn best(mut round: impl FnMut() -> Duration) -> f64 {
    (0..ROUNDS).map(|_| round()).min().unwrap_or_default().as_secs_f64() * 1000.0
}

fn main() {
    let loaded = best(|| {
        let start = Instant::now();
        let _knowledge = std::hint::black_box(load());
        start.elapsed()
    });
    println!("{:<44} {loaded:7.1} ms", "tables and rules loaded");
    let knowledge = load();
    let release = |text| AlluxioVersion::parse(text).unwrap();
    let asked = Asked { from: Some(release("2.4.0")), to: release("2.9.3"), why_not: None, here: None };
    let facts = configuration(&knowledge.catalog);
    let judged = best(|| {
        let start = Instant::now();
        let prepared = prepare(facts.clone(), &[]);
        std::hint::black_box(assess(&knowledge, &prepared, &asked).checks.len());
        start.elapsed()
    });
    println!("{:<44} {judged:7.1} ms", format!("a configuration of {KEYS} keys judged"));
}
