//! Clients on a page: the version, whether it works, what does not, and how far it comes on the way of the plan.

use super::page::Page;
use crate::report::model::{Application, Caller, Client, Report, Stop, Wire, WireOperation};
use crate::rules::Works;

pub(super) fn clients(page: &mut Page, report: &Report, detail: u8) {
    for client in &report.facts.clients {
        page.item("-", &line(client, &report.question.to));
        also(page, client, detail);
        if let Some(wire) = client.wire.as_ref().filter(|_| client.works_with_server != Works::Yes) {
            broken(page, wire, detail);
        }
        if let Some(way) = way(client) {
            page.item("    ", &way);
        }
    }
    report.facts.callers.iter().for_each(|caller| callers(page, caller, detail));
}

fn callers(page: &mut Page, caller: &Caller, detail: u8) {
    let (min, max) = (caller.version_min.as_deref().unwrap_or("?"), caller.version_max.as_deref().unwrap_or("?"));
    let (first, last) = (&caller.first_day, &caller.last_day);
    page.item("-", &format!("log {}: clients of {min} to {max}, failed handshakes: {}, {first} to {last}", caller.path, caller.count));
    let shown = if detail > 1 { caller.seen.as_slice() } else { &[] };
    shown.iter().for_each(|calls| page.item("    ", &format!("{} {}: {}", calls.day, calls.address, calls.count)));
}

/// Each line of other programs' configuration that uses Alluxio.
pub(super) fn applications(page: &mut Page, report: &Report) {
    for application in &report.facts.applications {
        if application.kind == "alluxio-server" {
            let version = application.version.as_deref().unwrap_or("release unknown");
            page.item("-", &format!("Alluxio itself in {}: {version}; no client of an application", application.path));
            continue;
        }
        if application.kind == "code" {
            page.item("-", &code(application));
            continue;
        }
        let names = application.classes.iter().cloned().chain(application.schemes.iter().map(|scheme| format!("{scheme}://")));
        let names: Vec<String> = names.collect();
        page.item("-", &format!("configuration of {} {}: uses {}", application.kind, application.path, names.join(", ")));
    }
}

/// Classes that call Alluxio and have no client beside them.
fn code(application: &Application) -> String {
    let shown = application.classes.iter().take(CALLED).cloned().collect::<Vec<_>>().join(", ");
    let more = application.classes.len().saturating_sub(CALLED);
    let more = if more > 0 { format!(" and {more} more classes") } else { String::new() };
    let fits = match (&application.fits_min, &application.fits_max) {
        (Some(min), Some(max)) => format!("; clients of {min} to {max} have these"),
        _ => String::new(),
    };
    format!("code in {}: calls {shown}{more}, without a client beside it{fits}", application.path)
}

/// Called classes that are named on a page.
const CALLED: usize = 3;

/// Other places that are shown without `--verbose`.
const PLACES: usize = 3;

fn also(page: &mut Page, client: &Client, detail: u8) {
    let shown = if detail > 1 { client.also_at.len() } else { PLACES };
    for place in client.also_at.iter().take(shown) {
        page.item("    ", &format!("also at {place}"));
    }
    if let Some(more) = client.also_at.len().checked_sub(shown).filter(|more| *more > 0) {
        page.item("    ", &format!("and at {more} more places (--verbose)"));
    }
}

fn line(client: &Client, to: &str) -> String {
    let version = client
        .version
        .clone()
        .unwrap_or_else(|| format!("{} to {}", client.version_min.as_deref().unwrap_or("?"), client.version_max.as_deref().unwrap_or("?")));
    let moved = if client.relocated { ", relocated" } else { "" };
    let works = client.works_with_server.word();
    let what = if client.role.as_deref() == Some("installation") { "client jar of the installation" } else { "client" };
    format!("{what} {}: {version} ({}{moved}), works with {to}: {works}{}", client.path, client.grade, by_api(client))
}

/// Said only where the APIs differ.
fn by_api(client: &Client) -> String {
    match &client.wire {
        Some(wire) if wire.native != wire.hadoop => format!(" (native API: {}, Hadoop API: {})", wire.native.word(), wire.hadoop.word()),
        _ => String::new(),
    }
}

fn broken(page: &mut Page, wire: &Wire, detail: u8) {
    for operation in wire.operations.iter().filter(|operation| detail > 1 || operation.names != ["all"]) {
        page.item("    ", &said(operation));
    }
    if detail > 1 {
        for sign in &wire.signs {
            let whose = if sign.at == crate::wire::Place::Master { "master" } else { "application" };
            page.item("    ", &format!("in the log of the {whose}: {}", sign.text));
        }
    }
}

fn said(operation: &WireOperation) -> String {
    let message = if operation.message.is_empty() { String::new() } else { format!(" ({})", operation.message) };
    format!("{}: {}{message}", operation.how.word(), operation.names.join(", "))
}

/// How far a client comes on the way to the target; nothing is said where there is no way, or it works all along.
fn way(client: &Client) -> Option<String> {
    let [first, .., _] = client.stops.as_slice() else { return None };
    if client.stops.iter().all(|stop| stop.works == Works::Yes) {
        return None;
    }
    let at = client.stops.iter().position(|stop| Some(stop.hop) == client.breaks_at_hop);
    let broken = at.and_then(|at| client.stops.get(at));
    let before = at.and_then(|at| client.stops.get(at.checked_sub(1)?));
    match (before, broken) {
        (Some(before), Some(broken)) if first.works == Works::Yes => Some(format!("{}, {}", reached(before), breaks(broken))),
        _ => Some(client.stops.iter().map(stop).collect::<Vec<_>>().join("; ")),
    }
}

fn reached(stop: &Stop) -> String {
    match stop.hop {
        0 => format!("works with the installed {}", stop.to),
        hop => format!("works until hop {hop} ({})", stop.to),
    }
}

fn breaks(stop: &Stop) -> String {
    match stop.works {
        Works::Partly => format!("works only partly from hop {} on ({})", stop.hop, stop.to),
        _ => format!("breaks at hop {} ({})", stop.hop, stop.to),
    }
}

fn stop(stop: &Stop) -> String {
    let works = stop.works.word();
    match stop.hop {
        0 => format!("with the installed {}: {works}", stop.to),
        hop => format!("after hop {hop} ({}): {works}", stop.to),
    }
}
