//! The command line: what can be typed. What it means is in [`run`].

mod run;

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub use run::{Lines, Output, run};

use crate::check::Assumption;
use crate::version::AlluxioVersion;

/// Says what an Alluxio upgrade will do to the master journal and to the applications, from files alone.
///
/// Reads offline and read-only. Exit codes: 0 pass, 1 the tool failed, 2 usage, 3 nothing to inspect, 4 incomplete,
/// 11 note, 12 warning, 13 action required, 14 blocked.
#[derive(Debug, Parser)]
#[command(name = "alluxio-preflight", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    global: Global,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
struct Global {
    /// Form of the output.
    #[arg(long, global = true, value_enum, default_value_t = Format::Text, env = "ALLUXIO_PREFLIGHT_FORMAT")]
    format: Format,
    /// File to write to instead of standard output.
    #[arg(short, long, global = true, value_name = "FILE", env = "ALLUXIO_PREFLIGHT_OUTPUT")]
    output: Option<PathBuf>,
    /// When to colour text.
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto, env = "ALLUXIO_PREFLIGHT_COLOR")]
    color: Color,
    /// Say less: no plan.
    #[arg(short, long, global = true, conflicts_with = "verbose", env = "ALLUXIO_PREFLIGHT_QUIET")]
    quiet: bool,
    /// Say more: checks and reasons of each step, evidence of each finding.
    #[arg(short, long, global = true, env = "ALLUXIO_PREFLIGHT_VERBOSE")]
    verbose: bool,
    /// Folder with rules of your own, beside those inside the program.
    #[arg(long, global = true, value_name = "DIR", env = "ALLUXIO_PREFLIGHT_RULES")]
    rules: Option<PathBuf>,
    /// Threads that read files; as many as there are processors if absent. The output does not depend on it.
    #[arg(long, global = true, value_name = "N", env = "ALLUXIO_PREFLIGHT_THREADS")]
    threads: Option<NonZeroUsize>,
    /// Exit with 0 whatever was found, for use as a report only.
    #[arg(long, global = true, env = "ALLUXIO_PREFLIGHT_EXIT_ZERO")]
    exit_zero: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// Report version 1, for programs.
    Json,
    /// One JSON object per line; of `inspect --entries` and `inspect --namespace` only.
    Ndjson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// What happens if the target is just started, and which path is safe.
    Check(CheckArgs),
    /// Which Alluxio clients are in applications, and whether they work with a server.
    Scan(ScanArgs),
    /// What is there, without judging it; its JSON is an inventory that `check` takes from other nodes.
    Inspect(InspectArgs),
    /// Paths between releases without looking at files.
    Plan(PlanArgs),
    /// The page of a rule.
    Explain {
        /// Id or name of the rule.
        rule: String,
    },
    /// The rule set.
    #[command(subcommand)]
    Rules(RulesCommand),
    /// What is known of settings.
    #[command(subcommand)]
    Catalog(CatalogCommand),
    /// The JSON schema of the report.
    Schema,
    /// The man page, for `man -l -`.
    Man,
}

#[derive(Debug, Args)]
struct CheckArgs {
    /// Release to upgrade to.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_TO")]
    to: AlluxioVersion,
    /// Installed release, where the files do not tell it.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_FROM")]
    from: Option<AlluxioVersion>,
    /// A setting or fact to take as given, such as `alluxio.master.journal.type=UFS` or `launcher=none`.
    #[arg(long, value_name = "NAME=VALUE", value_parser = Assumption::parse, env = "ALLUXIO_PREFLIGHT_ASSUME", value_delimiter = ';')]
    assume: Vec<Assumption>,
    /// Go on although the target is not a release that the rules know.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_ALLOW_UNKNOWN_TARGET")]
    allow_unknown_target: bool,
    /// Explain why the way is not directly to this release.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_WHY_NOT")]
    why_not: Option<AlluxioVersion>,
    /// Folder to write a proposed alluxio-site.properties for the target into; not inside what is inspected.
    #[arg(long, value_name = "DIR", env = "ALLUXIO_PREFLIGHT_WRITE_TARGET_CONF")]
    write_target_conf: Option<PathBuf>,
    /// Homes, conf folders, journal folders, backups, applications or inventories; content decides. Without any,
    /// `$ALLUXIO_HOME`, else the current folder.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct ScanArgs {
    /// Release of the servers.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_SERVER")]
    server: AlluxioVersion,
    /// Go on although the server is not a release that the rules know.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_ALLOW_UNKNOWN_TARGET")]
    allow_unknown_target: bool,
    /// A setting of the servers or a fact to take as given, such as `client.authentication=NOSASL`.
    #[arg(long, value_name = "NAME=VALUE", value_parser = Assumption::parse, env = "ALLUXIO_PREFLIGHT_ASSUME", value_delimiter = ';')]
    assume: Vec<Assumption>,
    /// Configuration of the servers: a home, a conf folder or a properties file. What lies in PATH is the applications' own.
    #[arg(long, value_name = "PATH", env = "ALLUXIO_PREFLIGHT_CONF")]
    conf: Vec<PathBuf>,
    /// Read further paths from standard input, one a line.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_STDIN_PATHS")]
    stdin_paths: bool,
    /// Paths on standard input end with NUL and may hold line ends, as after `find -print0`.
    #[arg(short = '0', long, requires = "stdin_paths", env = "ALLUXIO_PREFLIGHT_NULL")]
    null: bool,
    /// Write one report in JSON per path and line, as soon as the path is done and in the order of the paths.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_NDJSON")]
    ndjson: bool,
    /// Archives and folders; without any, the current folder.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct InspectArgs {
    /// Streams the entries of journals and backups instead, decoded, in the order in which a master reads them.
    #[arg(long, conflicts_with = "namespace", env = "ALLUXIO_PREFLIGHT_ENTRIES")]
    entries: bool,
    /// Streams the folders and files that the entries amount to instead.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_NAMESPACE")]
    namespace: bool,
    /// Only what is at or below this path, or has this text in it.
    #[arg(long, value_name = "PATH", env = "ALLUXIO_PREFLIGHT_GREP")]
    grep: Option<String>,
    /// As for `check`.
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct PlanArgs {
    /// Installed release.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_FROM")]
    from: AlluxioVersion,
    /// Release to upgrade to.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_TO")]
    to: AlluxioVersion,
    /// Journal type before the hop: UFS or EMBEDDED; the release's default if absent.
    #[arg(long, value_name = "TYPE", env = "ALLUXIO_PREFLIGHT_JOURNAL_TYPE")]
    journal_type: Option<String>,
    /// Explain why the way is not directly to this release.
    #[arg(long, value_name = "VERSION", value_parser = version, env = "ALLUXIO_PREFLIGHT_WHY_NOT")]
    why_not: Option<AlluxioVersion>,
    /// Go on although the target is not a release that the rules know.
    #[arg(long, env = "ALLUXIO_PREFLIGHT_ALLOW_UNKNOWN_TARGET")]
    allow_unknown_target: bool,
}

#[derive(Debug, Subcommand)]
enum CatalogCommand {
    /// A setting through all releases: where it exists, its defaults, types and old names.
    Show {
        /// The key.
        key: String,
    },
    /// Which settings come, go, are renamed or get another default between two releases.
    Diff {
        /// The release before.
        #[arg(value_parser = version)]
        from: AlluxioVersion,
        /// The release after.
        #[arg(value_parser = version)]
        to: AlluxioVersion,
        /// Only settings that these read: ALL, CLIENT, MASTER, SERVER, WORKER, NONE.
        #[arg(long, value_name = "SCOPE", value_delimiter = ',', env = "ALLUXIO_PREFLIGHT_SCOPE")]
        scope: Vec<String>,
    },
}

#[derive(Debug, Subcommand)]
enum RulesCommand {
    /// All rules with their names and severities.
    List,
    /// All facts that rules may ask for.
    Facts,
    /// Checks the rules, also those of `--rules DIR`.
    Lint,
}

fn version(text: &str) -> Result<AlluxioVersion, String> {
    AlluxioVersion::parse(text).map_err(|error| error.to_string())
}
