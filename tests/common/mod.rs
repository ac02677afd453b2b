//! What several test files need.
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs::File;
use std::path::{Path, PathBuf};

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::check::{Asked, Assessment, Assumption, Knowledge, Prepared, assess, prepare};
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::plan::Routes;
use alluxio_preflight::rules::RuleSet;
use alluxio_preflight::source::Local;
use alluxio_preflight::version::AlluxioVersion;

/// The folder of test data.
pub fn testdata() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata")
}

/// Tables, rules and routes inside the program.
pub fn knowledge() -> Knowledge {
    Knowledge { catalog: Catalog::builtin().unwrap(), rules: RuleSet::builtin().unwrap(), routes: Routes::builtin().unwrap() }
}

/// Unpacks a journal or backup of `testdata/journals` into a folder.
pub fn unpack(name: &str, into: &Path) -> PathBuf {
    let archive = File::open(testdata().join("journals").join(format!("{name}.tar.gz"))).unwrap();
    let folder = into.join(name);
    tar::Archive::new(flate2::read::GzDecoder::new(archive)).unpack(&folder).unwrap();
    folder
}

/// Reads paths and adds assumptions.
pub fn read(knowledge: &Knowledge, paths: &[PathBuf], assume: &[String]) -> Prepared {
    let assumptions: Vec<Assumption> = assume.iter().map(|text| Assumption::parse(text).unwrap()).collect();
    prepare(inspect(&Local, paths, &knowledge.catalog), &assumptions)
}

/// The question from a version to a version.
pub fn asked(from: Option<&str>, to: &str) -> Asked {
    let version = |text: &str| AlluxioVersion::parse(text).unwrap();
    Asked { from: from.map(version), to: version(to), why_not: None }
}

/// The answer.
pub fn answer<'a>(knowledge: &'a Knowledge, prepared: &'a Prepared, asked: &'a Asked) -> Assessment<'a> {
    assess(knowledge, prepared, asked)
}
