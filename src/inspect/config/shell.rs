//! Which variables does a shell script assign, as far as its text alone shows?
//!
//! Follows the statements of `alluxio-env.sh` one after another without running anything. Assignments inside `if`,
//! `case`, loops and functions, or behind `&&` and `||`, are kept with a doubt; those in subshells are dropped, since
//! they end with it. Anything the shell would have to do (commands, other files, patterns) is noted, never guessed.

use std::collections::BTreeMap;

use super::cursor::{Cursor, continues_name, starts_name};
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
    assigning: String,
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

    fn command(&mut self) {
        self.cursor.skip_blanks();
        match self.cursor.peek() {
            Some('\n') => self.line_end(),
            Some('#') => drop(self.cursor.take_while(|letter| letter != '\n')),
            Some(';' | '&' | '|' | '(' | ')') => self.operator(),
            Some(_) => self.simple(),
            None => {}
        }
    }

    fn line_end(&mut self) {
        self.cursor.bump();
        for delimiter in std::mem::take(&mut self.here_documents) {
            while self.cursor.peek().is_some() {
                let line = self.cursor.take_while(|letter| letter != '\n');
                self.cursor.bump();
                if line.trim_start_matches('\t') == delimiter {
                    break;
                }
            }
        }
    }

    fn operator(&mut self) {
        if self.cursor.eat("&&") || self.cursor.eat("||") {
            self.guard = true;
        } else if self.cursor.eat("((") {
            self.cursor.skip_balanced('(', ')');
            self.cursor.eat(")");
        } else {
            match self.cursor.bump() {
                Some('|') => self.guard = true,
                Some('(') => self.enter(Block::Subshell),
                // A closing parenthesis without an opening one ends a pattern of `case`.
                Some(')') if self.blocks.last() == Some(&Block::Subshell) => drop(self.blocks.pop()),
                _ => self.guard = false,
            }
        }
    }

    /// A command with its words; assignments count only if no command follows them.
    fn simple(&mut self) {
        let mut assignments = Vec::new();
        while let Some((name, append)) = self.assignment_ahead() {
            assignments.push(self.assignment(name, append));
            self.cursor.skip_blanks();
        }
        let command = !self.at_command_end();
        if !command {
            for (name, append, value, line) in assignments {
                self.assign(&name, append, value, line);
            }
        } else if self.head() {
            return;
        }
        self.guard = false;
    }

    /// Whether `NAME=` or `NAME+=` comes next; passes it.
    pub(super) fn assignment_ahead(&mut self) -> Option<(String, bool)> {
        let mut len = 0;
        while self.cursor.ahead(len).is_some_and(if len == 0 { starts_name } else { continues_name }) {
            len += 1;
        }
        let append = self.cursor.ahead(len) == Some('+');
        if len == 0 || self.cursor.ahead(len + usize::from(append)) != Some('=') {
            return None;
        }
        let name = self.cursor.name();
        self.cursor.eat(if append { "+=" } else { "=" });
        Some((name, append))
    }

    pub(super) fn assignment(&mut self, name: String, append: bool) -> (String, bool, Text, usize) {
        let line = self.cursor.line;
        self.assigning.clone_from(&name);
        let value = match self.cursor.peek() {
            Some('(') => {
                self.cursor.bump();
                self.cursor.skip_balanced('(', ')');
                Text::unknown("a list", line)
            }
            Some('~') => joined(Text::unknown("the home folder of the user", line), self.word()),
            _ => joined(Text::known("", line), self.word()),
        };
        self.assigning.clear();
        (name, append, value, line)
    }

    pub(super) fn at_command_end(&self) -> bool {
        self.cursor.peek().is_none_or(|letter| matches!(letter, '\n' | ';' | '&' | '|' | '(' | ')' | '#'))
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

fn joined(mut first: Text, second: Text) -> Text {
    first.append(second);
    first
}
