//! The wire tables held against the facts of one client, or of the workers and masters of one hop.

use std::collections::BTreeSet;

use super::pair::{PairScope, Shown};
use super::{Hop, Judge, Scope, Side, Why};
use crate::facts::{Span, Subject, Value};
use crate::rules::Works;
use crate::version::AlluxioVersion;
use crate::wire::{Api, Table, Verdict, settle};

/// The answer on a client.
#[derive(Debug, Clone)]
pub struct ClientAnswer<'a> {
    /// Whether it works: what the table says, unless a rule knows worse.
    pub works: Works,
    /// What the table says.
    pub wire: Verdict<'a>,
    /// The reasons of rules, and of what is unknown.
    pub why: Vec<Why>,
}

impl<'a> Judge<'a> {
    /// Whether a client works with the servers of the target, by the table.
    pub fn wire(&self, client: &Subject, hop: &Hop) -> Verdict<'a> {
        let releases = match version_of(client) {
            Some(Value::Version(span)) => self.releases(span),
            Some(Value::Unknown(gap)) => return Verdict::of(Vec::new(), vec![gap.clone()]),
            _ => return Verdict::of(Vec::new(), vec!["the version of the client was not read".into()]),
        };
        let verdict = self.pairs(&self.catalog.clients, client, &releases, &hop.to);
        let mut beyond = releases.iter().chain([&hop.to]).filter_map(|version| self.catalog.releases.beyond(version));
        match beyond.next() {
            Some(reason) if verdict.works == Works::Yes => Verdict { works: Works::Unknown, reasons: vec![reason.into()], ..verdict },
            _ => verdict,
        }
    }

    pub(super) fn pairs(&self, table: &'a Table, subject: &Subject, clients: &[AlluxioVersion], server: &AlluxioVersion) -> Verdict<'a> {
        let hop = Hop { from: None, to: server.clone() };
        let scope = Scope::new(*self, subject, &hop);
        let side = Side::new(self.catalog, self.after, self.facts).remembering(self.after_memo);
        let mut reasons = BTreeSet::new();
        let apis = Api::ALL.map(|api| {
            let mut found = Vec::new();
            for client in clients {
                let (candidates, missing) =
                    PairScope { scope: &scope, table, side, settings: self.after, subject, client, server }.candidates(api);
                found.extend(candidates);
                reasons.extend(missing);
            }
            settle(api, &found)
        });
        let mut verdict = Verdict::of(apis.into(), Vec::new());
        if verdict.works == Works::Unknown {
            verdict.reasons = reasons.into_iter().collect();
            if verdict.reasons.is_empty() && clients.len() > 1 && verdict.pairs().len() > 1 {
                verdict.reasons = vec![depends(&verdict).into()];
            }
        }
        verdict
    }

    /// All releases that a span may stand for.
    fn releases(&self, span: &Span) -> Vec<AlluxioVersion> {
        let known = self.catalog.releases.between(&span.min, &span.max);
        let all: BTreeSet<_> = known.chain([&span.min, &span.max]).cloned().collect();
        all.into_iter().collect()
    }

    /// Whether a client works with the target's servers: the table, and rules that know worse.
    pub fn works(&self, client: &Subject, hop: &Hop) -> ClientAnswer<'a> {
        let wire = self.wire(client, hop);
        let mut works = wire.works;
        let mut why: Vec<Why> = wire.reasons.iter().map(|gap| Why { rule: String::new(), text: gap.to_string() }).collect();
        for rule in self.rules.rules.iter().filter(|rule| rule.subject == client.kind) {
            let Some(says) = rule.works else { continue };
            let scope = Scope::new(*self, client, hop);
            match super::status(rule, scope.hop_matches(rule), &scope) {
                (super::Status::Failed, _) => {
                    works = works.max(says);
                    why.push(Why { rule: rule.id.clone(), text: scope.fill(&rule.title) });
                }
                (super::Status::CouldNotCheck, reasons) => {
                    works = Works::Unknown;
                    why.extend(reasons.iter().map(|gap| Why { rule: rule.id.clone(), text: gap.to_string() }));
                }
                _ => {}
            }
        }
        ClientAnswer { works, wire, why }
    }
}

/// The version of a client, or of the clients that a log shows.
fn version_of(subject: &Subject) -> Option<&Value> {
    subject.get("client.version").or_else(|| subject.get("caller.version"))
}

/// What is said where the releases that a client may be do not agree.
fn depends(verdict: &Verdict<'_>) -> String {
    let rows: Vec<String> = verdict.pairs().iter().map(|pair| format!("{} for {}", pair.works.word(), pair.client)).collect();
    format!("it depends on the exact version of the client: {}", rows.join(", "))
}

impl Judge<'_> {
    /// A sentence of the clients' table with the facts of a client filled in.
    pub(super) fn fill_pair(&self, template: &str, client: &Subject, hop: &Hop) -> String {
        let known = version_of(client).cloned();
        let version = match &known {
            Some(Value::Version(span)) => &span.min,
            _ => &hop.to,
        };
        self.fill_row(&self.catalog.clients, template, client, version, &hop.to, known.clone())
    }

    /// A sentence of a table; the version of who calls is shown as it is known.
    pub(super) fn fill_row(
        &self,
        table: &Table,
        template: &str,
        subject: &Subject,
        client: &AlluxioVersion,
        server: &AlluxioVersion,
        version: Option<Value>,
    ) -> String {
        let hop = Hop { from: None, to: server.clone() };
        let scope = Scope::new(*self, subject, &hop);
        let side = Side::new(self.catalog, self.after, self.facts).remembering(self.after_memo);
        let pair = PairScope { scope: &scope, table, side, settings: self.after, subject, client, server };
        super::scope::fill(template, &subject.path, &Shown { pair, version })
    }
}
