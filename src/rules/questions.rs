//! What only the running cluster can tell: asked for the hops that it matters to, never guessed.

use serde::Deserialize;

use super::model::Hop;
use super::when::Condition;

/// A question with the command that answers it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClusterQuestion {
    /// Short name in kebab case.
    pub id: String,
    /// The hops that it matters to.
    #[serde(default)]
    pub hop: Hop,
    /// When it matters; always if absent. What cannot be told counts as true.
    #[serde(default)]
    pub when: Condition,
    /// The question, with what a bad answer means.
    pub ask: String,
    /// What to run on the cluster.
    pub run: String,
    /// Why no file shows it.
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    question: Vec<ClusterQuestion>,
}

pub(super) fn parse(text: &str) -> Result<Vec<ClusterQuestion>, toml::de::Error> {
    toml::from_str::<File>(text).map(|file| file.question)
}
