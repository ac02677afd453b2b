//! The facts that a rule sees while it looks at one subject on one hop.

use std::collections::BTreeSet;

use super::{Hop, Judge, KeyView, Order, Side};
use crate::catalog::LOOKUP;
use crate::catalog::schema::Schema;
use crate::facts::{Gap, Span, Subject, SubjectKind, Value};
use crate::rules::when::{Lookup, Truth, in_range};
use crate::rules::{self, Rule};
use crate::version::VersionRange;

/// Facts about orders, by the beginning of their names.
const ORDERS: [(&str, Order); 3] =
    [("masters_first", Order::MastersFirst), ("workers_first", Order::WorkersFirst), ("masters_together", Order::MastersTogether)];
/// Prefix of facts that the wire table gives.
const WIRE: &str = "client.wire.";

/// Subject, hop and both sides.
pub struct Scope<'a> {
    judge: Judge<'a>,
    subject: &'a Subject,
    cluster: &'a Subject,
    hop: &'a Hop,
    key: Option<&'a KeyView<'a>>,
    source: Side<'a>,
    target: Side<'a>,
}

impl<'a> Scope<'a> {
    /// What is visible from a subject.
    pub fn new(judge: Judge<'a>, subject: &'a Subject, hop: &'a Hop) -> Self {
        let source = Side::new(judge.catalog, judge.before, judge.facts).remembering(judge.before_memo);
        let target = Side::new(judge.catalog, judge.after, judge.facts).remembering(judge.after_memo);
        Scope { judge, subject, cluster: judge.cluster, hop, key: None, source, target }
    }

    /// What is visible from a setting.
    pub fn of_key(judge: Judge<'a>, key: &'a KeyView<'a>, hop: &'a Hop) -> Self {
        Scope { key: Some(key), ..Scope::new(judge, key.subject, hop) }
    }

    /// Whether the rule speaks of this hop.
    pub fn hop_matches(&self, rule: &Rule) -> Truth {
        self.hop_is(&rule.hop)
    }

    /// Whether this hop is in the ranges.
    pub fn hop_is(&self, ranges: &rules::Hop) -> Truth {
        let inside = |range: &Option<VersionRange>, end| range.as_ref().map_or(Truth::True, |range| in_range(&self.fact(end), range));
        inside(&ranges.from, "hop.from").and(inside(&ranges.to, "hop.to"))
    }

    /// A text with facts in braces filled in.
    pub fn fill(&self, template: &str) -> String {
        fill(template, &self.subject.path, self)
    }

    fn direction(&self) -> Value {
        let to = &self.hop.to;
        match &self.hop.from {
            Some(from) if from.single() == Some(to) => "same".into(),
            Some(from) if from.max <= *to => "up".into(),
            Some(from) if from.min > *to => "down".into(),
            Some(from) => Value::Unknown(Gap::origin(format_args!("the installed release may be {from}"))),
            None => super::no_origin(),
        }
    }

    /// What the wire table says of the client.
    fn wire_fact(&self, name: &str) -> Value {
        let verdict = self.judge.wire(self.subject, self.hop);
        let main = verdict.main();
        match name {
            "client.wire.works" if !verdict.reasons.is_empty() => Value::Unknown(Gap::join(&verdict.reasons)),
            "client.wire.works" => verdict.works.word().into(),
            "client.wire.harm" => verdict.harm().word().into(),
            "client.wire.says" => {
                let nothing = "nobody tried client {client.version} with {hop.to}";
                Value::Text(self.judge.fill_pair(main.map_or(nothing, |pair| &pair.title), self.subject, self.hop))
            }
            "client.wire.fix" => Value::Text(self.judge.fill_pair(main.map_or("", |pair| &pair.fix), self.subject, self.hop)),
            _ => Value::unknown(format!("there is no fact {name}")),
        }
    }

    /// What occurs in the subject's entries and is not in the target's table of the same name. Parts of a message or
    /// enumeration that the target does not have at all are left out: the entry as a whole is unknown then.
    fn unknown_to_target(&self, name: &str) -> Value {
        let seen = self.subject_fact(&format!("{}.{name}", self.subject.kind.word()));
        match (seen, self.target.fact_of(&self.hop.to, name)) {
            (Value::Texts(seen), Value::Texts(known)) => {
                let owner = |text: &str| text.rsplit_once('.').map(|(owner, _)| owner.to_owned());
                let owners: BTreeSet<Option<String>> = known.iter().map(|text| owner(text)).collect();
                Value::Texts(seen.difference(&known).filter(|text| owners.contains(&owner(text))).cloned().collect())
            }
            (Value::Unknown(gap), _) | (_, Value::Unknown(gap)) => Value::Unknown(gap),
            _ => Value::unknown(format!("{name} cannot be compared")),
        }
    }

    /// The values that the target does not know, each with what it has in its place.
    fn unknown_values_read_as(&self) -> Value {
        let values = match self.unknown_to_target("enum_values") {
            Value::Texts(values) => values,
            other => return other,
        };
        let read_as = |value: &String| {
            let enumeration = value.split_once('.').map_or("", |(enumeration, _)| enumeration);
            format!("{value} as {}", Schema::unknown_reads_as(enumeration).unwrap_or("its default"))
        };
        Value::Text(values.iter().map(read_as).collect::<Vec<_>>().join("; "))
    }

    /// Components of a checkpoint for which the target has no name, or a name and nothing that takes it.
    fn unknown_components(&self) -> Value {
        let target = |name: &str| self.target.fact_of(&self.hop.to, name);
        match (self.subject_fact("journal.components"), target("checkpoint_names"), target("silent_components")) {
            (Value::Texts(seen), Value::Texts(known), Value::Texts(silent)) => {
                Value::Texts(seen.into_iter().filter(|name| !known.contains(name) || silent.contains(name)).collect())
            }
            (Value::Unknown(gap), ..) | (_, Value::Unknown(gap), _) | (.., Value::Unknown(gap)) => Value::Unknown(gap),
            _ => Value::unknown("components cannot be compared"),
        }
    }

    /// `TABLE:FACT` asks a table with the text of a fact; any other name is asked as it is.
    fn looked_up(&self, name: &str, side: &dyn Fn(&str) -> Value) -> Value {
        let Some((table, key)) = name.split_once(':').filter(|(table, key)| self.judge.catalog.is_lookup(table) && !key.starts_with('='))
        else {
            return side(name);
        };
        match self.fact(key) {
            Value::Unknown(gap) => Value::Unknown(gap),
            key => side(&format!("{table}{LOOKUP}{key}")),
        }
    }

    /// What comes of an order of replacing masters and workers one by one; `None` for names that are no such fact.
    fn rolling_fact(&self, name: &str) -> Option<Value> {
        let name = name.strip_prefix("hop.")?;
        let (order, part) = ORDERS.iter().find_map(|(word, order)| Some((*order, name.strip_prefix(word)?)))?;
        let Some(from) = &self.hop.from else {
            return Some(super::no_origin());
        };
        let Some(mixed) = self.judge.mixed_from(order, from, &self.hop.to) else {
            return Some(Value::Unknown(Gap::origin(format_args!("it depends on which release of {from} is installed"))));
        };
        Some(match part {
            "_says" => mixed.says.into(),
            "_fix" => mixed.fix.into(),
            _ => mixed.works.word().into(),
        })
    }

    fn subject_fact(&self, name: &str) -> Value {
        if name.starts_with(WIRE) {
            return self.wire_fact(name);
        }
        let subject = if name.starts_with(SubjectKind::Cluster.word()) { self.cluster } else { self.subject };
        subject.get(name).cloned().unwrap_or_else(|| Value::unknown(format!("{name} of {} was not read", subject.path)))
    }
}

impl Lookup for Scope<'_> {
    fn fact(&self, name: &str) -> Value {
        if let Some(value) = self.key.and_then(|key| key.fact(name)) {
            return value;
        }
        match name {
            "hop.from" => self.source.fact(self.hop.from.as_ref(), "version"),
            "hop.to" => Value::Version(Span::exactly(self.hop.to.clone())),
            "hop.direction" => self.direction(),
            _ if name.starts_with("hop.masters_") || name.starts_with("hop.workers_") => {
                self.rolling_fact(name).unwrap_or_else(|| Value::unknown(format!("there is no fact {name}")))
            }
            "hop.unknown_fields" => self.unknown_to_target("message_fields"),
            "hop.unknown_values" => self.unknown_to_target("enum_values"),
            "hop.unknown_components" => self.unknown_components(),
            "hop.unknown_values_read_as" => self.unknown_values_read_as(),
            _ => match (name.strip_prefix("source."), name.strip_prefix("target.")) {
                (Some(name), _) => self.looked_up(name, &|name| self.source.fact(self.hop.from.as_ref(), name)),
                (_, Some(name)) => self.looked_up(name, &|name| self.target.fact_of(&self.hop.to, name)),
                _ => self.subject_fact(name),
            },
        }
    }
}

/// The release before the hop as sentences name it.
fn installed(version: &Value) -> String {
    if let Value::Unknown(_) = version { "the installed release".to_owned() } else { version.to_string() }
}

/// A text with facts in braces filled in.
pub(super) fn fill(template: &str, subject: &str, facts: &dyn Lookup) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        text.push_str(before);
        match name {
            "subject" => text.push_str(subject),
            "hop.from" => text.push_str(&installed(&facts.fact(name))),
            _ => text.push_str(&facts.fact(name).to_string()),
        }
        rest = after;
    }
    text + rest
}
