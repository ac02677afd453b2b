//! A site file for the target, made of the one that is there and of the edits that rules ask for.
//!
//! Order, comments and everything that no edit names stay as they are, byte for byte. What is renamed keeps its value,
//! what is taken out stays as a comment with the reason, and what a changed default would turn is pinned at the end.
//! Reads nothing and writes nothing.

use std::collections::BTreeSet;

use crate::check::Assessment;
use crate::inspect::config::properties::{self, Assignment};
use crate::judge::Edit;
use crate::rules::EditKind;

/// The proposed content for the one site file of a cluster.
pub fn of_site(answer: &Assessment<'_>, site: &str, original: &[u8]) -> Vec<u8> {
    let edits: Vec<&Edit> = all(answer).filter(|edit| edit.file.is_empty() || (edit.site && edit.file == site)).collect();
    propose(original, &edits, &answer.asked.to.to_string())
}

/// The proposed content where no site file was seen: what is to be pinned, and as comments what is to be changed elsewhere.
pub fn without_site(answer: &Assessment<'_>) -> Vec<u8> {
    let target = answer.asked.to.to_string();
    let (elsewhere, here): (Vec<&Edit>, Vec<&Edit>) = all(answer).partition(|edit| !edit.file.is_empty());
    let mut text = format!("# for {target}; no site file was seen, and what deployment files give to Java wins over this one\n");
    for edit in elsewhere {
        let place = edit.line.map_or_else(|| edit.file.clone(), |line| format!("{}:{line}", edit.file));
        let new = edit.new_line().unwrap_or_else(|| "nothing".to_owned());
        text.push_str(&format!("# {place}: {} becomes {new}\n", edit.old()).replace('\r', " "));
    }
    let mut bytes = text.into_bytes();
    bytes.extend(propose(b"", &here, &target));
    bytes
}

fn all<'a>(answer: &'a Assessment<'_>) -> impl Iterator<Item = &'a Edit> {
    answer.checks.iter().flat_map(|check| &check.edits)
}

/// The proposed content. `edits` are those of one file, and those that add lines.
pub fn propose(original: &[u8], edits: &[&Edit], target: &str) -> Vec<u8> {
    let found = properties::read(original);
    let mut names: BTreeSet<String> = found.list.iter().map(|one| one.key.trim().to_owned()).collect();
    let mut out = Vec::new();
    let mut at = 0;
    for assignment in &found.list {
        out.extend_from_slice(original.get(at..assignment.span.start).unwrap_or_default());
        let written = original.get(assignment.span.clone()).unwrap_or_default();
        out.extend(edited(written, assignment, edits, &mut names, target));
        at = assignment.span.end;
    }
    out.extend_from_slice(original.get(at..).unwrap_or_default());
    out.extend(pinned(edits, &names, target, out.last() != Some(&b'\n')));
    out
}

fn edited(written: &[u8], assignment: &Assignment, edits: &[&Edit], names: &mut BTreeSet<String>, target: &str) -> Vec<u8> {
    let here = |edit: &&&Edit| edit.line == Some(assignment.line) && edit.key == assignment.key.trim();
    let mut edits = edits.iter().filter(here);
    let first = edits.next();
    // Taking out wins: two rules on one line mean that another line says the same better.
    let edit = edits.find(|edit| edit.kind == EditKind::CommentOut).or(first);
    match edit {
        None => written.to_vec(),
        Some(edit) if edit.kind == EditKind::CommentOut => comment(written, &edit.reason, target),
        Some(edit) if edit.new_key != edit.key && !names.insert(edit.new_key.clone()) => {
            comment(written, &format!("{} is written elsewhere in this file", edit.new_key), target)
        }
        Some(edit) => rewritten(written, edit),
    }
}

/// The assignment under its new name, with its own separator and value unless the value changes too.
fn rewritten(written: &[u8], edit: &Edit) -> Vec<u8> {
    let (key_end, value_start) = properties::split(written);
    let mut line = edit.new_key.clone().into_bytes();
    match &edit.new_value {
        Some(value) => {
            line.extend_from_slice(written.get(key_end..value_start).unwrap_or_default());
            line.extend_from_slice(value.as_bytes());
        }
        None => line.extend_from_slice(written.get(key_end..).unwrap_or_default()),
    }
    line
}

/// Every line of the assignment as a comment, below a line that says why.
fn comment(written: &[u8], reason: &str, target: &str) -> Vec<u8> {
    let mut text = format!("# not for {target}: {}\n", reason.replace(['\n', '\r'], " ")).into_bytes();
    for (n, line) in written.split(|byte| *byte == b'\n').enumerate() {
        text.extend_from_slice(if n == 0 { b"#" } else { b"\n#" });
        text.extend_from_slice(line);
    }
    text
}

fn pinned(edits: &[&Edit], names: &BTreeSet<String>, target: &str, needs_line_end: bool) -> Vec<u8> {
    let missing = edits.iter().filter(|edit| edit.kind == EditKind::Pin && !names.contains(&edit.new_key));
    let pins: BTreeSet<(String, String)> = missing.map(|edit| (edit.new_key.clone(), edit.reason.clone())).collect();
    let value = |key: &str| edits.iter().find(|edit| edit.kind == EditKind::Pin && edit.new_key == key).map(|edit| edit.value.clone());
    let mut text = String::new();
    let mut last = String::new();
    for (key, reason) in &pins {
        if text.is_empty() {
            text.push_str(if needs_line_end { "\n\n" } else { "\n" });
            text.push_str(&format!("# kept as they were before {target}\n"));
        }
        if *key != last {
            text.push_str(&format!(
                "# {}\n{key}={}\n",
                reason.replace(['\n', '\r'], " "),
                value(key).unwrap_or_default().replace('\\', "\\\\")
            ));
        }
        last.clone_from(key);
    }
    text.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(kind: EditKind, line: Option<usize>, key: &str, new_key: &str) -> Edit {
        Edit {
            kind,
            file: String::new(),
            line,
            site: true,
            key: key.to_owned(),
            value: "old".to_owned(),
            new_key: new_key.to_owned(),
            new_value: None,
            reason: "because".to_owned(),
        }
    }

    fn proposed(text: &str, edits: &[Edit]) -> String {
        let edits: Vec<&Edit> = edits.iter().collect();
        String::from_utf8_lossy(&propose(text.as_bytes(), &edits, "T")).into_owned()
    }

    #[test]
    fn what_no_edit_names_stays_byte_for_byte() {
        let text = "# c\r\n\n  a : 1 \\\n  2\n! x\nb=\\u00e9\n";
        assert_eq!(proposed(text, &[]), text);
        assert_eq!(propose(b"a=\xe9\nb", &[], "T"), b"a=\xe9\nb");
    }

    #[test]
    fn names_change_and_values_stay() {
        let text = "# c\n a.old =  1 \\\n  2\nb=3";
        let rename = edit(EditKind::Rename, Some(2), "a.old", "a.new");
        assert_eq!(proposed(text, std::slice::from_ref(&rename)), "# c\n a.new =  1 \\\n  2\nb=3");
        let moved = Edit { new_value: Some("x.Y".to_owned()), ..rename };
        assert_eq!(proposed("\na.old = z.Y\n", &[moved]), "\na.new = x.Y\n");
    }

    #[test]
    fn what_goes_stays_as_a_comment_and_what_would_double_too() {
        let out = edit(EditKind::CommentOut, Some(1), "a", "a");
        assert_eq!(proposed("a=1\\\n 2\nb=3\n", &[out]), "# not for T: because\n#a=1\\\n# 2\nb=3\n");
        let rename = edit(EditKind::Rename, Some(1), "a", "b");
        assert_eq!(proposed("a=1\nb=3\n", &[rename]), "# not for T: b is written elsewhere in this file\n#a=1\nb=3\n");
    }

    #[test]
    fn pins_come_last_and_once() {
        let pin = edit(EditKind::Pin, None, "p", "p");
        let text = proposed("a=1", &[pin.clone(), pin.clone()]);
        assert_eq!(text, "a=1\n\n# kept as they were before T\n# because\np=old\n");
        assert_eq!(proposed("p=1\n", &[pin]), "p=1\n");
    }
}
