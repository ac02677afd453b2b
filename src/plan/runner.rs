//! How masters are run where they have no home on a host, as data: by a chart, by manifests, in containers. Answers which
//! lines stand for a step's own; refuses to guess names that no file tells, for which words in capitals stand.

use serde::Deserialize;

use crate::version::{AlluxioVersion, VersionRange};

const RUNNERS: &str = include_str!("../../rules/runners.toml");

/// One way of running masters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Runner {
    form: String,
    /// What the words in capitals of its commands stand for.
    pub about: String,
    inside: String,
    /// How a setting is written.
    pub(super) pin: String,
    #[serde(default)]
    instead: Vec<Instead>,
}

/// A step, or a part of one, that is done another way.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Instead {
    does: String,
    #[serde(default)]
    releases: Option<VersionRange>,
    #[serde(default)]
    pub(super) title: Option<String>,
    pub(super) run: Vec<String>,
    #[serde(default)]
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Runners {
    runner: Vec<Runner>,
}

impl Runner {
    pub(super) fn builtin() -> Result<Vec<Runner>, String> {
        toml::from_str(RUNNERS).map(|runners: Runners| runners.runner).map_err(|error| format!("rules/runners.toml: {error}"))
    }

    /// Whether it runs what files of this form deploy.
    pub fn runs(&self, form: &str) -> bool {
        self.form == form
    }

    pub(super) fn instead(&self, does: &str, version: &AlluxioVersion) -> Option<&Instead> {
        let fits = |instead: &&Instead| instead.does == does && instead.releases.as_ref().is_none_or(|range| range.contains(version));
        self.instead.iter().find(fits)
    }

    /// A command of the home, as it is typed from outside.
    pub(super) fn outside(&self, command: &str) -> String {
        command.strip_prefix("./").map_or_else(|| command.to_owned(), |rest| format!("{}/{rest}", self.inside))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a failing test may panic")]
mod tests {
    use super::*;

    #[test]
    fn commands_of_the_home_are_typed_from_outside() {
        let runners = Runner::builtin().unwrap();
        let compose = runners.iter().find(|runner| runner.runs("compose")).unwrap();
        assert_eq!(compose.outside("./bin/alluxio fs count /"), "docker compose exec {name} /opt/alluxio/bin/alluxio fs count /");
        assert_eq!(compose.outside("docker compose stop"), "docker compose stop");
    }

    #[test]
    fn every_step_that_is_done_another_way_is_one_of_a_route() {
        let routes = crate::plan::Routes::builtin().unwrap();
        let words: Vec<&str> = routes.step_words().collect();
        for runner in Runner::builtin().unwrap() {
            for instead in &runner.instead {
                assert!(words.contains(&instead.does.as_str()), "{}: {}", runner.form, instead.does);
            }
        }
    }
}
