//! Which program loads a client, as far as the folders around it say: plugins of Presto and Trino, with the program's version.

use std::collections::BTreeMap;
use std::path::Path;

use crate::facts::{Subject, SubjectKind, Value};
use crate::source::Source;

/// What a home is, by a jar in its `lib`: the name before the version, and the program.
const JARS: [(&str, &str); 3] = [("trino-main-", "trino"), ("presto-main-", "presto"), ("presto-main-base-", "presto")];

/// Sets engine, its version and the plugin folder of clients that lie in one.
pub(in crate::inspect) fn derive(source: &dyn Source, subjects: &mut [Subject]) {
    let mut homes: BTreeMap<String, Option<(&'static str, i64)>> = BTreeMap::new();
    for subject in subjects.iter_mut().filter(|subject| subject.kind == SubjectKind::Client) {
        let Some((home, folder)) = plugin(&subject.path).map(|(home, folder)| (home.to_owned(), folder.to_owned())) else { continue };
        let engine = *homes.entry(home.clone()).or_insert_with(|| program(source, Path::new(&home)));
        subject.set("client.plugin_folder", folder);
        if let Some((engine, version)) = engine {
            subject.set("client.engine", engine);
            subject.set("client.engine_version", Value::Int(version));
        }
    }
}

/// The home and the folder below `plugin` of a file: `home/plugin/hive/hdfs/x.jar`.
fn plugin(path: &str) -> Option<(&str, &str)> {
    let file = path.split("!/").next()?;
    let (home, below) = file.split_once("/plugin/")?;
    Some((home, below.rsplit_once('/')?.0))
}

/// The program in a home; of a version with dots its second number, which Presto counts up.
fn program(source: &dyn Source, home: &Path) -> Option<(&'static str, i64)> {
    let jars = source.list(&home.join("lib")).ok()?;
    jars.iter().find_map(|jar| {
        let name = jar.name();
        JARS.iter().find_map(|(start, engine)| {
            let version = name.strip_prefix(start)?.strip_suffix(".jar")?;
            let mut numbers = version.split(['.', '-']);
            let first: i64 = numbers.next()?.parse().ok()?;
            let number = if first == 0 { numbers.next()?.parse().ok()? } else { first };
            // PrestoSQL kept the name until it became Trino; its numbers have no dots.
            Some((if first == 0 { *engine } else { "trino" }, number))
        })
    })
}
