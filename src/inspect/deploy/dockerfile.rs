//! An image build: what the last stage is built from, and what is done to it.
//!
//! Build arguments count with their defaults. Nothing is run: what a script of the build does is not seen, nor are
//! files that are copied into the image.

mod build;

use build::{Build, instructions};

use super::image;
use crate::facts::{Evidence, Facts, Grade, Value};
use crate::settings::Settings;

/// Whether a text begins like an image build: comments and build arguments, then `FROM`.
pub(super) fn looks_like(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let word = |line: &str| line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
    lines.find(|line| word(line) != "ARG").is_some_and(|line| word(line) == "FROM" && line.split_whitespace().count() > 1)
}

/// The facts of an image build, if it has to do with Alluxio.
pub(super) fn read(text: &str, file: &str) -> Option<Facts> {
    let instructions = instructions(text);
    let mut build = Build::default();
    instructions.iter().for_each(|instruction| build.step(instruction));
    let container = build.stage.container(file);
    let ours = container.is_alluxio() || text.contains("alluxio-") || text.contains("ALLUXIO_") || text.contains("/alluxio");
    if !ours {
        return None;
    }
    let mut facts = container.facts(&Settings::default());
    for subject in &mut facts.subjects {
        subject.set("deployment.package_managers", build.stage.managers.clone());
        subject.set("deployment.journal_kept", Value::unknown("an image is built, not run, by this file"));
        subject
            .evidence
            .extend(build.stage.evidence.iter().map(|(line, said)| Evidence::new(format!("{file}:{line}"), Grade::Proven, said.clone())));
        if let Some(version) = build.tarball.as_deref().filter(|_| subject.get("deployment.image_version").is_none()) {
            subject.set("deployment.image_version", image::version(&format!("alluxio:{version}")));
        }
    }
    Some(facts)
}
