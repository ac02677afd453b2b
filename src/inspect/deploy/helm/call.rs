//! Releases that scripts, pipelines and runbooks install with `helm`: which files of values lie over which, and what `--set` sets.

use crate::facts::Facts;
use crate::inspect::deploy::around::Around;
use crate::inspect::deploy::lexer::{Segment, segments};
use crate::inspect::deploy::release::{RENDERED, Release};

/// Words that install or render a chart.
const INSTALLS: [&str; 3] = ["install", "upgrade", "template"];
/// Options without a value that stand among others.
const SWITCHES: [&str; 14] = [
    "-i",
    "--install",
    "--atomic",
    "--wait",
    "--debug",
    "--dry-run",
    "--force",
    "--create-namespace",
    "--devel",
    "--reuse-values",
    "--reset-values",
    "--cleanup-on-fail",
    "--dependency-update",
    "--wait-for-jobs",
];

/// The releases in a text whose first line is the given one.
pub(in crate::inspect::deploy) fn releases(text: &str, first: usize, around: &Around<'_>) -> Facts {
    let mut facts = Facts::default();
    if !text.contains("helm") {
        return facts;
    }
    for segment in segments(text, first) {
        if facts.is_crowded() {
            facts.crowded(around.file);
            break;
        }
        facts.extend(call(&segment, around).unwrap_or_default());
    }
    facts
}

fn call(segment: &Segment, around: &Around<'_>) -> Option<Facts> {
    let words = &segment.words;
    let program = words.iter().position(|word| word.rsplit('/').next() == Some("helm"))?;
    let verb = program + 1 + words.get(program + 1..)?.iter().position(|word| INSTALLS.contains(&word.as_str()))?;
    let (plain, options) = split(words.get(verb + 1..)?);
    let at = (around.file.into(), segment.line);
    let option = |names: &[&str]| options.iter().rev().find(|(name, _)| names.contains(name)).map_or("", |(_, value)| *value);
    let mut release = Release::new(around, at.clone(), plain.last().copied().unwrap_or_default(), option(&["--version"]));
    for (name, value) in &options {
        match *name {
            "-f" | "--values" => value.split(',').for_each(|file| release.file(file, segment.line)),
            "--set" | "--set-string" | "--set-json" => {
                for (path, value) in pairs(value) {
                    release.single(&path, &value, &at);
                }
            }
            "--set-file" => release.hide_here(segment.line, "a value comes from a file, which is not read".to_owned(), RENDERED),
            _ => {}
        }
    }
    if words.iter().any(|word| word == "--reuse-values") {
        release.hide_here(segment.line, "values of the running release stay in force".to_owned(), RENDERED);
    }
    release.facts()
}

/// Words without a dash, and options with their values.
fn split(words: &[String]) -> (Vec<&str>, Vec<(&str, &str)>) {
    let (mut plain, mut options) = (Vec::new(), Vec::new());
    let mut rest = words.iter();
    while let Some(word) = rest.next() {
        match word.split_once('=') {
            _ if !word.starts_with('-') => plain.push(word.as_str()),
            Some((name, value)) if name.starts_with("--") => options.push((name, value)),
            _ if SWITCHES.contains(&word.as_str()) => {}
            _ => options.extend(rest.next().map(|value| (word.as_str(), value.as_str()))),
        }
    }
    (plain, options)
}

/// `a.b=1,c=x\,y` as pairs; braces hold commas of a list.
fn pairs(text: &str) -> Vec<(String, String)> {
    let (mut pairs, mut one, mut depth) = (Vec::new(), String::new(), 0_usize);
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' if letters.as_str().starts_with(',') => one.extend(letters.next()),
            ',' if depth == 0 => pairs.push(std::mem::take(&mut one)),
            '{' | '[' => {
                depth += 1;
                one.push(letter);
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                one.push(letter);
            }
            _ => one.push(letter),
        }
    }
    pairs.push(one);
    pairs.iter().filter_map(|pair| pair.split_once('=')).map(|(path, value)| (path.to_owned(), value.to_owned())).collect()
}
