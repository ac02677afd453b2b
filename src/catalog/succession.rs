//! Which key took the place of one that is gone without an alias, and where a class went.

use std::sync::OnceLock;

use super::{KeyStatus, ReleaseProperties, Releases};
use crate::version::AlluxioVersion;

const REPLACED: &str = include_str!("../../rules/catalog/keys/replaced.tsv");
const MOVED: &str = include_str!("../../rules/catalog/keys/moved-classes.tsv");
/// How a release's own message names the key to use.
const USE: &str = ", use ";

/// The key of the target that took the place of a key, as the target's own message, our table or an old name says it.
pub fn replacement(key: &str, source: &ReleaseProperties<'_>, target: &ReleaseProperties<'_>) -> Option<String> {
    let known = |name: String| match target.status(&name) {
        KeyStatus::Known => Some(name),
        KeyStatus::Alias(name) => Some(name.to_owned()),
        _ => None,
    };
    let message = target.facts(key).and_then(|facts| facts.removed);
    let said = message.and_then(|message| message.split_once(USE)).and_then(|(_, rest)| rest.split(' ').next()).map(str::to_owned);
    let listed = replaced().iter().find_map(|(old, new)| renamed(key, old, new));
    let old_names = source.old_names(key).into_iter().map(str::to_owned);
    said.into_iter().chain(listed).chain(old_names).find_map(known)
}

/// Whether a key is what the target calls a key that the source has under another name.
pub fn is_new_name(key: &str, source: &ReleaseProperties<'_>, target: &ReleaseProperties<'_>) -> bool {
    let listed = |key: &str| replaced().iter().filter_map(|(old, new)| renamed(key, new, old)).collect::<Vec<_>>();
    // An old name may have had another name before.
    let old_names = target.old_names(key).into_iter().flat_map(|old| [vec![old.to_owned()], listed(old)].concat());
    let said = target.removed_for(key).into_iter().map(str::to_owned);
    listed(key).into_iter().chain(old_names).chain(said).any(|old| source.has_key(&old))
}

/// Old and new names, one pair a line.
fn replaced() -> &'static [(&'static str, &'static str)] {
    static PAIRS: OnceLock<Vec<(&'static str, &'static str)>> = OnceLock::new();
    PAIRS.get_or_init(|| REPLACED.lines().skip(1).filter_map(|line| line.split_once('\t')).collect())
}

/// A name after a rename of one key, or of all below a prefix.
fn renamed(key: &str, old: &str, new: &str) -> Option<String> {
    match (old.strip_suffix('*'), new.strip_suffix('*')) {
        (Some(old), Some(new)) => key.strip_prefix(old).map(|rest| format!("{new}{rest}")),
        _ => (key == old).then(|| new.to_owned()),
    }
}

/// A class name in the package that the release has it in, if that is another.
pub fn moved_class(value: &str, version: &AlluxioVersion, releases: &Releases) -> Option<String> {
    let place = releases.place(version)?;
    MOVED.lines().skip(1).find_map(|line| {
        let mut cells = line.split('\t');
        let (old, new, when) = (cells.next()?, cells.next()?, cells.next()?);
        let name = value.trim().strip_prefix(old).filter(|name| !name.is_empty() && !name.contains(['/', ':', ' ']))?;
        releases.covers(when, place).then(|| format!("{new}{name}"))
    })
}
