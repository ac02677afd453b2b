//! A release of a chart: which values lie over which, as a tool of operations, a script or a person says.
//!
//! Values in files are read where the files are found, each value with the place where it stands. What only the tool can make
//! up while it runs is said to be unseen.

use std::path::PathBuf;
use std::rc::Rc;

use super::around::{Around, plain};
use super::container::Spot;
use super::yaml::{self, Node, TEMPLATE, Yaml, layered};
use super::{helm, words};
use crate::facts::{Facts, Unseen};

/// Facts that values which were not seen may decide on.
pub(super) const HIDDEN: [&str; 3] = ["setting:*", "helm.key", "deployment.start_word"];
/// Sets of values that one release may lay over each other.
const MAX_LAYERS: usize = 500;
/// What to give where values are made up.
pub(super) const RENDERED: &str = "give what `helm get values` prints";

/// What is said of a release.
pub(super) struct Release<'a> {
    around: &'a Around<'a>,
    at: Spot,
    pub(super) chart: String,
    pub(super) version: String,
    /// Values from the weakest to the strongest.
    layers: Vec<Rc<Node>>,
    unseen: Vec<Unseen>,
    taken_in: Vec<PathBuf>,
}

impl<'a> Release<'a> {
    pub(super) fn new(around: &'a Around<'a>, at: Spot, chart: &str, version: &str) -> Release<'a> {
        let (chart, version) = (chart.to_owned(), version.to_owned());
        Release { around, at, chart, version, layers: Vec::new(), unseen: Vec::new(), taken_in: Vec::new() }
    }

    fn place(&self) -> String {
        format!("{}:{}", self.at.0, self.at.1)
    }

    /// Values that stand here.
    pub(super) fn values(&mut self, values: Option<Rc<Node>>) {
        self.layers.extend(values);
    }

    /// Values in a text that stands here.
    pub(super) fn text(&mut self, node: &Node) {
        self.yaml(node.inside(), &node.file);
    }

    pub(super) fn yaml(&mut self, yaml: Yaml, file: &str) {
        self.layers.extend(yaml.documents);
        for (line, reason) in yaml.troubles {
            self.hide(format!("{file}:{line}"), format!("these values are not read: {reason}"), "correct the file");
        }
    }

    /// A file of values, by its path from here, from a folder above, or from the folder of the chart.
    pub(super) fn file(&mut self, named: &str, line: usize) {
        if named.contains(TEMPLATE) || named.contains('$') || named.contains("{{") {
            let reason = format!("the file of values {} is named by something made up", words::shown(named));
            return self.hide_here(line, reason, RENDERED);
        }
        let in_chart = self.around.found(&self.chart).map(|chart| plain(&chart.join(named)));
        let near = in_chart.into_iter().chain([self.around.resolved(named)]).chain(self.around.found(named));
        let found = near.filter(|_| !named.contains("://")).find_map(|path| Some((self.around.content(&path)?, path)));
        let Some((bytes, path)) = found else {
            return self.unseen.push(self.around.named(named, line, &HIDDEN));
        };
        let shown = crate::source::shown(&path);
        let yaml = yaml::read(&bytes, &shown);
        let templates = yaml.templates.first().copied();
        self.yaml(yaml, &shown);
        if let Some(line) = templates {
            self.hide(format!("{shown}:{line}"), "these values hold templates that are not rendered".to_owned(), RENDERED);
        }
        self.taken_in.push(path);
    }

    pub(super) fn hide(&mut self, subject: String, reason: String, remedy: &str) {
        self.unseen.push(Unseen::new(subject, reason, &HIDDEN, remedy));
    }

    /// The same at a line of the file that is read.
    pub(super) fn hide_here(&mut self, line: usize, reason: String, remedy: &str) {
        self.hide(format!("{}:{line}", self.around.file), reason, remedy);
    }

    /// One value at a path, at a line of the file that is read.
    pub(super) fn single_here(&mut self, path: &str, value: &str, line: usize) {
        self.single(path, value, &(self.around.file.into(), line));
    }

    /// One value at a path with dots, of which a backslash takes the meaning.
    pub(super) fn single(&mut self, path: &str, value: &str, (file, line): &Spot) {
        if path.contains('[') || value.starts_with('{') {
            return self.hide(format!("{file}:{line}"), format!("{path} sets a part of a list, which is not followed"), RENDERED);
        }
        self.layers.push(Node::nested(&keys(path), value, file, *line));
    }

    /// The chart, if it lies in a folder here; its own values are the weakest.
    fn of_folder(&mut self) -> Option<helm::Chart> {
        let folder = self.around.found(&self.chart).filter(|_| self.version.is_empty() && !self.chart.is_empty())?;
        let chart = helm::chart(self.around, &folder)?;
        let own = folder.join("values.yaml");
        if let Some(bytes) = self.around.content(&own) {
            let values = yaml::read(&bytes, &crate::source::shown(&own)).documents;
            self.layers.splice(0..0, values);
            self.taken_in.push(own);
        }
        Some(chart)
    }

    /// The facts, if it is a release of Alluxio's chart or of one that holds it.
    pub(super) fn facts(mut self) -> Option<Facts> {
        let chart = self.of_folder();
        if self.layers.len() > MAX_LAYERS {
            self.layers.truncate(MAX_LAYERS);
            let reason = format!("more than {MAX_LAYERS} sets of values lie over each other; the rest was not read");
            self.hide(self.place(), reason, RENDERED);
        }
        let values = std::mem::take(&mut self.layers).into_iter().reduce(|base, over| layered(&base, &over));
        let named = self.chart.to_ascii_lowercase().contains("alluxio");
        let empty = || Node::empty(&self.at.0, self.at.1);
        let values = match (values, &chart) {
            (values, Some(chart)) => chart.part(&values.unwrap_or_else(empty)).unwrap_or_else(empty),
            (values, None) if named => values.unwrap_or_else(empty),
            (values, None) => helm::select(&values?, "", None)?,
        };
        let version = chart.map_or_else(|| helm::plain_version(&self.version), |chart| chart.version);
        let mut facts = helm::read(&values, &self.place(), version);
        facts.unseen.extend(self.unseen);
        facts.taken_in = self.taken_in;
        Some(facts)
    }
}

/// `a.b\.c` as `a` and `b.c`.
fn keys(path: &str) -> Vec<String> {
    let mut keys = vec![String::new()];
    let mut letters = path.chars();
    while let Some(letter) = letters.next() {
        match (letter, keys.last_mut()) {
            ('.', _) => keys.push(String::new()),
            ('\\', Some(last)) => last.extend(letters.next()),
            (letter, Some(last)) => last.push(letter),
            (_, None) => {}
        }
    }
    keys
}
