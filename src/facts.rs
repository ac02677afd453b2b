//! What was seen: subjects, their attributes with evidence, and what could not be seen.
//!
//! Readers fill these types, the judge reads them. Nothing here knows whether a fact is good or bad.

mod gap;
mod segment;
mod value;
pub mod vocabulary;

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

pub use gap::{Cause, Gap};
pub use segment::{Segment, SegmentState};
pub use value::{Span, Value};
pub use vocabulary::SubjectKind;

use crate::settings::Settings;

/// How sure a fact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Grade {
    /// Said by the user with `--assume` or `--from`, or a default that stands in for what was not seen.
    Assumed,
    /// Follows from names and layout only.
    Weak,
    /// Follows from content that other releases could also have written.
    Strong,
    /// Stated by the bytes themselves.
    Proven,
}

/// Where a fact comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Evidence {
    /// Nested path, with line or byte offset where there is one: `app.war!/WEB-INF/lib/x.jar`, `conf/x.properties:12`.
    pub place: String,
    /// How sure.
    pub grade: Grade,
    /// What is written there, in a few words.
    pub detail: String,
}

impl Evidence {
    /// Evidence at a place.
    pub fn new(place: impl Into<String>, grade: Grade, detail: impl Into<String>) -> Self {
        Evidence { place: place.into(), grade, detail: detail.into() }
    }
}

/// A thing that facts are about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// What sort of thing.
    pub kind: SubjectKind,
    /// Its nested path, which also names it in reports.
    pub path: String,
    attributes: BTreeMap<String, Value>,
    /// Where the attributes come from.
    pub evidence: Vec<Evidence>,
    /// What is wrong with it, in words for people: damage, leftovers, oddities.
    pub problems: Vec<String>,
    /// Log files of a journal, in the order in which they were read.
    #[serde(default)]
    pub segments: Vec<Segment>,
}

impl Subject {
    /// A subject without attributes.
    pub fn new(kind: SubjectKind, path: impl Into<String>) -> Self {
        Subject { kind, path: path.into(), attributes: BTreeMap::new(), evidence: Vec::new(), problems: Vec::new(), segments: Vec::new() }
    }

    /// Sets an attribute by its full name (`journal.kind`), which the vocabulary must have.
    pub fn set(&mut self, name: &'static str, value: impl Into<Value>) {
        debug_assert!(vocabulary::find(name).is_some(), "{name} is not in the vocabulary");
        self.attributes.insert(name.to_owned(), value.into());
    }

    /// The attribute, or `None` if no reader set it.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.attributes.get(name)
    }

    /// The attribute as text; empty if it is missing or not text.
    pub fn text(&self, name: &str) -> &str {
        match self.attributes.get(name) {
            Some(Value::Text(text)) => text,
            _ => "",
        }
    }

    /// The attribute as a number.
    pub fn int(&self, name: &str) -> Option<i64> {
        match self.attributes.get(name) {
            Some(Value::Int(number)) => Some(*number),
            _ => None,
        }
    }

    /// The attribute as a truth value; false if it is missing.
    pub fn is(&self, name: &str) -> bool {
        matches!(self.attributes.get(name), Some(Value::Bool(true)))
    }

    /// The names of all attributes that are set.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.keys().map(String::as_str)
    }
}

/// Something that should have been read and could not be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unseen {
    /// Nested path or name of what was not read.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Full names of the facts that would have come from it.
    pub facts: Vec<String>,
    /// What to supply so that it is seen.
    pub remedy: String,
}

impl Unseen {
    /// An unseen thing that hides the named facts.
    pub fn new(subject: impl Into<String>, reason: impl Into<String>, facts: &[&str], remedy: impl Into<String>) -> Self {
        let known = |fact: &str| fact.starts_with(vocabulary::SETTING) || vocabulary::find(fact).is_some();
        debug_assert!(facts.iter().all(|fact| known(fact)), "{facts:?} are not in the vocabulary");
        let facts = facts.iter().map(|fact| (*fact).to_owned()).collect();
        Unseen { subject: subject.into(), reason: reason.into(), facts, remedy: remedy.into() }
    }
}

/// Things that are told of one file: what is told is judged by every rule, in memory.
pub const MOST_OF_ONE_FILE: usize = 1000;
/// Settings that are read from one file. No release has as many keys.
pub const MOST_SETTINGS: usize = 2_000;

/// Everything that was seen under the given paths.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// Things seen, in the order of discovery.
    pub subjects: Vec<Subject>,
    /// Configuration as written, before defaults and substitution.
    pub settings: Settings,
    /// Things not seen.
    pub unseen: Vec<Unseen>,
    /// Files that were read as parts of what is told here.
    #[serde(skip)]
    pub taken_in: Vec<PathBuf>,
}

impl Facts {
    /// The subjects of one kind.
    pub fn of(&self, kind: SubjectKind) -> impl Iterator<Item = &Subject> {
        self.subjects.iter().filter(move |subject| subject.kind == kind)
    }

    /// The journals that hold anything. A given folder without files is noted as one too, since a master may be about to write it.
    pub fn journals(&self) -> impl Iterator<Item = &Subject> {
        self.of(SubjectKind::Journal).filter(|journal| journal.text("journal.kind") != "empty")
    }

    /// Adds what another reader saw.
    pub fn extend(&mut self, other: Facts) {
        self.subjects.extend(other.subjects);
        self.settings.extend(other.settings);
        self.unseen.extend(other.unseen);
        self.taken_in.extend(other.taken_in);
    }

    /// Whether a reader has told so much of one file that more would be too dear to judge.
    pub fn is_crowded(&self) -> bool {
        self.subjects.len() >= MOST_OF_ONE_FILE || self.settings.len() >= MOST_SETTINGS
    }

    /// Says that the rest of a file is not looked at.
    pub fn crowded(&mut self, place: &str) {
        let facts = [vocabulary::ALL_SETTINGS, "deployment.start_word", "script.command", "client.version"];
        let reason = "the file tells more than anybody writes; the rest of it is not looked at";
        self.unseen.push(Unseen::new(place, reason, &facts, "give what is meant in a file of its own"));
    }

    /// Whether no reader recognised anything, and nothing could hide something.
    pub fn is_empty(&self) -> bool {
        let empty_folder = |subject: &Subject| subject.kind == SubjectKind::Journal && subject.text("journal.kind") == "empty";
        self.subjects.iter().all(empty_folder) && self.settings.is_empty() && self.unseen.is_empty()
    }
}
