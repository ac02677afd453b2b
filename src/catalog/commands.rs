//! The shell commands of each release, by what they are for.

use serde::Deserialize;

use crate::version::{AlluxioVersion, VersionRange};

/// A command as typed in the release's home.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    purpose: String,
    releases: VersionRange,
    /// Lines to type, with `{name}` for what depends on the cluster.
    pub run: Vec<String>,
    /// What else it does or needs.
    #[serde(default)]
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Commands {
    command: Vec<Command>,
}

impl Commands {
    pub(super) fn parse(text: &str) -> Result<Commands, String> {
        toml::from_str(text).map_err(|e| e.to_string())
    }

    pub(super) fn find(&self, purpose: &str, version: &AlluxioVersion) -> Option<&Command> {
        self.command.iter().find(|command| command.purpose == purpose && command.releases.contains(version))
    }
}
