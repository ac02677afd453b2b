//! Build scripts that are programs: dependencies are looked for line by line, and values by their names.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;

use super::{At, Declared};

/// A pattern that is part of the program.
fn pattern(cell: &'static OnceLock<Option<Regex>>, text: &str) -> Option<&'static Regex> {
    cell.get_or_init(|| Regex::new(text).ok()).as_ref()
}

/// `implementation 'group:artifact:version'`, `implementation("group:artifact:$version")`, and the form with named parts.
pub(super) fn gradle(content: &str) -> Vec<Declared> {
    static SHORT: OnceLock<Option<Regex>> = OnceLock::new();
    static LONG: OnceLock<Option<Regex>> = OnceLock::new();
    let short = pattern(&SHORT, r#"["']([\w.\-]+):([\w.\-]+)(?::([^"':@]+))?[^"']*["']"#);
    let long = pattern(
        &LONG,
        r#"group\s*[:=]\s*["']([^"']+)["']\s*,\s*name\s*[:=]\s*["']([^"']+)["'](?:\s*,\s*version\s*[:=]\s*["']?([^"',)\s]+))?"#,
    );
    find(content, &[short, long], &|line| {
        let word = line.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        if word.starts_with("test") { Some("test".to_owned()) } else { (word == "compileOnly").then(|| "provided".to_owned()) }
    })
}

/// `"group" % "artifact" % "version" % Test`, with `%%` where Scala's version is added.
pub(super) fn sbt(content: &str) -> Vec<Declared> {
    static TRIPLE: OnceLock<Option<Regex>> = OnceLock::new();
    let triple = pattern(&TRIPLE, r#""([\w.\-]+)"\s*%%?\s*"([\w.\-]+)"\s*%\s*("[^"]+"|[\w.]+)"#);
    find(content, &[triple], &|line| {
        let words = ["Test", "Provided", "Runtime"].into_iter();
        words.map(str::to_lowercase).find(|word| line.to_lowercase().replace(['"', ' '], "").contains(&format!("%{word}")))
    })
}

fn find(content: &str, patterns: &[Option<&Regex>], scope: &dyn Fn(&str) -> Option<String>) -> Vec<Declared> {
    let (values, ends) = (values(content), Ends::of(content));
    let mut declared = Vec::new();
    for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        let mut scope_of_line = None;
        for captures in patterns.iter().flatten().flat_map(|pattern| pattern.captures_iter(line)) {
            let part = |number: usize| captures.get(number).map_or("", |found| found.as_str());
            let version = captures.get(3).map(|found| found.as_str());
            let given = version.and_then(|text| given(text, &values));
            declared.push(Declared {
                group: part(1).to_owned(),
                artifact: part(2).to_owned(),
                version: version.map(|text| given.map_or(text.trim_matches('"'), |given| given.text).to_owned()),
                scope: scope_of_line.get_or_insert_with(|| scope(line)).clone(),
                line: index + 1,
                version_at: given.map(|given| At { file: None, line: ends.line_at(given.at) }),
                ..Declared::default()
            });
        }
    }
    declared
}

/// A text that a name is given, and where it begins in the script.
#[derive(Clone, Copy)]
struct Given<'c> {
    text: &'c str,
    at: usize,
}

/// Names that are given a text: `val alluxioVersion = "..."`, `ext.alluxioVersion = '...'`, `alluxioVersion: '...'`.
fn values(content: &str) -> HashMap<&str, Given<'_>> {
    static VALUE: OnceLock<Option<Regex>> = OnceLock::new();
    let Some(value) = pattern(&VALUE, r#"(\w+)\s*(?::\s*String\s*)?[=:]\s*["']([^"'$]+)["']"#) else { return HashMap::new() };
    let pairs = value.captures_iter(content).filter_map(|found| {
        let text = found.get(2)?;
        Some((found.get(1)?.as_str(), Given { text: text.as_str(), at: text.start() }))
    });
    pairs.collect()
}

/// What a version is given by: a name, `$name` or `${name}`; nothing if it is a text itself, or a name that is not known.
fn given<'c>(text: &str, values: &HashMap<&str, Given<'c>>) -> Option<Given<'c>> {
    let name = text.trim_start_matches(['$', '{']).trim_end_matches('}');
    values.get(name.rsplit('.').next().unwrap_or(name)).copied()
}

/// Where lines end, to tell the line in which a byte stands.
struct Ends(Vec<usize>);

impl Ends {
    fn of(content: &str) -> Self {
        Ends(memchr::memchr_iter(b'\n', content.as_bytes()).collect())
    }

    /// The line of a byte, counted from 1.
    fn line_at(&self, at: usize) -> usize {
        1 + self.0.partition_point(|end| *end < at)
    }
}

/// What stands between quotes, each with the first line that has it, counted from 1.
pub(super) fn of_quoted(content: &str) -> HashMap<&str, usize> {
    let mut lines = HashMap::new();
    for (line, number) in content.lines().zip(1..) {
        line.split('"').skip(1).step_by(2).for_each(|text| _ = lines.entry(text).or_insert(number));
    }
    lines
}
