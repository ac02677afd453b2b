//! Gradle's lock files and version catalogs.
//!
//! Forms: <https://docs.gradle.org/current/userguide/dependency_locking.html>, .../version_catalogs.html.

use toml::{Table, Value};

use super::{At, Declared, lines};

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
pub(super) fn catalog(content: &str) -> Result<Vec<Declared>, String> {
    let catalog: Table = toml::from_str(content).map_err(|error| error.message().to_owned())?;
    let empty = Table::new();
    let table = |name: &str| catalog.get(name).and_then(Value::as_table).unwrap_or(&empty);
    let libraries = table("libraries").iter();
    Ok(libraries.filter_map(|(alias, library)| self::library(table("versions"), content, alias, library)).collect())
}

fn library(versions: &Table, content: &str, alias: &str, library: &Value) -> Option<Declared> {
    let line = line_of(content, "[libraries]", alias);
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
    let version_at = named.map(|name| At { file: None, line: line_of(content, "[versions]", name) });
    Some(Declared { group: group.to_owned(), artifact: artifact.to_owned(), version, line, version_at, ..Declared::default() })
}

/// The line of an alias in a table; of one that is written in another form the first that names it.
fn line_of(content: &str, table: &str, alias: &str) -> usize {
    let start = content.lines().position(|line| line.trim() == table).unwrap_or_default();
    let is_key = |line: &str| line.split_once('=').is_some_and(|(key, _)| key.trim().trim_matches(['"', '\'']) == alias);
    let found = content.lines().enumerate().skip(start).find(|(_, line)| is_key(line));
    found.map_or_else(|| lines::line_of(content, alias), |(index, _)| index + 1)
}

/// A version as text, or as a table of wishes of which the strictest counts.
fn rich(version: &Value) -> Option<String> {
    let wish = |name: &str| version.get(name).and_then(Value::as_str);
    version.as_str().or_else(|| wish("strictly")).or_else(|| wish("require")).or_else(|| wish("prefer")).map(str::to_owned)
}
