//! Files that are parts of others: values that a release names, files of an environment, overlays, drop-ins.
//!
//! Such a file is read once, as a part of what names it, and not again for itself, where it would mean something else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use super::around::plain;
use crate::facts::{Facts, Subject, SubjectKind};

/// Facts of files, of which some may turn out to be parts of others.
#[derive(Default)]
pub(crate) struct Parts {
    read: Vec<(PathBuf, Facts)>,
}

impl Parts {
    /// Adds what a file says for itself.
    pub(crate) fn add(&mut self, path: &Path, facts: Facts) {
        self.read.push((plain(path), facts));
    }

    /// The facts of all files that are not parts of others.
    pub(crate) fn finish(self) -> Facts {
        let dropped = self.parts();
        let mut all = Facts::default();
        self.read.into_iter().filter(|(path, _)| !dropped.contains(path)).for_each(|(_, facts)| all.extend(facts));
        all.taken_in.clear();
        told_once(&mut all);
        all
    }

    /// What is reached from files that nobody names. Files that only name one another are no parts.
    fn parts(&self) -> BTreeSet<PathBuf> {
        let mut names: BTreeMap<&Path, BTreeSet<&Path>> = BTreeMap::new();
        for (path, facts) in &self.read {
            names.entry(path).or_default().extend(facts.taken_in.iter().map(PathBuf::as_path).filter(|taken| *taken != path));
        }
        let named: BTreeSet<&Path> = names.values().flatten().copied().collect();
        let mut open: Vec<&Path> = names.keys().filter(|path| !named.contains(*path)).copied().collect();
        let mut parts = BTreeSet::new();
        while let Some(path) = open.pop() {
            for part in names.get(path).into_iter().flatten() {
                if parts.insert(part.to_path_buf()) {
                    open.push(part);
                }
            }
        }
        parts
    }
}

/// A part of several files is told by each of them.
fn told_once(facts: &mut Facts) {
    let mut told = BTreeSet::new();
    facts.settings.retain(|one| told.insert((one.key.clone(), one.value.clone(), one.place.clone(), one.process, one.rank)));
    let mut known: HashMap<(SubjectKind, String), Vec<Subject>> = HashMap::new();
    facts.subjects.retain(|subject| {
        let alike = known.entry((subject.kind, subject.path.clone())).or_default();
        let new = !alike.contains(subject);
        alike.extend(new.then(|| subject.clone()));
        new
    });
    let mut told = BTreeSet::new();
    facts.unseen.retain(|unseen| told.insert(unseen.clone()));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(files: &[(&str, &[&str])]) -> Vec<String> {
        let mut parts = Parts::default();
        for (path, taken) in files {
            let mut facts = Facts { taken_in: taken.iter().map(PathBuf::from).collect(), ..Facts::default() };
            facts.settings.read_from.push((*path).to_owned());
            parts.add(Path::new(path), facts);
        }
        parts.finish().settings.read_from
    }

    #[test]
    fn a_part_does_not_count_for_itself_and_files_in_a_circle_do() {
        assert_eq!(kept(&[("a", &["b"]), ("b", &["c"]), ("c", &[]), ("d", &["d"])]), ["a", "d"]);
        assert_eq!(kept(&[("a", &["b"]), ("b", &["a"])]), ["a", "b"]);
    }
}
