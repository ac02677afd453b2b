//! Services of a compose file.
//!
//! Reads what is written: images, commands, environments, ports, users and volumes, with `${NAME:-default}` filled in
//! from the `.env` file beside it, as compose does, with overrides, services that are extended and files of an environment.
//! Profiles are not followed: a service of any profile counts.

mod whole;

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;

use super::around::{Around, assignments, plain};
use super::container::{Container, Mount, Storage, Variable};
use super::yaml::{Body, Node};
use crate::facts::Facts;

/// Whether a document is a compose file.
pub(super) fn is_compose(document: &Node) -> bool {
    document.get("services").is_some_and(|services| services.pairs().iter().any(|(_, service)| looks_like_service(service)))
}

fn looks_like_service(service: &Node) -> bool {
    ["image", "build", "command", "environment"].iter().any(|key| service.get(key).is_some())
}

/// The services, and what was read or missed beside the file.
pub(super) fn read(document: &Rc<Node>, around: &Around<'_>) -> (Vec<Container>, Facts) {
    let mut facts = Facts::default();
    let whole = whole::whole(document, around, &mut facts);
    let reader = Reader { around, given: beside(around), volumes: whole.get("volumes") };
    let services = whole.get("services").map_or(&[][..], Node::pairs);
    let services = services.iter().map(|(name, service)| reader.service(name, service)).collect();
    (services, facts)
}

/// What the `.env` file beside a compose file sets.
fn beside(around: &Around<'_>) -> BTreeMap<String, String> {
    let text = around.content(&around.resolved(".env")).unwrap_or_default();
    assignments(&String::from_utf8_lossy(&text)).into_iter().map(|(name, value, _)| (name, value)).collect()
}

struct Reader<'a> {
    around: &'a Around<'a>,
    given: BTreeMap<String, String>,
    volumes: Option<&'a Node>,
}

impl Reader<'_> {
    fn service(&self, name: &str, node: &Node) -> Container {
        let mut words = self.command(node.get("entrypoint"));
        words.extend(self.command(node.get("command")));
        let mut container = Container {
            file: node.file.to_string(),
            line: node.line.saturating_sub(1).max(1),
            form: "compose",
            kind: "service".to_owned(),
            name: name.to_owned(),
            image: node.get("image").map(|image| self.filled(image.word())),
            words_at: node.get("command").or_else(|| node.get("entrypoint")).map(Node::spot),
            words,
            user: self.filled(node.text("user")),
            ..Container::default()
        };
        container.ids = container.user.split(':').filter_map(|id| id.parse().ok()).collect();
        node.get("env_file").into_iter().for_each(|files| self.env_files(files, &mut container));
        container.env.extend(self.environment(node.get("environment")));
        if whole::is_rest(node) {
            container.rest_unseen = Some(format!("service {name} is laid over one in another file, which was not found beside it"));
        }
        let opened = node.list("ports").iter().chain(node.list("expose"));
        container.ports = opened.take(MOST_PORTS).flat_map(|port| self.port(port)).collect();
        container.mounts = node.list("volumes").iter().filter_map(|volume| self.mount(volume)).collect();
        container.mounts.extend(tmpfs(node));
        container.bounded()
    }

    /// A command is a list of words, or one text.
    fn command(&self, node: Option<&Node>) -> Vec<String> {
        match node.map(|node| &node.body) {
            Some(Body::List(items)) => items.iter().map(|item| self.filled(item.word())).collect(),
            Some(Body::Word(text, _)) => vec![self.filled(text)],
            _ => Vec::new(),
        }
    }

    fn environment(&self, node: Option<&Node>) -> Vec<Variable> {
        let Some(node) = node else { return Vec::new() };
        let pairs = node.pairs().iter().map(|(name, value)| {
            let known = !matches!(&value.body, Body::Word(text, true) if text.is_empty() || text == "null" || text == "~");
            let value_of = if known { Some(self.filled(value.word())) } else { self.given.get(name).cloned() };
            Variable { name: name.clone(), value: value_of, at: value.spot() }
        });
        let items = node.items().iter().map(|item| match item.word().split_once('=') {
            Some((name, value)) => Variable { name: name.to_owned(), value: Some(self.filled(value)), at: item.spot() },
            None => Variable { name: item.word().to_owned(), value: self.given.get(item.word()).cloned(), at: item.spot() },
        });
        pairs.chain(items).collect()
    }

    /// Files of an environment: one, a list, or a list of maps with a path.
    fn env_files(&self, node: &Node, container: &mut Container) {
        let list = node.items().iter().map(Rc::as_ref).chain(Some(node).filter(|node| node.items().is_empty()));
        for item in list.take(MOST_FILES) {
            let named = self.filled(if item.pairs().is_empty() { item.word() } else { item.text("path") });
            let path = plain(&Path::new(item.file.as_ref()).parent().unwrap_or(Path::new("")).join(&named));
            match self.around.content(&path) {
                Some(bytes) => container.env_file(&path, &String::from_utf8_lossy(&bytes)),
                None if item.text("required") == "false" => {}
                None => {
                    let name = &container.name;
                    container.env_unseen = Some(format!("service {name} takes its environment from {named}, which was not found"));
                }
            }
        }
    }

    /// `8080:80`, `127.0.0.1:8000-8002:80-82/tcp`, or the long form. What counts is the port of the container.
    fn port(&self, node: &Node) -> Vec<i64> {
        let text = if node.pairs().is_empty() { self.filled(node.word()) } else { self.filled(node.text("target")) };
        target_ports(&text)
    }

    fn mount(&self, node: &Node) -> Option<Mount> {
        if !node.pairs().is_empty() {
            let source = self.filled(node.text("source"));
            let storage = if node.text("type") == "tmpfs" { Storage::Pod } else { Storage::Lasting };
            let source = (node.text("type") == "bind").then_some(source);
            return Some(Mount { target: self.filled(node.text("target")), storage, source, unseen: None });
        }
        short_mount(&self.filled(node.word()), &|name| self.is_volume(name))
    }

    fn is_volume(&self, name: &str) -> bool {
        self.volumes.is_some_and(|volumes| volumes.get(name).is_some())
    }

    /// A text with `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `$NAME` filled in; what is not known stays.
    fn filled(&self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            done.push_str(before);
            if let Some(after) = after.strip_prefix('$') {
                done.push('$');
                rest = after;
                continue;
            }
            let (value, after) = self.reference(after);
            done.push_str(&value);
            rest = after;
        }
        done + rest
    }

    fn reference<'t>(&self, after: &'t str) -> (String, &'t str) {
        if let Some((inside, after)) = after.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
            let at = inside.find([':', '-', '?', '+']).unwrap_or(inside.len());
            let (name, operator) = inside.split_at(at);
            let given = self.given.get(name).map(String::as_str).filter(|value| !operator.starts_with(':') || !value.is_empty());
            let value = match operator.trim_start_matches(':').split_at_checked(1) {
                Some(("+", other)) => Some(if given.is_some() { other } else { "" }),
                Some(("-", default)) => Some(given.unwrap_or(default)),
                _ => given,
            };
            // Alluxio's own `${name.with.dots}` stays as it is.
            return (value.map_or_else(|| format!("${{{inside}}}"), str::to_owned), after);
        }
        let len = after.bytes().take_while(|b| b.is_ascii_alphanumeric() || *b == b'_').count();
        let (name, after) = after.split_at(len);
        (self.given.get(name).cloned().unwrap_or_else(|| format!("${name}")), after)
    }
}

/// Files of an environment that one service may name.
const MOST_FILES: usize = 64;

/// Ports and ranges of ports that are looked at, and the ports of a range.
const MOST_PORTS: usize = 200;

/// Ports of the container in `8080:80`, `127.0.0.1:8000-8002:80-82/tcp` and `80`.
pub(super) fn target_ports(text: &str) -> Vec<i64> {
    range(text.split('/').next().unwrap_or_default().rsplit(':').next().unwrap_or_default())
}

/// `/host/path:/path:ro`, `name:/path` or `/path`.
pub(super) fn short_mount(text: &str, is_volume: &dyn Fn(&str) -> bool) -> Option<Mount> {
    let mut parts = text.split(':');
    let (first, second) = (parts.next()?, parts.next());
    Some(match second {
        // A path alone is a volume without a name: the next container gets a new one.
        None => Mount { target: first.to_owned(), storage: Storage::Pod, source: None, unseen: None },
        Some(target) => {
            let source = (first.starts_with(['.', '/', '~']) && !is_volume(first)).then(|| first.to_owned());
            Mount { target: target.to_owned(), storage: Storage::Lasting, source, unseen: None }
        }
    })
}

fn tmpfs(service: &Node) -> Vec<Mount> {
    let one = service.get("tmpfs").map(Node::word).filter(|path| !path.is_empty());
    let list = service.list("tmpfs").iter().map(|item| item.word());
    let mount = |path: &str| Mount {
        target: path.split(':').next().unwrap_or_default().to_owned(),
        storage: Storage::Pod,
        source: None,
        unseen: None,
    };
    one.into_iter().chain(list).map(mount).collect()
}

/// `29998-30000` as numbers.
fn range(text: &str) -> Vec<i64> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.trim().parse::<u16>(), last.trim().parse::<u16>()) {
        (Ok(first), Ok(last)) => (i64::from(first)..=i64::from(last)).take(MOST_PORTS).collect(),
        _ => Vec::new(),
    }
}
