//! Values and reasons as the report writes them.

use std::collections::BTreeMap;

use super::model;
use crate::facts::{Evidence, Grade, Span, Value};
use crate::judge::{Answer, Why};

/// A reason, with the rule that gives it.
pub(super) fn reason(why: &Why) -> String {
    if why.rule.is_empty() { why.text.clone() } else { format!("{} [{}]", why.text, why.rule) }
}

pub(super) fn prediction(answer: &Answer) -> model::Prediction {
    model::Prediction { outcome: answer.outcome, why: answer.why.iter().map(reason).collect() }
}

pub(super) fn grade(evidence: &[Evidence]) -> &'static str {
    match evidence.iter().map(|evidence| evidence.grade).max() {
        Some(Grade::Proven) => "proven",
        Some(Grade::Strong) => "strong",
        Some(Grade::Weak) => "weak",
        Some(Grade::Assumed) | None => "assumed",
    }
}

pub(super) fn exact(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::Version(span)) => span.single().map(ToString::to_string),
        _ => None,
    }
}

pub(super) fn span(value: Option<&Value>) -> model::Span {
    match value {
        Some(Value::Version(Span { min, max })) => model::Span { min: Some(min.to_string()), max: Some(max.to_string()) },
        _ => model::Span { min: None, max: None },
    }
}

pub(super) fn counts(value: Option<&Value>) -> Option<BTreeMap<String, i64>> {
    match value {
        Some(Value::Counts(counts)) => Some(counts.clone()),
        _ => None,
    }
}

pub(super) fn words(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::Texts(words)) => words.iter().cloned().collect(),
        _ => Vec::new(),
    }
}
