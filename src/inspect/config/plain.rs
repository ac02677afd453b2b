//! What does a plain environment file assign: one `NAME=value` a line, as containers and services read it?
//!
//! The programs that read such files differ: some take off quotes and replace `$NAME`, some do not. Quotes around the
//! whole value are taken off; a reference to a variable is left in doubt.

use super::cursor::{Cursor, continues_name, starts_name};
use super::shell::Outcome;
use super::text::Text;

/// Lines that are told of one file; each hides all settings.
const MAX_NOTES: usize = 200;

/// Reads an environment file.
pub(super) fn read(bytes: &[u8]) -> Outcome {
    let mut cursor = Cursor::new(bytes);
    let mut outcome = Outcome::default();
    while cursor.peek().is_some() && outcome.notes.len() < MAX_NOTES {
        statement(&mut cursor, &mut outcome);
        cursor.eat("\n");
    }
    outcome
}

fn statement(cursor: &mut Cursor, outcome: &mut Outcome) {
    cursor.skip_blanks();
    let line = cursor.line;
    if matches!(cursor.peek(), None | Some('\n' | '#' | ';')) {
        return drop(rest_of_line(cursor));
    }
    if cursor.eat("export ") {
        cursor.skip_blanks();
    }
    let name = cursor.name();
    let assigned = cursor.eat("=");
    let rest = rest_of_line(cursor);
    if !name.is_empty() && assigned {
        outcome.variables.insert(name, value(&rest, line));
    } else if !name.is_empty() && rest.trim().is_empty() {
        let reason = "the file names it without a value, so that it comes from the environment of whoever starts";
        outcome.variables.insert(name, Text::unknown(reason, line));
    } else {
        outcome.notes.push((line, "the line is not NAME=value".to_owned()));
    }
}

/// The rest of the line, with lines that a backslash at the end joins.
fn rest_of_line(cursor: &mut Cursor) -> String {
    let mut rest = cursor.take_while(|letter| letter != '\n');
    while rest.ends_with('\\') && cursor.eat("\n") {
        rest.pop();
        rest.push_str(&cursor.take_while(|letter| letter != '\n'));
    }
    rest
}

fn value(rest: &str, line: usize) -> Text {
    let rest = rest.trim();
    let inside = |quote: char| rest.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    match inside('\'') {
        Some(text) => Text::known(text, line),
        None => with_references(inside('"').unwrap_or(rest), line),
    }
}

fn with_references(rest: &str, line: usize) -> Text {
    let mut text = Text::known("", line);
    let mut rest = rest;
    while let Some((before, after)) = rest.split_once('$') {
        text.append(Text::known(before, line));
        rest = match after_reference(after) {
            Some(after) => {
                text.append(Text::unknown("whether a $NAME is replaced depends on the program that reads the file", line));
                after
            }
            None => {
                text.append(Text::known("$", line));
                after
            }
        };
    }
    text.append(Text::known(rest, line));
    text
}

/// What follows a reference; Alluxio's own `${name.with.dots}` is none.
fn after_reference(after: &str) -> Option<&str> {
    if let Some(braced) = after.strip_prefix('{') {
        let (name, after) = braced.split_once('}')?;
        return (!name.contains('.') || name.contains([':', '-'])).then_some(after);
    }
    after.starts_with(starts_name).then(|| after.trim_start_matches(continues_name))
}
