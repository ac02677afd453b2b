//! Every sort of damage to every kind of journal: found and never called readable, or listed with the reason why nobody
//! can find it. The table is committed in `testdata/journals/README.md`.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::{Path, PathBuf};

use alluxio_preflight::check::prepare;
use alluxio_preflight::facts::{Facts, Subject, SubjectKind};
use alluxio_preflight::inspect::inspect;
use alluxio_preflight::report::{Scope, report};
use common::encode::{self, GROUP, Made};
use common::memory::Memory;

/// A whole journal or backup, the release that is started on it, and its parts.
struct Kind {
    name: &'static str,
    files: Memory,
    path: &'static str,
    from: &'static str,
    to: &'static str,
    journal_type: &'static str,
    /// Name of a part, and its file.
    parts: Vec<(&'static str, PathBuf)>,
    /// A file, and the name of a copy of it that a second master or a careless hand would make.
    copies: Vec<(PathBuf, PathBuf)>,
}

fn kinds() -> Vec<Kind> {
    let list = encode::sample(15);
    let [ufs_1, ufs_2] = ufs(&list);
    let [ratis_file, ratis_folder] = ratis(&list);
    vec![v0(&list), ufs_1, ufs_2, ratis_file, ratis_folder, copycat(&list), backup(&list)]
}

fn v0(list: &[Made]) -> Kind {
    let master = PathBuf::from("journal/FileSystemMaster");
    let completed = |number: u64| master.join(format!("completed/log.{number:020}"));
    Kind {
        name: "v0",
        files: encode::v0_journal(list),
        path: "journal",
        from: "1.4.0",
        to: "1.4.0",
        journal_type: "UFS",
        parts: vec![
            ("checkpoint", master.join("checkpoint.data")),
            ("completed log", completed(1)),
            ("last completed log", completed(2)),
            ("open log", master.join("log.out")),
        ],
        copies: vec![(completed(1), completed(3))],
    }
}

fn ufs(list: &[Made]) -> [Kind; 2] {
    let v1 = PathBuf::from("journal/FileSystemMaster/v1");
    let kind = |name, typed, from, to, checkpoint| Kind {
        name,
        files: encode::ufs_journal(list, typed),
        path: "journal",
        from,
        to,
        journal_type: "UFS",
        parts: vec![
            (checkpoint, v1.join("checkpoints/0x0-0x5")),
            ("closed log", v1.join("logs/0x5-0xa")),
            ("last closed log", v1.join("logs/0xa-0xf")),
            ("open log", v1.join("logs/0xf-0x7fffffffffffffff")),
        ],
        copies: vec![(v1.join("logs/0x5-0xa"), v1.join("logs/0x5-0x7fffffffffffffff"))],
    };
    [
        kind("ufs of 1.x", false, "1.8.1", "1.8.2", "checkpoint of entries"),
        kind("ufs of 2.x", true, "2.9.0", "2.9.3", "checkpoint of components"),
    ]
}

fn ratis(list: &[Made]) -> [Kind; 2] {
    let group = PathBuf::from("journal").join(GROUP);
    let (current, sm) = (group.join("current"), group.join("sm"));
    let kind = |name, folder, from, snapshot: (&'static str, &str)| Kind {
        name,
        files: encode::ratis_journal(list, folder),
        path: "journal",
        from,
        to: if folder { "2.9.6" } else { "2.9.3" },
        journal_type: "EMBEDDED",
        parts: vec![
            (snapshot.0, sm.join(snapshot.1)),
            ("md5 file", sm.join(format!("{}.md5", snapshot.1))),
            ("closed segment", current.join("log_0-4")),
            ("last closed segment", current.join("log_5-9")),
            ("open segment", current.join("log_inprogress_10")),
            ("raft-meta", current.join("raft-meta")),
            ("raft-meta.conf", current.join("raft-meta.conf")),
        ],
        copies: vec![(current.join("log_0-4"), current.join("log_inprogress_0"))],
    };
    [
        kind("ratis", false, "2.9.0", ("snapshot file", "snapshot.1_4")),
        kind("ratis with snapshot folder", true, "2.9.6", ("component of the snapshot", "snapshot.1_4/PINNED_INODE_FILE_IDS")),
    ]
}

fn copycat(list: &[Made]) -> Kind {
    Kind {
        name: "copycat",
        files: encode::copycat_journal(list),
        path: "journal",
        from: "2.3.0",
        to: "2.3.0-2",
        journal_type: "EMBEDDED",
        parts: vec![
            ("segment", "journal/copycat-1-1.log".into()),
            ("last segment", "journal/copycat-2-1.log".into()),
            ("copycat.meta", "journal/copycat.meta".into()),
        ],
        copies: vec![("journal/copycat-1-1.log".into(), "journal/copycat-3-1.log".into())],
    }
}

fn backup(list: &[Made]) -> Kind {
    const FILE: &str = "alluxio-backup-2026-11-26-1.gz";
    Kind {
        name: "backup",
        files: encode::backup_files(list),
        path: FILE,
        from: "2.9.0",
        to: "2.9.3",
        journal_type: "EMBEDDED",
        parts: vec![("gzip stream", FILE.into()), ("marker", format!("{FILE}.complete").into())],
        copies: Vec::new(),
    }
}

/// What was seen of a journal, as far as damage shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    subject: bool,
    kind: String,
    integrity: String,
    form: String,
    failed: String,
    troubles: usize,
    components: String,
}

fn seen(facts: &Facts) -> Seen {
    let wanted = |subject: &&Subject| matches!(subject.kind, SubjectKind::Journal | SubjectKind::Backup);
    let Some(subject) = facts.subjects.iter().find(wanted) else {
        return Seen {
            subject: false,
            kind: String::new(),
            integrity: "nothing".to_owned(),
            form: String::new(),
            failed: String::new(),
            troubles: facts.unseen.len(),
            components: String::new(),
        };
    };
    let word = subject.kind.word();
    let text = |fact: &str| subject.get(&format!("{word}.{fact}")).map(ToString::to_string).unwrap_or_default();
    Seen {
        subject: true,
        kind: text("kind"),
        integrity: text("integrity"),
        form: text("checkpoint_form"),
        failed: text("failed_checks"),
        troubles: subject.problems.len() + facts.unseen.len(),
        components: text("components"),
    }
}

/// One row of the table.
#[derive(Default)]
struct Tested {
    total: usize,
    found: usize,
    checks: BTreeSet<String>,
    outcomes: BTreeSet<String>,
}

/// Answers for one kind; the same signs give the same answer, so each is judged once.
struct Judged<'a> {
    kind: &'a Kind,
    whole: Seen,
    answers: BTreeMap<Seen, Said>,
}

/// What `check` says.
#[derive(Clone)]
struct Said {
    outcome: String,
    code: u8,
    why: Vec<String>,
    /// Messages of findings on the journal or backup, and what was not seen.
    findings: Vec<String>,
}

impl Said {
    /// Damage either blocks, or what is lost is said; a message that does not name the failed check says nothing.
    fn judges(&self, seen: &Seen) -> bool {
        if !seen.subject || seen.integrity == "unverified" {
            return [3, 4, 14].contains(&self.code);
        }
        let named = |check: &str| check.is_empty() || self.findings.iter().any(|message| message.contains(check));
        let answered = ["refuses", "empty", "partial"].contains(&self.outcome.as_str()) || self.code == 4 || self.code == 14;
        answered && !self.why.is_empty() && seen.failed.split(", ").any(named)
    }
}

impl<'a> Judged<'a> {
    fn new(kind: &'a Kind) -> Self {
        let facts = inspect(&kind.files, &[kind.path.into()], &common::knowledge().catalog);
        let whole = seen(&facts);
        assert_eq!((whole.integrity.as_str(), whole.failed.as_str(), whole.troubles), ("intact", "", 0), "{}: {facts:?}", kind.name);
        let Said { outcome, why, .. } = answer(kind, facts);
        // No rule vouches for a start on a Copycat journal, whole or not.
        let expected = if kind.name == "copycat" { "unknown" } else { "reads" };
        assert_eq!(outcome, expected, "{}: {why:?}", kind.name);
        Judged { kind, whole, answers: BTreeMap::new() }
    }

    fn add(&mut self, files: &Memory, tested: &mut Tested, what: &str) {
        let facts = inspect(files, &[self.kind.path.into()], &common::knowledge().catalog);
        let seen = seen(&facts);
        tested.total += 1;
        if seen == self.whole {
            return;
        }
        tested.found += 1;
        tested.checks.extend(seen.failed.split(", ").filter(|name| !name.is_empty()).map(str::to_owned));
        let said = self.answers.entry(seen.clone()).or_insert_with(|| answer(self.kind, facts)).clone();
        let Said { outcome, code, .. } = said.clone();
        let damaged = seen.integrity != "intact" || (seen.form == self.whole.form && seen.components != self.whole.components);
        let promised = outcome == "reads" && damaged;
        assert!(!promised, "{}: {what} is damage ({seen:?}) and would be read", self.kind.name);
        assert!(!damaged || [3, 4, 13, 14].contains(&code), "{}: {what} ends with {code}: {seen:?}", self.kind.name);
        let judged = !damaged || said.judges(&seen);
        assert!(judged, "{}: {what} neither blocks nor says what is lost: {seen:?}, {outcome}, {:?}", self.kind.name, said.findings);
        tested.outcomes.insert(outcome);
    }
}

fn answer(kind: &Kind, facts: Facts) -> Said {
    let knowledge = common::knowledge();
    let word = |name: &str, value: &str| alluxio_preflight::check::Assumption::parse(&format!("{name}={value}")).unwrap();
    let quorum = word("alluxio.master.embedded.journal.addresses", "m1:19200,m2:19200,m3:19200");
    let mut assumed = vec![word("alluxio.master.journal.type", kind.journal_type), word("launcher", "none"), quorum];
    if kind.name == "ratis with snapshot folder" {
        assumed.push(word("alluxio.master.metastore", "HEAP"));
    }
    let prepared = prepare(facts, &assumed);
    let asked = common::asked(Some(kind.from), kind.to);
    let answer = common::answer(knowledge, &prepared, &asked);
    let report = report(knowledge, &answer, Scope::Cluster);
    let findings = report.findings.iter().map(|finding| finding.message.clone());
    let findings = findings.chain(report.unseen.iter().map(|unseen| unseen.reason.clone())).collect();
    let predicted = match answer.restores.values().next() {
        Some(restore) => &restore.formatted,
        None => &answer.start,
    };
    let why = predicted.why.iter().map(|why| why.text.clone()).collect();
    Said { outcome: format!("{:?}", predicted.outcome).to_lowercase(), code: report.summary.exit_code, why, findings }
}

/// Does one sort of damage to one file, in all places.
fn damage(kind: &Kind, file: &Path, sort: &str) -> Vec<Memory> {
    let whole = kind.files.bytes(file);
    let with = |bytes: Vec<u8>| {
        let mut files = kind.files.clone();
        files.put(file, bytes);
        files
    };
    let moved = |to: Option<PathBuf>| {
        let mut files = kind.files.clone();
        let bytes = files.bytes(file);
        files.files.remove(file);
        if let Some(to) = to {
            files.put(to, bytes);
        }
        files
    };
    match sort {
        "one bit flipped in each byte" => (0..whole.len())
            .map(|at| {
                let mut bytes = whole.clone();
                bytes[at] ^= 1 << (at % 8);
                with(bytes)
            })
            .collect(),
        "cut at each byte" => (0..whole.len()).map(|at| with(whole[..at].to_vec())).collect(),
        "bytes appended" => vec![with([whole, vec![0xee; 9]].concat())],
        "dropped" => vec![moved(None)],
        "renamed" => vec![moved(Some(PathBuf::from(format!("{}.bak", file.display()))))],
        _ => unreachable!("{sort}"),
    }
}

const SORTS: [&str; 5] = ["one bit flipped in each byte", "cut at each byte", "bytes appended", "dropped", "renamed"];

/// Why damage of a sort to a part is not found, or not everywhere.
const REASONS: &[(&str, &str, &str, &str)] = &[
    (
        "backup",
        "marker",
        "",
        "the marker is empty, and releases before it was introduced write none; whether it is there is a fact of its own",
    ),
    ("backup", "gzip stream", "bytes appended", "bytes behind the stream are never read; it is said"),
    ("backup", "gzip stream", "one bit", "time, flags and system in the head of a gzip file mean nothing and are not covered"),
    ("ratis with snapshot folder", "md5 file", "one bit", "the sign before the name and the end of the line mean nothing"),
    ("ratis with snapshot folder", "md5 file", "cut", "only the end of the line was cut off"),
    ("ratis with snapshot folder", "md5 file", "bytes appended", "only the first line counts"),
    ("", "md5 file", "one bit", "the name of the file stands in it too and is not compared"),
    ("", "md5 file", "cut", "only the name of the file was cut off"),
    ("", "md5 file", "bytes appended", "only the name of the file changed"),
    ("", "md5 file", "", "it is said that the digest is missing"),
    ("", "raft-meta.conf", "dropped", "a quorum whose members never changed may have none"),
    ("", "raft-meta.conf", "renamed", "a quorum whose members never changed may have none"),
    ("", "raft-meta.conf", "", "it has neither length nor checksum; several masters together show a difference"),
    ("", "raft-meta", "", "text without a checksum: another term or vote is as good"),
    ("", "copycat.meta", "", "it has no checksum, and a master without it starts with the logs that it has"),
    (
        "copycat",
        "segment",
        "one bit",
        "reserved bytes, times and sizes in the header are not covered; neither is a term that does not fall",
    ),
    ("copycat", "last segment", "dropped", "a shorter log is a log; the other masters show it"),
    ("copycat", "last segment", "renamed", "a shorter log is a log; the other masters show it"),
    (
        "copycat",
        "last segment",
        "one bit",
        "reserved bytes, times and sizes in the header are not covered; neither is a term that does not fall",
    ),
    ("copycat", "", "cut", "a segment may end after any record"),
    ("ratis", "snapshot file", "dropped", "nothing is lost: the logs begin at 0 and rebuild it"),
    ("ratis", "snapshot file", "renamed", "nothing is lost: the logs begin at 0 and rebuild it"),
    ("", "component of the snapshot", "dropped", "which components a snapshot must have is a table of the release, not of the bytes"),
    ("", "component of the snapshot", "renamed", "which components a snapshot must have is a table of the release, not of the bytes"),
    ("", "open segment", "dropped", "a shorter log is a log; the other masters show it"),
    ("", "open segment", "cut", "the open segment may end after any record, and its padding is worth nothing"),
    ("v0", "completed log", "cut", "the first log may be empty: nothing says with which number a journal begins"),
    ("ratis", "closed segment", "dropped", "nothing is lost: the snapshot covers it"),
    ("", "component of the snapshot", "cut", "only the end mark of the LZ4 frame is cut: the content is whole and has its digest"),
    ("v0", "checkpoint", "cut", "a checkpoint may end after any entry: nothing says how many it has"),
    ("v0", "last completed log", "cut", "a log of this layout may end after any entry if no other follows"),
    ("v0", "open log", "cut", "the open log may end after any entry"),
    ("v0", "open log", "dropped", "a master that wrote nothing since its last log has none, and names say nothing about content"),
    ("v0", "open log", "renamed", "a master that wrote nothing since its last log has none, and names say nothing about content"),
    ("ufs", "checkpoint of entries", "cut", "a checkpoint may end after any entry: nothing says how many it has"),
    ("ufs", "open log", "cut", "the open log may end after any entry"),
    ("ufs", "open log", "dropped", "a master that wrote nothing since its last log has none"),
    ("ufs", "last closed log", "cut", "bytes behind the last entry of the name are never read"),
    ("ufs", "", "bytes appended", "bytes behind the last entry of a closed log are never read; it is said"),
    ("", "", "one bit", "no checksum: a flip that leaves the framing whole makes another value, as good as the first"),
];

const UNEXPLAINED: &str = "NOBODY SAYS WHY";

fn reason(kind: &str, part: &str, sort: &str) -> Option<&'static str> {
    let fits = |(k, p, s, _): &&(&str, &str, &str, &str)| kind.starts_with(k) && (p.is_empty() || part == *p) && sort.starts_with(s);
    REASONS.iter().find(fits).map(|(.., reason)| *reason)
}

fn row(table: &mut String, kind: &str, part: &str, sort: &str, tested: &Tested) {
    let list = |words: &BTreeSet<String>| words.iter().cloned().collect::<Vec<_>>().join(", ");
    let why = if tested.found < tested.total { reason(kind, part, sort).unwrap_or(UNEXPLAINED) } else { "" };
    writeln!(
        table,
        "| {kind} | {part} | {sort} | {} of {} | {} | {} | {why} |",
        tested.found,
        tested.total,
        list(&tested.checks),
        list(&tested.outcomes)
    )
    .unwrap();
}

/// The whole table.
fn table() -> String {
    let mut table = String::from(
        "| kind | part | damage | found | failed checks | if just started, or restored | why not everywhere |\n|---|---|---|---|---|---|---|\n",
    );
    for kind in kinds() {
        let mut judged = Judged::new(&kind);
        for (part, file) in &kind.parts {
            for sort in SORTS {
                let mut tested = Tested::default();
                for files in damage(&kind, file, sort) {
                    judged.add(&files, &mut tested, &format!("{part}, {sort}"));
                }
                if tested.total > 0 {
                    row(&mut table, kind.name, part, sort, &tested);
                }
            }
        }
        for (from, to) in &kind.copies {
            let mut files = kind.files.clone();
            files.put(to, kind.files.bytes(from));
            let mut tested = Tested::default();
            judged.add(&files, &mut tested, "duplicated");
            row(&mut table, kind.name, "log", "duplicated under another name", &tested);
        }
    }
    table
}

const README: &str = "testdata/journals/README.md";
const START: &str = "<!-- corruption table: written by tests/corruption.rs -->\n";

#[test]
fn every_damage_is_found_or_listed_with_the_reason() {
    let committed = std::fs::read_to_string(README).unwrap();
    let (before, rest) = committed.split_once(START).unwrap();
    let after = rest.split_once("<!-- end -->").unwrap().1;
    let real = format!("{before}{START}{}<!-- end -->{after}", table());
    let unexplained: Vec<&str> = real.lines().filter(|line| line.contains(UNEXPLAINED)).collect();
    assert!(unexplained.is_empty(), "{}", unexplained.join("\n"));
    common::compare_or_bless(README, &committed, &real);
}
