//! The names that mean Alluxio in other programs' configuration, from `rules/catalog/clients/usage.tsv`.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::LazyLock;

use crate::catalog::rows;

const USAGE: &str = include_str!("../../../rules/catalog/clients/usage.tsv");

/// Class names and URI schemes of Alluxio.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    pub(super) classes: BTreeSet<String>,
    pub(super) schemes: BTreeSet<String>,
}

impl Names {
    /// The names in a value, or meant by a key.
    pub(super) fn of(key: &str, value: &str) -> Names {
        let mut names = Names::default();
        for row in rows(USAGE) {
            let [kind, name, ..] = row.as_slice() else { continue };
            match *kind {
                "class" if has_word(value, name) || has_word(key, name) => drop(names.classes.insert((*name).to_owned())),
                "scheme" if has_scheme(value, name) => drop(names.schemes.insert((*name).to_owned())),
                _ => {}
            }
        }
        names
    }

    pub(super) fn is_empty(&self) -> bool {
        self.classes.is_empty() && self.schemes.is_empty()
    }

    pub(super) fn extend(&mut self, other: &Names) {
        self.classes.extend(other.classes.iter().cloned());
        self.schemes.extend(other.schemes.iter().cloned());
    }
}

impl fmt::Display for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes = self.schemes.iter().map(|scheme| format!("{scheme}://"));
        f.write_str(&self.classes.iter().cloned().chain(schemes).collect::<Vec<_>>().join(", "))
    }
}

/// Whether a text may have any of the names at all.
pub(super) fn mentioned(text: &str) -> bool {
    rows(USAGE).any(|row| matches!(row.as_slice(), ["class" | "scheme", name, ..] if text.contains(name)))
}

/// A class name that is not a part of a longer one.
fn has_word(text: &str, name: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '$' || c == '.';
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
        !before.is_some_and(part) && !after.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
    })
}

/// `scheme://` where the scheme is not the end of another one.
fn has_scheme(text: &str, scheme: &str) -> bool {
    let part = |c: char| c.is_alphanumeric() || c == '-' || c == '+' || c == '.';
    text.match_indices(scheme).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        !before.is_some_and(part) && text.get(at + scheme.len()..).is_some_and(|rest| rest.starts_with("://"))
    })
}

/// Whether the table has a file by its name.
pub(super) fn is_listed(file: &str) -> bool {
    static FILES: LazyLock<Vec<&str>> =
        LazyLock::new(|| rows(USAGE).filter_map(|row| if let ["file", name, _] = row.as_slice() { Some(*name) } else { None }).collect());
    FILES.contains(&file)
}

/// Whose configuration it is, by the name of the file or of the folders it is in.
pub(super) fn engine(path: &str, name: &str) -> String {
    let fits = |pattern: &str| match pattern.strip_suffix('/') {
        Some(folder) => path.split('/').rev().skip(1).any(|part| part == folder || part.starts_with(&format!("{folder}-"))),
        None => name == pattern,
    };
    let found = rows(USAGE).find_map(|row| match row.as_slice() {
        ["file", pattern, engine] if fits(pattern) => Some((*engine).to_owned()),
        _ => None,
    });
    found.unwrap_or_else(|| "unknown".to_owned())
}
