//! One container, unit or image build, as every deployment file describes it in its own words.

mod facts;
mod mounted;

pub(super) use facts::read_variables;
pub(super) use mounted::mounted;

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::around::assignments;
use super::image;
use super::places::places;
use crate::inspect::config;
use crate::source::shown;

/// An environment variable; no value if the file leaves it to somebody else.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Option<String>,
    pub(super) at: Spot,
}

/// A file as it is shown, and a line of it.
pub(super) type Spot = (Rc<str>, usize);

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
    /// What it comes from, if that is known and was not seen.
    pub(super) unseen: Option<String>,
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
    /// Command and arguments, and where they begin.
    pub(super) words: Vec<String>,
    pub(super) words_at: Option<Spot>,
    pub(super) env: Vec<Variable>,
    /// Environment that comes from something that was not seen.
    pub(super) env_unseen: Option<String>,
    /// Why this is not all of it.
    pub(super) rest_unseen: Option<String>,
    /// Files that were read as parts of it.
    pub(super) taken_in: Vec<PathBuf>,
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

    /// Takes in a file of an environment.
    pub(super) fn env_file(&mut self, path: &Path, text: &str) {
        let file: Rc<str> = shown(path).into();
        let variable = |(name, value, line)| Variable { name, value: Some(value), at: (Rc::clone(&file), line) };
        self.env.extend(assignments(text).into_iter().map(variable));
        self.taken_in.push(path.to_owned());
    }

    /// The same with no more variables than anybody writes, of each the last.
    pub(super) fn bounded(mut self) -> Container {
        let mut later = HashSet::new();
        let last: Vec<bool> = self.env.iter().rev().map(|variable| later.insert(variable.name.clone())).collect();
        let mut last = last.into_iter().rev();
        self.env.retain(|_| last.next().unwrap_or(true));
        if self.env.len() > MOST_VARIABLES {
            self.env.truncate(MOST_VARIABLES);
            self.env_unseen = Some(format!("it sets more than {MOST_VARIABLES} variables; the rest is not looked at"));
        }
        self
    }

    /// The mounts that bring settings in, and not only the configuration of logging and the like.
    fn conf_mounts(&self) -> impl Iterator<Item = &Mount> {
        let conf = places().conf.as_str();
        self.mounts.iter().filter(move |mount| mount.target.strip_prefix(conf).is_some_and(brings_settings))
    }
}

/// Whether a path below the folder of the configuration, or that folder, holds settings.
fn brings_settings(rest: &str) -> bool {
    let name = rest.rsplit('/').next().unwrap_or_default();
    rest.trim_end_matches('/').is_empty() || (rest.starts_with('/') && config::may_hold_settings(name))
}
