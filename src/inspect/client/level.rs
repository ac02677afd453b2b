//! One archive: its known classes and carriers, by the folder or package they stand in.

use std::collections::{BTreeMap, BTreeSet};

use super::HIDES;
use super::carrier::{self, Carrier};
use super::knowledge::{Hit, Knowledge, Role};
use crate::facts::Unseen;
use crate::inspect::archive::{self, Trouble};
use crate::inspect::class;

/// An archive, or a folder of classes, that holds anything known.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) path: String,
    /// What stands between the path and a name inside.
    joint: &'static str,
    /// By prefix: what stands before `alluxio/...`.
    pub(super) trees: BTreeMap<String, Tree>,
}

impl Level {
    fn new(path: &str, joint: &'static str) -> Self {
        Level { path: path.to_owned(), joint, trees: BTreeMap::new() }
    }

    /// The nested path of something in it.
    pub(super) fn inside(&self, name: &str) -> String {
        match name.trim_end_matches('/') {
            "" => self.path.clone(),
            name => format!("{}{}{name}", self.path, self.joint),
        }
    }
}

/// Known things below one prefix.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) client: bool,
    pub(super) server: bool,
    /// Whether the classes say of themselves that they are in another package.
    pub(super) relocated: bool,
    pub(super) marks: BTreeSet<usize>,
    pub(super) carriers: Vec<Carrier>,
}

const REMEDY_CLASS: &str = "replace the archive with an undamaged copy";

/// Notes what an archive holds that is known, and what of it could not be read.
pub(super) fn read(archive: &archive::Level<'_>) -> (Option<Level>, Vec<Unseen>) {
    let mut level = Level::new(archive.path(), archive.joint());
    let mut unseen = Vec::new();
    for member in archive.members() {
        if let Some(hit) = Knowledge::builtin().hit(&member.name) {
            note(&mut unseen, &mut level, &member.name, hit, &mut || archive.content(member));
        }
    }
    ((!level.trees.is_empty()).then_some(level), unseen)
}

/// Reads the content of something found.
type Content<'a> = dyn FnMut() -> Result<Vec<u8>, Trouble> + 'a;

/// Notes a known name and reads what stands there if it says more than by being there.
fn note(unseen: &mut Vec<Unseen>, level: &mut Level, name: &str, hit: Hit, content: &mut Content<'_>) {
    let place = level.inside(name);
    let tree = level.trees.entry(hit.prefix.clone()).or_default();
    tree.marks.extend(hit.known.mark);
    let Some(role) = hit.known.role else { return };
    match role {
        Role::Server => tree.server = true,
        Role::Anchor => {
            tree.client = true;
            tree.relocated |= relocated(name, &hit.prefix, content);
        }
        _ => match stated(role, &place, content) {
            Ok(carrier) => tree.carriers.extend(carrier),
            Err(trouble) => unseen.push(trouble.unseen(&place, HIDES)),
        },
    }
}

fn stated(role: Role, place: &str, content: &mut Content<'_>) -> Result<Option<Carrier>, Trouble> {
    carrier::read(place, role, &content()?).map_err(|reason| Trouble { reason, remedy: REMEDY_CLASS })
}

/// Folders that hold classes in a web application or a Spring Boot jar, and are no package.
const FOLDERS: [&str; 2] = ["WEB-INF/classes/", "BOOT-INF/classes/"];

/// A class in a folder keeps its own name; a relocated one has the folder in its name. If the class cannot be read, a
/// folder that is not a usual place for classes is taken for a package.
fn relocated(path: &str, prefix: &str, content: &mut Content<'_>) -> bool {
    if prefix.is_empty() {
        return false;
    }
    let name = content().ok().and_then(|content| class::read(&content).ok()).map(|class| class.name);
    match name {
        Some(name) => path.strip_prefix(prefix).is_none_or(|plain| plain.strip_suffix(".class") != Some(name.as_str())),
        None => !FOLDERS.contains(&prefix) && !prefix.starts_with("META-INF/versions/"),
    }
}
