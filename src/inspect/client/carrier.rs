//! Places that state a version, and what is written there.

use crate::catalog::rows;
use crate::facts::{Evidence, Grade};
use crate::inspect::class::ClassFile;
use crate::version::AlluxioVersion;

use super::fingerprint::Fingerprints;
use super::knowledge::Role;

const REVISIONS: &str = include_str!("../../../rules/catalog/clients/revisions.tsv");

/// A version as it is written somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Carrier {
    pub(super) place: String,
    pub(super) grade: Grade,
    /// The key, with what is written behind it.
    pub(super) detail: String,
    /// The version; of a build with a foreign suffix the release that it is based on.
    pub(super) version: AlluxioVersion,
    /// The text, if it is not a version that Alluxio itself gives.
    pub(super) foreign: Option<String>,
}

impl Carrier {
    pub(super) fn evidence(&self) -> Evidence {
        Evidence::new(&self.place, self.grade, &self.detail)
    }

    fn new(place: &str, grade: Grade, key: &str, text: &str) -> Option<Carrier> {
        let (version, foreign) = version(text)?;
        let detail = format!("{key} = {text}");
        Some(Carrier { place: place.to_owned(), grade, detail, version, foreign })
    }
}

/// What a properties file states.
pub(super) fn of_resource(place: &str, role: Role, content: &[u8]) -> Option<Carrier> {
    let (grade, key) = match role {
        Role::Property(key) => (Grade::Proven, key),
        Role::Pom(key) => (Grade::Strong, key),
        _ => return None,
    };
    Carrier::new(place, grade, key, &property(content, key)?)
}

/// What a class states.
pub(super) fn of_class(place: &str, role: Role, class: &ClassFile) -> Option<Carrier> {
    match role {
        Role::Constant(key) => Carrier::new(place, Grade::Proven, key, class.constant(key)?),
        Role::Revision(key) => revision(place, key, class.constant(key)?),
        Role::Inlined => inlined(place, class, &|_| true),
        Role::InlinedKnown => inlined(place, class, &|version| Fingerprints::builtin().knows(version)),
        _ => None,
    }
}

/// The revision that a release was built from.
fn revision(place: &str, key: &str, revision: &str) -> Option<Carrier> {
    let row = rows(REVISIONS).find(|row| row.first() == Some(&revision))?;
    let [revision, version] = row.as_slice() else { return None };
    let detail = format!("{key} = {revision}, the build of {version}");
    Some(Carrier { place: place.to_owned(), grade: Grade::Proven, detail, version: AlluxioVersion::parse(version).ok()?, foreign: None })
}

/// The one string of a class that is a version; several would say nothing.
fn inlined(place: &str, class: &ClassFile, trusted: &dyn Fn(&AlluxioVersion) -> bool) -> Option<Carrier> {
    let mut versions = class.strings.iter().filter(|text| version(text).is_some_and(|(version, _)| trusted(&version)));
    let (text, None) = (versions.next()?, versions.next()) else { return None };
    Carrier::new(place, Grade::Proven, "string", text)
}

/// The value of a key in a properties file; the last one counts, as in `java.util.Properties`.
fn property(content: &[u8], key: &str) -> Option<String> {
    let text = String::from_utf8_lossy(content);
    let value = |line: &str| {
        let rest = line.trim().strip_prefix(key)?.trim_start();
        Some(rest.strip_prefix(['=', ':'])?.trim().to_owned())
    };
    text.lines().filter_map(value).next_back()
}

/// The version in a jar's name: `alluxio-core-client-fs-x.y.z.jar`, `alluxio-x.y.z-client.jar`.
pub(super) fn file_name(path: &str) -> Option<Carrier> {
    let name = path.rsplit('/').next().unwrap_or_default();
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    if !stem.starts_with("alluxio-") && !stem.starts_with("tachyon-") {
        return None;
    }
    let version = stem.match_indices('-').find_map(|(at, _)| leading_version(stem.get(at + 1..)?))?;
    Some(Carrier { place: path.to_owned(), grade: Grade::Weak, detail: format!("file name {name}"), version, foreign: None })
}

/// The longest version that a text begins with, cut at hyphens.
fn leading_version(text: &str) -> Option<AlluxioVersion> {
    let mut text = text;
    loop {
        if text.starts_with(|c: char| c.is_ascii_digit())
            && let Ok(version) = AlluxioVersion::parse(text)
        {
            return Some(version);
        }
        text = text.rsplit_once('-')?.0;
    }
}

/// A stated version, or the release that a vendor's build is named after.
pub(in crate::inspect) fn version(text: &str) -> Option<(AlluxioVersion, Option<String>)> {
    match AlluxioVersion::parse(text) {
        Ok(version) => Some((version, None)),
        Err(_) => leading_version(text).map(|version| (version, Some(text.to_owned()))),
    }
}
