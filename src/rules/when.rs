//! Conditions: typed predicates over facts, with three values. What is not known is never taken for true or false.

mod form;
mod pattern;
mod test;
mod truth;

use serde::Deserialize;

use crate::facts::{Gap, Value};
use crate::version::VersionRange;
use pattern::Pattern;
pub use truth::Truth;

/// A condition as it stands in a rule: one of `all`, `any`, `not`, or `fact` with tests.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// All must hold.
    pub all: Option<Vec<Condition>>,
    /// At least one must hold.
    pub any: Option<Vec<Condition>>,
    /// It must not hold.
    pub not: Option<Box<Condition>>,
    /// Full name of the fact that the tests below look at; all of them must hold.
    pub fact: Option<String>,
    is: Option<toml::Value>,
    #[serde(rename = "in")]
    one_of: Option<Vec<toml::Value>>,
    has: Option<toml::Value>,
    has_any: Option<Vec<toml::Value>>,
    /// The set lies within the set that this fact names.
    within: Option<String>,
    /// The set has a member in common with the set that this fact names.
    meets: Option<String>,
    /// More than half of the set are in the set that this fact names.
    majority_within: Option<String>,
    /// Members that `within` does not ask for.
    #[serde(default)]
    allowing: Vec<toml::Value>,
    below: Option<i64>,
    above: Option<i64>,
    /// The number is at most that of the fact named here.
    at_most: Option<String>,
    version: Option<VersionRange>,
    matches: Option<Pattern>,
    same_as: Option<String>,
    /// Whether the fact is known at all; the only test that is never unknown.
    known: Option<bool>,
}

/// Where facts come from.
pub trait Lookup {
    /// The value of a fact; unknown values carry the reason.
    fn fact(&self, name: &str) -> Value;
}

impl Condition {
    /// Evaluates the condition; an empty one holds.
    pub fn evaluate(&self, facts: &dyn Lookup) -> Truth {
        let mut truth = Truth::True;
        if let Some(parts) = &self.all {
            truth = truth.and(until(Truth::False, parts, facts, Truth::and));
        }
        if let Some(parts) = &self.any {
            truth = truth.and(until(Truth::True, parts, facts, Truth::or));
        }
        if let Some(part) = &self.not {
            truth = truth.and(part.evaluate(facts).negate());
        }
        match &self.fact {
            Some(name) => truth.and(self.test(&facts.fact(name), facts)),
            None => truth,
        }
    }
}

/// Joins the parts up to the first that decides: what follows it is not worth asking for.
fn until(decided: Truth, parts: &[Condition], facts: &dyn Lookup, join: fn(Truth, Truth) -> Truth) -> Truth {
    let mut joined = decided.clone().negate();
    for part in parts {
        joined = join(joined, part.evaluate(facts));
        if joined == decided {
            break;
        }
    }
    joined
}

/// A span is in a range, or out of it, only as a whole.
pub(crate) fn in_range(value: &Value, range: &VersionRange) -> Truth {
    match value {
        Value::Version(span) if range.is_uniform(&span.min, &span.max) => range.contains(&span.min).into(),
        Value::Version(span) => Truth::unknown(&Gap::origin(format_args!("the release may be {span}"))),
        Value::Unknown(gap) => Truth::unknown(gap),
        _ => Truth::False,
    }
}
