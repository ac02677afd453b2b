//! A chart in a folder: its version, and where it keeps Alluxio's values if it only depends on Alluxio's chart.

use std::path::Path;
use std::rc::Rc;

use crate::inspect::deploy::around::Around;
use crate::inspect::deploy::yaml::{self, Node};

/// Files that say what a chart is and what it depends on.
const FILES: [&str; 2] = ["Chart.yaml", "requirements.yaml"];
/// Name of Alluxio's own chart.
const OWN: &str = "alluxio";
/// Folders above a file of values in which its chart is looked for: `environments/prod` of the chart's folder.
const MAX_ABOVE: usize = 4;

/// Alluxio's chart, or one that depends on it.
pub(in crate::inspect::deploy) struct Chart {
    pub(in crate::inspect::deploy) version: Option<String>,
    /// Key of Alluxio's values among those of a chart that depends on it.
    section: Option<String>,
}

impl Chart {
    /// Alluxio's own values among those of the chart.
    pub(in crate::inspect::deploy) fn part(&self, values: &Rc<Node>) -> Option<Rc<Node>> {
        match &self.section {
            None => Some(Rc::clone(values)),
            Some(section) => values.shared(section).filter(|node| !node.pairs().is_empty()),
        }
    }
}

/// The chart in a folder, if it has to do with Alluxio.
pub(in crate::inspect::deploy) fn chart(around: &Around<'_>, folder: &Path) -> Option<Chart> {
    let documents = FILES.iter().filter_map(|name| {
        let path = folder.join(name);
        yaml::read(&around.content(&path)?, &crate::source::shown(&path)).documents.into_iter().next()
    });
    documents.into_iter().find_map(|document| {
        if document.text("name") == OWN {
            return Some(Chart { version: plain_version(document.text("version")), section: None });
        }
        let dependency = document.list("dependencies").iter().find(|one| one.text("name") == OWN)?;
        let section = [dependency.text("alias"), OWN].into_iter().find(|name| !name.is_empty())?;
        Some(Chart { version: plain_version(dependency.text("version")), section: Some(section.to_owned()) })
    })
}

/// The nearest chart above a file of values.
pub(in crate::inspect::deploy) fn chart_above(around: &Around<'_>) -> Option<Chart> {
    let above = around.path.ancestors().skip(1).take(MAX_ABOVE);
    above.into_iter().find(|folder| around.content(&folder.join(FILES[0])).is_some()).and_then(|folder| chart(around, folder))
}

/// A version that is one, and no range and no template.
pub(in crate::inspect::deploy) fn plain_version(version: &str) -> Option<String> {
    let plain =
        version.starts_with(|letter: char| letter.is_ascii_digit()) && version.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    plain.then(|| version.to_owned())
}
