//! Counts, and what is said of them.

use std::collections::{BTreeMap, BTreeSet};

use super::record::Record;
use crate::catalog::Catalog;
use crate::facts::{Evidence, Grade, Span, Subject, SubjectKind, Value};
use crate::version::VersionRange;
use crate::wire::Handshake;

/// Pairs of day and address that are told apart; what comes beyond is counted together.
const MAX_SEEN: usize = 10_000;
/// Logs that are named as evidence.
const MAX_LOGS: usize = 20;
/// Addresses that a sentence names.
const MAX_NAMED: usize = 5;
/// Bytes of a telltale word that are shown.
const MAX_WORD: usize = 24;
/// Stands for an address that the log does not name.
const NOWHERE: &str = "unknown";
/// Stands for all that is beyond the limit.
const OTHERS: &str = "others";

/// One kind of client in the logs of one folder.
#[derive(Debug)]
struct Caller {
    client: VersionRange,
    count: i64,
    seen: BTreeMap<(String, String), i64>,
    logs: Vec<(String, u64, String)>,
}

/// All counts, by folder and kind of client.
#[derive(Debug, Default)]
pub(super) struct Tally {
    callers: BTreeMap<(String, String), Caller>,
    seen: usize,
}

impl Tally {
    pub(super) fn add(&mut self, handshake: &Handshake, record: &Record, line: &[u8], place: (&str, u64), word: &str) {
        let (log, number) = place;
        let folder = log.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
        let caller = self.callers.entry((folder, handshake.name.clone())).or_insert_with(|| Caller {
            client: handshake.client.clone(),
            count: 0,
            seen: BTreeMap::new(),
            logs: Vec::new(),
        });
        caller.count = caller.count.saturating_add(1);
        let address = record.address(line).unwrap_or_else(|| NOWHERE.to_owned());
        let mut key = (record.day().to_owned(), address);
        if self.seen >= MAX_SEEN && !caller.seen.contains_key(&key) {
            key = (OTHERS.to_owned(), OTHERS.to_owned());
        }
        let before = caller.seen.len();
        *caller.seen.entry(key).or_default() += 1;
        self.seen += caller.seen.len() - before;
        if caller.logs.len() < MAX_LOGS && caller.logs.last().is_none_or(|(last, ..)| last != log) {
            caller.logs.push((log.to_owned(), number, word.chars().take(MAX_WORD).collect()));
        }
    }

    pub(super) fn subjects(self, catalog: &Catalog) -> Vec<Subject> {
        self.callers.into_iter().filter_map(|((_, name), caller)| caller.subject(&name, catalog)).collect()
    }
}

impl Caller {
    fn subject(self, name: &str, catalog: &Catalog) -> Option<Subject> {
        let (log, ..) = self.logs.first()?;
        let mut subject = Subject::new(SubjectKind::Caller, format!("{log} ({name})"));
        subject.set("caller.handshake", name);
        subject.set("caller.count", Value::Int(self.count));
        subject.set("caller.version", self.version(catalog));
        let days: BTreeSet<&str> =
            self.seen.keys().map(|(day, _)| day.as_str()).filter(|day| day.starts_with(|c: char| c.is_ascii_digit())).collect();
        subject.set("caller.first_day", days.first().copied().unwrap_or("unknown"));
        subject.set("caller.last_day", days.last().copied().unwrap_or("unknown"));
        subject.set("caller.from", self.from());
        let seen: BTreeSet<String> = self.seen.iter().map(|((day, address), count)| format!("{day} {address} {count}")).collect();
        subject.set("caller.seen", seen);
        let evidence = self
            .logs
            .iter()
            .map(|(log, line, word)| Evidence::new(format!("{log}:{line}"), Grade::Strong, format!("first bytes of a handshake: {word}")));
        subject.evidence.extend(evidence);
        Some(subject)
    }

    fn version(&self, catalog: &Catalog) -> Value {
        let mut releases = catalog.releases.within(&self.client).map(|release| release.version.clone());
        let Some(min) = releases.next() else { return Value::unknown(format!("no release is known in {}", self.client)) };
        let max = releases.last().unwrap_or_else(|| min.clone());
        Span { min, max }.into()
    }

    /// Where they call from, in words.
    fn from(&self) -> String {
        let addresses: BTreeSet<&str> =
            self.seen.keys().map(|(_, address)| address.as_str()).filter(|address| *address != NOWHERE).collect();
        let named: Vec<&str> = addresses.iter().take(MAX_NAMED).copied().collect();
        match addresses.len() {
            0 => "from addresses that the log does not name".to_owned(),
            count if count > MAX_NAMED => format!("from {} and {} more", named.join(", "), count - MAX_NAMED),
            _ => format!("from {}", named.join(", ")),
        }
    }
}
