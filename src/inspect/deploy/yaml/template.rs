//! Templates (`{{ }}`) that nobody has rendered, covered up so that the rest can be read.

use super::TEMPLATE;

/// The text with every template covered: a line that is nothing but templates becomes a comment.
pub(super) fn covered(text: &str) -> (String, Vec<usize>) {
    let mut lines = Vec::new();
    let mut done = String::with_capacity(text.len());
    let mut inside = false;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if !inside && !line.contains("{{") {
            done.push_str(line);
            continue;
        }
        lines.push(number);
        done.push_str(&covered_line(line, &mut inside));
    }
    (done, lines)
}

fn covered_line(line: &str, inside: &mut bool) -> String {
    let mut done = String::new();
    let mut rest = line.trim_end_matches(['\n', '\r']);
    while let Some(at) = rest.find(if *inside { "}}" } else { "{{" }) {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 2..).unwrap_or_default());
        if *inside {
            done.push(TEMPLATE);
        } else {
            done.push_str(before);
        }
        *inside = !*inside;
        rest = after;
    }
    if !*inside {
        done.push_str(rest);
    }
    let only = done.chars().all(|letter| letter == TEMPLATE || letter.is_whitespace());
    let end = if line.ends_with('\n') { "\n" } else { "" };
    if only { format!("#{end}") } else { done + end }
}
