//! Report, version 1. These structs are the contract: fields are added, never renamed or removed.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::{Evidence, SegmentState};
use crate::rules::{Outcome, Phase, Severity, Works};
use crate::wire::{Api, Harm, How, Place};

/// Name of this version.
pub const SCHEMA: &str = "report-v1";

/// The whole report.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// `report-v1`.
    pub schema: String,
    /// The program.
    pub tool: Tool,
    /// The rules.
    pub rules: Rules,
    /// What was asked.
    pub question: Question,
    /// The answer.
    pub answer: Answer,
    /// The path to the target.
    pub plan: Plan,
    /// What was seen.
    pub facts: Facts,
    /// Rules that fired.
    pub findings: Vec<Finding>,
    /// Every rule.
    pub checks: Vec<Check>,
    /// What could not be seen.
    pub unseen: Vec<Unseen>,
    /// What only the running cluster can tell.
    pub questions: Vec<ClusterQuestion>,
    /// Counts and exit code.
    pub summary: Summary,
}

/// The program.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The rule set.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Rules {
    /// How many.
    pub count: usize,
    /// Changes with any rule.
    pub digest: String,
    /// Per line, the last release that the rules know.
    pub complete_up_to: BTreeMap<String, String>,
}

/// What was asked.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Question {
    /// Installed release; null if it is not known exactly.
    pub from: Option<String>,
    /// Lowest and highest installed release that fits what was seen.
    pub from_span: Option<Span>,
    /// Where it comes from.
    pub from_evidence: Vec<Evidence>,
    /// Target release.
    pub to: String,
    /// The path that one line of `scan --ndjson` is about; empty in other reports.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Whether the target is a release that the rules know.
    pub to_known: bool,
    /// The release that the plan was to be explained against, if one was named.
    pub why_not: Option<String>,
    /// Effective journal type after the hop.
    pub journal_type: String,
    /// set, assumed or default.
    pub journal_type_origin: String,
}

/// A span of releases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Span {
    /// Lowest.
    pub min: Option<String>,
    /// Highest.
    pub max: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Answer {
    /// in-place, in-place-with-actions, upgrade-journal, backup-restore, multi-hop, no-path or unknown.
    pub verdict: String,
    /// Whether the target reads the journal as it is and nothing speaks against swapping the binaries; null if unknown.
    pub backward_compatible: Option<bool>,
    /// What happens if the target is just started.
    pub if_just_started: Prediction,
    /// The same after `upgradeJournal` of the target; null for journals that have no use for it.
    pub if_upgrade_journal: Option<Prediction>,
}

/// A predicted outcome.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Prediction {
    /// The outcome.
    pub outcome: Outcome,
    /// Why, each with the id of the rule in brackets.
    pub why: Vec<String>,
}

/// The path.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Plan {
    /// Whether the target can be reached with the namespace.
    pub reachable: bool,
    /// The hops.
    pub hops: Vec<Hop>,
    /// The steps.
    pub steps: Vec<Step>,
    /// Number of the step after which the old state is gone unless a copy was kept.
    pub point_of_no_return: Option<usize>,
    /// Why shorter ways are not taken.
    pub rejected: Vec<Rejected>,
}

/// One hop.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Hop {
    /// Release before it.
    pub from: String,
    /// Release after it.
    pub to: String,
    /// in-place, upgrade-journal, backup-restore.
    pub method: String,
    /// Settings to pin, `key=value`.
    pub settings: Vec<String>,
    /// Why this method.
    pub why: String,
    /// What comes of holding both releases in one cluster.
    pub rolling: Rolling,
}

/// What comes of replacing parts of a cluster one by one; the steps of a plan never do that.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Rolling {
    /// Workers of the release before with masters of the release after.
    pub masters_first: Works,
    /// Workers of the release after with masters of the release before.
    pub workers_first: Works,
    /// Masters of both on one journal.
    pub masters_together: Works,
    /// Why, in this order.
    pub why: Vec<String>,
}

/// A way that is not legal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Rejected {
    /// Release before it.
    pub from: String,
    /// Release after it.
    pub to: String,
    /// Method.
    pub method: String,
    /// Why not.
    pub reason: String,
}

/// One step.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Number, from 1.
    pub n: usize,
    /// `from -> to`.
    pub hop: String,
    /// When.
    pub phase: Phase,
    /// What it does.
    pub title: String,
    /// What to type, in the home of the release in whose hop it is.
    pub commands: Vec<String>,
    /// What to look at afterwards.
    pub checks: Vec<String>,
    /// Whether it can be undone.
    pub reversible: bool,
    /// Reasons and notes.
    pub why: Vec<String>,
    /// Whether it keeps the two releases of the hop apart.
    pub separates: bool,
}

/// What was seen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Facts {
    /// Alluxio homes.
    pub installs: Vec<Install>,
    /// Settings.
    pub configuration: Vec<Setting>,
    /// Journals.
    pub journals: Vec<Journal>,
    /// Backups.
    pub backups: Vec<Backup>,
    /// Clients.
    pub clients: Vec<Client>,
    /// Clients of another era that the logs of masters show.
    #[serde(default)]
    pub callers: Vec<Caller>,
    /// Configuration of other programs that uses Alluxio.
    #[serde(default)]
    pub applications: Vec<Application>,
    /// Containers, units and image builds that run Alluxio.
    pub deployments: Vec<Deployment>,
    /// Values that Helm files set.
    pub chart_values: Vec<ChartValue>,
    /// Commands that scripts call.
    pub scripts: Vec<Script>,
    /// What files tell of machines.
    pub platform: Vec<Platform>,
    /// Connector jars to under stores.
    pub connectors: Vec<Connector>,
}

/// A container, unit or image build.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Deployment {
    /// File and line.
    pub path: String,
    /// compose, kubernetes, helm, fluid, dockerfile or systemd.
    pub form: String,
    /// Kind of object.
    pub kind: String,
    /// Its name in the file.
    pub name: String,
    /// Process that it starts; empty if no word tells.
    pub role: String,
    /// Image; empty if the file names none.
    pub image: String,
    /// Release in the tag of an Alluxio image.
    pub image_version: Option<String>,
    /// First word that the image's entrypoint gets.
    pub start_word: String,
    /// volume, emptydir, container or understore; null if it is not known or no master.
    pub journal_kept: Option<String>,
    /// Version of the Helm chart.
    pub chart: Option<String>,
    /// Where that stands.
    pub evidence: Vec<Evidence>,
}

/// A value of a Helm file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct ChartValue {
    /// File, line and path.
    pub path: String,
    /// Path of the value.
    pub key: String,
}

/// A command of Alluxio that a script calls.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Script {
    /// File and line of the first call.
    pub path: String,
    /// Program and command words.
    pub command: String,
    /// Number of such calls in the file.
    pub calls: i64,
    /// All lines.
    pub evidence: Vec<Evidence>,
}

/// What a file tells of a machine.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Platform {
    /// File and line.
    pub path: String,
    /// Major version of Java.
    pub java: Option<String>,
    /// Version of ZooKeeper.
    pub zookeeper: Option<String>,
    /// Where that stands.
    pub evidence: Vec<Evidence>,
}

/// A connector jar.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Connector {
    /// The jar.
    pub path: String,
    /// Under store.
    pub store: String,
    /// Alluxio release in its name.
    pub version: Option<String>,
}

/// An Alluxio home.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Install {
    /// Its path.
    pub path: String,
    /// Its version; null if its files do not agree or say nothing.
    pub version: Option<String>,
    /// What its files say.
    pub evidence: Vec<Evidence>,
    /// What is wrong with it.
    pub problems: Vec<String>,
}

/// A setting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Setting {
    /// Key.
    pub key: String,
    /// Value; masked if it is a secret.
    pub value: String,
    /// File and line, `--assume`, or the release whose default it is.
    pub origin: String,
    /// Whether it is the assignment that wins.
    pub effective: bool,
    /// Who is given it: all, master, worker, job-master, job-worker, proxy, fuse, user, application.
    pub process: String,
    /// Value that the release before the hop uses; null if it does not know the key or nothing sets it.
    pub before: Option<String>,
    /// Value that the release after the hop uses.
    pub after: Option<String>,
    /// What becomes of the key: kept, old-name, replaced, removed, starts-to-act, new-name, too-new, leftover, misspelt, foreign,
    /// ever-default (nobody set it and the default changes); empty where it is not known.
    pub change: String,
    /// Why the value changes; empty if it does not.
    pub why: String,
}

/// A line to change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// The file; empty for a line that belongs into the site file of the target.
    pub file: String,
    /// The line, from 1; null for a line to add.
    pub line: Option<usize>,
    /// What stands there, masked if it is a secret; empty for a line to add.
    pub old: String,
    /// What belongs there; null if the line is to be taken out.
    pub new: Option<String>,
}

impl Edit {
    /// The change in one line: `key = old  ->  key = new  (file:line)`.
    pub fn words(&self) -> String {
        let place = self.line.map_or_else(String::new, |line| format!("  ({}:{line})", self.file));
        match (&self.new, self.old.as_str()) {
            (Some(new), "") => format!("add to conf/alluxio-site.properties of the target: {new}"),
            (Some(new), old) => format!("{old}  ->  {new}{place}"),
            (None, old) => format!("take out: {old}{place}"),
        }
    }
}

/// What only the running cluster can tell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ClusterQuestion {
    /// Short name.
    pub id: String,
    /// The question, and what a bad answer means.
    pub ask: String,
    /// What to run on the cluster.
    pub command: String,
    /// Why no file shows it.
    pub why: String,
}

/// A journal.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Journal {
    /// Its folder.
    pub path: String,
    /// tachyon, v0, ufs, copycat, ratis, ratis-rc0, noop, or empty for a folder without a journal.
    pub kind: String,
    /// Releases that can have written all of it.
    pub written_by: Span,
    /// Whether it has a checkpoint or snapshot.
    pub has_checkpoint: bool,
    /// none, plain, typed, snapshot-file or snapshot-folder.
    pub checkpoint_form: String,
    /// Folders of masters.
    pub masters: Vec<String>,
    /// Components of checkpoints and snapshots.
    pub components: Vec<String>,
    /// Entries in logs; null if they were not decoded.
    pub entries: Option<i64>,
    /// Highest field number of an entry.
    pub max_entry_field: Option<i64>,
    /// Folders and files without the root; null if not all of it was seen.
    pub inodes: Option<i64>,
    /// Log files, in the order in which a master reads them.
    pub segments: Vec<Segment>,
    /// Entries in logs by kind; null if they were not decoded.
    pub entries_by_kind: Option<BTreeMap<String, i64>>,
    /// What a master would hold after reading it; null for a folder without a journal.
    pub content: Option<Content>,
    /// intact, damaged or unverified.
    pub integrity: String,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// Checks of its bytes, by name.
    pub checks: ByteChecks,
}

/// Checks of the bytes of a journal or backup, by what came of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize, JsonSchema)]
pub struct ByteChecks {
    /// All that can be proven was.
    pub passed: Vec<String>,
    /// Bytes, names or order are not what they must be.
    pub failed: Vec<String>,
    /// The bytes could not be read or decoded.
    pub undone: Vec<String>,
}

/// A log file.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Segment {
    /// Its path.
    pub path: String,
    /// Entries that were read from it.
    pub entries: u64,
    /// covered by a checkpoint, intact, open or damaged.
    pub state: SegmentState,
}

/// What a master would hold. Numbers are null if they are not known for sure.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Content {
    /// Folders without the root.
    pub folders: Option<i64>,
    /// Files.
    pub files: Option<i64>,
    /// Files whose data is in the under store.
    pub files_persisted: Option<i64>,
    /// Files whose data is only in Alluxio.
    pub files_not_persisted: Option<i64>,
    /// Files whose data is only in Alluxio and waits to be written to the under store.
    pub files_to_be_persisted: Option<i64>,
    /// Files marked as lost.
    pub files_lost: Option<i64>,
    /// Files that are still being written, or whose writer died.
    pub incomplete_files: Option<i64>,
    /// Pinned folders and files.
    pub pinned: Option<i64>,
    /// Folders and files with a time to live.
    pub ttl: Option<i64>,
    /// Those of them that are deleted, in the under store too.
    pub ttl_delete: Option<i64>,
    /// Those of them that are freed.
    pub ttl_free: Option<i64>,
    /// Those of them that are deleted in Alluxio only.
    pub ttl_delete_alluxio: Option<i64>,
    /// Paths of mount points, without the root.
    pub mount_points: Vec<String>,
    /// Schemes of the under stores mounted there.
    pub mount_schemes: Vec<String>,
    /// Names of options of mount points; their values are never shown.
    pub mount_options: Vec<String>,
    /// Attached databases.
    pub databases: Option<i64>,
    /// Tables.
    pub tables: Option<i64>,
    /// Active sync points.
    pub sync_points: Option<i64>,
    /// Entries of the key-value store of 1.x.
    pub key_value_entries: Option<i64>,
    /// Entries of lineage of 1.x.
    pub lineage_entries: Option<i64>,
    /// Blocks, at most.
    pub blocks: Option<i64>,
    /// Owners of folders and files.
    pub users: Vec<String>,
    /// Groups of folders and files.
    pub groups: Vec<String>,
    /// Id that the cluster gave itself.
    pub cluster_id: Option<String>,
    /// Earliest time that an entry names, in milliseconds since 1970.
    pub first_time_ms: Option<i64>,
    /// Latest time that an entry names.
    pub last_time_ms: Option<i64>,
    /// Lowest and highest release that knows every entry, field and value in it.
    pub understood_by: Span,
}

/// A backup.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Backup {
    /// Its path.
    pub path: String,
    /// Entries.
    pub entries: Option<i64>,
    /// Folders and files without the root; null if not all of it was seen.
    pub inodes: Option<i64>,
    /// Entries by kind; null if the file is damaged.
    pub entries_by_kind: Option<BTreeMap<String, i64>>,
    /// What a master would hold after restoring it.
    pub content: Option<Content>,
    /// Releases that can have written it.
    pub written_by: Span,
    /// intact, damaged or unverified.
    pub integrity: String,
    /// What is wrong with it.
    pub problems: Vec<String>,
    /// Checks of its bytes, by name.
    pub checks: ByteChecks,
    /// What the target makes of it in a formatted folder; null for `inspect`.
    pub restore: Option<Prediction>,
    /// What the target makes of it in a folder that nobody formatted.
    pub restore_unformatted: Option<Prediction>,
}

/// A client.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Client {
    /// Nested path.
    pub path: String,
    /// Other places of the same file or archive: hard links, symbolic links, copies within an archive.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also_at: Vec<String>,
    /// tachyon, 1.x, 2.x or 3.x.
    pub era: String,
    /// Exact version, if it can be shown.
    pub version: Option<String>,
    /// Lowest version that fits.
    pub version_min: Option<String>,
    /// Highest version that fits.
    pub version_max: Option<String>,
    /// Best grade of the evidence.
    pub grade: String,
    /// Jar or folder that holds it.
    pub artifact: String,
    /// Whether its classes were moved to another package.
    pub relocated: bool,
    /// archive, build-file or bill-of-materials; null in inventories that do not tell.
    pub found_in: Option<String>,
    /// application, shell, fuse or minicluster: what else of Alluxio is in the same archive, or what the artifact brings.
    pub role: Option<String>,
    /// Group and artifact, where something asks for it by these.
    pub coordinates: Option<String>,
    /// Scope in which a build asks for it.
    pub scope: Option<String>,
    /// Clients of other releases on the same class path.
    #[serde(default)]
    pub clashes_with: Vec<String>,
    /// first, second or undetermined: whether its classes win there.
    pub loaded: Option<String>,
    /// Whether it works with servers of the target.
    pub works_with_server: Works,
    /// What stands behind that; null for `inspect`.
    pub wire: Option<Wire>,
    /// Against the installed release and every release of the plan.
    pub stops: Vec<Stop>,
    /// The first of these at which it stops working, or the very first if it works with none; null if it never breaks.
    pub breaks_at_hop: Option<usize>,
    /// Where its version is stated.
    pub evidence: Vec<Evidence>,
    /// What is wrong with it.
    pub problems: Vec<String>,
}

/// Clients of one kind whose handshakes fail in the logs of one folder.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Caller {
    /// First log that shows them, and the name of the handshake.
    pub path: String,
    /// Lowest release whose handshake begins so.
    pub version_min: Option<String>,
    /// Highest release whose handshake begins so.
    pub version_max: Option<String>,
    /// Failed handshakes.
    pub count: i64,
    /// First day that the log names.
    pub first_day: String,
    /// Last day that the log names.
    pub last_day: String,
    /// Per day and address.
    pub seen: Vec<Calls>,
    /// Where the first of them stands in each log.
    pub evidence: Vec<Evidence>,
}

/// Failed handshakes of one day from one address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Calls {
    /// `YYYY-MM-DD`, `unknown`, or `others` for what was not told apart.
    pub day: String,
    /// The address, `unknown` if the log does not name it, or `others`.
    pub address: String,
    /// How many.
    pub count: i64,
}

/// Configuration of a program that uses Alluxio.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Application {
    /// The file.
    pub path: String,
    /// hadoop, spark, hive, hbase, flink, presto, trino or unknown; alluxio-server for an archive with Alluxio itself.
    pub kind: String,
    /// Release of Alluxio itself, if it can be shown exactly.
    pub version: Option<String>,
    /// File system classes that it names.
    pub classes: Vec<String>,
    /// URI schemes that it uses.
    pub schemes: Vec<String>,
    /// Each line.
    pub evidence: Vec<Evidence>,
}

/// What the wire table says of a client and the target.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Wire {
    /// Rows of the table that fit.
    pub pairs: Vec<String>,
    /// For applications on the native API.
    pub native: Works,
    /// For applications on the Hadoop API.
    pub hadoop: Works,
    /// What it does although it does not work.
    pub harm: Harm,
    /// What does not work.
    pub operations: Vec<WireOperation>,
    /// Lines in logs that give it away.
    pub signs: Vec<WireSign>,
    /// Why it is unknown, and what rules say beside the table.
    pub why: Vec<String>,
}

/// Operations that do not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireOperation {
    /// Their names.
    pub names: Vec<String>,
    /// The API; null for both.
    pub api: Option<Api>,
    /// How they go wrong.
    pub how: How,
    /// What the application sees; empty if nobody saw it.
    pub message: String,
}

/// A line in a log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WireSign {
    /// Whose log.
    pub at: Place,
    /// What stands in it.
    pub text: String,
}

/// A release on the way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stop {
    /// Number of the hop that leads there; 0 is the installed release.
    pub hop: usize,
    /// The release.
    pub to: String,
    /// Whether the client works with it.
    pub works: Works,
}

/// A rule that fired.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// Stable within a report: rule and subject.
    pub id: String,
    /// Id of the rule.
    pub rule: String,
    /// Name of the rule.
    pub name: String,
    /// How bad.
    pub severity: Severity,
    /// upgrade, hop or nothing.
    pub blocks: String,
    /// When to act.
    pub phase: Phase,
    /// `from -> to`.
    pub hop: String,
    /// What it is about.
    pub subject: String,
    /// What was found.
    pub message: String,
    /// Where.
    pub evidence: Vec<Evidence>,
    /// What to do.
    pub fix: Vec<String>,
    /// Lines to change.
    pub edits: Vec<Edit>,
    /// What several findings of the same rule have in common; empty if they stand alone.
    pub group: String,
}

/// What came of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CheckStatus {
    /// Its state is not there.
    Passed,
    /// It fired.
    Failed,
    /// It is about something else.
    NotApplicable,
    /// A fact is missing.
    CouldNotCheck,
}

/// A rule and what came of it.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Id of the rule.
    pub rule: String,
    /// What came of it, the worst over all subjects.
    pub status: CheckStatus,
    /// Why it could not be checked; empty otherwise.
    pub reason: String,
}

/// Something that was not seen.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Unseen {
    /// What.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Rules that need it and could not be checked.
    pub rules_affected: Vec<String>,
    /// What to supply.
    pub remedy: String,
}

/// Counts and exit code.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Findings that block.
    pub blockers: usize,
    /// Findings that demand an action.
    pub actions: usize,
    /// Warnings.
    pub warnings: usize,
    /// Notes.
    pub notes: usize,
    /// Findings that were accepted; always 0 while there are no waivers.
    pub waived: usize,
    /// Things not seen.
    pub unseen: usize,
    /// The program's exit code.
    pub exit_code: u8,
}
