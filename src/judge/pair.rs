//! The facts that a row of a wire table sees: one client and one server of exact releases, and the settings of both sides.

use std::collections::BTreeSet;

use super::{Scope, Side};
use crate::facts::{Gap, Span, Subject, Value};
use crate::rules::when::{Lookup, Truth};
use crate::settings::{Origin, Process, Setting, Settings};
use crate::version::AlluxioVersion;
use crate::wire::{Api, Pair, Table};

/// A client and a server of exactly these releases, seen from a scope.
pub(super) struct PairScope<'a, 's> {
    pub(super) scope: &'s Scope<'s>,
    pub(super) table: &'a Table,
    pub(super) side: Side<'s>,
    pub(super) settings: &'s Settings,
    pub(super) subject: &'s Subject,
    pub(super) client: &'s AlluxioVersion,
    pub(super) server: &'s AlluxioVersion,
}

impl Lookup for PairScope<'_, '_> {
    fn fact(&self, name: &str) -> Value {
        let exactly = |version: &AlluxioVersion| Value::Version(Span::exactly(version.clone()));
        match name {
            "client.version" | "worker" | "old_master" => exactly(self.client),
            "hop.to" | "master" | "new_master" => exactly(self.server),
            "client.authentication" => self.client_authentication(),
            "client.cluster_defaults" => self.cluster_defaults(),
            "target.authentication" => self.server_authentication(),
            _ => match name.strip_prefix("target.") {
                Some(name) => self.side.fact_of(self.server, name),
                None => self.scope.fact(name),
            },
        }
    }
}

impl<'a> PairScope<'a, '_> {
    fn given(&self, name: &str) -> Option<Value> {
        self.subject.get(name).cloned()
    }

    /// What applications are given for a key, if anything: by the files that lie nearest to the client. Unknown if one of these is
    /// given something else than another.
    fn application_setting(&self, key: &str) -> Option<Value> {
        let given = || self.settings.iter().filter(|setting| setting.key == key && setting.process == Process::Application);
        let near = |setting: &Setting| shared_folders(&self.subject.path, &setting.place);
        let nearest = given().map(near).max()?;
        let values: BTreeSet<String> =
            given().filter(|setting| near(setting) == nearest).map(|setting| setting.value.trim().to_ascii_uppercase()).collect();
        match values.len() {
            0 => None,
            1 => values.into_iter().next().map(Value::Text),
            _ => Some(Value::unknown(format!("applications are given different values of {key}; scan them one by one"))),
        }
    }

    fn cluster_defaults(&self) -> Value {
        let given = self.given("client.cluster_defaults");
        given
            .or_else(|| match self.application_setting(&self.table.settings.cluster_defaults)? {
                Value::Text(word) => Some(Value::Bool(word != "FALSE")),
                other => Some(other),
            })
            .unwrap_or(Value::Bool(true))
    }

    fn server_authentication(&self) -> Value {
        match self.side.fact_of(self.server, &format!("setting:{}", self.table.settings.authentication)) {
            Value::Text(kind) => Value::Text(kind.trim().to_ascii_uppercase()),
            other => other,
        }
    }

    /// What the client would use: what is said of it; its own default if that is what the server uses too, or if nobody
    /// configured anything; what the cluster serves, if both sides do that. Else its configuration should have been seen.
    fn client_authentication(&self) -> Value {
        let key = &self.table.settings.authentication;
        if let Some(Value::Text(kind)) = self.given("client.authentication") {
            return Value::Text(kind.trim().to_ascii_uppercase());
        }
        if let Some(value) = self.application_setting(key) {
            return value;
        }
        let own = Value::Text(self.side.default_of(self.client, key).to_ascii_uppercase());
        let server = self.server_authentication();
        let configured = self.side.setting(self.server, key).is_some_and(|effective| effective.origin != Origin::Default);
        let served = |version| self.side.fact_of(version, "serves_client_defaults") == Value::Bool(true);
        match server {
            Value::Unknown(_) => server,
            _ if server == own || !configured => own,
            _ if served(self.client) && served(self.server) && self.cluster_defaults() == Value::Bool(true) => server,
            _ => Value::unknown(format!("the application's own {key} was not seen; give it with --assume client.authentication=TYPE")),
        }
    }

    /// The rows that may fit, and what would have to be known to choose.
    pub(super) fn candidates(&self, api: Api) -> (Vec<Option<&'a Pair>>, Vec<Gap>) {
        let mut found = Vec::new();
        let mut reasons = Vec::new();
        for pair in self.table.pairs.iter().filter(|pair| pair.speaks_of(self.client, self.server, api)) {
            match pair.when.evaluate(self) {
                Truth::False => {}
                Truth::True => {
                    found.push(Some(pair));
                    return (found, reasons);
                }
                Truth::Unknown(missing) => {
                    found.push(Some(pair));
                    reasons.extend(missing);
                }
            }
        }
        found.push(None);
        (found, reasons)
    }
}

/// How many folders and archives two paths have in common from their start.
fn shared_folders(one: &str, other: &str) -> usize {
    one.split('/').zip(other.split('/')).take_while(|(one, other)| one.trim_end_matches('!') == other.trim_end_matches('!')).count()
}

/// The same facts, but with the version as it is known.
pub(super) struct Shown<'a, 's> {
    pub(super) pair: PairScope<'a, 's>,
    pub(super) version: Option<Value>,
}

impl Lookup for Shown<'_, '_> {
    fn fact(&self, name: &str) -> Value {
        match (&self.version, name) {
            (Some(version), "client.version") => version.clone(),
            _ => self.pair.fact(name),
        }
    }
}
