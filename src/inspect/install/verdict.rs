//! Which of the stated versions is the home's?
//!
//! The best-graded place wins. Among equals the start script decides, since it picks the jar that runs; if it does not
//! say, the version stays unknown rather than guessed.

use super::statement::Statement;
use crate::facts::{Span, Value};

/// Places named per version in a message.
const NAMED: usize = 3;

/// The home's version, or why it is not known.
pub(super) fn version(statements: &[Statement]) -> Value {
    let Some(best) = statements.iter().map(|statement| statement.grade).max() else {
        return Value::unknown("no file of the home states a version");
    };
    let graded: Vec<&Statement> = statements.iter().filter(|statement| statement.grade == best).collect();
    let candidates = distinct(graded);
    let chosen = match candidates.as_slice() {
        [only] => Some(*only),
        several => decided_by_script(several, statements),
    };
    match chosen {
        Some(Statement { version: Some(version), .. }) => Value::Version(Span::exactly(version.clone())),
        Some(statement) => {
            Value::unknown(format!("{} states `{}`, which no open-source release is called", statement.place, statement.text))
        }
        None => Value::unknown(disagreement(statements).unwrap_or_default()),
    }
}

fn decided_by_script<'a>(candidates: &[&'a Statement], statements: &[Statement]) -> Option<&'a Statement> {
    let scripts = distinct(statements.iter().filter(|statement| statement.script).collect());
    let [script] = scripts.as_slice() else { return None };
    candidates.iter().find(|candidate| candidate.agrees_with(script)).copied()
}

/// One statement per version, in the order they were made.
pub(super) fn distinct(statements: Vec<&Statement>) -> Vec<&Statement> {
    let mut distinct: Vec<&Statement> = Vec::new();
    for statement in statements {
        if !distinct.iter().any(|known| known.agrees_with(statement)) {
            distinct.push(statement);
        }
    }
    distinct
}

/// What to say if places state different versions.
pub(super) fn disagreement(statements: &[Statement]) -> Option<String> {
    let versions = distinct(statements.iter().collect());
    if versions.len() < 2 {
        return None;
    }
    let parts: Vec<String> = versions.iter().map(|version| format!("{} ({})", version.text, places_of(version, statements))).collect();
    Some(format!("places in the home state different versions: {}", parts.join("; ")))
}

fn places_of(version: &Statement, statements: &[Statement]) -> String {
    let places: Vec<&str> =
        statements.iter().filter(|statement| statement.agrees_with(version)).map(|statement| statement.place.as_str()).collect();
    let named = places.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
    match places.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
