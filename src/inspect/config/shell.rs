//! Which variables does a shell script assign, as far as its text alone shows?
//!
//! Follows the statements of `alluxio-env.sh` one after another without running anything. Assignments inside `if`,
//! `case`, loops and functions, or behind `&&` and `||`, are kept with a doubt; those in subshells are dropped, since
//! they end with it. Anything the shell would have to do (commands, other files, patterns) is noted, never guessed.

use std::collections::BTreeMap;

use super::cursor::Cursor;
use super::text::{Doubt, Text};

/// Bytes that references may copy in all, so that `A=$B$B` cannot double for ever.
const MAX_COPIED: usize = 16 << 20;

/// Constructs that may be open in one another; scripts that people write have a handful.
const MAX_BLOCKS: usize = 1000;
/// Lines that are told of one script.
const MAX_NOTES: usize = 200;
/// Pieces of a value, so that a value that may be any of thousands does not make each further one dearer.
const MAX_ALTERNATIVES: usize = 512;
/// Pieces of a value that is only added to.
const MAX_PIECES: usize = 100_000;

/// Values of variables by name.
pub(super) type Variables = BTreeMap<String, Text>;

/// What a script assigns.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) variables: Variables,
    /// Lines that may assign anything, and why.
    pub(super) notes: Vec<(usize, String)>,
}

/// A construct that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Block {
    If,
    Case,
    Loop,
    Function,
    Guarded,
    Group,
    Subshell,
}

/// The state while reading.
pub(super) struct Shell<'a> {
    pub(super) cursor: Cursor,
    pub(super) nesting: usize,
    /// Text for a variable that the file has not assigned, if its value is known otherwise.
    known: &'a dyn Fn(&str) -> Option<String>,
    pub(super) outcome: Outcome,
    pub(super) blocks: Vec<Block>,
    pub(super) here_documents: Vec<String>,
    pub(super) guard: bool,
    pub(super) function_next: bool,
    pub(super) may_have_left: bool,
    pub(super) stopped: bool,
    copied: usize,
    pub(super) assigning: String,
}

/// Reads a script. `known` tells the value of a variable that is set before the script runs.
pub(super) fn read(bytes: &[u8], known: &dyn Fn(&str) -> Option<String>) -> Outcome {
    let mut shell = Shell {
        cursor: Cursor::new(bytes),
        nesting: 0,
        known,
        outcome: Outcome::default(),
        blocks: Vec::new(),
        here_documents: Vec::new(),
        guard: false,
        function_next: false,
        may_have_left: false,
        stopped: false,
        copied: 0,
        assigning: String::new(),
    };
    while !shell.stopped && shell.cursor.peek().is_some() {
        shell.command();
    }
    shell.outcome
}

impl Shell<'_> {
    pub(super) fn note(&mut self, line: usize, text: &str) {
        self.outcome.notes.push((line, text.to_owned()));
        // Each hides all that follows as well.
        self.stopped |= self.outcome.notes.len() >= MAX_NOTES;
    }

    /// The value that the file has given so far, or that is known otherwise.
    pub(super) fn value_of(&mut self, name: &str) -> Option<Text> {
        match self.outcome.variables.get(name) {
            Some(text) => {
                self.copied += text.size();
                let over = self.copied > MAX_COPIED;
                Some(if over { Text::unknown("too many references", self.cursor.line) } else { text.clone() })
            }
            None => (self.known)(name).map(|text| Text::known(&text, self.cursor.line)),
        }
    }

    /// A reference; a variable that refers to itself before the file assigns it adds to an environment not seen here,
    /// which counts as empty like everywhere else.
    pub(super) fn reference(&mut self, name: &str, line: usize) -> Text {
        let own = name == self.assigning;
        match self.value_of(name) {
            Some(text) => text,
            None if own => Text::default(),
            None => Text::unknown(&format!("the file does not set {name}"), line),
        }
    }

    pub(super) fn assign(&mut self, name: &str, append: bool, value: Text, line: usize) {
        if self.blocks.contains(&Block::Subshell) {
            return;
        }
        let limit = if append && self.condition().is_none() { MAX_PIECES } else { MAX_ALTERNATIVES };
        let old = self.outcome.variables.remove(name).map(|old| match old.pieces() > limit {
            true => Text::unknown("it is assigned too many times", line),
            false => old,
        });
        let new = match self.condition() {
            Some(reason) => doubtful(old, append, value, &Doubt::new(reason, line)),
            None if append => joined(old.unwrap_or_default(), value),
            None => value,
        };
        self.outcome.variables.insert(name.to_owned(), new);
    }

    pub(super) fn condition(&self) -> Option<&'static str> {
        if self.blocks.contains(&Block::Function) {
            return Some("set only when a function is called");
        }
        let conditional = self.blocks.iter().any(|block| *block != Block::Group);
        (conditional || self.guard || self.may_have_left).then_some("set only under a condition")
    }

    /// Opens a construct, and gives up where so many are open that the text can hardly be a script.
    pub(super) fn enter(&mut self, block: Block) {
        self.blocks.push(block);
        if self.blocks.len() > MAX_BLOCKS && !self.stopped {
            self.note(self.cursor.line, &format!("more than {MAX_BLOCKS} constructs are open in one another; the rest is not read"));
            self.stopped = true;
        }
    }
}

/// The value after an assignment that may not take place.
fn doubtful(old: Option<Text>, append: bool, value: Text, doubt: &Doubt) -> Text {
    let value = value.doubted(doubt);
    match old {
        None => value,
        Some(old) if append => joined(old, value),
        Some(old) => joined(joined(old.doubted(doubt), Text::known(" ", doubt.line).doubted(doubt)), value),
    }
}

pub(super) fn joined(mut first: Text, second: Text) -> Text {
    first.append(second);
    first
}
