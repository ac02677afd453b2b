//! What does a Java `.properties` file assign, and where?
//!
//! Reads bytes exactly as `java.util.Properties.load(InputStream)` does (Java 17: ISO-8859-1, line continuation,
//! escapes), because that is how Alluxio reads its site properties. Keeps every assignment in order, also those that a
//! later one overrides. It does not know what keys mean, trims nothing that Java keeps and replaces no `${...}`.
//!
//! Where Java would throw, the assignment is left out, a trouble says so, and reading goes on.

mod lines;

use std::ops::Range;

use lines::{Lines, Logical, is_blank};

use crate::facts::MOST_SETTINGS;

/// Longest file that is read.
pub const MAX_FILE: usize = 16 << 20;
/// Longest key or value in bytes that is kept; no setting of Alluxio comes near.
const MAX_VALUE: usize = 64 << 10;
/// Most assignments that are kept of one file.
const MAX_ASSIGNMENTS: usize = MOST_SETTINGS;
/// Most places that are told of one file.
const MAX_TROUBLES: usize = 200;

/// One assignment as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// The key after escapes.
    pub key: String,
    /// The value after escapes; blanks at its end are kept, as in Java.
    pub value: String,
    /// Line of the key, from 1.
    pub line: usize,
    /// Column of the key in bytes, from 1.
    pub column: usize,
    /// Bytes of the whole assignment, without the line end.
    pub span: Range<usize>,
}

/// Something that Java would refuse, or that is too long to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Line, from 1.
    pub line: usize,
    /// Column in bytes, from 1.
    pub column: usize,
    /// The key whose value is affected; `None` if the key itself could not be read.
    pub key: Option<String>,
    /// What is wrong; never quotes a value.
    pub message: String,
}

/// What a file assigns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Assignments {
    /// All assignments in order; of equal keys the last one counts.
    pub list: Vec<Assignment>,
    /// What could not be read.
    pub troubles: Vec<Trouble>,
}

/// Reads the content of a `.properties` file.
pub fn read(bytes: &[u8]) -> Assignments {
    let mut found = Assignments::default();
    if bytes.len() > MAX_FILE {
        found.trouble((1, 1), None, format!("the file is longer than {} MiB and was not read", MAX_FILE >> 20));
        return found;
    }
    let mut lines = Lines { bytes, at: 0, line: 1, line_start: 0 };
    while let Some(line) = lines.next_logical() {
        if found.list.len() >= MAX_ASSIGNMENTS || found.troubles.len() >= MAX_TROUBLES {
            let message = format!("more than {MAX_ASSIGNMENTS} assignments, or {MAX_TROUBLES} that are wrong; the rest was not read");
            found.trouble(line.place(0), None, message);
            break;
        }
        found.take(&line);
    }
    found
}

impl Assignments {
    fn trouble(&mut self, (line, column): (usize, usize), key: Option<String>, message: String) {
        self.troubles.push(Trouble { line, column, key, message });
    }

    fn take(&mut self, logical: &Logical) {
        let (key_end, value_start) = split(&logical.bytes);
        let Some(key) = self.part(logical, 0..key_end, None) else { return };
        let Some(value) = self.part(logical, value_start..logical.bytes.len(), Some(&key)) else { return };
        let (line, column) = logical.place(0);
        self.list.push(Assignment { key, value, line, column, span: logical.span.clone() });
    }

    /// The text of a key or value, or `None` after telling the trouble.
    fn part(&mut self, logical: &Logical, range: Range<usize>, key: Option<&str>) -> Option<String> {
        let start = range.start;
        if range.len() > MAX_VALUE {
            let what = if key.is_some() { "value" } else { "key" };
            let message = format!("the {what} is longer than {} KiB and was left out", MAX_VALUE >> 10);
            self.trouble(logical.place(start), key.map(str::to_owned), message);
            return None;
        }
        match unescaped(logical.bytes.get(range).unwrap_or_default()) {
            Ok(text) => Some(text),
            Err(at) => {
                let message = "\\u is not followed by four hexadecimal digits; Java refuses the whole file with \
                               IllegalArgumentException (Malformed \\uxxxx encoding)";
                self.trouble(logical.place(start + at), key.map(str::to_owned), message.to_owned());
                None
            }
        }
    }
}

/// End of the key and start of the value: blanks, then at most one `=` or `:`, then blanks.
pub fn split(line: &[u8]) -> (usize, usize) {
    let key_end = key_end(line);
    let mut separator_seen = false;
    let mut at = key_end;
    while let Some(byte) = line.get(at) {
        match byte {
            b'=' | b':' if !separator_seen => separator_seen = true,
            byte if is_blank(*byte) => {}
            _ => break,
        }
        at += 1;
    }
    (key_end, at)
}

fn key_end(line: &[u8]) -> usize {
    let mut escaped = false;
    for (at, byte) in line.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'=' | b':' => return at,
            byte if is_blank(*byte) => return at,
            _ => {}
        }
    }
    line.len()
}

/// Text after escapes, or the position of a malformed `\u`. A half of a surrogate pair becomes U+FFFD.
fn unescaped(bytes: &[u8]) -> Result<String, usize> {
    let mut units = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte != b'\\' {
            units.push(u16::from(*byte));
            continue;
        }
        let Some(escaped) = bytes.get(at) else { break };
        at += 1;
        if *escaped == b'u' {
            units.push(bytes.get(at..at + 4).and_then(hexadecimal).ok_or(at - 2)?);
            at += 4;
        } else {
            units.push(control(*escaped));
        }
    }
    Ok(String::from_utf16_lossy(&units))
}

fn control(byte: u8) -> u16 {
    u16::from(match byte {
        b't' => b'\t',
        b'r' => b'\r',
        b'n' => b'\n',
        b'f' => 0x0c,
        other => other,
    })
}

fn hexadecimal(digits: &[u8]) -> Option<u16> {
    digits.iter().try_fold(0, |value, digit| Some(value << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?))
}

#[cfg(test)]
mod tests;
