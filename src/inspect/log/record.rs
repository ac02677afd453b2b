//! One record of a log: a line with a day, and the lines without one that follow it, such as a stack trace.

use std::sync::OnceLock;

use regex::bytes::Regex;

/// Bytes of a first line that are kept, for the address that may stand in it.
const MAX_FIRST: usize = 512;

/// The record that is being read.
#[derive(Debug, Default)]
pub(super) struct Record {
    day: Option<String>,
    first: Vec<u8>,
    counted: bool,
}

impl Record {
    /// Takes the next line in.
    pub(super) fn line(&mut self, line: &[u8]) {
        if let Some(day) = day(line) {
            self.day = Some(day);
            self.first.clear();
            self.first.extend_from_slice(line.get(..MAX_FIRST).unwrap_or(line));
            self.counted = false;
        }
    }

    /// Whether a telltale line is counted. An exception is repeated as the cause of another one in the same record.
    pub(super) fn counts(&mut self, line: &[u8]) -> bool {
        let again = self.counted && line.trim_ascii_start().starts_with(b"Caused by");
        self.counted = true;
        !again
    }

    /// The day, if any line so far had one.
    pub(super) fn day(&self) -> &str {
        self.day.as_deref().unwrap_or("unknown")
    }

    /// Who called, if a line says so.
    pub(super) fn address(&self, line: &[u8]) -> Option<String> {
        address(line).or_else(|| address(&self.first))
    }
}

/// The remote end of a connection as netty and Java write it: `R:/10.0.0.7:4711`, `/10.0.0.7:4711`, `/[fe80:0:0:1]:4711`.
fn address(text: &[u8]) -> Option<String> {
    static REMOTE: OnceLock<Option<Regex>> = OnceLock::new();
    const PATTERN: &str = r"(?:R:[A-Za-z0-9.-]*|(?:^|[^L:\w.-])[A-Za-z0-9.-]*)/\[?((?:\d{1,3}\.){3}\d{1,3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7})(?:%\w+)?\]?:\d{1,5}\b";
    let pattern = REMOTE.get_or_init(|| Regex::new(PATTERN).ok()).as_ref()?;
    let found = pattern.captures(text)?.get(1)?;
    String::from_utf8(found.as_bytes().to_vec()).ok()
}

/// Months as Java's own log writes them in English.
const MONTHS: [&[u8]; 12] = [b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"];

/// The day at the beginning of a line: `2026-11-22 22:40:06,873`, `2026-11-22T22:40:06Z`, `Nov 22, 2026 10:40:06 PM`.
pub(super) fn day(line: &[u8]) -> Option<String> {
    match line.first()? {
        b'0'..=b'9' => iso(line),
        b'A'..=b'Z' => english(line),
        _ => None,
    }
}

fn iso(line: &[u8]) -> Option<String> {
    let day = line.get(..10)?;
    let separated = matches!(line.get(10), Some(b' ' | b'T'));
    let form = day.iter().enumerate().all(|(at, byte)| if at == 4 || at == 7 { *byte == b'-' } else { byte.is_ascii_digit() });
    (form && separated).then(|| String::from_utf8_lossy(day).into_owned())
}

fn english(line: &[u8]) -> Option<String> {
    let month = MONTHS.iter().position(|month| line.starts_with(month))? + 1;
    let text = std::str::from_utf8(line.get(3..24.min(line.len()))?).ok()?;
    let (day, rest) = text.strip_prefix(' ')?.split_once(", ")?;
    let year = rest.get(..4)?;
    let day: u8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    year.bytes().all(|byte| byte.is_ascii_digit()).then(|| format!("{year}-{month:02}-{day:02}"))
}
