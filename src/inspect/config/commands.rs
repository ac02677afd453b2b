//! Commands of a shell script that matter to variables, and all others, whose words are passed.

use super::shell::{Block, Shell};
use super::text::Text;

impl Shell<'_> {
    /// The first word of a command and all that belongs to it; true if the next command follows at once.
    pub(super) fn head(&mut self) -> bool {
        let line = self.cursor.line;
        if self.redirection() {
            return false;
        }
        let word = self.word().raw();
        self.cursor.skip_blanks();
        match word.as_str() {
            "then" | "else" | "elif" | "do" | "!" | "time" => return true,
            "if" => return self.open(Block::If),
            "while" | "until" => return self.open(Block::Loop),
            "for" | "select" => drop(self.open(Block::Loop)),
            "case" => drop(self.open(Block::Case)),
            "fi" => self.close(&[Block::If]),
            "esac" => self.close(&[Block::Case]),
            "done" => self.close(&[Block::Loop]),
            "}" => self.close(&[Block::Function, Block::Guarded, Block::Group]),
            "{" => return self.open_group(),
            "function" => return self.function_name(),
            "[[" => return self.skip_test(),
            "export" | "declare" | "typeset" | "readonly" | "local" => return self.declaration(),
            "unset" => return self.unset(line),
            "." | "source" | "eval" => self.loads(&word, line),
            "exit" | "return" => self.leaves(),
            _ if self.cursor.peek() == Some('(') => return self.function_body(),
            _ => {}
        }
        self.arguments();
        false
    }

    fn open(&mut self, block: Block) -> bool {
        // A guard before a block holds for all of it, and every such block is conditional itself.
        self.guard = false;
        self.enter(block);
        true
    }

    fn open_group(&mut self) -> bool {
        let function = std::mem::take(&mut self.function_next);
        let group = if self.guard { Block::Guarded } else { Block::Group };
        self.open(if function { Block::Function } else { group })
    }

    fn close(&mut self, kinds: &[Block]) {
        if let Some(at) = self.blocks.iter().rposition(|block| kinds.contains(block)) {
            self.blocks.truncate(at);
        }
    }

    fn function_name(&mut self) -> bool {
        self.cursor.skip_blanks();
        self.word();
        self.function_body()
    }

    fn function_body(&mut self) -> bool {
        self.cursor.skip_blanks();
        if self.cursor.eat("(") {
            self.cursor.skip_blanks();
            self.cursor.eat(")");
        }
        self.function_next = true;
        true
    }

    /// `[[ ... ]]`, where operators join no commands.
    fn skip_test(&mut self) -> bool {
        while self.cursor.peek().is_some() {
            if self.word().raw() == "]]" {
                break;
            }
            self.cursor.bump();
        }
        self.guard = false;
        false
    }

    fn declaration(&mut self) -> bool {
        loop {
            self.cursor.skip_blanks();
            if self.at_command_end() {
                break;
            }
            match self.assignment_ahead() {
                Some((name, append)) => {
                    let (name, append, value, line) = self.assignment(name, append);
                    self.assign(&name, append, value, line);
                }
                None => self.argument(),
            }
        }
        false
    }

    fn unset(&mut self, line: usize) -> bool {
        self.cursor.skip_blanks();
        while !self.at_command_end() {
            let name = self.word().raw();
            if self.condition().is_some() {
                self.assign(&name, false, Text::default(), line);
            } else {
                self.outcome.variables.remove(&name);
            }
            self.redirection();
            self.cursor.skip_blanks();
        }
        false
    }

    fn loads(&mut self, word: &str, line: usize) {
        let what = if word == "eval" { "runs a command made up while it runs (eval)" } else { "reads another file" };
        self.note(line, &format!("the script {what}, which may set any variable"));
    }

    fn leaves(&mut self) {
        match self.condition() {
            None => self.stopped = !self.blocks.contains(&Block::Subshell),
            // Leaving a function or a subshell does not leave the file.
            Some(_) => self.may_have_left |= !self.blocks.iter().any(|b| matches!(b, Block::Function | Block::Subshell)),
        }
    }

    fn arguments(&mut self) {
        self.cursor.skip_blanks();
        while !self.at_command_end() {
            self.argument();
            self.cursor.skip_blanks();
        }
    }

    /// One argument, read for the `${X:=value}` that it may hold.
    fn argument(&mut self) {
        if !self.redirection() {
            self.word();
        }
    }

    /// Passes `>file`, `2>&1` and the like; remembers the end of a here-document.
    fn redirection(&mut self) -> bool {
        if !matches!(self.cursor.peek(), Some('<' | '>')) {
            return false;
        }
        let here = self.cursor.eat("<<<");
        let document = !here && self.cursor.eat("<<");
        drop(self.cursor.take_while(|letter| matches!(letter, '<' | '>' | '&' | '|' | '-')));
        if self.cursor.eat("(") {
            self.cursor.skip_balanced('(', ')');
            return true;
        }
        self.cursor.skip_blanks();
        let target = self.word().raw();
        if document {
            self.here_documents.push(target);
        }
        true
    }
}
