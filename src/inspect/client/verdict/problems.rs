//! Where the evidence of one client does not agree.

use std::collections::BTreeSet;

use super::Testimony;
use super::version::contradicts;
use crate::facts::Subject;
use crate::inspect::client::carrier::Carrier;
use crate::inspect::client::fingerprint::Reading;

/// Notes what disagrees, and whether anything does.
pub(super) fn note(subject: &mut Subject, testimony: &Testimony) {
    let found = [disagreement(testimony), misfit(testimony), mixture(&testimony.reading), too_old(testimony)];
    let found: Vec<String> = found.into_iter().flatten().collect();
    subject.set("client.agree", found.is_empty());
    subject.set("client.stated", testimony.carriers().map(|carrier| carrier.version.to_string()).collect::<BTreeSet<_>>());
    subject.problems.extend(found);
    subject.problems.extend(testimony.carriers().filter_map(foreign).collect::<BTreeSet<_>>());
}

fn first(testimony: &Testimony) -> Option<&Carrier> {
    testimony.carriers().reduce(|best, next| if next.grade > best.grade { next } else { best })
}

fn disagreement(testimony: &Testimony) -> Option<String> {
    let first = first(testimony)?;
    let other = testimony.carriers().chain(&testimony.name).find(|other| other.version != first.version)?;
    Some(format!("places disagree: {} at {}, but {} at {}", first.detail, first.place, other.detail, other.place))
}

fn misfit(testimony: &Testimony) -> Option<String> {
    let first = first(testimony).filter(|first| contradicts(&first.version, &testimony.reading))?;
    let Reading::Fits(span) = &testimony.reading else { return None };
    Some(format!("{} at {}, but its classes fit {span}", first.detail, first.place))
}

fn mixture(reading: &Reading) -> Option<String> {
    let Reading::Mixed { early, late } = reading else { return None };
    Some(format!("classes of several releases are mixed: {} was last in {}, {} came with {}", early.0, early.1, late.0, late.1))
}

/// A newer format says only that someone compiled it again; an older one cannot be of a release that needs a newer Java.
fn too_old(testimony: &Testimony) -> Option<String> {
    let (format, span) = testimony.format.as_ref()?;
    let first = first(testimony).filter(|first| first.version.base() > span.max.base())?;
    Some(format!("{} at {}, but class format {format} was given up after {}", first.detail, first.place, span.max))
}

fn foreign(carrier: &Carrier) -> Option<String> {
    let text = carrier.foreign.as_ref()?;
    Some(format!("{text} at {} is no version of Alluxio itself; taken as {}", carrier.place, carrier.version))
}
