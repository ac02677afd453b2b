//! What several test files need.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
#![allow(dead_code, reason = "each test file uses a part")]

pub mod changes;
pub mod damage;
pub mod encode;
pub mod memory;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

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

/// Tables, rules and routes inside the program; read once for all tests of a file.
pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge {
        catalog: Catalog::builtin().unwrap(),
        rules: RuleSet::builtin().unwrap(),
        routes: Routes::builtin().unwrap(),
    });
    &KNOWLEDGE
}

/// The journals and backups of `testdata/journals`, sorted.
pub fn journal_names() -> Vec<String> {
    let files = std::fs::read_dir(testdata().join("journals")).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = files.filter_map(|name| Some(name.strip_suffix(".tar.gz")?.to_owned())).collect();
    names.sort();
    names
}

/// All recorded starts of masters, one in a line: those that came with the project, and those of `tests/lab`.
pub fn runs() -> String {
    ["upgrades.ndjson", "executed-here.ndjson"].map(|file| std::fs::read_to_string(testdata().join("truth").join(file)).unwrap()).concat()
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
    Asked { from: from.map(version), to: version(to), why_not: None, here: None }
}

/// The answer.
pub fn answer<'a>(knowledge: &'a Knowledge, prepared: &'a Prepared, asked: &'a Asked) -> Assessment<'a> {
    assess(knowledge, prepared, asked)
}

/// A cluster of `testdata/clusters`.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// What it is.
    pub about: String,
    /// Target.
    pub to: String,
    /// Installed release, where no file tells it.
    #[serde(default)]
    pub from: Option<String>,
    /// Assumptions.
    #[serde(default)]
    pub assume: Vec<String>,
    /// Paths below its folder.
    pub paths: Vec<String>,
    /// Its folder.
    #[serde(skip)]
    pub folder: PathBuf,
}

/// Reads the description of a cluster.
pub fn cluster(name: &str) -> Cluster {
    let folder = Path::new("testdata/clusters").join(name);
    let text = std::fs::read_to_string(folder.join("cluster.toml")).unwrap();
    let mut cluster: Cluster = toml::from_str(&text).unwrap();
    cluster.folder = folder;
    cluster
}

/// All clusters, sorted.
pub fn cluster_names() -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir("testdata/clusters").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

impl Cluster {
    /// The paths as they would be typed from the top of the repository.
    pub fn paths(&self) -> Vec<PathBuf> {
        self.paths.iter().map(|path| self.folder.join(path)).collect()
    }

    /// Reads it.
    pub fn read(&self, knowledge: &Knowledge) -> Prepared {
        read(knowledge, &self.paths(), &self.assume)
    }

    /// Its question.
    pub fn asked(&self) -> Asked {
        asked(self.from.as_deref(), &self.to)
    }
}

/// What the program printed, and its exit code.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

/// What a run says, with whole paths as the relative ones that they come from.
pub fn relative(said: &str) -> String {
    said.replace(&format!("{}/", std::env::current_dir().unwrap().display()), "")
}

/// Runs the program from the top of the repository with a clean environment.
pub fn run<S: AsRef<std::ffi::OsStr>>(args: &[S]) -> Ran {
    run_in(Path::new("."), args)
}

/// Runs the program from a folder with a clean environment.
pub fn run_in<S: AsRef<std::ffi::OsStr>>(folder: &Path, args: &[S]) -> Ran {
    let program = env!("CARGO_BIN_EXE_alluxio-preflight");
    let output = std::process::Command::new(program).args(args).current_dir(folder).env_clear().output().unwrap();
    Ran {
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

impl Cluster {
    /// The command line of its check.
    pub fn args(&self, format: &str) -> Vec<String> {
        let mut args = vec!["check".to_owned(), "--format".to_owned(), format.to_owned(), "--to".to_owned(), self.to.clone()];
        args.extend(self.from.iter().flat_map(|from| ["--from".to_owned(), from.clone()]));
        args.extend(self.assume.iter().flat_map(|assume| ["--assume".to_owned(), assume.clone()]));
        args.extend(self.paths().iter().map(|path| path.to_str().unwrap().to_owned()));
        args
    }
}

/// Fails if a committed file that is generated is out of date, or writes it again if `BLESS` is set.
pub fn compare_or_bless(path: &str, committed: &str, real: &str) {
    if committed != real && std::env::var_os("BLESS").is_some() {
        return std::fs::write(path, real).unwrap();
    }
    assert!(committed == real, "{path} is out of date; run .ci/bless and look at the difference");
}
