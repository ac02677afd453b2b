//! A place in the text of a script, with its line.

/// Letters read one by one.
pub(super) struct Cursor {
    letters: Vec<char>,
    at: usize,
    /// Line of the next letter, from 1.
    pub(super) line: usize,
}

impl Cursor {
    /// Bytes that are not UTF-8 become U+FFFD: they can only stand in values, and those are only shown.
    pub(super) fn new(bytes: &[u8]) -> Self {
        let letters = String::from_utf8_lossy(bytes).replace("\r\n", "\n").chars().collect();
        Cursor { letters, at: 0, line: 1 }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.ahead(0)
    }

    pub(super) fn ahead(&self, by: usize) -> Option<char> {
        self.letters.get(self.at + by).copied()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let letter = self.peek()?;
        self.at += 1;
        self.line += usize::from(letter == '\n');
        Some(letter)
    }

    /// Passes the text if it comes next.
    pub(super) fn eat(&mut self, text: &str) -> bool {
        let next = text.chars().enumerate().all(|(n, letter)| self.ahead(n) == Some(letter));
        if next {
            self.skip(text.chars().count());
        }
        next
    }

    pub(super) fn skip(&mut self, letters: usize) {
        for _ in 0..letters {
            self.bump();
        }
    }

    pub(super) fn take_while(&mut self, keep: impl Fn(char) -> bool) -> String {
        let mut taken = String::new();
        while let Some(letter) = self.peek().filter(|letter| keep(*letter)) {
            taken.push(letter);
            self.bump();
        }
        taken
    }

    /// Blanks and joined lines.
    pub(super) fn skip_blanks(&mut self) {
        while self.eat("\\\n") || matches!(self.peek(), Some(' ' | '\t' | '\r')) {
            if self.peek().is_some_and(|letter| matches!(letter, ' ' | '\t' | '\r')) {
                self.bump();
            }
        }
    }

    /// Passes everything up to the closing letter, with nested pairs and quoted text.
    pub(super) fn skip_balanced(&mut self, open: char, close: char) {
        let mut depth = 1;
        while let Some(letter) = self.bump() {
            match letter {
                '\\' => drop(self.bump()),
                '\'' => self.skip_to('\''),
                '"' => self.skip_to('"'),
                _ if letter == open => depth += 1,
                _ if letter == close => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// Passes everything up to the letter; a backslash hides it except in single quotes.
    pub(super) fn skip_to(&mut self, end: char) {
        while let Some(letter) = self.bump() {
            if letter == end {
                return;
            }
            if letter == '\\' && end != '\'' {
                self.bump();
            }
        }
    }

    /// The name of a shell variable, possibly empty.
    pub(super) fn name(&mut self) -> String {
        if !self.peek().is_some_and(starts_name) {
            return String::new();
        }
        self.take_while(continues_name)
    }
}

pub(super) fn starts_name(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_'
}

pub(super) fn continues_name(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}
