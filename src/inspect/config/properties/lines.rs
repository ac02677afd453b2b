//! Logical lines of a `.properties` file: natural lines joined where a backslash continues them, with their places.

use std::ops::Range;

/// A line after joining continued ones, without their leading blanks.
pub(super) struct Logical {
    pub(super) bytes: Vec<u8>,
    parts: Vec<Part>,
    pub(super) span: Range<usize>,
}

/// Where a stretch of a logical line lies in the file.
struct Part {
    at: usize,
    line: usize,
    column: usize,
}

impl Logical {
    /// Line and column of a byte of the joined line.
    pub(super) fn place(&self, at: usize) -> (usize, usize) {
        let part = self.parts.iter().rev().find(|part| part.at <= at);
        part.map_or((1, 1), |part| (part.line, part.column + at - part.at))
    }
}

pub(super) struct Lines<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) at: usize,
    pub(super) line: usize,
    pub(super) line_start: usize,
}

impl Lines<'_> {
    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// The next line that assigns something. A backslash alone at the end of the file assigns nothing to the empty
    /// key, though not if CR LF follows it: Java sees the end of the file only after a single CR or LF.
    pub(super) fn next_logical(&mut self) -> Option<Logical> {
        let mut logical = Logical { bytes: Vec::new(), parts: Vec::new(), span: 0..0 };
        loop {
            self.skip_blanks();
            if logical.bytes.is_empty() && matches!(self.peek(), Some(b'#' | b'!')) {
                self.skip_comment();
                continue;
            }
            logical.parts.push(Part { at: logical.bytes.len(), line: self.line, column: self.at - self.line_start + 1 });
            let continued = self.take_natural(&mut logical);
            let ended = self.at >= self.bytes.len();
            let alone = continued && !self.bytes.ends_with(b"\r\n");
            if (ended || !continued) && (alone || !logical.bytes.is_empty()) {
                return Some(logical);
            }
            if ended {
                return None;
            }
            if logical.bytes.is_empty() {
                logical.parts.clear();
            }
        }
    }

    /// Appends the rest of a natural line and passes its end; true if a backslash, which is dropped, continues it.
    fn take_natural(&mut self, logical: &mut Logical) -> bool {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let len = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        let natural = rest.get(..len).unwrap_or_default();
        let continued = natural.iter().rev().take_while(|byte| **byte == b'\\').count() % 2 == 1;
        if logical.bytes.is_empty() {
            logical.span.start = self.at;
        }
        logical.bytes.extend_from_slice(natural.get(..len - usize::from(continued)).unwrap_or_default());
        self.at += len;
        logical.span.end = self.at;
        self.pass_line_end();
        continued
    }

    fn pass_line_end(&mut self) {
        let width = match (self.peek(), self.bytes.get(self.at + 1)) {
            (Some(b'\r'), Some(b'\n')) => 2,
            (Some(b'\r' | b'\n'), _) => 1,
            _ => return,
        };
        self.at += width;
        self.line += 1;
        self.line_start = self.at;
    }

    fn skip_blanks(&mut self) {
        while self.peek().is_some_and(is_blank) {
            self.at += 1;
        }
    }

    fn skip_comment(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        self.at += memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
        self.pass_line_end();
    }
}

pub(super) fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | 0x0c)
}
