//! Defaults whose change matters, with what it does. Ranked by people: that two defaults differ is for the catalog to say.

use serde::Deserialize;

use super::when::Condition;
use crate::facts::{Subject, SubjectKind};

/// How much a changed default matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// It is a finding.
    Acts,
    /// It is listed among the settings and found nothing wrong with.
    Listed,
}

impl Rank {
    /// The word of rules.
    pub fn word(self) -> &'static str {
        match self {
            Rank::Acts => "acts",
            Rank::Listed => "listed",
        }
    }
}

/// A default that matters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Default {
    /// The key.
    pub key: String,
    /// How much.
    pub rank: Rank,
    /// Only if the default before the hop is one of these.
    #[serde(default)]
    pub old: Vec<String>,
    /// Only if the default after the hop is one of these.
    #[serde(default)]
    pub new: Vec<String>,
    /// Whether it matters too that the key is new.
    #[serde(default)]
    pub appears: bool,
    /// When the cluster can feel it; always if absent.
    #[serde(default)]
    pub when: Condition,
    /// Whether the target still does what the old value says, so that it may be pinned.
    #[serde(default = "yes")]
    pub pin: bool,
    /// What it does, as the second half of a sentence.
    pub consequence: String,
    /// Stands for the key where rules ask for subjects.
    #[serde(skip, default = "nobody")]
    pub subject: Subject,
}

fn yes() -> bool {
    true
}

fn nobody() -> Subject {
    Subject::new(SubjectKind::Key, "")
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    default: Vec<Default>,
}

pub(super) fn parse(text: &str) -> Result<Vec<Default>, toml::de::Error> {
    let mut file: File = toml::from_str(text)?;
    for default in &mut file.default {
        let mut subject = Subject::new(SubjectKind::Key, &default.key);
        subject.set("key.name", default.key.as_str());
        subject.set("key.written", false);
        subject.set("key.pinnable", default.pin);
        default.subject = subject;
    }
    Ok(file.default)
}
