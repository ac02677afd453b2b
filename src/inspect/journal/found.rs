//! What a reader of one journal kind collects, and how it becomes a subject.

use std::collections::BTreeSet;

use super::checkpoint::Checkpoint;
use super::checks::{Check, Problem, Results};
use super::content::Content;
use super::entry::EntryStats;
use crate::facts::{Evidence, Facts, Gap, Grade, Segment, SegmentState, Subject, SubjectKind, Unseen, Value};

/// Everything known of one journal.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) kind: &'static str,
    pub(crate) path: String,
    pub(crate) masters: BTreeSet<String>,
    pub(crate) masters_with_entries: BTreeSet<String>,
    pub(crate) root_marker: bool,
    pub(crate) master_markers: bool,
    /// none, plain, typed, snapshot-file or snapshot-folder.
    pub(crate) checkpoint_form: &'static str,
    pub(crate) checkpoint: Checkpoint,
    /// What a master would hold after reading the checkpoint and the live entries of logs.
    pub(crate) content: Content,
    /// Entries of logs that a start replays.
    pub(crate) live: EntryStats,
    /// Those of them that lie in folders of masters that every release has; only where masters have folders of their own.
    pub(crate) namespace_logs: EntryStats,
    /// Entries of all logs.
    pub(crate) logs: EntryStats,
    pub(crate) first_log_index: Option<u64>,
    /// Index and term of the last entry of an embedded journal's logs.
    pub(crate) last_log_index: Option<u64>,
    /// Index up to which the newest snapshot reaches.
    pub(crate) snapshot_index: Option<u64>,
    pub(crate) last_log_term: Option<u64>,
    /// What the quorum agreed on, as far as this master knew.
    pub(crate) term: Option<u64>,
    pub(crate) voted_for: Option<String>,
    pub(crate) members: BTreeSet<String>,
    /// Index of the record that named them.
    pub(crate) members_index: u64,
    pub(crate) logs_without_checkpoint: bool,
    pub(crate) empty_first_log: bool,
    pub(crate) logs_behind_empty_one: bool,
    /// What the lock file of an embedded journal says; empty if there is none.
    pub(crate) lock_owner: String,
    pub(crate) stray_v1: bool,
    /// Oddities that change nothing that is to be read.
    pub(crate) remarks: Vec<String>,
    /// Failed checks.
    pub(crate) damage: Vec<Problem>,
    /// Elements of a journal in JSON, checkpoints included.
    pub(crate) elements: Option<u64>,
    /// Whether entries of logs cannot be told at all in this kind.
    pub(crate) opaque_logs: bool,
    pub(crate) segments: Vec<Segment>,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) unseen: Vec<Unseen>,
}

/// Why nothing is known of logs whose kind is not decoded.
const NOT_DECODED: &str = "this kind of log is not decoded";
/// Facts that come from logs.
const LOG_FACTS: &[&str] = &[
    "journal.log_fields",
    "journal.namespace_log_fields",
    "journal.log_kinds",
    "journal.recursive_pins",
    "journal.to_replay",
    "journal.integrity",
];
/// Facts that come from checkpoints and snapshots.
const CHECKPOINT_FACTS: &[&str] = &[
    "journal.checkpoint_fields",
    "journal.checkpoint_kinds",
    "journal.components",
    "journal.checkpoint_types",
    "journal.inode_store",
    "journal.rocks_format",
];
/// Facts that come from RocksDB stores inside them.
const STORE_FACTS: &[&str] = &["journal.rocks_format"];

impl Found {
    /// Starts with what may already watch.
    pub(crate) fn new(kind: &'static str, path: String, content: Content) -> Self {
        Found { kind, path, content, checkpoint_form: "none", master_markers: true, ..Found::default() }
    }

    pub(crate) fn proof(&mut self, place: impl Into<String>, detail: impl Into<String>) {
        self.evidence.push(Evidence::new(place, Grade::Proven, detail));
    }

    /// Notes a file or folder whose content is hidden from the rules.
    pub(crate) fn hidden(&mut self, place: &str, reason: impl std::fmt::Display, facts: &[&str]) {
        let remedy = format!("make {place} readable, or give an intact copy of the whole journal folder");
        self.unseen.push(Unseen::new(place, reason.to_string(), facts, remedy));
    }

    /// Notes a log that could not be read to its end.
    pub(crate) fn hidden_log(&mut self, place: &str, reason: impl std::fmt::Display) {
        self.hidden(place, reason, LOG_FACTS);
    }

    /// Notes a checkpoint or snapshot that could not be read to its end.
    pub(crate) fn hidden_checkpoint(&mut self, place: &str, reason: impl std::fmt::Display) {
        self.hidden(place, reason, CHECKPOINT_FACTS);
    }

    /// Notes that the journal changed while it was read.
    pub(crate) fn unsteady(&mut self, change: &str) {
        let what = format!("{change} while the journal was read; what was seen is neither its old nor its new state");
        self.damage.push(Problem::new(Check::Steady, what.clone()));
        let remedy = "stop the master, or give a copy of the journal folder that nobody writes to";
        let facts = [LOG_FACTS, CHECKPOINT_FACTS].concat();
        self.unseen.push(Unseen::new(&self.path, what, &facts, remedy));
    }

    /// Notes a log that was read. Whether it is damaged follows from what is said of it elsewhere.
    pub(crate) fn segment(&mut self, place: &str, entries: u64, state: SegmentState) {
        self.segments.push(Segment { path: place.to_owned(), entries, state });
    }

    /// The logs, with those of which something bad was said.
    fn judged_segments(&self) -> Vec<Segment> {
        let mut segments = self.segments.clone();
        for segment in &mut segments {
            let said = |problem: &Problem| problem.text.starts_with(&segment.path);
            if self.damage.iter().any(said) || self.unseen.iter().any(|unseen| unseen.subject == segment.path) {
                segment.state = SegmentState::Damaged;
            }
        }
        segments
    }

    /// Notes a failed check that hides nothing.
    pub(crate) fn failed(&mut self, check: Check, place: &str, what: impl std::fmt::Display) {
        self.damage.push(Problem::new(check, format!("{place}: {what}")));
    }

    /// Notes bytes that are not what they must be; what they hid is unseen too.
    pub(crate) fn damaged_log(&mut self, check: Check, place: &str, what: String) {
        self.failed(check, place, &what);
        if check.hides() {
            self.hidden_log(place, what);
        }
    }

    fn integrity(&self) -> &'static str {
        let whole = !self.damage.iter().any(|problem| problem.check.is_damage());
        match (whole, self.unseen.is_empty()) {
            (false, _) => "damaged",
            (true, false) => "unverified",
            (true, true) if self.opaque_logs => "unverified",
            (true, true) => "intact",
        }
    }

    fn hides(&self, fact: &str) -> Option<Value> {
        Gap::behind(self.unseen.iter().filter(|unseen| unseen.hides(fact))).map(Value::Unknown)
    }

    /// Why the content that a master would hold was not seen whole, if it was not.
    fn hides_content(&self) -> Option<Gap> {
        let is_about = |fact: &String| LOG_FACTS.contains(&fact.as_str()) || CHECKPOINT_FACTS.contains(&fact.as_str());
        if let Some(gap) = Gap::behind(self.unseen.iter().filter(|unseen| unseen.facts.iter().any(is_about))) {
            return Some(gap);
        }
        if self.opaque_logs {
            return Some(NOT_DECODED.into());
        }
        let inodes_missing = self.inode_store() == "ROCKS" && !self.content.has_stored_inodes();
        inodes_missing.then(|| "the checkpoint's RocksDB store holds no inodes".into())
    }

    /// The content, unless a part of it was not seen.
    pub(crate) fn whole_content(&self) -> Result<&Content, String> {
        let problems = self.checkpoint.problems.iter().map(|problem| &problem.text);
        let problem = problems.chain(&self.checkpoint.unread).next().cloned();
        self.hides_content().map(|gap| gap.to_string()).or(problem).map_or(Ok(&self.content), Err)
    }

    /// Records of a Ratis log, each of which may hold several entries, are what its checkpoint period counts.
    fn to_replay(&self) -> u64 {
        match self.last_log_index {
            Some(last) if self.kind.starts_with("ratis") => last.saturating_sub(self.snapshot_index.unwrap_or(0)),
            _ => self.live.entries,
        }
    }

    fn inode_store(&self) -> &'static str {
        let has = |name: &str| self.checkpoint.components.contains(name);
        if has("HEAP_INODE_STORE") {
            "HEAP"
        } else if has("ROCKS_INODE_STORE") || has("CACHING_INODE_STORE") {
            "ROCKS"
        } else {
            "none"
        }
    }

    /// Turns the collection into facts.
    pub(crate) fn into_facts(mut self) -> Facts {
        for problem in std::mem::take(&mut self.checkpoint.problems) {
            if problem.check.hides() {
                self.hidden_checkpoint(&self.path.clone(), &problem.text);
            }
            self.damage.push(problem);
        }
        for reason in std::mem::take(&mut self.checkpoint.unread) {
            self.hidden(&self.path.clone(), reason, STORE_FACTS);
        }
        let mut subject = Subject::new(SubjectKind::Journal, self.path.clone());
        self.set_layout(&mut subject);
        self.set_quorum(&mut subject);
        self.set_content(&mut subject);
        self.content.set_facts(&mut subject, self.hides_content().as_ref());
        self.set_checks(&mut subject);
        subject.segments = self.judged_segments();
        subject.problems = self.damage.into_iter().map(|problem| problem.text).collect();
        subject.problems.extend(self.remarks);
        subject.evidence = self.evidence;
        Facts { subjects: vec![subject], unseen: self.unseen, ..Facts::default() }
    }

    fn set_layout(&self, subject: &mut Subject) {
        subject.set("journal.kind", self.kind);
        subject.set("journal.integrity", self.integrity());
        subject.set("journal.masters", self.masters.clone());
        subject.set("journal.masters_with_entries", self.masters_with_entries.clone());
        subject.set("journal.root_marker", self.root_marker);
        subject.set("journal.master_markers", self.master_markers);
        subject.set("journal.has_checkpoint", self.checkpoint_form != "none");
        subject.set("journal.checkpoint_form", self.checkpoint_form);
        subject.set("journal.logs_without_checkpoint", self.logs_without_checkpoint);
        subject.set("journal.empty_first_log", self.empty_first_log);
        subject.set("journal.logs_behind_empty_one", self.logs_behind_empty_one);
        subject.set("journal.lock_owner", self.lock_owner.clone());
        subject.set("journal.stray_v1", self.stray_v1);
    }

    /// What only embedded journals have; what is not there is not set.
    fn set_quorum(&self, subject: &mut Subject) {
        let numbers = [
            ("journal.first_log_index", self.first_log_index),
            ("journal.last_log_index", self.last_log_index),
            ("journal.last_log_term", self.last_log_term),
            ("journal.term", self.term),
            ("journal.snapshot_index", self.snapshot_index),
        ];
        for (fact, number) in numbers {
            if let Some(number) = number {
                subject.set(fact, Value::Int(i64::try_from(number).unwrap_or(i64::MAX)));
            }
        }
        if let Some(vote) = &self.voted_for {
            subject.set("journal.voted_for", vote.clone());
        }
        if !self.members.is_empty() {
            subject.set("journal.members", self.members.clone());
            let ports = self.members.iter().filter_map(|member| Some(member.rsplit_once(':')?.1.to_owned()));
            subject.set("journal.member_ports", Value::Texts(ports.collect()));
            subject.set("journal.member_count", Value::Int(i64::try_from(self.members.len()).unwrap_or(i64::MAX)));
        }
    }

    fn set_checks(&self, subject: &mut Subject) {
        let hides = |facts: &[&str]| self.unseen.iter().any(|unseen| unseen.facts.iter().any(|fact| facts.contains(&fact.as_str())));
        let results = Results::of(self.kind, &self.damage, self.opaque_logs || hides(LOG_FACTS), hides(CHECKPOINT_FACTS));
        subject.set("journal.passed_checks", results.passed);
        subject.set("journal.failed_checks", results.failed);
        subject.set("journal.undone_checks", results.undone);
    }

    fn set_content(&self, subject: &mut Subject) {
        let mut all = self.logs.clone();
        all.merge(&self.checkpoint.stats);
        let opaque = |fact: &str| (self.opaque_logs && LOG_FACTS.contains(&fact)).then(|| Value::unknown(NOT_DECODED));
        let mut put = |fact: &'static str, value: Value| {
            subject.set(fact, self.hides(fact).or_else(|| opaque(fact)).unwrap_or(value));
        };
        put("journal.checkpoint_types", self.checkpoint.types.clone().into());
        put("journal.components", self.checkpoint.components.clone().into());
        put("journal.checkpoint_fields", self.checkpoint.stats.fields().into());
        put("journal.checkpoint_kinds", self.checkpoint.stats.kinds.named().into());
        put("journal.log_fields", self.live.fields().into());
        let namespace = if self.kind == "ufs" { &self.namespace_logs } else { &self.live };
        put("journal.namespace_log_fields", namespace.fields().into());
        put("journal.recursive_pins", self.live.pins.into());
        put("journal.inode_store", self.inode_store().into());
        put("journal.rocks_format", Value::Int(self.checkpoint.rocks_format));
        if let Some(elements) = self.elements {
            put("journal.entries", Value::Int(i64::try_from(elements).unwrap_or(i64::MAX)));
        }
        put("journal.to_replay", Value::Int(i64::try_from(self.to_replay()).unwrap_or(i64::MAX)));
        if !self.opaque_logs {
            put("journal.log_kinds", self.logs.kinds.named().into());
            put("journal.entries", Value::Int(i64::try_from(self.logs.entries).unwrap_or(i64::MAX)));
            put("journal.max_entry_field", Value::Int(all.fields().last().copied().unwrap_or(0)));
        }
    }
}
