//! Releases of Helmfile: charts with their values in files, in maps and one by one.
//!
//! What its templates choose (environments, conditions) and what it decrypts is said to be unseen.

use std::rc::Rc;

use super::around::Around;
use super::release::{RENDERED, Release};
use super::yaml::Node;
use crate::facts::Facts;

/// Values, files and single values of one release.
const MAX_VALUES: usize = 200;

/// Whether a document is one, by its name and what it says.
pub(super) fn is_helmfile(document: &Node, name: &str) -> bool {
    let releases = document.list("releases");
    name.contains("helmfile") && !releases.is_empty() || releases.iter().any(|release| !release.text("chart").is_empty())
}

/// The facts of the releases of Alluxio's chart.
pub(super) fn read(document: &Node, around: &Around<'_>) -> Facts {
    let mut facts = Facts::default();
    for release in document.list("releases").iter().filter(|release| release.text("installed") != "false") {
        if facts.is_crowded() {
            facts.crowded(around.file);
            break;
        }
        facts.extend(of_release(release, around).unwrap_or_default());
    }
    facts
}

fn of_release(node: &Node, around: &Around<'_>) -> Option<Facts> {
    let mut release = Release::new(around, node.spot(), node.text("chart"), node.text("version"));
    for values in node.list("values").iter().take(MAX_VALUES) {
        if values.pairs().is_empty() {
            release.file(values.word(), values.line);
        } else {
            release.values(Some(Rc::clone(values)));
        }
    }
    for one in node.list("set").iter().take(MAX_VALUES) {
        release.single(one.text("name"), one.text("value"), &one.spot());
    }
    for secret in node.list("secrets").iter().chain(node.list("values").get(MAX_VALUES..).unwrap_or_default()).take(1) {
        release.hide(secret.place(), "more values come from files that are not read".to_owned(), RENDERED);
    }
    release.facts()
}
