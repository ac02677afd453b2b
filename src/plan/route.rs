//! Routes as data.

use regex::Regex;
use serde::{Deserialize, Deserializer, de};

use super::PlannedHop;
use super::runner::Runner;
use crate::rules::Phase;
use crate::rules::when::Condition;
use crate::version::AlluxioVersion;

const ROUTES: &str = include_str!("../../rules/routes.toml");

/// What must be predicted for a route to be legal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Needs {
    Start,
    UpgradeJournal,
    Restore,
    Never,
}

/// Whose commands a step uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum On {
    Source,
    Target,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StepTemplate {
    pub(super) title: String,
    pub(super) phase: Phase,
    on: On,
    #[serde(default)]
    pub(super) purposes: Vec<String>,
    #[serde(default)]
    pub(super) run: Vec<String>,
    /// What `run` does, for runners that do it another way.
    #[serde(default)]
    pub(super) does: String,
    /// Whether the hop's pins are written in this step.
    #[serde(default)]
    pub(super) pinned: bool,
    #[serde(default)]
    pub(super) checks: Vec<String>,
    pub(super) reversible: bool,
    /// Left out where the release has no command for any of the purposes.
    #[serde(default)]
    pub(super) optional: bool,
    #[serde(default)]
    pub(super) no_return: bool,
    /// Whether it keeps the two releases apart: before it only one runs, after it only the other.
    #[serde(default)]
    pub(super) separates: bool,
    #[serde(default)]
    pub(super) why: Option<String>,
}

impl StepTemplate {
    /// The release whose commands it uses.
    pub(super) fn version<'a>(&self, hop: &'a PlannedHop) -> &'a AlluxioVersion {
        match self.on {
            On::Source => &hop.from,
            On::Target => &hop.to,
        }
    }

    #[cfg(test)]
    fn words(&self) -> impl Iterator<Item = &str> {
        self.purposes.iter().map(String::as_str).chain([self.does.as_str()])
    }
}

/// A condition of a route, with the words for where it does not hold.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Requirement {
    pub(super) when: Condition,
    pub(super) otherwise: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Route {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) cost: u32,
    #[serde(default)]
    pub(super) pins: bool,
    pub(super) needs: Needs,
    pub(super) why: String,
    /// Said instead of steps by a route that carries no namespace.
    #[serde(default)]
    pub(super) advice: String,
    #[serde(default)]
    pub(super) require: Vec<Requirement>,
    #[serde(default, rename = "step")]
    pub(super) steps: Vec<StepTemplate>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PinTemplate {
    pub(super) key: String,
    pub(super) value: String,
    pub(super) why: String,
    /// Whether it is only for stops in between, whose configuration is nobody's wish.
    #[serde(default)]
    pub(super) at_stops: bool,
    pub(super) when: Condition,
}

/// How a folder is copied whose URI matches.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CopyTemplate {
    #[serde(deserialize_with = "pattern")]
    pub(super) folder: Regex,
    pub(super) run: String,
}

fn pattern<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Regex, D::Error> {
    let text = String::deserialize(deserializer)?;
    Regex::new(&text).map_err(de::Error::custom)
}

/// All routes and pins.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Routes {
    #[serde(rename = "route")]
    pub(super) routes: Vec<Route>,
    #[serde(rename = "pin")]
    pub(super) pins: Vec<PinTemplate>,
    #[serde(rename = "copy")]
    pub(super) copies: Vec<CopyTemplate>,
    /// Ways of running masters without a home.
    #[serde(skip)]
    pub runners: Vec<Runner>,
}

/// The routes file does not follow its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteError(pub String);

impl std::fmt::Display for RouteError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for RouteError {}

impl Routes {
    /// The routes inside this program.
    pub fn builtin() -> Result<Routes, RouteError> {
        let mut routes: Routes = toml::from_str(ROUTES).map_err(|e| RouteError(format!("rules/routes.toml: {e}")))?;
        routes.runners = Runner::builtin().map_err(RouteError)?;
        let required = routes.routes.iter().flat_map(|route| &route.require).map(|requirement| &requirement.when);
        let mut conditions = required.chain(routes.pins.iter().map(|pin| &pin.when));
        match conditions.find_map(Condition::malformed) {
            Some(reason) => Err(RouteError(format!("rules/routes.toml: {reason}"))),
            None => Ok(routes),
        }
    }

    /// What steps do, by the words that runners know.
    #[cfg(test)]
    pub(super) fn step_words(&self) -> impl Iterator<Item = &str> {
        self.routes.iter().flat_map(|route| &route.steps).flat_map(StepTemplate::words)
    }

    pub(super) fn find(&self, id: &str) -> Option<&Route> {
        self.routes.iter().find(|route| route.id == id)
    }
}
