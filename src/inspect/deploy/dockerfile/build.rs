//! The instructions of an image build, and what they make of its last stage.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::inspect::deploy::container::{Container, Variable};
use crate::inspect::deploy::words as words_of;

/// One instruction with the line it begins at.
pub(super) struct Instruction {
    line: usize,
    word: String,
    rest: String,
}

/// Programs that install packages.
const MANAGERS: [&str; 7] = ["apk", "apt-get", "apt", "yum", "dnf", "microdnf", "tdnf"];

/// What the instructions so far have made of the last stage.
#[derive(Default)]
pub(super) struct Build {
    arguments: BTreeMap<String, String>,
    /// Bytes that were filled in so far.
    filled: Cell<usize>,
    /// The image that each stage with a name is built from in the end.
    stages: BTreeMap<String, String>,
    /// The same of the stage that is being read.
    image: String,
    line: usize,
    env: Vec<Variable>,
    user: String,
    entrypoint: Vec<String>,
    command: Vec<String>,
    command_line: usize,
    ports: BTreeSet<i64>,
    pub(super) managers: BTreeSet<String>,
    pub(super) evidence: Vec<(usize, String)>,
    pub(super) tarball: Option<String>,
}

impl Build {
    pub(super) fn step(&mut self, instruction: &Instruction) {
        let rest = self.filled(&instruction.rest);
        match instruction.word.as_str() {
            "ARG" => self.argument(&rest),
            "FROM" => self.from(&rest, instruction.line),
            "ENV" => self.environment(&rest, instruction.line),
            "USER" => self.user.clone_from(&rest),
            "EXPOSE" => self.ports.extend(rest.split_whitespace().filter_map(|port| port.split('/').next()?.parse::<i64>().ok())),
            "ENTRYPOINT" => self.entrypoint = words(&rest),
            "CMD" => (self.command, self.command_line) = (words(&rest), instruction.line),
            "RUN" => self.packages(&rest, instruction.line),
            _ => {}
        }
        if matches!(instruction.word.as_str(), "ARG" | "ADD" | "COPY" | "RUN" | "ENV") {
            self.tarball = self.tarball.take().or_else(|| tarball(&rest));
        }
    }

    fn argument(&mut self, rest: &str) {
        if let Some((name, value)) = rest.split_once('=') {
            self.arguments.insert(name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned());
        }
    }

    /// A new stage forgets what the one before did to its own image, unless it is built from it.
    fn from(&mut self, rest: &str, line: usize) {
        let words: Vec<&str> = rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        let base = words.first().copied().unwrap_or_default();
        let name = words.get(2).copied().unwrap_or_default().to_owned();
        let resolved = self.stages.get(base).cloned();
        let inherits = resolved.is_some();
        self.image = resolved.unwrap_or_else(|| base.to_owned());
        if !name.is_empty() {
            self.stages.entry(name).or_insert_with(|| self.image.clone());
        }
        if !inherits {
            let kept = Build {
                arguments: std::mem::take(&mut self.arguments),
                filled: self.filled.take().into(),
                stages: std::mem::take(&mut self.stages),
                image: std::mem::take(&mut self.image),
                tarball: self.tarball.take(),
                ..Build::default()
            };
            *self = kept;
        }
        self.line = line;
    }

    fn environment(&mut self, rest: &str, line: usize) {
        if let Some((name, value)) = rest.split_once(' ').filter(|(name, _)| !name.contains('=')) {
            return self.set(name, value, line);
        }
        for (name, value) in assignments(rest) {
            self.set(&name, &value, line);
        }
    }

    fn set(&mut self, name: &str, value: &str, line: usize) {
        self.arguments.insert(name.to_owned(), value.to_owned());
        self.env.push(Variable { name: name.to_owned(), value: Some(value.to_owned()), line });
    }

    fn packages(&mut self, rest: &str, line: usize) {
        for word in rest.split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '&' | '|' | '(' | '"' | '\'' | '[' | ',')) {
            let program = word.rsplit('/').next().unwrap_or_default();
            if MANAGERS.contains(&program) && self.managers.insert(program.to_owned()) {
                self.evidence.push((line, format!("installs packages with {program}")));
            }
        }
    }

    /// `$NAME` and `${NAME}` where a build argument or variable gives it; the rest stays.
    fn filled(&self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$').filter(|_| done.len() < MAX_LINE && self.filled.get() < MAX_FILLED) {
            done.push_str(before);
            let (name, behind) = reference(after);
            match self.arguments.get(name).filter(|_| !name.is_empty()) {
                Some(value) => {
                    self.filled.set(self.filled.get() + value.len());
                    done.push_str(value);
                }
                None => done.push_str(rest.get(before.len()..rest.len() - behind.len()).unwrap_or_default()),
            }
            rest = behind;
        }
        done + rest
    }

    pub(super) fn container(&self, file: &str) -> Container {
        let image = self.image.clone();
        let mut words = self.entrypoint.clone();
        words.extend(self.command.iter().cloned());
        Container {
            file: file.to_owned(),
            line: self.line.max(1),
            form: "dockerfile",
            kind: "image".to_owned(),
            name: image.clone(),
            image: Some(image),
            words,
            words_line: Some(self.command_line).filter(|line| *line > 0),
            env: self.env.clone(),
            user: self.user.clone(),
            ids: self.user.split(':').filter_map(|id| id.parse().ok()).collect(),
            ports: self.ports.clone(),
            ..Container::default()
        }
        .bounded()
    }
}

/// Length of a line beyond which nothing more is filled in, so that arguments cannot double for ever.
const MAX_LINE: usize = 1 << 16;

/// The name that follows a `$`, plain or in braces, and what comes after it; no name if it is none.
fn reference(after: &str) -> (&str, &str) {
    let end = |text: &str| text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(text.len());
    if let Some(inside) = after.strip_prefix('{') {
        let (name, behind) = inside.split_at(end(inside));
        return behind.strip_prefix('}').map_or(("", after), |behind| (name, behind));
    }
    after.split_at(end(after))
}

/// Bytes that are filled in in all.
const MAX_FILLED: usize = 4 << 20;

/// Instructions with joined lines put together and comments left out.
pub(super) fn instructions(text: &str) -> Vec<Instruction> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (line, written) in (1..).zip(text.lines()) {
        let trimmed = written.trim();
        if trimmed.starts_with('#') || (trimmed.is_empty() && open.is_none()) {
            continue;
        }
        let (first, mut so_far) = open.take().unwrap_or((line, String::new()));
        so_far.push_str(trimmed.trim_end_matches(['\\', '`']));
        so_far.push(' ');
        if trimmed.ends_with('\\') {
            open = Some((first, so_far));
        } else {
            found.extend(instruction(first, &so_far));
        }
    }
    found.extend(open.and_then(|(line, text)| instruction(line, &text)));
    found
}

fn instruction(line: usize, text: &str) -> Option<Instruction> {
    let (word, rest) = text.trim().split_once(char::is_whitespace)?;
    Some(Instruction { line, word: word.to_ascii_uppercase(), rest: rest.trim().to_owned() })
}

/// A list in the form of JSON, or one text.
fn words(rest: &str) -> Vec<String> {
    serde_json::from_str::<Vec<String>>(rest).unwrap_or_else(|_| words_of::plain(rest).collect())
}

/// `A=1 B="two words"`.
fn assignments(rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut rest = rest.trim();
    while let Some((name, after)) = rest.split_once('=') {
        let quote = after.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let (value, left) = match quote {
            Some(quote) => after.get(1..).unwrap_or_default().split_once(quote).unwrap_or((after, "")),
            None => after.split_once(char::is_whitespace).unwrap_or((after, "")),
        };
        found.push((name.trim().to_owned(), value.to_owned()));
        rest = left.trim();
    }
    found
}

/// The release in the name of its tarball: `alluxio-2.7.3-bin.tar.gz`.
fn tarball(text: &str) -> Option<String> {
    let at = text.find("alluxio-")? + "alluxio-".len();
    let version = text.get(at..)?.split("-bin").next().filter(|version| version.len() < 16)?;
    let known = version.starts_with(|letter: char| letter.is_ascii_digit()) && !version.contains(char::is_whitespace);
    known.then(|| version.to_owned())
}
