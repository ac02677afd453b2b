//! Statements of a shell script: lines, operators, here-documents, and assignments in front of commands.

use super::cursor::{continues_name, starts_name};
use super::shell::{Block, Shell, joined};
use super::text::Text;

impl Shell<'_> {
    pub(super) fn command(&mut self) {
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
