//! Why something is not known: in words for people, and with what would have to be seen, so that nobody matches words.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::Unseen;

/// What is in the way of knowing something.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// This thing among the paths could not be read; both words are those of its [`Unseen`].
    Unseen {
        /// Its path or name.
        subject: String,
        /// Why it was not read.
        reason: String,
    },
    /// It is not known, or not well enough, which release is installed.
    Origin,
    /// The paths hold nothing of a cluster.
    Cluster,
}

/// A fact that is missing. Without a cause, what was seen or the tables of the rules just do not tell it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
pub struct Gap {
    words: String,
    /// Shared, since many rules lack the same facts.
    causes: Arc<BTreeSet<Cause>>,
}

impl Gap {
    fn new(words: String, causes: BTreeSet<Cause>) -> Gap {
        Gap { words, causes: Arc::new(causes) }
    }

    /// A gap that ends once it is said which release is installed.
    pub fn origin(words: impl fmt::Display) -> Gap {
        Gap::new(format!("{words}; give it with --from"), BTreeSet::from([Cause::Origin]))
    }

    /// Rules on the cluster where the paths hold applications or scripts only.
    pub fn cluster() -> Gap {
        Gap::new("no Alluxio cluster was found in the paths".to_owned(), BTreeSet::from([Cause::Cluster]))
    }

    /// Several gaps as one.
    pub fn join<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Gap {
        let mut words = Vec::new();
        let mut causes = BTreeSet::new();
        for gap in gaps {
            words.push(gap.words.as_str());
            causes.extend(gap.causes.iter().cloned());
        }
        Gap::new(words.join("; "), causes)
    }

    /// What is not known because of things that were not seen, if there are any; the first of them gives the words.
    pub fn behind<'a>(unseen: impl IntoIterator<Item = &'a Unseen>) -> Option<Gap> {
        let mut unseen = unseen.into_iter();
        let first = unseen.next()?;
        let causes: BTreeSet<Cause> = unseen.chain([first]).map(Unseen::cause).collect();
        let others = causes.len().saturating_sub(1);
        let others = if others == 0 { String::new() } else { format!(" (and {others} more not seen)") };
        Some(Gap::new(format!("{}{others}", Gap::from(first)), causes))
    }

    /// What is in the way.
    pub fn causes(&self) -> impl Iterator<Item = &Cause> {
        self.causes.iter()
    }
}

impl Unseen {
    /// Its identity: two things with the same name and reason are the same.
    pub fn cause(&self) -> Cause {
        Cause::Unseen { subject: self.subject.clone(), reason: self.reason.clone() }
    }

    /// Whether a fact with this full name would have come from it.
    pub fn hides(&self, fact: &str) -> bool {
        self.facts.iter().any(|hidden| hidden == fact)
    }
}

impl fmt::Display for Gap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl From<&Unseen> for Gap {
    fn from(unseen: &Unseen) -> Gap {
        Gap::new(format!("{}: {}", unseen.subject, unseen.reason), BTreeSet::from([unseen.cause()]))
    }
}

impl From<&str> for Gap {
    fn from(words: &str) -> Gap {
        Gap::from(words.to_owned())
    }
}

impl From<String> for Gap {
    fn from(words: String) -> Gap {
        Gap::new(words, BTreeSet::new())
    }
}

/// As inventories write it: the words alone where no cause is known, which is also all that the first ones had.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    Words(String),
    Caused { words: String, causes: BTreeSet<Cause> },
}

impl From<Written> for Gap {
    fn from(written: Written) -> Gap {
        match written {
            Written::Words(words) => words.into(),
            Written::Caused { words, causes } => Gap::new(words, causes),
        }
    }
}

impl From<Gap> for Written {
    fn from(Gap { words, causes }: Gap) -> Written {
        if causes.is_empty() { Written::Words(words) } else { Written::Caused { words, causes: Arc::unwrap_or_clone(causes) } }
    }
}
