//! A unit of systemd that starts Alluxio: its commands, environment and user.

use std::collections::BTreeMap;

use super::container::{Container, Variable};
use super::words;

/// Whether a text is a unit that runs something.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "[Service]") && text.contains("ExecStart")
}

/// The unit as something that runs Alluxio.
pub(super) fn read(text: &str, file: &str) -> Container {
    let mut container = Container {
        file: file.to_owned(),
        line: 1,
        form: "systemd",
        kind: "unit".to_owned(),
        name: file.rsplit('/').next().unwrap_or_default().to_owned(),
        ..Container::default()
    };
    for (line, key, value) in lines(text) {
        match key.as_str() {
            "ExecStart" => {
                container.words = words::plain(value.trim_start_matches(['-', '@', '+', '!'])).collect();
                container.words_line = Some(line);
            }
            "Environment" => container.env.extend(variables(&value, line)),
            "EnvironmentFile" => {
                let path = value.trim_start_matches('-');
                container.env_unseen = Some(format!("the unit takes its environment from {path}; give that file too"));
            }
            "User" => container.user = value,
            _ => {}
        }
    }
    container
}

/// Line, key and value of every assignment, with joined lines put together.
fn lines(text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with(['#', ';']) {
            continue;
        }
        let (first, mut so_far) = open.take().unwrap_or((number, String::new()));
        so_far.push_str(line.trim_end().trim_end_matches('\\'));
        if line.trim_end().ends_with('\\') {
            so_far.push(' ');
            open = Some((first, so_far));
        } else if let Some((key, value)) = so_far.split_once('=') {
            found.push((first, key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    found
}

/// `"A=1 2" B=3`.
fn variables(value: &str, line: usize) -> Vec<Variable> {
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let quote = rest.chars().next().filter(|letter| matches!(letter, '"' | '\''));
        let (word, after) = match quote {
            Some(quote) => rest.get(1..).unwrap_or_default().split_once(quote).unwrap_or((rest.get(1..).unwrap_or_default(), "")),
            None => rest.split_once(char::is_whitespace).unwrap_or((rest, "")),
        };
        if let Some((name, value)) = word.split_once('=') {
            found.insert(name.to_owned(), value.trim_matches(['"', '\'']).to_owned());
        }
        rest = after.trim();
    }
    found.into_iter().map(|(name, value)| Variable { name, value: Some(value), line }).collect()
}
