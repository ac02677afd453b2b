//! Everything in a home that states a version, place by place.
//!
//! Collects and grades; which of several versions holds is decided in `verdict`.

use std::path::{Path, PathBuf};

use super::jar;
use super::places::{Jar, Places, version_in};
use crate::facts::{Grade, Unseen};
use crate::source::{Entry, EntryKind, Source, shown};
use crate::version::AlluxioVersion;

/// Scripts of a release have some hundred lines; a longer file is none.
const LONGEST_SCRIPT: usize = 1 << 20;

/// A place that states a version.
#[derive(Debug, Clone)]
pub(super) struct Statement {
    /// Path below the home, with line or entry.
    pub(super) place: String,
    pub(super) grade: Grade,
    /// Whether a start script says it.
    pub(super) script: bool,
    /// The version as written.
    pub(super) text: String,
    pub(super) version: Option<AlluxioVersion>,
    /// What is there, for people.
    pub(super) detail: String,
}

impl Statement {
    fn new(place: String, grade: Grade, text: &str, detail: String) -> Self {
        let version = AlluxioVersion::parse(text).ok();
        Statement { place, grade, script: false, text: text.to_owned(), version, detail }
    }

    /// Whether both state the same version.
    pub(super) fn agrees_with(&self, other: &Statement) -> bool {
        match (&self.version, &other.version) {
            (Some(one), Some(two)) => one == two,
            (None, None) => self.text == other.text,
            _ => false,
        }
    }
}

/// What was collected in one home.
pub(super) struct Collected {
    pub(super) statements: Vec<Statement>,
    /// Names of links that lead nowhere.
    pub(super) dangling: Vec<String>,
    pub(super) unseen: Vec<Unseen>,
}

/// Visits every place of the list.
pub(super) fn collect(source: &dyn Source, home: &Path, places: &Places) -> Collected {
    let mut collector =
        Collector { source, home, places, out: Collected { statements: Vec::new(), dangling: Vec::new(), unseen: Vec::new() } };
    collector.scripts();
    for jar in &places.jars {
        for folder in &jar.folders {
            collector.jars(jar, folder);
        }
    }
    collector.folder_name();
    collector.out
}

struct Collector<'a> {
    source: &'a dyn Source,
    home: &'a Path,
    places: &'a Places,
    out: Collected,
}

impl Collector<'_> {
    fn scripts(&mut self) {
        for script in &self.places.scripts {
            let Some(text) = self.text(&script.file) else { continue };
            let found = text.lines().zip(1..).find_map(|(line, number)| Some((version_in(&script.line, line)?, number)));
            if let Some((version, number)) = found {
                let place = format!("{}:{number}", script.file);
                let mut statement = Statement::new(place, script.grade, version, format!("the script states {version}"));
                statement.script = true;
                self.out.statements.push(statement);
            }
        }
    }

    fn text(&mut self, file: &str) -> Option<String> {
        let path = self.home.join(file);
        match self.source.entry(&path) {
            Ok(entry) if entry.kind == EntryKind::File => {}
            Ok(entry) if entry.kind == EntryKind::BrokenLink => {
                self.dangling(file.to_owned());
                return None;
            }
            _ => return None,
        }
        match self.source.open(&path).and_then(|blob| blob.read_all(LONGEST_SCRIPT)) {
            Ok(bytes) => Some(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => {
                self.unseen(&path, &error.to_string());
                None
            }
        }
    }

    fn jars(&mut self, jar: &Jar, folder: &str) {
        let mut same_version: Vec<(Statement, usize)> = Vec::new();
        for entry in self.list(folder) {
            let name = entry.name();
            if !jar.name.is_match(&name) {
                continue;
            }
            let place = format!("{folder}/{name}");
            match entry.kind {
                EntryKind::File => {}
                EntryKind::BrokenLink => {
                    self.dangling(place);
                    continue;
                }
                _ => continue,
            }
            if let Some(version) = version_in(&jar.name, &name) {
                let what = if entry.link { "name of a link" } else { "file name" };
                add(&mut same_version, Statement::new(place.clone(), Grade::Weak, version, what.to_owned()));
            }
            if let Some(grade) = jar.content {
                self.content(&entry.path, &place, grade);
            }
        }
        self.out.statements.extend(same_version.into_iter().map(counted));
    }

    fn content(&mut self, path: &Path, place: &str, grade: Grade) {
        let versions = self.source.open(path).map_err(|error| error.to_string()).and_then(|blob| jar::versions(blob, self.places));
        match versions {
            Ok(versions) => {
                for (version, modules) in versions {
                    let detail = format!("{} of Alluxio's own modules inside state {version}", modules.count);
                    let place = format!("{place}!/{}", modules.first);
                    self.out.statements.push(Statement::new(place, grade, &version, detail));
                }
            }
            Err(reason) => self.unseen(path, &reason),
        }
    }

    fn folder_name(&mut self) {
        let name = shown(Path::new(self.home.file_name().unwrap_or_default()));
        if let Some(version) = self.places.folders.iter().find_map(|folder| version_in(&folder.name, &name)) {
            let statement = Statement::new(".".to_owned(), Grade::Weak, version, format!("name of the folder: {name}"));
            self.out.statements.push(statement);
        }
    }

    fn list(&mut self, folder: &str) -> Vec<Entry> {
        let path = self.home.join(folder);
        if !matches!(self.source.entry(&path), Ok(entry) if entry.kind == EntryKind::Folder) {
            return Vec::new();
        }
        self.source.list(&path).unwrap_or_else(|error| {
            self.unseen(&path, &error.to_string());
            Vec::new()
        })
    }

    fn dangling(&mut self, place: String) {
        if !self.out.dangling.contains(&place) {
            self.out.dangling.push(place);
        }
    }

    fn unseen(&mut self, path: &Path, reason: &str) {
        let path: PathBuf = path.to_owned();
        let unseen = Unseen::new(shown(&path), reason, &["install.version"], "supply the file whole and readable, or say --from");
        if !self.out.unseen.contains(&unseen) {
            self.out.unseen.push(unseen);
        }
    }
}

/// Twenty jars of one version are one statement, not twenty.
fn add(statements: &mut Vec<(Statement, usize)>, statement: Statement) {
    match statements.iter_mut().find(|(known, _)| known.agrees_with(&statement)) {
        Some((_, more)) => *more += 1,
        None => statements.push((statement, 0)),
    }
}

fn counted((mut statement, more): (Statement, usize)) -> Statement {
    if more > 0 {
        statement.detail = format!("{}, and {more} more beside it", statement.detail);
    }
    statement
}
