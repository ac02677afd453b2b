//! What an archive holds that is known, name by name: what each adds to what is known of the client around it.

use std::collections::HashSet;

use super::HIDES;
use super::carrier;
use super::fingerprint::{Fingerprints, Inside};
use super::knowledge::{Hit, Knowledge, Role};
use super::level::{Level, Tree};
use super::published;
use crate::facts::Unseen;
use crate::inspect::archive::{self, Trouble, Wish};
use crate::inspect::class::{self, ClassFile};

const REMEDY_CLASS: &str = "replace the archive with an undamaged copy";

/// Notes what an archive holds that is known, and what of it could not be read.
pub(super) fn read(archive: &archive::Level<'_>) -> (Option<Level>, Vec<Unseen>) {
    let mut level = Level::new(archive);
    let mut unseen = Vec::new();
    for member in archive.members() {
        if level.crowded() {
            break;
        }
        match Knowledge::builtin().hit(&member.name) {
            Some(hit) if hit.known.settings().is_some() => level.settings(archive, member, hit.known.settings()),
            Some(hit) => note(&mut unseen, &mut level, &member.name, &hit, &mut || archive.content(member)),
            None => level.look(archive, member),
        }
    }
    if level.trees.values().any(|tree| tree.client) {
        level.published = published::identify(archive);
    }
    ((!level.trees.is_empty() || !level.callers.is_empty() || !level.configured.is_empty()).then_some(level), unseen)
}

/// Reads the content of something found.
type Content<'a> = dyn FnMut() -> Result<Vec<u8>, Trouble> + 'a;

/// Notes a known name and reads what stands there if it says more than by being there.
fn note(unseen: &mut Vec<Unseen>, level: &mut Level, name: &str, hit: &Hit, content: &mut Content<'_>) {
    let place = level.inside(name);
    let tree = level.trees.entry(hit.prefix.clone()).or_default();
    tree.sighting.marks.extend(hit.known.mark);
    for role in &hit.known.roles {
        match role {
            Role::Kind(kind) => drop(tree.kinds.insert(kind)),
            Role::Anchor => tree.client = true,
            _ => {}
        }
    }
    if hit.known.wish() != Wish::Content {
        return;
    }
    let read = content().and_then(|bytes| inside(tree, &place, name, hit, &bytes));
    if let Err(trouble) = read {
        // That the file system's class is there says enough; that it moved is then told by the folder.
        let needed = hit.known.roles.iter().any(|role| *role != Role::Anchor) || hit.known.place.is_some();
        tree.relocated |= hit.known.roles.contains(&Role::Anchor) && is_package(&hit.prefix);
        unseen.extend(needed.then(|| trouble.unseen(&place, HIDES)));
    }
}

fn inside(tree: &mut Tree, place: &str, name: &str, hit: &Hit, bytes: &[u8]) -> Result<(), Trouble> {
    if !name.ends_with(".class") {
        tree.carriers.extend(hit.known.roles.iter().filter_map(|role| carrier::of_resource(place, *role, bytes)));
        if hit.known.roles.contains(&Role::Service) {
            tree.services.extend(services(bytes));
        }
        return Ok(());
    }
    let class = class::read(bytes).map_err(|error| Trouble { reason: error.to_string(), remedy: REMEDY_CLASS })?;
    let plain = name.strip_prefix(&hit.prefix).and_then(|name| name.strip_suffix(".class")).unwrap_or(name);
    tree.carriers.extend(hit.known.roles.iter().filter_map(|role| carrier::of_class(place, *role, &class)));
    tree.format = Some(tree.format.map_or(class.major, |lowest| lowest.min(class.major)));
    tree.root = plain.split('/').next().unwrap_or_default().to_owned();
    if hit.known.roles.contains(&Role::Anchor) {
        tree.relocated |= class.name != plain;
    }
    let moved_to = class.name.strip_suffix(plain).unwrap_or_default().replace('/', ".");
    strings_moved(tree, &class, &moved_to);
    // A class without members and strings was emptied, so that what it lacks says nothing.
    if let Some(number) = hit.known.place.filter(|_| !class.members.is_empty() || !class.strings.is_empty()) {
        examine(tree, &class, number, &moved_to);
    }
    Ok(())
}

/// A relocating packager also rewrites strings that look like names, such as keys of settings.
fn strings_moved(tree: &mut Tree, class: &ClassFile, moved_to: &str) {
    if moved_to.is_empty() {
        return;
    }
    let root = format!("{}.", tree.root);
    let moved = format!("{moved_to}{root}");
    if class.strings.iter().any(|text| text.starts_with(&moved)) {
        tree.strings_moved = Some(true);
    } else if class.strings.iter().any(|text| text.starts_with(&root)) {
        tree.strings_moved.get_or_insert(false);
    }
}

fn examine(tree: &mut Tree, class: &ClassFile, number: usize, moved_to: &str) {
    let Some((_, place)) = Fingerprints::builtin().places().nth(number) else { return };
    let strings: HashSet<&str> = class.strings.iter().map(|text| text.strip_prefix(moved_to).unwrap_or(text)).collect();
    let members: HashSet<&str> = class.members.iter().map(|member| member.name.as_str()).collect();
    tree.sighting.examined.insert(number);
    for (inside, mark) in &place.inside {
        let there = match inside {
            Inside::Member(name) => members.contains(name),
            Inside::Text(text) => strings.contains(text),
        };
        if there {
            tree.sighting.marks.insert(*mark);
        }
    }
}

/// Names in a service file: one a line, `#` begins a comment (`java.util.ServiceLoader`).
fn services(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    let names = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

/// Folders that hold classes in a web application or a Spring Boot jar, and are no package.
const FOLDERS: [&str; 2] = ["WEB-INF/classes/", "BOOT-INF/classes/"];

/// A folder that is not a usual place for classes is taken for a package if the class in it cannot be read.
fn is_package(prefix: &str) -> bool {
    !prefix.is_empty() && !FOLDERS.contains(&prefix) && !prefix.starts_with("META-INF/versions/")
}
