//! Build scripts that are programs: dependencies are looked for line by line, and values by their names.

use std::collections::HashMap;
use std::sync::OnceLock;

use regex::Regex;

use super::Declared;

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
    let values = values(content);
    let mut declared = Vec::new();
    for (index, line) in content.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
        for captures in patterns.iter().flatten().flat_map(|pattern| pattern.captures_iter(line)) {
            let part = |number: usize| captures.get(number).map_or("", |found| found.as_str());
            declared.push(Declared {
                group: part(1).to_owned(),
                artifact: part(2).to_owned(),
                version: captures.get(3).map(|found| resolved(found.as_str(), &values)),
                scope: scope(line),
                exclusions: Vec::new(),
                java: None,
                line: index + 1,
            });
        }
    }
    declared
}

/// Names that are given a text: `val alluxioVersion = "..."`, `ext.alluxioVersion = '...'`, `alluxioVersion: '...'`.
fn values(content: &str) -> HashMap<&str, &str> {
    static VALUE: OnceLock<Option<Regex>> = OnceLock::new();
    let Some(value) = pattern(&VALUE, r#"(\w+)\s*(?::\s*String\s*)?[=:]\s*["']([^"'$]+)["']"#) else { return HashMap::new() };
    let pairs = value.captures_iter(content).filter_map(|found| Some((found.get(1)?.as_str(), found.get(2)?.as_str())));
    pairs.collect()
}

/// A text in quotes, a name, or `$name`, `${name}`; what is not known stays.
fn resolved(text: &str, values: &HashMap<&str, &str>) -> String {
    if let Some(text) = text.strip_prefix('"') {
        return text.trim_end_matches('"').to_owned();
    }
    let name = text.trim_start_matches(['$', '{']).trim_end_matches('}');
    let last = name.rsplit('.').next().unwrap_or(name);
    values.get(last).map_or_else(|| text.to_owned(), |value| (*value).to_owned())
}

/// The first line that has a text, counted from 1.
pub(super) fn line_of(content: &str, text: &str) -> usize {
    content.lines().position(|line| line.contains(text)).map_or(1, |index| index + 1)
}
