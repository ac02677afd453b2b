//! Commands of Alluxio in text that people or machines run: scripts, crontabs, units, runbooks.
//!
//! A call is a program of Alluxio followed by words that some release has as a command. The text is not run and need not
//! be a valid script: words are split as shells do, text in quotes is looked into, variables that hold a program's path
//! are followed. A program that only handles the file (`cp`, `grep`, `echo`) is no call.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::OnceLock;

use super::lexer::{Segment, segments};
use super::places::places;
use super::words::masked;
use crate::catalog::lookups;
use crate::facts::{Evidence, Facts, Grade, MOST_OF_ONE_FILE, Subject, SubjectKind, Value};

/// Text in quotes inside text in quotes that is looked into.
const MAX_DEPTH: usize = 4;
/// Words of the longest command: `alluxio fsadmin journal quorum`.
const MAX_WORDS: usize = 4;

/// Words behind a script that may be its action.
const MAX_OPTIONS: usize = 32;
/// Longest value of a variable that is followed; programs have short paths.
const MAX_VALUE: usize = 4096;

/// Lines that are named of a command that is called again and again.
const MOST_NAMED: usize = 100;

/// Programs that take the name of another as a mere word.
const HANDLERS: [&str; 22] = [
    "echo", "printf", "cp", "mv", "rm", "ln", "ls", "cat", "grep", "egrep", "sed", "awk", "chmod", "chown", "which", "test", "[", "[[",
    "find", "tar", "scp", "rsync",
];

/// The command whose last argument is an under store.
const MOUNT: &str = "alluxio fs mount";

/// One call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) line: usize,
    pub(super) command: String,
    pub(super) words: Vec<String>,
}

/// All calls in a text.
pub(super) fn calls(text: &str) -> Vec<Call> {
    let mut reader = Reader { variables: HashMap::new(), found: Vec::new() };
    reader.read(text, 1, 0);
    reader.found
}

/// Calls as subjects: one for each different command line of a file.
pub(super) fn facts(calls: &[Call], file: &str) -> Facts {
    let mut groups: BTreeMap<(&str, &[String]), Vec<usize>> = BTreeMap::new();
    for call in calls {
        groups.entry((&call.command, &call.words)).or_default().push(call.line);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    groups.sort_by_key(|(_, lines)| lines.first().copied());
    let mut subjects: Vec<(usize, Subject)> = groups
        .into_iter()
        .take(MOST_OF_ONE_FILE + 1)
        .map(|((command, words), lines)| (lines.first().copied().unwrap_or(0), subject(file, command, words, &lines)))
        .collect();
    let crowded = subjects.len() > MOST_OF_ONE_FILE;
    subjects.sort_by(|(a, one), (b, other)| a.cmp(b).then_with(|| one.text("script.command").cmp(other.text("script.command"))));
    subjects.truncate(MOST_OF_ONE_FILE);
    let mut used = BTreeSet::new();
    for (_, subject) in &mut subjects {
        if !used.insert(subject.path.clone()) {
            subject.path = format!("{} ({})", subject.path, used.len());
            used.insert(subject.path.clone());
        }
    }
    let mut facts = Facts { subjects: subjects.into_iter().map(|(_, subject)| subject).collect(), ..Facts::default() };
    if crowded {
        facts.crowded(file);
    }
    facts
}

fn subject(file: &str, command: &str, words: &[String], lines: &[usize]) -> Subject {
    let first = lines.first().copied().unwrap_or(0);
    let mut subject = Subject::new(SubjectKind::Script, format!("{file}:{first}"));
    subject.set("script.file", file);
    subject.set("script.command", command);
    subject.set("script.words", words.iter().cloned().collect::<BTreeSet<_>>());
    subject.set("script.arguments", words.join(" "));
    if let Some(scheme) = words.iter().filter(|_| command == MOUNT).rev().find_map(|word| Some(word.split_once("://")?.0)) {
        subject.set("script.scheme", scheme);
    }
    subject.set("script.calls", Value::Int(i64::try_from(lines.len()).unwrap_or(i64::MAX)));
    let said = format!("calls {command}");
    subject.evidence =
        lines.iter().take(MOST_NAMED).map(|line| Evidence::new(format!("{file}:{line}"), Grade::Proven, said.clone())).collect();
    subject
}

struct Reader {
    variables: HashMap<String, String>,
    found: Vec<Call>,
}

impl Reader {
    fn read(&mut self, text: &str, first: usize, depth: usize) {
        for segment in segments(text, first) {
            let handled = is_handled(&segment.words);
            for (word, line) in segment.quoted.iter().filter(|(word, _)| depth < MAX_DEPTH && may_call(word)) {
                // What a program only prints or copies is not run, unless the shell replaces it first.
                let run = if handled { word.find("$(").and_then(|at| word.get(at..)) } else { Some(word.as_str()) };
                run.into_iter().for_each(|text| self.read(text, *line, depth + 1));
            }
            if !handled {
                self.segment(&segment);
            }
        }
    }

    fn segment(&mut self, segment: &Segment) {
        let words: Vec<String> = segment.words.iter().map(|word| self.known(word)).collect();
        if let Some((name, value)) = words.first().and_then(|word| word.split_once('=')).filter(|_| words.len() == 1) {
            if value.len() > MAX_VALUE {
                self.variables.remove(name);
                return;
            }
            self.variables.insert(name.to_owned(), value.to_owned());
            return;
        }
        for at in 0..words.len() {
            let Some(rest) = words.get(at..) else { break };
            if let Some(command) = command(rest) {
                let words = rest.iter().skip(1).map(|word| masked(word)).collect();
                self.found.push(Call { line: segment.line, command, words });
                break;
            }
        }
    }

    /// The value of `$NAME` or `${NAME}` where the text sets it.
    fn known(&self, word: &str) -> String {
        let name = word.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).or_else(|| word.strip_prefix('$'));
        name.and_then(|name| self.variables.get(name)).cloned().unwrap_or_else(|| word.to_owned())
    }
}

/// Whether the first program of a command only handles words and files.
fn is_handled(words: &[String]) -> bool {
    const BEFORE: [&str; 8] = ["sudo", "then", "else", "do", "!", "if", "while", "exec"];
    let mut programs = words.iter().filter(|word| !word.contains('=') && !BEFORE.contains(&word.as_str()));
    programs.next().is_some_and(|word| HANDLERS.contains(&base(word)))
}

fn base(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or_default()
}

fn may_call(text: &str) -> bool {
    text.contains("alluxio") || text.contains("tachyon") || text.contains("$(")
}

/// All commands of all releases.
fn commands() -> &'static BTreeSet<&'static str> {
    static COMMANDS: OnceLock<BTreeSet<&str>> = OnceLock::new();
    COMMANDS.get_or_init(|| lookups::keys("commands").collect())
}

/// The longest command that the words begin with, options left out.
fn command(words: &[String]) -> Option<String> {
    let (first, rest) = words.split_first()?;
    let tool = base(first);
    if !places().tools.iter().any(|known| known == tool) {
        return None;
    }
    let plain: Vec<&str> = rest.iter().map(String::as_str).filter(|word| !word.starts_with('-')).take(MAX_OPTIONS).collect();
    if tool.ends_with(".sh") {
        // An option before the action may take a value, so that the action need not be the first plain word.
        let action = plain.iter().map(|word| format!("{tool} {word}")).find(|command| commands().contains(command.as_str()));
        return action.or_else(|| commands().contains(tool).then(|| tool.to_owned()));
    }
    (1..MAX_WORDS).rev().find_map(|count| {
        let command = format!("{tool} {}", plain.get(..count)?.join(" "));
        // A group without a command of it, such as `alluxio fs`, is prose or a mistake.
        let group = || {
            count == 1
                && commands().range(format!("{command} ").as_str()..).next().is_some_and(|next| next.starts_with(&format!("{command} ")))
        };
        (commands().contains(command.as_str()) && !group()).then_some(command)
    })
}
