//! The steps of a path, with the exact commands of each release.

use super::PlannedHop;
use super::route::{On, Routes, StepTemplate};
use super::words::{Places, Words};
use crate::catalog::Catalog;
use crate::rules::Phase;

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
pub fn steps(catalog: &Catalog, routes: &Routes, hops: &[PlannedHop], places: &Places) -> Vec<Step> {
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
    let version = if template.on == On::Source { &hop.from } else { &hop.to };
    template.purposes.iter().any(|purpose| catalog.command(purpose, version).is_some())
}

fn step(catalog: &Catalog, template: &StepTemplate, hop: &PlannedHop, words: &Words<'_>, n: usize) -> Step {
    let fill = |text: &String| words.fill(text, hop);
    let version = if template.on == On::Source { &hop.from } else { &hop.to };
    let mut commands: Vec<String> = template.run.iter().map(fill).collect();
    let mut why: Vec<String> = template.why.iter().map(fill).collect();
    for purpose in &template.purposes {
        match catalog.command(purpose, version) {
            Some(command) => {
                commands.extend(command.run.iter().map(fill));
                why.extend(command.note.iter().map(fill));
            }
            None => why.push(format!("{version} has no command for this ({purpose}) that is known")),
        }
    }
    if template.pinned {
        commands.extend(hop.pins.iter().map(|pin| format!("echo '{}={}' >> conf/alluxio-site.properties", pin.key, pin.value)));
        why.extend(hop.pins.iter().map(|pin| format!("{}={}: {}", pin.key, pin.value, pin.why)));
    }
    Step {
        n,
        hop: format!("{} -> {}", hop.from, hop.to),
        phase: template.phase,
        title: fill(&template.title),
        commands,
        checks: template.checks.iter().map(fill).collect(),
        reversible: template.reversible,
        no_return: template.no_return,
        separates: template.separates,
        why,
    }
}
