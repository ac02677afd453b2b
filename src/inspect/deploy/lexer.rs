//! Splits text into commands and words as a shell would, as far as that is possible without running it.

/// Lines that one text in quotes may have; an apostrophe in prose ends before long.
const MAX_QUOTED_LINES: usize = 60;

/// The words between two separators.
#[derive(Debug, Default)]
pub(crate) struct Segment {
    /// Line of the first word.
    pub(crate) line: usize,
    pub(crate) words: Vec<String>,
    /// Words that were in quotes and hold blanks, with their lines: they may hold commands themselves.
    pub(crate) quoted: Vec<(String, usize)>,
}

/// Reads a text whose first line has the number `first`, one segment after the other.
pub(crate) fn segments(text: &str, first: usize) -> impl Iterator<Item = Segment> {
    Lexer { letters: text.chars().collect(), at: 0, line: first, done: None, segment: Segment::default(), word: None }
}

impl Iterator for Lexer {
    type Item = Segment;

    fn next(&mut self) -> Option<Segment> {
        while let Some(letter) = self.peek(0) {
            self.letter(letter);
            if self.done.is_some() {
                return self.done.take();
            }
        }
        self.end_segment();
        self.done.take()
    }
}

struct Lexer {
    letters: Vec<char>,
    at: usize,
    line: usize,
    /// The segment that has just ended.
    done: Option<Segment>,
    segment: Segment,
    word: Option<String>,
}

impl Lexer {
    fn peek(&self, by: usize) -> Option<char> {
        self.letters.get(self.at + by).copied()
    }

    fn bump(&mut self) -> Option<char> {
        let letter = self.peek(0)?;
        self.at += 1;
        self.line += usize::from(letter == '\n');
        Some(letter)
    }

    fn letter(&mut self, letter: char) {
        match letter {
            '\\' if matches!(self.peek(1), Some('\n')) => {
                self.bump();
                self.bump();
                self.end_word();
            }
            '\\' => {
                self.bump();
                self.bump().into_iter().for_each(|hidden| self.push(hidden));
            }
            '\'' | '"' => self.quoted(letter),
            '#' if self.word.is_none() => self.comment(),
            '$' if self.peek(1) == Some('(') => self.separate(2),
            '\n' | ';' | '&' | '|' | '(' | ')' | '`' => self.separate(1),
            ' ' | '\t' | '\r' => {
                self.bump();
                self.end_word();
            }
            _ => {
                self.bump();
                self.push(letter);
            }
        }
    }

    fn push(&mut self, letter: char) {
        if self.segment.words.is_empty() && self.word.is_none() {
            self.segment.line = self.line;
        }
        self.word.get_or_insert_default().push(letter);
    }

    fn comment(&mut self) {
        while self.peek(0).is_some_and(|letter| letter != '\n') {
            self.bump();
        }
    }

    /// Text in quotes joins the word around it. A quote that is not closed soon is a letter.
    fn quoted(&mut self, quote: char) {
        let start = self.line;
        let Some(len) = self.closing(quote) else {
            self.bump();
            return self.push(quote);
        };
        self.bump();
        let inside: String = (0..len).filter_map(|_| self.bump()).collect();
        self.bump();
        if self.segment.words.is_empty() && self.word.is_none() {
            self.segment.line = start;
        }
        if inside.contains(char::is_whitespace) {
            self.segment.quoted.push((inside.clone(), start));
        }
        self.word.get_or_insert_default().push_str(&inside);
    }

    fn closing(&self, quote: char) -> Option<usize> {
        let (mut len, mut lines) = (0, 0);
        loop {
            match self.peek(1 + len)? {
                letter if letter == quote => return Some(len),
                '\\' if quote == '"' => len += 1,
                '\n' => lines += 1,
                _ => {}
            }
            len += 1;
            if lines > MAX_QUOTED_LINES {
                return None;
            }
        }
    }

    fn end_word(&mut self) {
        self.segment.words.extend(self.word.take());
    }

    fn separate(&mut self, letters: usize) {
        for _ in 0..letters {
            self.bump();
        }
        self.end_segment();
    }

    fn end_segment(&mut self) {
        self.end_word();
        let segment = std::mem::take(&mut self.segment);
        if !segment.words.is_empty() {
            self.done = Some(segment);
        }
    }
}
