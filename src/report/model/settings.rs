//! Facts of installs and their configuration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::Evidence;

/// An Alluxio home.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Install {
    /// Its path.
    pub path: String,
    /// Its version; null if its files do not agree or say nothing.
    pub version: Option<String>,
    /// What its files say.
    pub evidence: Vec<Evidence>,
    /// What is wrong with it.
    pub problems: Vec<String>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// Key.
    pub key: String,
    /// Value; masked if it is a secret.
    pub value: String,
    /// File and line, `--assume`, or the release whose default it is.
    pub origin: String,
    /// Whether it is the assignment that wins.
    pub effective: bool,
    /// Who is given it: all, master, worker, job-master, job-worker, proxy, fuse, user, application. An
    /// application is also given what masters hand out, with an origin that says so.
    pub process: String,
    /// The part of the namespace that it holds for, `path /a` or `mount point /a`; empty where it holds everywhere.
    #[serde(default)]
    pub only_for: String,
    /// Value that the release before the hop uses; null if it does not know the key or nothing sets it.
    pub before: Option<String>,
    /// Value that the release after the hop uses.
    pub after: Option<String>,
    /// What becomes of the key: kept, old-name, replaced, removed, starts-to-act, new-name, too-new, leftover, misspelt, foreign,
    /// ever-default (nobody set it and the default changes); empty where it is not known.
    pub change: String,
    /// Why the value changes; empty if it does not.
    pub why: String,
}

/// A line to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// The file; empty for a line that belongs into the site file of the target.
    pub file: String,
    /// The line, from 1; null for a line to add.
    pub line: Option<usize>,
    /// What stands there, masked if it is a secret; empty for a line to add.
    pub old: String,
    /// What belongs there; null if the line is to be taken out.
    pub new: Option<String>,
}

impl Edit {
    /// The change in one line: `key = old  ->  key = new  (file:line)`.
    pub fn words(&self) -> String {
        let place = self.line.map_or_else(String::new, |line| format!("  ({}:{line})", self.file));
        match (&self.new, self.old.as_str()) {
            (Some(new), "") => format!("add to conf/alluxio-site.properties of the target: {new}"),
            (Some(new), old) => format!("{old}  ->  {new}{place}"),
            (None, old) => format!("take out: {old}{place}"),
        }
    }
}

/// What only the running cluster can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterQuestion {
    /// Short name.
    pub id: String,
    /// The question, and what a bad answer means.
    pub ask: String,
    /// What to run on the cluster.
    pub command: String,
    /// Why no file shows it.
    pub why: String,
}
