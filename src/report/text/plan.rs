//! The plan: hops, steps with their commands, and why the way is no shorter.

use super::page::{Page, Style};
use super::{Layout, rolling};
use crate::report::model::{Hop, Plan, Report};

pub(super) fn plan(page: &mut Page, report: &Report, layout: Layout) {
    let plan = &report.plan;
    if plan.hops.is_empty() {
        return rejected(page, plan);
    }
    page.blank();
    let hops: Vec<String> = plan.hops.iter().map(hop).collect();
    page.heading(&format!("Plan: {}", hops.join(", then ")), Style::Bold);
    if !plan.typed.is_empty() {
        page.line(2, &plan.typed);
    }
    for step in &plan.steps {
        let mark = if plan.point_of_no_return == Some(step.n) { "  [no way back without the copy]" } else { "" };
        page.item(&format!("{:>2}.", step.n), &format!("{}{mark}", step.title));
        for command in &step.commands {
            page.command(command);
        }
        if step.separates {
            rolling::apart(page, plan, step, layout.detail);
        }
        if layout.detail > 1 {
            step.checks.iter().for_each(|check| page.item("    check:", check));
            step.why.iter().for_each(|why| page.item("    note:", why));
        }
    }
    if plan.hops.len() > 1 || layout.detail > 1 || report.question.why_not.is_some() {
        rejected(page, plan);
    }
}

fn hop(hop: &Hop) -> String {
    let with = if hop.settings.is_empty() { String::new() } else { format!(" with {}", hop.settings.join(" and ")) };
    format!("{} -> {} ({}{with})", hop.from, hop.to, hop.method)
}

fn rejected(page: &mut Page, plan: &Plan) {
    if plan.rejected.is_empty() {
        return;
    }
    page.blank();
    page.heading("Why not directly", Style::Bold);
    for rejected in &plan.rejected {
        page.item("-", &format!("{} -> {} {}: {}", rejected.from, rejected.to, rejected.method, rejected.reason));
    }
}
