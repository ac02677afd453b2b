//! Which version follows from all that speaks of it.

use crate::facts::{Grade, Span, Subject, Value};
use crate::inspect::client::carrier::Carrier;
use crate::inspect::client::fingerprint::Reading;
use crate::version::{AlluxioVersion, Line};

/// The best grade among carriers.
pub(super) fn best(carriers: &[Carrier]) -> Option<Grade> {
    carriers.iter().map(|carrier| carrier.grade).max()
}

/// The version: all that the best carriers state, else what the classes allow. Metadata is left out if the classes
/// contradict it, since merging jars mixes it up.
pub(super) fn weigh(carriers: &[Carrier], reading: &Reading) -> Option<Span> {
    let best = best(carriers);
    let believed = |carrier: &&Carrier| carrier.grade == Grade::Proven || !contradicts(&carrier.version, reading);
    let stated = || carriers.iter().filter(|carrier| Some(carrier.grade) == best).filter(believed).map(|carrier| &carrier.version);
    match (stated().min(), stated().max(), reading) {
        (Some(min), Some(max), _) => Some(Span { min: min.clone(), max: max.clone() }),
        (_, _, Reading::Fits(span)) => Some(span.clone()),
        (_, _, Reading::Mixed { early, late }) => Some(Span { min: early.1.clone(), max: late.1.clone() }),
        _ => None,
    }
}

/// Rebuilds hold classes of the next release, so only base releases are compared.
pub(super) fn contradicts(version: &AlluxioVersion, reading: &Reading) -> bool {
    matches!(reading, Reading::Fits(span) if version.base() < span.min.base() || version.base() > span.max.base())
}

/// Sets version and era, or why they are not known.
pub(in crate::inspect) fn set(subject: &mut Subject, span: Option<Span>) {
    match span {
        None => {
            let reason = "no carrier of a version and no class that tells releases apart";
            subject.set("client.version", Value::unknown(reason));
            subject.set("client.era", Value::unknown(reason));
        }
        Some(span) => {
            subject.set("client.era", era(&span));
            subject.set("client.version", span);
        }
    }
}

fn era(span: &Span) -> Value {
    let word = |version: &AlluxioVersion| match version.line() {
        Line::Dotted(0) => "tachyon".to_owned(),
        line => line.to_string(),
    };
    match (word(&span.min), word(&span.max)) {
        (min, max) if min == max => Value::Text(min),
        (min, max) => Value::unknown(format!("{min} or {max}")),
    }
}
