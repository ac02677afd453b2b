//! The instructions of an image build, and what they make of its last stage.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};

use crate::inspect::deploy::container::{Container, Spot, Variable};
use crate::inspect::deploy::words as words_of;

/// One instruction with the line it begins at.
pub(super) struct Instruction {
    line: usize,
    word: String,
    rest: String,
}

/// Stages with a name that are kept, and variables of one, since a stage may begin with all of another.
const MAX_STAGES: usize = 100;
const MAX_ENV: usize = 1001;

/// Programs that install packages.
const MANAGERS: [&str; 7] = ["apk", "apt-get", "apt", "yum", "dnf", "microdnf", "tdnf"];

/// What the instructions so far have made of the last stage.
#[derive(Default)]
pub(super) struct Build {
    arguments: BTreeMap<String, String>,
    /// Bytes that were filled in so far.
    filled: Cell<usize>,
    /// Stages with a name that have ended.
    stages: BTreeMap<String, Stage>,
    /// Name of the stage that is being read.
    name: String,
    pub(super) stage: Stage,
    pub(super) tarball: Option<String>,
}

/// What one stage is built from and what is done to it.
#[derive(Default, Clone)]
pub(super) struct Stage {
    image: String,
    line: usize,
    env: Vec<(String, String, usize)>,
    user: String,
    entrypoint: Vec<String>,
    command: Vec<String>,
    command_line: usize,
    ports: BTreeSet<i64>,
    pub(super) managers: BTreeSet<String>,
    pub(super) evidence: Vec<(usize, String)>,
}

impl Build {
    pub(super) fn step(&mut self, instruction: &Instruction) {
        let rest = self.filled(&instruction.rest);
        let (stage, line) = (&mut self.stage, instruction.line);
        match instruction.word.as_str() {
            "ARG" => self.argument(&rest),
            "FROM" => self.from(&rest, line),
            "ENV" => self.environment(&rest, line),
            "USER" => stage.user = rest.clone(),
            "EXPOSE" => stage.ports.extend(rest.split_whitespace().filter_map(|port| port.split('/').next()?.parse::<i64>().ok())),
            "ENTRYPOINT" => stage.entrypoint = words(&rest),
            "CMD" => (stage.command, stage.command_line) = (words(&rest), line),
            "RUN" => stage.packages(&rest, line),
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

    /// A new stage begins with what another stage ended with, or with an image.
    fn from(&mut self, rest: &str, line: usize) {
        let words: Vec<&str> = rest.split_whitespace().filter(|word| !word.starts_with("--")).collect();
        let base = words.first().copied().unwrap_or_default();
        let ended = std::mem::take(&mut self.stage);
        if !self.name.is_empty() && self.stages.len() < MAX_STAGES {
            self.stages.insert(std::mem::take(&mut self.name), ended);
        }
        self.name = words.get(2).copied().unwrap_or_default().to_owned();
        self.stage = self.stages.get(base).cloned().unwrap_or_else(|| Stage { image: base.to_owned(), ..Stage::default() });
        self.stage.line = line;
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
        if self.stage.env.len() < MAX_ENV {
            self.stage.env.push((name.to_owned(), value.to_owned(), line));
        }
    }

    /// `$NAME` and `${NAME}` where a build argument or variable gives it; the rest stays.
    fn filled(&self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$').filter(|_| done.len() < MAX_LINE && self.filled.get() < MAX_FILLED) {
            done.push_str(before);
            let (name, default, behind) = reference(after);
            let known = self.arguments.get(name).map(String::as_str).filter(|value| !name.is_empty() && !value.is_empty());
            match known.or(default) {
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
}

impl Stage {
    fn packages(&mut self, rest: &str, line: usize) {
        for word in rest.split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '&' | '|' | '(' | '"' | '\'' | '[' | ',')) {
            let program = word.rsplit('/').next().unwrap_or_default();
            if MANAGERS.contains(&program) && self.managers.insert(program.to_owned()) {
                self.evidence.push((line, format!("installs packages with {program}")));
            }
        }
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
            words_at: Some((file.into(), self.command_line)).filter(|(_, line)| *line > 0),
            env: self.env.iter().map(|(name, value, line)| variable(name, value, (file.into(), *line))).collect(),
            user: self.user.clone(),
            ids: self.user.split(':').filter_map(|id| id.parse().ok()).collect(),
            ports: self.ports.clone(),
            ..Container::default()
        }
        .bounded()
    }
}

fn variable(name: &str, value: &str, at: Spot) -> Variable {
    Variable { name: name.to_owned(), value: Some(value.to_owned()), at }
}

/// Length of a line beyond which nothing more is filled in, so that arguments cannot double for ever.
const MAX_LINE: usize = 1 << 16;

/// The name that follows a `$`, plain or in braces, its `:-default`, and what comes after it; no name if it is none.
fn reference(after: &str) -> (&str, Option<&str>, &str) {
    let end = |text: &str| text.find(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_')).unwrap_or(text.len());
    if let Some(inside) = after.strip_prefix('{') {
        let (name, behind) = inside.split_at(end(inside));
        if let Some((default, behind)) = behind.strip_prefix(":-").and_then(|rest| rest.split_once('}')) {
            return (name, Some(default), behind);
        }
        return behind.strip_prefix('}').map_or(("", None, after), |behind| (name, None, behind));
    }
    let (name, behind) = after.split_at(end(after));
    (name, None, behind)
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
