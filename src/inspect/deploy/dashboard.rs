//! Metrics of Alluxio that dashboards of Grafana and rules of Prometheus name, by the table of metrics that not every release has.
//!
//! Names are looked for in the text as it stands, with a dot or with what Prometheus makes of it. Expressions are not understood,
//! and names that are put together from variables are not found.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use crate::catalog::lookups;
use crate::facts::{Evidence, Grade, MOST_OF_ONE_FILE, Subject, SubjectKind};

/// Places that are named of one metric in one file.
const MOST_NAMED: usize = 20;
/// Words that a file of JSON must have to be a dashboard; they stand at its beginning in every export.
const MARKS: [&str; 7] =
    ["\"__inputs\"", "\"annotations\"", "\"panels\"", "\"dashboard\"", "\"editable\"", "\"targets\"", "\"templating\""];

/// Whether JSON may be a dashboard, by its first bytes.
pub(super) fn looks_like(head: &str) -> bool {
    MARKS.iter().any(|mark| head.contains(mark))
}

/// The metrics that a text names, each once.
pub(super) fn metrics(text: &str, file: &str) -> Vec<Subject> {
    let mut found: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (number, line) in (1..).zip(text.lines()) {
        for name in names(line) {
            let lines = found.entry(name).or_default();
            if lines.last() != Some(&number) {
                lines.push(number);
            }
        }
    }
    found.into_iter().take(MOST_OF_ONE_FILE).map(|(name, lines)| subject(&name, &lines, file)).collect()
}

/// Names of the table in a line, spelt with a dot: of `sum(Master_TotalPaths{...})` and `Master.TotalPaths`.
fn names(line: &str) -> impl Iterator<Item = String> {
    static KNOWN: LazyLock<HashSet<&str>> = LazyLock::new(|| lookups::keys("metrics").collect());
    let words = line.split(|letter: char| !(letter.is_ascii_alphanumeric() || matches!(letter, '_' | '.')));
    words.filter_map(|word| {
        let mut parts = word.split(['_', '.']);
        let name = format!("{}.{}", parts.next()?, parts.next()?);
        KNOWN.contains(name.as_str()).then_some(name)
    })
}

fn subject(name: &str, lines: &[usize], file: &str) -> Subject {
    let first = lines.first().copied().unwrap_or(0);
    let mut subject = Subject::new(SubjectKind::Metric, format!("{file}:{first} {name}"));
    subject.set("metric.name", name);
    subject.set("metric.file", file);
    let places = lines.iter().take(MOST_NAMED).map(|line| Evidence::new(format!("{file}:{line}"), Grade::Proven, format!("names {name}")));
    subject.evidence = places.collect();
    subject
}
