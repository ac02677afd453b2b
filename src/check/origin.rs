//! Which release is installed: what the user says, else what the home states, else what the journal tells.

use super::Asked;
use crate::catalog::Catalog;
use crate::facts::{Evidence, Facts, Grade, Span, Subject, SubjectKind, Value};

/// The installed release, as far as known, with the places that say so.
#[derive(Debug, Clone, Default)]
pub struct Origin {
    /// The release or the span of releases.
    pub span: Option<Span>,
    /// Where it comes from.
    pub evidence: Vec<Evidence>,
}

pub(super) fn of(catalog: &Catalog, facts: &Facts, asked: &Asked) -> Origin {
    if let Some(from) = &asked.from {
        return Origin {
            span: Some(Span::exactly(from.clone())),
            evidence: vec![Evidence::new("--from", Grade::Assumed, from.to_string())],
        };
    }
    let origin = installed(facts, asked).or_else(|| deployed(facts, asked)).or_else(|| written(catalog, facts)).unwrap_or_default();
    Origin { span: origin.span.map(|span| not_beyond(span, asked)), ..origin }
}

/// Who asks for an upgrade does not run something later, as long as something earlier fits.
fn not_beyond(span: Span, asked: &Asked) -> Span {
    if span.min <= asked.to && span.max > asked.to { Span { min: span.min, max: asked.to.clone() } } else { span }
}

/// The version of the homes. With several, the target itself may already lie beside the installed release.
fn installed(facts: &Facts, asked: &Asked) -> Option<Origin> {
    let version = |install: &Subject| match install.get("install.version") {
        Some(Value::Version(span)) => span.single().cloned(),
        _ => None,
    };
    let known: Vec<_> = facts.of(SubjectKind::Install).filter_map(|install| Some((install, version(install)?))).collect();
    let several = known.len() > 1;
    let mut others = known.into_iter().filter(|(_, version)| !several || *version != asked.to);
    let (install, version) = others.next()?;
    if others.any(|(_, other)| other != version) {
        return None;
    }
    let evidence = install.evidence.clone();
    Some(Origin { span: Some(Span::exactly(version)), evidence })
}

/// The release in the tags of the images, unless they are already those of the target or do not agree.
fn deployed(facts: &Facts, asked: &Asked) -> Option<Origin> {
    let version = |deployment: &Subject| match deployment.get("deployment.image_version") {
        Some(Value::Version(span)) if deployment.is("deployment.own_image") => span.single().cloned(),
        _ => None,
    };
    let known = facts.of(SubjectKind::Deployment).filter_map(|deployment| Some((deployment, version(deployment)?)));
    let mut others = known.filter(|(_, version)| *version != asked.to);
    let (first, version) = others.next()?;
    if others.any(|(_, other)| other != version) {
        return None;
    }
    let evidence = Evidence::new(&first.path, Grade::Strong, format!("image {}", first.text("deployment.image")));
    Some(Origin { span: Some(Span::exactly(version)), evidence: vec![evidence] })
}

/// The releases that can have written every journal that was seen.
fn written(catalog: &Catalog, facts: &Facts) -> Option<Origin> {
    let mut span: Option<Span> = None;
    let mut evidence = Vec::new();
    for journal in facts.of(SubjectKind::Journal) {
        let Some(Value::Version(written)) = journal.get("journal.written_by") else { continue };
        evidence.push(Evidence::new(&journal.path, Grade::Strong, format!("a journal as {written} writes it")));
        span = Some(match span {
            None => written.clone(),
            Some(so_far) => Span { min: so_far.min.max(written.min.clone()), max: so_far.max.min(written.max.clone()) },
        });
    }
    let span = span.filter(|span| span.min <= span.max && catalog.releases.knows(&span.min))?;
    Some(Origin { span: Some(span), evidence })
}
