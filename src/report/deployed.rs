//! Facts of what deploys and calls Alluxio, in the words of the report.

use super::model;
use super::values::exact;
use crate::facts::Subject;

pub(super) fn deployment(subject: &Subject) -> model::Deployment {
    model::Deployment {
        path: subject.path.clone(),
        form: subject.text("deployment.form").to_owned(),
        kind: subject.text("deployment.kind").to_owned(),
        name: subject.text("deployment.name").to_owned(),
        role: subject.text("deployment.role").to_owned(),
        image: subject.text("deployment.image").to_owned(),
        image_version: exact(subject.get("deployment.image_version")),
        start_word: subject.text("deployment.start_word").to_owned(),
        journal_kept: known(subject, "deployment.journal_kept"),
        chart: known(subject, "deployment.chart"),
        evidence: subject.evidence.clone(),
    }
}

pub(super) fn chart_value(subject: &Subject) -> model::ChartValue {
    model::ChartValue { path: subject.path.clone(), key: subject.text("helm.key").to_owned() }
}

pub(super) fn script(subject: &Subject) -> model::Script {
    model::Script {
        path: subject.path.clone(),
        command: subject.text("script.command").to_owned(),
        calls: subject.int("script.calls").unwrap_or(0),
        evidence: subject.evidence.clone(),
    }
}

pub(super) fn platform(subject: &Subject) -> model::Platform {
    model::Platform {
        path: subject.path.clone(),
        java: known(subject, "host.java"),
        zookeeper: known(subject, "host.zookeeper"),
        evidence: subject.evidence.clone(),
    }
}

pub(super) fn connector(subject: &Subject) -> model::Connector {
    let store = subject.text("jar.store").to_owned();
    model::Connector { path: subject.path.clone(), store, version: exact(subject.get("jar.version")) }
}

/// The text of an attribute that was seen.
fn known(subject: &Subject, name: &str) -> Option<String> {
    Some(subject.text(name).to_owned()).filter(|text| !text.is_empty())
}
