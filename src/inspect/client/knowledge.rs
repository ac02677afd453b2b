//! Which names inside an archive mean something, loaded from `rules/catalog/clients`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fingerprint::Fingerprints;
use crate::inspect::archive::Wish;

const CARRIERS: &str = include_str!("../../../rules/catalog/clients/carriers.tsv");

/// What a place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A client is here.
    Anchor,
    /// A server is here.
    Server,
    /// A class with this constant.
    Constant(&'static str),
    /// A properties file with this key.
    Property(&'static str),
    /// Metadata of Maven with this key.
    Pom(&'static str),
}

/// A known name: what it says and whether it is a mark of the fingerprints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) role: Option<Role>,
    pub(super) mark: Option<usize>,
}

impl Known {
    /// Whether it says something by being there, or by what is written in it.
    pub(super) fn wish(&self) -> Wish {
        match self.role {
            None | Some(Role::Server) => Wish::Name,
            Some(_) => Wish::Content,
        }
    }
}

/// A known name found at the end of a path.
pub(super) struct Hit {
    /// What stands before it, with its slash: empty, `WEB-INF/classes/`, `my/shade/`.
    pub(super) prefix: String,
    pub(super) known: Known,
}

pub(super) struct Knowledge {
    names: HashMap<String, Known>,
    resources: Vec<(&'static str, Role)>,
}

impl Knowledge {
    pub(super) fn builtin() -> &'static Knowledge {
        static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
        KNOWLEDGE.get_or_init(Knowledge::load)
    }

    fn load() -> Knowledge {
        let mut names = HashMap::new();
        for (mark, class) in Fingerprints::builtin().classes().enumerate() {
            names.insert(format!("{class}.class"), Known { role: None, mark: Some(mark) });
        }
        let mut resources = Vec::new();
        for (place, role) in rows(CARRIERS).filter_map(|row| role(&row)) {
            if place.ends_with(".class") {
                names.entry(place.to_owned()).or_insert(Known { role: None, mark: None }).role = Some(role);
            } else {
                resources.push((place, role));
            }
        }
        Knowledge { names, resources }
    }

    /// The known name that a path ends with.
    pub(super) fn hit(&self, path: &str) -> Option<Hit> {
        if path.ends_with(".class") {
            return self.class(path);
        }
        let (place, role) = self.resources.iter().find(|(place, _)| path.ends_with(place))?;
        let prefix = path.get(..path.len() - place.len()).unwrap_or_default();
        (prefix.is_empty() || prefix.ends_with('/'))
            .then(|| Hit { prefix: prefix.to_owned(), known: Known { role: Some(*role), mark: None } })
    }

    /// Classes keep their path below `alluxio` or `tachyon` when they are moved, and what stands before changes.
    fn class(&self, path: &str) -> Option<Hit> {
        ["alluxio/", "tachyon/"].iter().flat_map(|root| path.match_indices(root)).find_map(|(at, _)| {
            let known = self.names.get(path.get(at..)?)?;
            Some(Hit { prefix: path.get(..at)?.to_owned(), known: *known })
        })
    }
}

fn role(row: &[&'static str]) -> Option<(&'static str, Role)> {
    let [place, kind, key] = row else { return None };
    let role = match *kind {
        "anchor" => Role::Anchor,
        "server" => Role::Server,
        "constant" => Role::Constant(key),
        "property" => Role::Property(key),
        "pom" => Role::Pom(key),
        _ => return None,
    };
    Some((place, role))
}

/// The rows of a table: no comments, no column names.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).skip(1).map(|line| line.split('\t').collect())
}
