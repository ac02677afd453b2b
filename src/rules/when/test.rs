//! The tests of one fact.

use super::{Condition, Lookup, Truth, in_range};
use crate::catalog::value_of;
use crate::facts::Value;

/// Compares with the value of another fact.
type Compare<'t> = &'t dyn Fn(&Value) -> bool;

impl Condition {
    /// Whether the value of the fact passes all tests.
    pub(super) fn test(&self, value: &Value, facts: &dyn Lookup) -> Truth {
        if let Some(known) = self.known {
            return Truth::from(known != matches!(value, Value::Unknown(_)));
        }
        if let Value::Unknown(gap) = value {
            return Truth::unknown(gap);
        }
        match self.test_literals(value) {
            Truth::False => Truth::False,
            literals => literals.and(self.test_facts(value, facts)),
        }
    }

    fn test_literals(&self, value: &Value) -> Truth {
        let equals = |wanted: &toml::Value| is_same(value, wanted);
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
        let tests: [(&Option<String>, Compare<'_>); 5] = [
            (&self.within, &|other| self.is_within(value, other)),
            (&self.meets, &|other| meets(value, other)),
            (&self.majority_within, &|other| is_majority_within(value, other)),
            (&self.same_as, &|other| other == value),
            (&self.at_most, &|other| matches!((value, other), (Value::Int(a), Value::Int(b)) if a <= b)),
        ];
        let mut truth = Truth::True;
        for (name, test) in tests {
            if let Some(name) = name {
                truth = truth.and(match facts.fact(name) {
                    Value::Unknown(gap) => Truth::unknown(&gap),
                    other => Truth::from(test(&other)),
                });
            }
        }
        truth
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

fn is_same(value: &Value, wanted: &toml::Value) -> bool {
    match (value, wanted) {
        (Value::Text(text), toml::Value::String(wanted)) => text == wanted,
        (_, toml::Value::String(_)) => false,
        _ => value_of(wanted).as_ref() == Some(value),
    }
}

fn contains(value: &Value, wanted: &toml::Value) -> bool {
    match (value, wanted) {
        (Value::Texts(set), toml::Value::String(text)) => set.contains(text),
        (Value::Ints(set), toml::Value::Integer(number)) => set.contains(number),
        (Value::Counts(counts), toml::Value::String(name)) => counts.contains_key(name),
        _ => false,
    }
}

fn meets(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::Texts(a), Value::Texts(b)) => !a.is_disjoint(b),
        (Value::Ints(a), Value::Ints(b)) => !a.is_disjoint(b),
        _ => false,
    }
}

fn is_majority_within(value: &Value, other: &Value) -> bool {
    matches!((value, other), (Value::Texts(a), Value::Texts(b)) if a.intersection(b).count() * 2 > a.len())
}
