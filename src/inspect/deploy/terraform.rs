//! Releases of Helm among the resources of Terraform: chart, version, single values, files and texts of values.
//!
//! The language is read line by line, as people write it and as its formatter leaves it. Values that an expression makes up are said
//! to be unseen.

use super::around::Around;
use super::release::{RENDERED, Release};
use super::yaml::read_inside;
use crate::facts::Facts;

/// The resource that is looked for.
const RESOURCE: &str = "\"helm_release\"";
/// Functions that make up values.
const MADE_UP: [&str; 4] = ["templatefile(", "yamlencode(", "jsonencode(", "var."];

/// The facts of all releases of Alluxio's chart.
pub(super) fn read(text: &str, around: &Around<'_>) -> Facts {
    let mut facts = Facts::default();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        if line.trim_start().starts_with("resource") && line.contains(RESOURCE) && !facts.is_crowded() {
            facts.extend(release(&mut lines, number, around).unwrap_or_default());
        }
    }
    facts
}

fn release<'t>(lines: &mut impl Iterator<Item = (usize, &'t str)>, first: usize, around: &Around<'_>) -> Option<Facts> {
    let mut release = Release::new(around, (around.file.into(), first), "", "");
    let (mut depth, mut name) = (1_usize, None);
    while let Some((number, line)) = lines.next() {
        let line = line.trim();
        if line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        // References stand in braces that open and close in one line.
        depth = (depth + line.matches(['{', '[']).count()).saturating_sub(line.matches(['}', ']']).count());
        if depth == 0 {
            break;
        }
        if let Some(end) = text_of(line) {
            inline(lines, end, number, around, &mut release);
            continue;
        }
        let top = depth == 1 && !line.contains(['{', '[']);
        for part in line.split(['{', '}', ',']).filter(|part| part.contains('=')) {
            assignment(part, top, number, &mut name, &mut release);
        }
        of_line(line, number, &mut release);
    }
    release.facts()
}

/// `chart = "alluxio"`, `version = "0.6.48"`, and inside `set` first a name and then a value.
fn assignment(part: &str, top: bool, number: usize, name: &mut Option<String>, release: &mut Release<'_>) {
    let Some((key, value)) = part.split_once('=') else { return };
    let written = value.trim();
    let value = written.trim_matches('"').replace("\\\\", "\\");
    match key.trim() {
        "chart" if top => release.chart = value,
        "version" if top => release.version = value,
        "name" if !top => *name = Some(value),
        "value" => {
            let Some(path) = name.take() else { return };
            if written.contains("${") || (!written.starts_with('"') && !is_literal(written)) {
                release.hide_here(number, format!("the value of {path} is made up by an expression"), RENDERED);
            } else {
                release.single_here(&path, &value, number);
            }
        }
        _ => {}
    }
}

fn is_literal(text: &str) -> bool {
    matches!(text, "true" | "false") || text.parse::<f64>().is_ok()
}

/// Files of values, and what makes values up.
fn of_line(line: &str, number: usize, release: &mut Release<'_>) {
    for (at, _) in line.match_indices("file(\"") {
        if line.get(..at).is_some_and(|before| before.ends_with("template")) {
            continue;
        }
        let named = line.get(at + 6..).and_then(|rest| rest.split_once('"')).map_or("", |(named, _)| named);
        release.file(named.trim_start_matches("${path.module}/").trim_start_matches("${path.root}/"), number);
    }
    let is_values = line.starts_with("values") || line.contains("file(") || line.contains("encode(");
    if is_values && MADE_UP.iter().any(|word| line.contains(word)) {
        release.hide_here(number, "values are made up by an expression".to_owned(), RENDERED);
    }
}

/// The end of a text of several lines that begins in the line.
fn text_of(line: &str) -> Option<&str> {
    let (_, rest) = line.split_once("<<")?;
    Some(rest.trim_start_matches(['-', '~']).trim())
        .filter(|end| !end.is_empty() && end.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_'))
}

fn inline<'t>(
    lines: &mut impl Iterator<Item = (usize, &'t str)>,
    end: &str,
    before: usize,
    around: &Around<'_>,
    release: &mut Release<'_>,
) {
    let body: Vec<&str> = lines.map(|(_, line)| line).take_while(|line| line.trim().trim_end_matches(',') != end).collect();
    let text = body.join("\n");
    if text.contains("${") || text.contains("%{") {
        release.hide_here(before, "values are filled into a text by expressions".to_owned(), RENDERED);
    }
    release.yaml(read_inside(&text, &around.file.into(), before), around.file);
}
