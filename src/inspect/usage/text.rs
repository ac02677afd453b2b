//! Configuration of one setting a line: properties, `spark-defaults.conf`, YAML, environment scripts.

use super::Use;
use super::names::Names;

pub(super) fn uses(content: &str) -> Vec<Use> {
    let lines = content.lines().enumerate().filter(|(_, line)| !comment(line));
    lines
        .filter_map(|(index, line)| {
            let (key, value) = split(line);
            let names = Names::of(key, value);
            (!names.is_empty()).then(|| Use { line: index + 1, key: key.to_owned(), names })
        })
        .collect()
}

fn comment(line: &str) -> bool {
    line.trim_start().starts_with(['#', '!']) || line.trim_start().starts_with("//")
}

/// Key and value at the first `=`, `:` or blank.
fn split(line: &str) -> (&str, &str) {
    let line = line.trim().trim_start_matches("export ");
    let at = line.find(['=', ':', ' ', '\t']).unwrap_or(line.len());
    let (key, value) = line.split_at(at);
    (key.trim_matches(['"', '\'', ',']), value)
}
