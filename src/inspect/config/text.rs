//! Text of which some parts are not certain: the value of a shell variable as far as a file shows it.

use std::rc::Rc;

/// Why a part is not certain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Doubt {
    /// In words: `command substitution`, `set only under a condition`.
    pub(super) reason: Rc<str>,
    /// Line that brings the doubt in.
    pub(super) line: usize,
}

impl Doubt {
    pub(super) fn new(reason: &str, line: usize) -> Self {
        Doubt { reason: reason.into(), line }
    }
}

/// A stretch of one origin. With a doubt and no text it stands for something unknown.
#[derive(Debug, Clone)]
struct Piece {
    text: String,
    line: usize,
    end_line: usize,
    doubt: Option<Doubt>,
}

/// The pieces of a value in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    pieces: Vec<Piece>,
}

/// A word after splitting at blanks, as the shell passes it to `java`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) line: usize,
    pub(super) doubt: Option<Doubt>,
}

impl Text {
    pub(super) fn known(text: &str, line: usize) -> Self {
        let end_line = line + text.matches('\n').count();
        Text { pieces: vec![Piece { text: text.to_owned(), line, end_line, doubt: None }] }
    }

    pub(super) fn unknown(reason: &str, line: usize) -> Self {
        Text { pieces: vec![Piece { text: String::new(), line, end_line: line, doubt: Some(Doubt::new(reason, line)) }] }
    }

    pub(super) fn push(&mut self, letter: char, line: usize) {
        match self.pieces.last_mut() {
            Some(piece) if piece.doubt.is_none() && piece.end_line == line => {
                piece.text.push(letter);
                piece.end_line += usize::from(letter == '\n');
            }
            _ => self.append(Text::known(&letter.to_string(), line)),
        }
    }

    pub(super) fn append(&mut self, other: Text) {
        self.pieces.extend(other.pieces);
    }

    /// The same text where every part is in doubt for this reason, unless it already was.
    pub(super) fn doubted(mut self, doubt: &Doubt) -> Self {
        // An empty piece would turn from nothing into something unknown.
        for piece in self.pieces.iter_mut().filter(|piece| !piece.text.is_empty()) {
            piece.doubt.get_or_insert_with(|| doubt.clone());
        }
        self
    }

    pub(super) fn doubt(&self) -> Option<&Doubt> {
        self.pieces.iter().find_map(|piece| piece.doubt.as_ref())
    }

    /// Whether there certainly is something.
    pub(super) fn surely_filled(&self) -> bool {
        self.pieces.iter().any(|piece| piece.doubt.is_none() && !piece.text.is_empty())
    }

    pub(super) fn is_empty(&self) -> bool {
        self.pieces.iter().all(|piece| piece.doubt.is_none() && piece.text.is_empty())
    }

    /// How many pieces it has.
    pub(super) fn pieces(&self) -> usize {
        self.pieces.len()
    }

    /// What copying costs.
    pub(super) fn size(&self) -> usize {
        self.pieces.iter().map(|piece| piece.text.len() + size_of::<Piece>()).sum()
    }

    pub(super) fn line(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.line)
    }

    /// The text without regard to doubts.
    pub(super) fn raw(&self) -> String {
        self.pieces.iter().map(|piece| piece.text.as_str()).collect()
    }

    pub(super) fn words(&self) -> Vec<Word> {
        let mut words = Vec::new();
        let mut open: Option<Word> = None;
        for piece in &self.pieces {
            if piece.text.is_empty() && piece.doubt.is_some() {
                join(&mut open, piece, "", piece.line);
            }
            for (line, run) in runs(piece) {
                match run {
                    Some(run) => join(&mut open, piece, run, line),
                    None => words.extend(open.take()),
                }
            }
        }
        words.extend(open);
        words
    }
}

fn join(open: &mut Option<Word>, piece: &Piece, run: &str, line: usize) {
    let word = open.get_or_insert_with(|| Word { text: String::new(), line, doubt: None });
    word.text.push_str(run);
    if word.doubt.is_none() {
        word.doubt.clone_from(&piece.doubt);
    }
}

const BLANKS: [char; 3] = [' ', '\t', '\n'];

/// Stretches without blanks with their lines; `None` between them.
fn runs(piece: &Piece) -> Vec<(usize, Option<&str>)> {
    let mut line = piece.line;
    let mut found = Vec::new();
    for part in piece.text.split_inclusive(BLANKS) {
        let body = part.strip_suffix(BLANKS).unwrap_or(part);
        if !body.is_empty() {
            found.push((line, Some(body)));
        }
        if body.len() < part.len() {
            found.push((line, None));
        }
        line += usize::from(part.ends_with('\n'));
    }
    found
}
