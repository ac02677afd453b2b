//! The steps of a path, with the exact commands of each release.

use super::PlannedHop;
use super::route::{Routes, StepTemplate};
use super::runner::Runner;
use super::words::{Places, Words};
use crate::catalog::Catalog;
use crate::rules::Phase;
use crate::version::AlluxioVersion;

/// One step.
#[derive(Debug, Clone)]
pub struct Step {
    /// Number, from 1.
    pub n: usize,
    /// `from -> to`.
    pub hop: String,
    /// When.
    pub phase: Phase,
    /// What it does.
    pub title: String,
    /// What to type.
    pub commands: Vec<String>,
    /// What to look at afterwards.
    pub checks: Vec<String>,
    /// Whether it can be undone.
    pub reversible: bool,
    /// Whether the old state is gone after it, unless a copy was kept.
    pub no_return: bool,
    /// Reasons and notes.
    pub why: Vec<String>,
    /// Whether it keeps the two releases apart.
    pub separates: bool,
}

/// All steps of a path.
pub fn steps(catalog: &Catalog, routes: &Routes, hops: &[PlannedHop], places: &Places<'_>) -> Vec<Step> {
    let words = Words { places, copies: &routes.copies };
    let mut steps = Vec::new();
    for hop in hops {
        let Some(route) = routes.find(&hop.route) else { continue };
        for template in route.steps.iter().filter(|template| !template.optional || has_command(catalog, template, hop)) {
            let step = step(catalog, template, hop, &words, steps.len() + 1);
            steps.push(step);
        }
    }
    steps
}

fn has_command(catalog: &Catalog, template: &StepTemplate, hop: &PlannedHop) -> bool {
    let version = template.version(hop);
    template.purposes.iter().any(|purpose| catalog.command(purpose, version).is_some())
}

fn step(catalog: &Catalog, template: &StepTemplate, hop: &PlannedHop, words: &Words<'_>, n: usize) -> Step {
    let fill = |text: &String| words.fill(text, hop);
    let lines = Lines::of(catalog, template, hop, words.places.container.as_ref().map(|container| container.runner));
    Step {
        n,
        hop: format!("{} -> {}", hop.from, hop.to),
        phase: template.phase,
        title: fill(&lines.title),
        commands: lines.commands.iter().map(fill).collect(),
        checks: template.checks.iter().map(fill).collect(),
        reversible: template.reversible,
        no_return: template.no_return,
        separates: template.separates,
        why: lines.why.iter().map(fill).collect(),
    }
}

/// How a setting is written in a home.
const PIN: &str = "echo '{key}={value}' >> conf/alluxio-site.properties";

/// What a step says, before names are filled in.
struct Lines<'a> {
    runner: Option<&'a Runner>,
    version: &'a AlluxioVersion,
    title: String,
    commands: Vec<String>,
    why: Vec<String>,
}

impl<'a> Lines<'a> {
    fn of(catalog: &Catalog, template: &StepTemplate, hop: &'a PlannedHop, runner: Option<&'a Runner>) -> Lines<'a> {
        let why = template.why.iter().cloned().collect();
        let mut lines = Lines { runner, version: template.version(hop), title: template.title.clone(), commands: Vec::new(), why };
        for purpose in &template.purposes {
            lines.purpose(catalog, purpose);
        }
        if !lines.instead(&template.does) {
            lines.commands.extend(template.run.iter().cloned());
        }
        if template.pinned {
            lines.pins(hop);
        }
        lines
    }

    /// The release's own command, unless the runner has another way.
    fn purpose(&mut self, catalog: &Catalog, purpose: &str) {
        if self.instead(purpose) {
            return;
        }
        let Some(command) = catalog.command(purpose, self.version) else {
            return self.why.push(format!("{} has no command for this ({purpose}) that is known", self.version));
        };
        let outside = |line: &String| self.runner.map_or_else(|| line.clone(), |runner| runner.outside(line));
        self.commands.extend(command.run.iter().map(outside));
        self.why.extend(command.note.clone());
    }

    fn instead(&mut self, does: &str) -> bool {
        let Some(instead) = self.runner.and_then(|runner| runner.instead(does, self.version)) else { return false };
        self.commands.extend(instead.run.iter().cloned());
        self.why.extend(instead.note.clone());
        if let Some(title) = &instead.title {
            self.title.clone_from(title);
        }
        true
    }

    fn pins(&mut self, hop: &PlannedHop) {
        let form = self.runner.map_or(PIN, |runner| &runner.pin);
        self.commands.extend(hop.pins.iter().map(|pin| form.replace("{key}", &pin.key).replace("{value}", &pin.value)));
        self.why.extend(hop.pins.iter().map(|pin| format!("{}={}: {}", pin.key, pin.value, pin.why)));
    }
}
