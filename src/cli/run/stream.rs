//! `inspect --entries` and `inspect --namespace`: prints while it reads, in constant memory.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Failure, Lines, knowledge};
use crate::classify::{PathKind, classify};
use crate::cli::{Format, Global, InspectArgs};
use crate::facts::SubjectKind;
use crate::inspect::journal::{self, DecodedEntry, PathInfo};
use crate::report::{self, sanitize::sanitize};
use crate::source::{Local, Source, shown};

/// What is wanted, and of what.
struct Wanted {
    entries: bool,
    lines: bool,
    grep: Option<String>,
    places: Vec<PathBuf>,
}

/// Prepares the stream; reading starts when it is printed.
pub(super) fn inspect(args: InspectArgs, global: &Global) -> Result<Lines, Failure> {
    if global.format == Format::Json {
        return Err(Failure::usage("a stream has no end to close a JSON document with; use --format ndjson"));
    }
    let given = knowledge::paths(args.paths, true);
    let places = places(&given, global)?;
    if places.is_empty() {
        let names: Vec<String> = given.iter().map(|path| shown(path)).collect();
        return Err(Failure::nothing(format!("no journal and no backup was found in {}", names.join(", "))));
    }
    let lines = global.format == Format::Ndjson;
    let wanted = Wanted { entries: args.entries, lines, grep: args.grep, places };
    Ok(Box::new(move |_, out| print(&wanted, &mut BufWriter::new(out))))
}

/// Journal folders and backups: those given, and those that other paths lead to.
fn places(given: &[PathBuf], global: &Global) -> Result<Vec<PathBuf>, Failure> {
    let is_one = |path: &PathBuf| {
        let kind = Local.entry(path).map(|entry| classify(&Local, &entry));
        kind.is_ok_and(|kind| matches!(kind, PathKind::Journal | PathKind::Backup))
    };
    if given.iter().all(is_one) {
        return Ok(given.to_vec());
    }
    let facts = crate::inspect::inspect(&Local, given, &knowledge::load(global)?.catalog);
    let holds_entries = |kind, empty: bool| kind == SubjectKind::Backup || (kind == SubjectKind::Journal && !empty);
    let named = facts.subjects.iter().filter(|subject| holds_entries(subject.kind, subject.text("journal.kind") == "empty"));
    let mut places: Vec<PathBuf> = named.map(|subject| PathBuf::from(&subject.path)).collect();
    places.dedup();
    Ok(places)
}

/// Prints everything; the words are about what could not be read.
fn print(wanted: &Wanted, out: &mut dyn Write) -> io::Result<(u8, String)> {
    let mut problems = Vec::new();
    for place in &wanted.places {
        let mut failed = None;
        let read = if wanted.entries { entries(wanted, place, out, &mut failed) } else { namespace(wanted, place, out, &mut failed) };
        if let Some(error) = failed {
            return Err(error);
        }
        match read {
            Ok(unseen) => problems.extend(unseen),
            Err(problem) => problems.push(problem),
        }
    }
    out.flush()?;
    let code = if problems.is_empty() { 0 } else { report::INCOMPLETE };
    Ok((code, problems.iter().map(|problem| format!("alluxio-preflight: not seen: {problem}\n")).collect()))
}

fn entries(wanted: &Wanted, place: &Path, out: &mut dyn Write, failed: &mut Option<io::Error>) -> Result<Vec<String>, String> {
    let mut file = String::new();
    journal::entries(&Local, place, &mut |entry| {
        if !wanted.matches(entry.path.as_deref(), entry) {
            return true;
        }
        let result = if wanted.lines { json_line(out, entry) } else { entry_line(out, entry, &mut file) };
        result.map_err(|error| *failed = Some(error)).is_ok()
    })
}

fn namespace(wanted: &Wanted, place: &Path, out: &mut dyn Write, failed: &mut Option<io::Error>) -> Result<Vec<String>, String> {
    let visited = journal::namespace(&Local, place, &mut |info| {
        if !wanted.matches(Some(&info.path), info) {
            return true;
        }
        let result = if wanted.lines { json_line(out, info) } else { path_line(out, info) };
        result.map_err(|error| *failed = Some(error)).is_ok()
    });
    visited.map(|()| Vec::new())
}

impl Wanted {
    /// At or below the path, or with the text anywhere in it.
    fn matches(&self, path: Option<&str>, whole: &impl serde::Serialize) -> bool {
        let Some(grep) = &self.grep else { return true };
        let folder = grep.trim_end_matches('/');
        let below = path.and_then(|path| path.strip_prefix(folder)).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        below || serde_json::to_string(whole).is_ok_and(|text| text.contains(grep.as_str()))
    }
}

fn json_line(out: &mut dyn Write, value: &impl serde::Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Sequence number, kind and path in columns, then the fields.
fn entry_line(out: &mut dyn Write, entry: &DecodedEntry, file: &mut String) -> io::Result<()> {
    if *file != *entry.file {
        *file = entry.file.to_string();
        writeln!(out, "{}", sanitize(file))?;
    }
    let covered = if entry.applied { "" } else { "  (covered by a checkpoint)" };
    let fields: Vec<String> = entry.fields.iter().map(|(name, value)| format!("{name}={value}")).collect();
    let path = entry.path.as_deref().unwrap_or("-");
    let line = format!("{:>8}  {:<28} {path}  {}{covered}", entry.sequence, entry.kind, fields.join(" "));
    writeln!(out, "{}", sanitize(&line))
}

fn path_line(out: &mut dyn Write, info: &PathInfo) -> io::Result<()> {
    let mut line = info.path.clone();
    let mut add = |word: &str| {
        line.push_str("  ");
        line.push_str(word);
    };
    if info.persistence_state != "PERSISTED" {
        add(info.persistence_state);
    }
    if !info.completed {
        add("incomplete");
    }
    if info.pinned {
        add("pinned");
    }
    if info.mount_point {
        add("mount point");
    }
    if let (Some(ttl), Some(action)) = (info.ttl_ms, &info.ttl_action) {
        add(&format!("{action} after {ttl} ms"));
    }
    writeln!(out, "{}", sanitize(&line))
}
