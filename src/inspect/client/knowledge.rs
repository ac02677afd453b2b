//! Which names inside an archive mean something, loaded from `rules/catalog/clients`.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::fingerprint::Fingerprints;
use crate::catalog::rows;
use crate::inspect::archive::Wish;

const CARRIERS: &str = include_str!("../../../rules/catalog/clients/carriers.tsv");

/// What a place says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A client is here.
    Anchor,
    /// Something else of Alluxio is here: `server`, `shell`, `fuse`, `minicluster`.
    Kind(&'static str),
    /// A class with this constant.
    Constant(&'static str),
    /// A class whose strings have the version among them, written there by the compiler.
    Inlined,
    /// The same, in a class that has other numbers too, so that only known releases count.
    InlinedKnown,
    /// A class with this constant, which is the revision of a build.
    Revision(&'static str),
    /// A properties file with this key.
    Property(&'static str),
    /// Metadata of Maven with this key.
    Pom(&'static str),
    /// Names of file systems that Hadoop loads.
    Service,
    /// Settings of the client.
    Settings(Form),
}

/// How settings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As Java's properties.
    Site,
    /// As Hadoop's XML.
    Hadoop,
}

/// A known name: what it says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) roles: Vec<Role>,
    /// The mark that it is by being there.
    pub(super) mark: Option<usize>,
    /// The number under which it is looked into.
    pub(super) place: Option<usize>,
}

impl Known {
    /// The form of the settings that it holds.
    pub(super) fn settings(&self) -> Option<Form> {
        self.roles.iter().find_map(|role| if let Role::Settings(form) = role { Some(*form) } else { None })
    }

    /// Whether it says something by being there, or by what is written in it.
    pub(super) fn wish(&self) -> Wish {
        let silent = self.roles.iter().all(|role| matches!(role, Role::Kind(_)));
        if silent && self.place.is_none() { Wish::Name } else { Wish::Content }
    }
}

/// A known name found at the end of a path.
pub(super) struct Hit {
    /// What stands before it, with its slash: empty, `WEB-INF/classes/`, `my/shade/`.
    pub(super) prefix: String,
    pub(super) known: &'static Known,
}

pub(super) struct Knowledge {
    classes: HashMap<String, Known>,
    /// By the last part of the name, then by the whole name.
    resources: HashMap<&'static str, HashMap<&'static str, Known>>,
}

impl Knowledge {
    pub(super) fn builtin() -> &'static Knowledge {
        static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
        KNOWLEDGE.get_or_init(Knowledge::load)
    }

    fn load() -> Knowledge {
        let mut knowledge = Knowledge { classes: HashMap::new(), resources: HashMap::new() };
        let fingerprints = Fingerprints::builtin();
        for (mark, name) in fingerprints.classes().enumerate() {
            knowledge.entry(name).mark = Some(mark);
        }
        for (number, place) in fingerprints.places() {
            for class in &place.classes {
                knowledge.entry(class).place = Some(number);
            }
        }
        for (place, role) in rows(CARRIERS).filter_map(|row| role(&row)) {
            knowledge.entry(place.strip_suffix(".class").unwrap_or(place)).roles.push(role);
        }
        knowledge
    }

    /// The entry of a class without extension, or of a file with its extension.
    fn entry(&mut self, name: &'static str) -> &mut Known {
        let file = name.rsplit('/').next().unwrap_or(name);
        if file.contains('.') {
            return self.resources.entry(file).or_default().entry(name).or_default();
        }
        self.classes.entry(format!("{name}.class")).or_default()
    }

    /// The known name that a path ends with.
    pub(super) fn hit(&'static self, path: &str) -> Option<Hit> {
        if path.ends_with(".class") {
            return self.class(path);
        }
        let file = path.rsplit('/').next().unwrap_or(path);
        self.resources.get(file)?.iter().find_map(|(place, known)| {
            let prefix = path.strip_suffix(place)?;
            (prefix.is_empty() || prefix.ends_with('/')).then(|| Hit { prefix: prefix.to_owned(), known })
        })
    }

    /// Classes keep their path below `alluxio` or `tachyon` when they are moved, and what stands before changes.
    fn class(&'static self, path: &str) -> Option<Hit> {
        ["alluxio/", "tachyon/"].iter().flat_map(|root| path.match_indices(root)).find_map(|(at, _)| {
            let known = self.classes.get(path.get(at..)?)?;
            Some(Hit { prefix: path.get(..at)?.to_owned(), known })
        })
    }
}

/// Whether a name can be a known one at all: of a class, only if the name of Alluxio is in it.
pub(super) fn may_hit(name: &[u8]) -> bool {
    if name.ends_with(b"/") {
        return false;
    }
    // The letter that is rare in names of classes stands in the same place of both.
    let packages: [&[u8]; 2] = [b"alluxio", b"tachyon"];
    let around = |at: usize| name.get(at.checked_sub(4)?..at + 3);
    let is_package = |word: &[u8]| packages.iter().any(|package| word.eq_ignore_ascii_case(package));
    !name.ends_with(b".class") || memchr::memchr2_iter(b'x', b'y', name).any(|at| around(at).is_some_and(is_package))
}

fn role(row: &[&'static str]) -> Option<(&'static str, Role)> {
    let [place, kind, key] = row else { return None };
    let role = match *kind {
        "anchor" => Role::Anchor,
        "server" | "shell" | "fuse" | "minicluster" => Role::Kind(kind),
        "constant" => Role::Constant(key),
        "inlined" if *key == "known" => Role::InlinedKnown,
        "inlined" => Role::Inlined,
        "revision" => Role::Revision(key),
        "property" => Role::Property(key),
        "pom" => Role::Pom(key),
        "service" => Role::Service,
        "settings" if *key == "hadoop" => Role::Settings(Form::Hadoop),
        "settings" => Role::Settings(Form::Site),
        _ => return None,
    };
    Some((place, role))
}
