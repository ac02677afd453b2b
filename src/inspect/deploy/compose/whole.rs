//! What compose makes of several files: an override beside the file, the file that an overlay lies over, and services that
//! extend others. Lists are put together and maps laid over each other as the specification of compose says.

use std::path::PathBuf;
use std::rc::Rc;

use super::super::around::Around;
use super::super::yaml::{self, Body, Node, layered, put};
use crate::facts::{Facts, MOST_OF_ONE_FILE, Unseen};

/// Names that compose looks for itself, each without its ending.
const OWN: [&str; 2] = ["compose", "docker-compose"];
const ENDINGS: [&str; 2] = [".yml", ".yaml"];
/// Services that extend one another.
const MAX_EXTENDED: usize = 16;
/// Keys whose later value takes the place of the earlier one, whatever its shape.
const REPLACED: [&str; 4] = ["command", "entrypoint", "healthcheck", "extends"];
/// Facts that the rest of a service may decide on.
pub(super) const HIDDEN: [&str; 3] = ["setting:*", "deployment.start_word", "deployment.journal_kept"];

/// The document with what lies under, over and beside it; what was read and what is missing goes to the facts.
pub(super) fn whole(document: &Rc<Node>, around: &Around<'_>, facts: &mut Facts) -> Rc<Node> {
    let name = around.path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    if is_crowded(document, around, facts) {
        return Rc::clone(document);
    }
    let mut whole = extended(document, around, facts);
    if is_overlay(document)
        && let Some((_, base)) = neighbour(around, &name, "", facts)
    {
        whole = laid(&extended(&base, around, facts), &whole);
    }
    let own = OWN.iter().any(|own| ENDINGS.iter().any(|end| name == format!("{own}{end}")));
    if own && let Some((path, over)) = neighbour(around, "", ".override", facts) {
        facts.taken_in.push(path.clone());
        whole = laid(&whole, &around.within(&path, |around| extended(&over, around, facts)));
    }
    for include in document.list("include") {
        let paths = if include.pairs().is_empty() { vec![include.word()] } else { vec![include.text("path")] };
        facts.unseen.extend(paths.into_iter().map(|path| around.named(path, include.line, &HIDDEN)));
    }
    whole
}

/// Whether there are more services than anybody runs, which are then not held against one another.
fn is_crowded(document: &Node, around: &Around<'_>, facts: &mut Facts) -> bool {
    let services = document.get("services").map_or(0, |services| services.pairs().len());
    if services > MOST_OF_ONE_FILE {
        let reason = format!("more than {MOST_OF_ONE_FILE} services; what they extend and what lies over them was not looked at");
        facts.unseen.push(Unseen::new(around.file, reason, &HIDDEN, "give what `docker compose config` prints, in parts"));
    }
    services > MOST_OF_ONE_FILE
}

/// Whether a service here can only be the rest of one that another file has.
fn is_overlay(document: &Node) -> bool {
    document.get("services").is_some_and(|services| services.pairs().iter().any(|(_, service)| is_rest(service)))
}

/// Whether a service runs nothing for itself.
pub(super) fn is_rest(service: &Node) -> bool {
    !service.pairs().is_empty() && ["image", "build", "extends"].iter().all(|key| service.get(key).is_none())
}

/// The file of compose's own name in the folder, other than the one that is read.
fn neighbour(around: &Around<'_>, other_than: &str, middle: &str, facts: &mut Facts) -> Option<(PathBuf, Rc<Node>)> {
    let names = OWN.iter().flat_map(|own| ENDINGS.iter().map(move |end| format!("{own}{middle}{end}")));
    names.filter(|name| name != other_than).find_map(|name| {
        let path = around.resolved(&name);
        Some((path.clone(), around.within(&path, |around| document(around, facts))?))
    })
}

fn document(around: &Around<'_>, facts: &mut Facts) -> Option<Rc<Node>> {
    let documents = yaml::read(&around.content(around.path)?, around.file).documents;
    let document = documents.into_iter().find(|document| document.get("services").is_some())?;
    (!is_crowded(&document, around, facts)).then_some(document)
}

/// A document with another laid over it.
fn laid(base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    let mut pairs = layered(base, over).pairs().to_vec();
    let services = |document: &Node| document.get("services").map_or(&[][..], Node::pairs).to_vec();
    let mut list = services(base);
    for (name, service) in services(over) {
        put(&mut list, &name, &service, merged);
    }
    let services = Node::of(&base.file, base.line, Body::Map(list));
    pairs.retain(|(key, _)| key != "services");
    pairs.push(("services".to_owned(), services));
    Node::of(&base.file, base.line, Body::Map(pairs))
}

/// A service with another laid over it; it stays where it was.
fn merged(base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    let mut pairs = base.pairs().to_vec();
    for (key, value) in over.pairs() {
        put(&mut pairs, key, value, |known, value| merged_value(key, known, value));
    }
    Node::of(&base.file, base.line, Body::Map(pairs))
}

fn merged_value(key: &str, base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    match (&base.body, &over.body) {
        _ if REPLACED.contains(&key) => Rc::clone(over),
        _ if key == "environment" => layered(&named(base), &named(over)),
        _ if key == "env_file" => Node::of(&base.file, base.line, Body::List([listed(base), listed(over)].concat())),
        (Body::List(below), Body::List(above)) => Node::of(&base.file, base.line, Body::List([below.as_slice(), above].concat())),
        _ => layered(base, over),
    }
}

fn listed(node: &Rc<Node>) -> Vec<Rc<Node>> {
    if node.items().is_empty() { vec![Rc::clone(node)] } else { node.items().to_vec() }
}

/// An environment as a map, also where it is written as a list of `NAME=value`.
fn named(node: &Rc<Node>) -> Rc<Node> {
    if node.items().is_empty() {
        return Rc::clone(node);
    }
    let pair = |item: &Rc<Node>| {
        let (name, value, plain) = item.word().split_once('=').map_or((item.word(), "", true), |(name, value)| (name, value, false));
        (name.to_owned(), Node::of(&item.file, item.line, Body::Word(value.to_owned(), plain)))
    };
    Node::of(&node.file, node.line, Body::Map(node.items().iter().map(pair).collect()))
}

/// The document with every service that extends another laid over that one.
fn extended(document: &Rc<Node>, around: &Around<'_>, facts: &mut Facts) -> Rc<Node> {
    let Some(services) = document.get("services").filter(|all| all.pairs().iter().any(|(_, one)| one.get("extends").is_some())) else {
        return Rc::clone(document);
    };
    let whole = |(name, service): &(String, Rc<Node>)| (name.clone(), over_base(service, document, around, facts, MAX_EXTENDED));
    let list = services.pairs().iter().map(whole).collect();
    let services = Node::of(&services.file, services.line, Body::Map(list));
    let mut pairs: Vec<(String, Rc<Node>)> = document.pairs().iter().filter(|(key, _)| key != "services").cloned().collect();
    pairs.push(("services".to_owned(), services));
    Node::of(&document.file, document.line, Body::Map(pairs))
}

/// A service laid over the one that it extends, in this file or another.
fn over_base(service: &Rc<Node>, document: &Rc<Node>, around: &Around<'_>, facts: &mut Facts, left: usize) -> Rc<Node> {
    let Some(extends) = service.get("extends").filter(|_| left > 0) else { return Rc::clone(service) };
    let (name, file) = if extends.pairs().is_empty() { (extends.word(), "") } else { (extends.text("service"), extends.text("file")) };
    let base = if file.is_empty() {
        document.get("services").and_then(|services| services.shared(name)).map(|base| over_base(&base, document, around, facts, left - 1))
    } else {
        let path = around.resolved(file);
        around.within(&path, |around| {
            let document = self::document(around, facts)?;
            facts.taken_in.push(path.clone());
            let base = document.get("services")?.shared(name)?;
            Some(over_base(&base, &document, around, facts, left - 1))
        })
    };
    match base {
        Some(base) => merged(&base, service),
        None => {
            let reason = format!("the service {name} that is extended here was not found");
            facts.unseen.push(Unseen::new(extends.place(), reason, &HIDDEN, "give what `docker compose config` prints"));
            Rc::clone(service)
        }
    }
}
