//! Conditions: typed predicates over facts, with three values. What is not known is never taken for true or false.

mod form;
mod pattern;
mod truth;

use serde::Deserialize;

use crate::catalog::value_of;
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
        let all = self.all.as_ref().map_or(Truth::True, |parts| until(Truth::False, parts, facts, Truth::and));
        let any = self.any.as_ref().map_or(Truth::True, |parts| until(Truth::True, parts, facts, Truth::or));
        let not = self.not.as_ref().map_or(Truth::True, |part| part.evaluate(facts).negate());
        let leaf = self.fact.as_ref().map_or(Truth::True, |name| self.test(&facts.fact(name), facts));
        all.and(any).and(not).and(leaf)
    }

    fn test(&self, value: &Value, facts: &dyn Lookup) -> Truth {
        if let Some(known) = self.known {
            return Truth::from(known != matches!(value, Value::Unknown(_)));
        }
        if let Value::Unknown(gap) = value {
            return Truth::unknown(gap);
        }
        self.test_literals(value).and(self.test_facts(value, facts))
    }

    fn test_literals(&self, value: &Value) -> Truth {
        let equals = |wanted: &toml::Value| value_of(wanted).as_ref() == Some(value);
        let holds = self.is.as_ref().is_none_or(equals)
            && self.one_of.as_ref().is_none_or(|list| list.iter().any(equals))
            && self.has.as_ref().is_none_or(|wanted| contains(value, wanted))
            && self.has_any.as_ref().is_none_or(|list| list.iter().any(|wanted| contains(value, wanted)))
            && self.below.is_none_or(|limit| matches!(value, Value::Int(number) if *number < limit))
            && self.above.is_none_or(|limit| matches!(value, Value::Int(number) if *number > limit))
            && self.matches.as_ref().is_none_or(|pattern| match value {
                Value::Text(text) => pattern.is_match(text),
                Value::Texts(texts) => texts.iter().any(|text| pattern.is_match(text)),
                _ => false,
            });
        Truth::from(holds).and(self.version.as_ref().map_or(Truth::True, |range| in_range(value, range)))
    }

    fn test_facts(&self, value: &Value, facts: &dyn Lookup) -> Truth {
        let compare = |name: &Option<String>, test: &dyn Fn(&Value) -> bool| match name.as_ref().map(|name| facts.fact(name)) {
            None => Truth::True,
            Some(Value::Unknown(gap)) => Truth::unknown(&gap),
            Some(other) => Truth::from(test(&other)),
        };
        compare(&self.within, &|other| self.is_within(value, other))
            .and(compare(&self.meets, &|other| match (value, other) {
                (Value::Texts(a), Value::Texts(b)) => !a.is_disjoint(b),
                (Value::Ints(a), Value::Ints(b)) => !a.is_disjoint(b),
                _ => false,
            }))
            .and(compare(&self.majority_within, &|other| match (value, other) {
                (Value::Texts(a), Value::Texts(b)) => a.intersection(b).count() * 2 > a.len(),
                _ => false,
            }))
            .and(compare(&self.same_as, &|other| other == value))
            .and(compare(&self.at_most, &|other| matches!((value, other), (Value::Int(a), Value::Int(b)) if a <= b)))
    }

    fn is_within(&self, value: &Value, other: &Value) -> bool {
        let allowed = |member: &toml::Value| self.allowing.contains(member);
        match (value, other) {
            (Value::Ints(a), Value::Ints(b)) => a.iter().all(|n| b.contains(n) || allowed(&toml::Value::Integer(*n))),
            (Value::Texts(a), Value::Texts(b)) => a.iter().all(|t| b.contains(t) || allowed(&toml::Value::String(t.clone()))),
            // A list as settings write it.
            (Value::Text(a), Value::Text(b)) => b.split(',').any(|member| member.trim() == a),
            (Value::Version(a), Value::Version(b)) => b.min <= a.min && a.max <= b.max,
            (Value::Text(a), Value::Texts(b)) => b.contains(a) || allowed(&toml::Value::String(a.clone())),
            // An empty list in a table has no type of its own.
            (Value::Ints(a), Value::Texts(b)) if b.is_empty() => a.iter().all(|n| allowed(&toml::Value::Integer(*n))),
            _ => false,
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

fn contains(value: &Value, wanted: &toml::Value) -> bool {
    match (value, wanted) {
        (Value::Texts(set), toml::Value::String(text)) => set.contains(text),
        (Value::Ints(set), toml::Value::Integer(number)) => set.contains(number),
        (Value::Counts(counts), toml::Value::String(name)) => counts.contains_key(name),
        _ => false,
    }
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
