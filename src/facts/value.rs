//! The values that facts have, and how they are written in rules and messages.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use serde::{Deserialize, Serialize};

use super::Gap;
use crate::version::AlluxioVersion;

/// The releases that a version may be: from the lowest to the highest that the evidence allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Lowest release that fits.
    pub min: AlluxioVersion,
    /// Highest release that fits.
    pub max: AlluxioVersion,
}

impl Span {
    /// Exactly one version.
    pub fn exactly(version: AlluxioVersion) -> Self {
        Span { min: version.clone(), max: version }
    }

    /// The version, if there is only one.
    pub fn single(&self) -> Option<&AlluxioVersion> {
        (self.min == self.max).then_some(&self.min)
    }
}

/// A fact's value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A count or number.
    Int(i64),
    /// A word.
    Text(String),
    /// A set of words.
    Texts(BTreeSet<String>),
    /// A set of numbers.
    Ints(BTreeSet<i64>),
    /// Numbers by name.
    Counts(BTreeMap<String, i64>),
    /// A version, exact or as a span.
    Version(Span),
    /// It should be known and is not.
    Unknown(Gap),
}

impl Value {
    /// A value that should be known and is not.
    pub fn unknown(gap: impl Into<Gap>) -> Value {
        Value::Unknown(gap.into())
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Text(value) => f.write_str(value),
            Value::Texts(values) => f.write_str(&values.iter().cloned().collect::<Vec<_>>().join(", ")),
            Value::Ints(values) => f.write_str(&values.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
            Value::Counts(values) => {
                f.write_str(&values.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", "))
            }
            Value::Version(span) => write!(f, "{span}"),
            Value::Unknown(_) => f.write_str("unknown"),
        }
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.single() {
            Some(version) => write!(f, "{version}"),
            None => write!(f, "{} to {}", self.min, self.max),
        }
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Value::Int(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Value::Text(value.to_owned())
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Value::Text(value)
    }
}

impl From<BTreeSet<String>> for Value {
    fn from(value: BTreeSet<String>) -> Self {
        Value::Texts(value)
    }
}

impl From<BTreeSet<i64>> for Value {
    fn from(value: BTreeSet<i64>) -> Self {
        Value::Ints(value)
    }
}

impl From<BTreeMap<String, i64>> for Value {
    fn from(value: BTreeMap<String, i64>) -> Self {
        Value::Counts(value)
    }
}

impl From<Span> for Value {
    fn from(value: Span) -> Self {
        Value::Version(value)
    }
}
