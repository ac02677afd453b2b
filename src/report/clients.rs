//! Clients in the words of the report.

use super::model;
use super::values::{exact, grade, reason, span, words};
use crate::check::{Outlook, Stop};
use crate::facts::{Subject, Value};
use crate::rules::Works;
use crate::version::{AlluxioVersion, VersionRange};
use crate::wire::{Api, Operation, Pair, Sign};

pub(super) fn client(subject: &Subject, outlook: Option<&Outlook<'_>>) -> model::Client {
    let model::Span { min, max } = span(subject.get("client.version"));
    model::Client {
        path: subject.path.clone(),
        also_at: words(subject.get("client.also_at")),
        era: subject.text("client.era").to_owned(),
        version: exact(subject.get("client.version")),
        version_min: min,
        version_max: max,
        grade: grade(&subject.evidence).to_owned(),
        artifact: subject.text("client.artifact").to_owned(),
        relocated: subject.is("client.relocated"),
        found_in: word(subject, "client.found_in"),
        role: word(subject, "client.role"),
        coordinates: word(subject, "client.coordinates"),
        scope: word(subject, "client.scope"),
        clashes_with: words(subject.get("client.clashes_with")),
        loaded: word(subject, "client.loaded"),
        works_with_server: outlook.map_or(Works::Unknown, |outlook| outlook.answer.works),
        wire: outlook.map(|outlook| wire(subject, outlook)),
        stops: outlook.iter().flat_map(|outlook| &outlook.stops).map(stop).collect(),
        breaks_at_hop: outlook.and_then(Outlook::breaks_at).map(|stop| stop.hop),
        evidence: subject.evidence.clone(),
        problems: subject.problems.clone(),
    }
}

pub(super) fn caller(subject: &Subject) -> model::Caller {
    let model::Span { min, max } = span(subject.get("caller.version"));
    model::Caller {
        path: subject.path.clone(),
        version_min: min,
        version_max: max,
        count: subject.int("caller.count").unwrap_or_default(),
        first_day: subject.text("caller.first_day").to_owned(),
        last_day: subject.text("caller.last_day").to_owned(),
        seen: words(subject.get("caller.seen")).iter().filter_map(|text| calls(text)).collect(),
        evidence: subject.evidence.clone(),
    }
}

fn word(subject: &Subject, name: &str) -> Option<String> {
    subject.get(name).map(|_| subject.text(name).to_owned())
}

pub(super) fn application(subject: &Subject) -> model::Application {
    let model::Span { min, max } = span(subject.get("application.fits"));
    model::Application {
        path: subject.path.clone(),
        kind: subject.text("application.kind").to_owned(),
        version: exact(subject.get("application.version")),
        fits_min: min,
        fits_max: max,
        classes: words(subject.get("application.classes")),
        schemes: words(subject.get("application.schemes")),
        evidence: subject.evidence.clone(),
    }
}

/// `DAY ADDRESS COUNT`.
fn calls(text: &str) -> Option<model::Calls> {
    let mut parts = text.split(' ');
    let (day, address, count) = (parts.next()?, parts.next()?, parts.next()?);
    Some(model::Calls { day: day.to_owned(), address: address.to_owned(), count: count.parse().ok()? })
}

fn stop(stop: &Stop) -> model::Stop {
    model::Stop { hop: stop.hop, to: stop.to.to_string(), works: stop.works }
}

fn wire(subject: &Subject, outlook: &Outlook<'_>) -> model::Wire {
    let version = match subject.get("client.version") {
        Some(Value::Version(span)) => Some(&span.min),
        _ => None,
    };
    let verdict = &outlook.answer.wire;
    let works = |api: Api| verdict.apis.iter().find(|own| own.api == api).map_or(Works::Unknown, |own| own.works);
    let pairs = verdict.pairs();
    model::Wire {
        pairs: pairs.iter().map(|pair| pair.name.clone()).collect(),
        native: works(Api::Native),
        hadoop: works(Api::Hadoop),
        harm: verdict.harm(),
        operations: pairs.iter().flat_map(|pair| operations(pair, version)).collect(),
        signs: pairs.iter().flat_map(|pair| signs(pair, version)).collect(),
        why: outlook.answer.why.iter().map(reason).collect(),
    }
}

/// Whether something that may hold for some clients only is about this one.
fn about(range: Option<&VersionRange>, version: Option<&AlluxioVersion>) -> bool {
    match (range, version) {
        (Some(range), Some(version)) => range.contains(version),
        _ => true,
    }
}

fn operations<'a>(pair: &'a Pair, version: Option<&'a AlluxioVersion>) -> impl Iterator<Item = model::WireOperation> + 'a {
    let operation = |operation: &Operation| model::WireOperation {
        names: operation.names.clone(),
        api: pair.api,
        how: operation.how,
        message: operation.message.clone(),
    };
    pair.operations.iter().filter(move |operation| about(operation.client.as_ref(), version)).map(operation)
}

fn signs<'a>(pair: &'a Pair, version: Option<&'a AlluxioVersion>) -> impl Iterator<Item = model::WireSign> + 'a {
    let sign = |sign: &Sign| model::WireSign { at: sign.at, text: sign.text.clone() };
    pair.signs.iter().filter(move |sign| about(sign.client.as_ref(), version)).map(sign)
}
