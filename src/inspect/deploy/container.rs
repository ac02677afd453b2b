//! One container, unit or image build, as every deployment file describes it in its own words.

mod facts;

use std::collections::BTreeSet;

use super::image;
use super::places::places;

/// An environment variable; no value if the file leaves it to somebody else.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) line: usize,
}

/// How long what is written to a mount lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Storage {
    /// Longer than the container: a host folder, a named volume, a claim.
    Lasting,
    /// As long as the pod.
    Pod,
    /// It holds configuration.
    Config,
}

/// A path inside the container that is not part of its image.
#[derive(Debug, Clone)]
pub(super) struct Mount {
    pub(super) target: String,
    pub(super) storage: Storage,
    /// Path on the machine, if it is one.
    pub(super) source: Option<String>,
}

/// What a file says of one of them.
#[derive(Debug, Default)]
pub(super) struct Container {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) form: &'static str,
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) init: bool,
    pub(super) image: Option<String>,
    /// Command and arguments, and the line they begin at.
    pub(super) words: Vec<String>,
    pub(super) words_line: Option<usize>,
    pub(super) env: Vec<Variable>,
    /// Environment that comes from something that was not seen.
    pub(super) env_unseen: Option<String>,
    pub(super) ports: BTreeSet<i64>,
    pub(super) user: String,
    pub(super) ids: Vec<i64>,
    pub(super) mounts: Vec<Mount>,
    pub(super) chart: Option<String>,
}

/// Variables of one container that are looked at.
const MOST_VARIABLES: usize = 1000;

/// Largest id that a tar entry of snapshots can hold in the usual way: 7 octal digits.
pub(super) const MAX_ID: i64 = 0o777_7777;

impl Container {
    /// Whether any of it speaks of Alluxio.
    pub(super) fn is_alluxio(&self) -> bool {
        let program = |word: &str| word.rsplit('/').next().is_some_and(|name| name.starts_with("alluxio")) && !word.contains("://");
        self.image.as_deref().is_some_and(image::names_alluxio)
            || self.env.iter().any(|variable| variable.name.starts_with("ALLUXIO_") && variable.name.ends_with("_JAVA_OPTS"))
            || self.words.iter().flat_map(|word| word.split_whitespace()).any(program)
    }

    /// The same with no more variables than anybody writes.
    pub(super) fn bounded(mut self) -> Container {
        if self.env.len() > MOST_VARIABLES {
            self.env.truncate(MOST_VARIABLES);
            self.env_unseen = Some(format!("it sets more than {MOST_VARIABLES} variables; the rest is not looked at"));
        }
        self
    }

    /// The mount that brings configuration in.
    pub(super) fn mounts_conf(&self) -> Option<&Mount> {
        let conf = places().conf.as_str();
        self.mounts.iter().find(|mount| mount.target == conf || mount.target.starts_with(&format!("{conf}/")))
    }
}
