//! Words of a shell script: quotes, escapes and references to variables.
//!
//! Nothing is run. What only a running shell could know becomes a doubt in the word's text.

use super::cursor::starts_name;
use super::shell::Shell;
use super::text::{Doubt, Text};

/// Depth of nested `${X:-${Y:-...}}` that is followed.
const MAX_NESTING: usize = 16;

/// Letters that end a word unless they are quoted.
fn ends_word(letter: char) -> bool {
    matches!(letter, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>')
}

impl Shell<'_> {
    /// The word that comes next; empty if none does.
    pub(super) fn word(&mut self) -> Text {
        let mut text = Text::default();
        while let Some(letter) = self.cursor.peek().filter(|letter| !ends_word(*letter)) {
            self.letter(letter, &mut text);
        }
        text
    }

    /// A letter outside double quotes, with all that it opens.
    fn letter(&mut self, letter: char, text: &mut Text) {
        let line = self.cursor.line;
        match letter {
            '\'' => self.single_quoted(text),
            '"' => self.double_quoted(text),
            '\\' => self.escaped(text),
            '$' => self.dollar(text, false),
            '`' => self.backticks(text),
            _ => {
                self.cursor.bump();
                text.push(letter, line);
            }
        }
    }

    fn escaped(&mut self, text: &mut Text) {
        self.cursor.bump();
        let line = self.cursor.line;
        match self.cursor.bump() {
            Some('\n') | None => {}
            Some(letter) => text.push(letter, line),
        }
    }

    fn single_quoted(&mut self, text: &mut Text) {
        let start = self.cursor.line;
        self.cursor.bump();
        loop {
            let line = self.cursor.line;
            match self.cursor.bump() {
                Some('\'') => return,
                Some(letter) => text.push(letter, line),
                None => return self.unclosed('\'', start),
            }
        }
    }

    fn double_quoted(&mut self, text: &mut Text) {
        let start = self.cursor.line;
        self.cursor.bump();
        // An empty piece keeps the line of a value that is empty.
        text.append(Text::known("", start));
        loop {
            let line = self.cursor.line;
            match self.cursor.peek() {
                Some('"') => return self.cursor.skip(1),
                Some('\\') => self.escaped_in_double(text),
                Some('$') => self.dollar(text, true),
                Some('`') => self.backticks(text),
                Some(letter) => {
                    self.cursor.bump();
                    text.push(letter, line);
                }
                None => return self.unclosed('"', start),
            }
        }
    }

    /// Between double quotes a backslash stays unless it hides something.
    fn escaped_in_double(&mut self, text: &mut Text) {
        let line = self.cursor.line;
        if !matches!(self.cursor.ahead(1), Some('$' | '`' | '"' | '\\' | '\n')) {
            text.push('\\', line);
            self.cursor.bump();
            return;
        }
        self.escaped(text);
    }

    fn unclosed(&mut self, quote: char, line: usize) {
        self.note(line, &format!("the quote {quote} that opens here is never closed"));
    }

    fn backticks(&mut self, text: &mut Text) {
        let line = self.cursor.line;
        self.cursor.bump();
        self.cursor.skip_to('`');
        text.append(Text::unknown("command substitution", line));
    }

    fn dollar(&mut self, text: &mut Text, quoted: bool) {
        let line = self.cursor.line;
        self.cursor.bump();
        match self.cursor.peek() {
            Some('(') => {
                self.cursor.bump();
                self.cursor.skip_balanced('(', ')');
                text.append(Text::unknown("command substitution", line));
            }
            Some('{') => {
                self.cursor.bump();
                let value = self.braced(line, quoted);
                text.append(value);
            }
            Some('\'') if !quoted => self.ansi_quoted(text, line),
            Some('"') if !quoted => {}
            Some(letter) if starts_name(letter) => {
                let name = self.cursor.name();
                let value = self.reference(&name, line);
                text.append(value);
            }
            Some('0'..='9' | '@' | '*' | '#' | '?' | '!' | '-' | '$') => {
                self.cursor.bump();
                text.append(Text::unknown("a parameter of the running shell", line));
            }
            _ => text.push('$', line),
        }
    }

    fn ansi_quoted(&mut self, text: &mut Text, line: usize) {
        self.cursor.bump();
        let inside = self.cursor.take_while(|letter| letter != '\'' && letter != '\\');
        if self.cursor.eat("'") {
            return text.append(Text::known(&inside, line));
        }
        self.cursor.skip_to('\u{27}');
        text.append(Text::unknown("escapes in $'...'", line));
    }

    /// What follows `${`.
    fn braced(&mut self, line: usize, quoted: bool) -> Text {
        let name = self.cursor.name();
        if self.cursor.eat("}") && !name.is_empty() {
            return self.reference(&name, line);
        }
        if self.cursor.peek() == Some('.') {
            self.cursor.skip_balanced('{', '}');
            return Text::unknown("bash refuses ${name.with.dots}, which needs \\${...} or single quotes", line);
        }
        let colon = self.cursor.peek() == Some(':');
        let operator = self.cursor.ahead(usize::from(colon));
        match operator.filter(|_| !name.is_empty() && self.nesting < MAX_NESTING) {
            Some(operator @ ('-' | '=' | '+' | '?')) => {
                self.cursor.skip(1 + usize::from(colon));
                let operand = self.operand(quoted);
                self.chosen(&name, operator, operand, line)
            }
            _ => {
                self.cursor.skip_balanced('{', '}');
                Text::unknown("an operation on a variable that only the shell can do", line)
            }
        }
    }

    /// The text up to the closing brace. Inside double quotes a single quote is a letter like others.
    fn operand(&mut self, quoted: bool) -> Text {
        self.nesting += 1;
        let mut text = Text::default();
        while let Some(letter) = self.cursor.peek().filter(|letter| *letter != '}') {
            if quoted && letter == '\'' {
                text.push(letter, self.cursor.line);
                self.cursor.skip(1);
                continue;
            }
            self.letter(letter, &mut text);
        }
        self.cursor.eat("}");
        self.nesting -= 1;
        text
    }

    /// `${name-operand}`, `=`, `+` and `?`. What the file does not set counts as not set, since the
    /// file itself says what shall hold then.
    fn chosen(&mut self, name: &str, operator: char, operand: Text, line: usize) -> Text {
        let value = self.value_of(name);
        let empty = value.as_ref().is_none_or(Text::is_empty);
        let sure = value.as_ref().is_none_or(|text| text.is_empty() || text.surely_filled());
        match operator {
            '+' if empty => Text::default(),
            '+' if sure => operand,
            '+' => operand.doubted(&Doubt::new("depends on a variable that is not certain", line)),
            '?' => self.reference(name, line),
            _ if !empty => value.unwrap_or_default(),
            '=' => {
                self.assign(name, false, operand.clone(), line);
                operand
            }
            _ => operand,
        }
    }
}
