//! Gradle's lock files and version catalogs.
//!
//! Forms: <https://docs.gradle.org/current/userguide/dependency_locking.html>, .../version_catalogs.html.

use std::collections::HashMap;

use toml::{Table, Value};

use super::{At, Broken, Declared, Found};

/// Longest version catalog that is read: its parser takes a hundred times as much memory. Real ones have some ten kilobytes.
const LONGEST_CATALOG: usize = 256 << 10;

/// `group:artifact:version=configuration,configuration`.
pub(super) fn lock(content: &str) -> Vec<Declared> {
    let lines = content.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
    lines
        .filter_map(|(index, line)| {
            let (coordinates, configurations) = line.split_once('=').unwrap_or((line, ""));
            let mut parts = coordinates.trim().split(':');
            let (group, artifact, version) = (parts.next()?, parts.next()?, parts.next()?);
            let tests_only = !configurations.is_empty() && configurations.split(',').all(|name| name.to_ascii_lowercase().contains("test"));
            Some(Declared {
                group: group.to_owned(),
                artifact: artifact.to_owned(),
                version: Some(version.to_owned()),
                scope: tests_only.then(|| "test".to_owned()),
                line: index + 1,
                ..Declared::default()
            })
        })
        .collect()
}

/// `[versions]` and `[libraries]`.
pub(super) fn catalog(content: &str) -> Found {
    if content.len() > LONGEST_CATALOG {
        return Broken { line: 1, reason: format!("the file is longer than {} KiB", LONGEST_CATALOG >> 10) }.into();
    }
    let catalog: Table = match toml::from_str(content) {
        Ok(catalog) => catalog,
        Err(error) => {
            let before = error.span().and_then(|span| content.get(..span.start)).unwrap_or_default();
            return Broken { line: 1 + before.matches('\n').count(), reason: error.message().to_owned() }.into();
        }
    };
    let empty = Table::new();
    let table = |name: &str| catalog.get(name).and_then(Value::as_table).unwrap_or(&empty);
    let lines = Lines::of(content);
    let libraries = table("libraries").iter();
    libraries.filter_map(|(alias, library)| self::library(table("versions"), &lines, alias, library)).collect::<Vec<_>>().into()
}

fn library(versions: &Table, lines: &Lines<'_>, alias: &str, library: &Value) -> Option<Declared> {
    let line = lines.get("[libraries]", alias);
    let short = library.as_str().map(|text| text.splitn(3, ':').map(str::to_owned).collect::<Vec<_>>());
    if let Some([group, artifact, version]) = short.as_deref() {
        let version = Some(version.clone());
        return Some(Declared { group: group.clone(), artifact: artifact.clone(), version, line, ..Declared::default() });
    }
    let text = |name: &str| library.get(name).and_then(Value::as_str);
    let (group, artifact) = match text("module").and_then(|module| module.split_once(':')) {
        Some(pair) => pair,
        None => (text("group")?, text("name")?),
    };
    let named = library.get("version").and_then(|version| version.get("ref")).and_then(Value::as_str);
    let version = library.get("version").and_then(|version| rich(version).or_else(|| rich(versions.get(named?)?)));
    let version_at = named.map(|name| At { file: None, line: lines.get("[versions]", name) });
    Some(Declared { group: group.to_owned(), artifact: artifact.to_owned(), version, line, version_at, ..Declared::default() })
}

/// The lines of keys, counted from 1, by the table that they stand in.
struct Lines<'a>(HashMap<(&'a str, &'a str), usize>);

impl<'a> Lines<'a> {
    fn of(content: &'a str) -> Self {
        let mut lines = HashMap::new();
        let mut table = "";
        for (line, number) in content.lines().zip(1..) {
            let line = line.trim();
            if line.starts_with('[') {
                table = line;
            } else if let Some((key, _)) = line.split_once('=') {
                lines.entry((table, key.trim().trim_matches(['"', '\'']))).or_insert(number);
            }
        }
        Lines(lines)
    }

    /// The line of a key; 1 for one that is written in another form.
    fn get(&self, table: &'a str, key: &'a str) -> usize {
        self.0.get(&(table, key)).copied().unwrap_or(1)
    }
}

/// A version as text, or as a table of wishes of which the strictest counts.
fn rich(version: &Value) -> Option<String> {
    let wish = |name: &str| version.get(name).and_then(Value::as_str);
    version.as_str().or_else(|| wish("strictly")).or_else(|| wish("require")).or_else(|| wish("prefer")).map(str::to_owned)
}
