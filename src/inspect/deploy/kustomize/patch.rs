//! Patches of objects: strategic merges, and changes step by step (RFC 6902).

use std::rc::Rc;

use regex::Regex;

use crate::inspect::deploy::yaml::{Body, Node, put};

/// Steps of one patch.
const MAX_STEPS: usize = 200;

/// Lists whose members are known by one of their values; all other lists are replaced
/// (`kubernetes:staging/src/k8s.io/api/core/v1/types.go`, `patchMergeKey`).
const MERGE_KEYS: [(&str, &str); 7] = [
    ("containers", "name"),
    ("initContainers", "name"),
    ("volumes", "name"),
    ("env", "name"),
    ("volumeMounts", "mountPath"),
    ("ports", "containerPort"),
    ("imagePullSecrets", "name"),
];

/// Which objects a patch changes.
pub(super) struct Target {
    kind: String,
    name: Option<Regex>,
}

impl Target {
    /// What a selector says; `None` if it chooses by labels or by a pattern that is none.
    pub(super) fn of(selector: &Node) -> Option<Target> {
        if ["labelSelector", "annotationSelector"].iter().any(|key| selector.get(key).is_some()) {
            return None;
        }
        let name = Some(selector.text("name")).filter(|name| !name.is_empty());
        let name = name.map(|name| Regex::new(&format!("^(?:{name})$"))).transpose().ok()?;
        Some(Target { kind: selector.text("kind").to_owned(), name })
    }

    /// What an object says of itself.
    pub(super) fn named_by(object: &Node) -> Option<Target> {
        let name = regex::escape(object.at(&["metadata", "name"])?.word());
        Some(Target { kind: object.text("kind").to_owned(), name: Regex::new(&format!("^{name}$")).ok() })
    }

    pub(super) fn meets(&self, object: &Node) -> bool {
        let name = object.at(&["metadata", "name"]).map_or("", Node::word);
        (self.kind.is_empty() || object.text("kind") == self.kind) && self.name.as_ref().is_none_or(|wanted| wanted.is_match(name))
    }
}

fn is_null(node: &Node) -> bool {
    matches!(&node.body, Body::Word(text, true) if ["", "~", "null"].contains(&text.as_str()))
}

/// A strategic merge: maps are laid over each other, lists with a merge key member by member, a null takes a key away.
pub(super) fn strategic(base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    let (Body::Map(below), Body::Map(above)) = (&base.body, &over.body) else { return Rc::clone(over) };
    if over.text("$patch") == "replace" {
        return without_directive(over);
    }
    let mut pairs = below.clone();
    for (key, value) in above {
        if is_null(value) {
            pairs.retain(|(known, _)| known != key);
        } else {
            put(&mut pairs, key, value, |known, value| merged(key, known, value));
        }
    }
    // An object stays where it was written; its changed parts have their own places.
    Node::of(&base.file, base.line, Body::Map(pairs))
}

fn without_directive(node: &Node) -> Rc<Node> {
    Node::of(&node.file, node.line, Body::Map(node.pairs().iter().filter(|(key, _)| key != "$patch").cloned().collect()))
}

fn merged(key: &str, base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    let merge_key = MERGE_KEYS.iter().find(|(list, _)| *list == key).map(|(_, by)| *by);
    let (Body::List(below), Body::List(above), Some(by)) = (&base.body, &over.body, merge_key) else { return strategic(base, over) };
    let mut items = below.clone();
    for item in above {
        let same = items.iter().position(|known| known.text(by) == item.text(by));
        match same {
            Some(at) if item.text("$patch") == "delete" => drop(items.remove(at)),
            Some(at) => {
                if let Some(known) = items.get_mut(at) {
                    *known = strategic(known, item);
                }
            }
            None => items.push(Rc::clone(item)),
        }
    }
    Node::of(&base.file, base.line, Body::List(items))
}

/// All steps of a list, or the step that is not followed.
pub(super) fn stepwise(object: &Rc<Node>, steps: &Node) -> Result<Rc<Node>, Rc<Node>> {
    let mut changed = Rc::clone(object);
    for (number, step) in steps.items().iter().enumerate() {
        let path: Vec<String> = step.text("path").split('/').skip(1).map(|part| part.replace("~1", "/").replace("~0", "~")).collect();
        let value = step.shared("value");
        let change = match (step.text("op"), &value) {
            ("test", _) => continue,
            ("add", Some(value)) => Change::Put(value, true),
            ("replace", Some(value)) => Change::Put(value, false),
            ("remove", _) => Change::Remove,
            _ => return Err(Rc::clone(step)),
        };
        changed = (number < MAX_STEPS).then(|| at(&changed, &path, &change)).flatten().ok_or_else(|| Rc::clone(step))?;
    }
    Ok(changed)
}

enum Change<'a> {
    /// Puts a value there; whether a list gets one more member.
    Put(&'a Rc<Node>, bool),
    Remove,
}

/// The node with a change at a path; `None` where the path leads nowhere.
fn at(node: &Rc<Node>, path: &[String], change: &Change<'_>) -> Option<Rc<Node>> {
    let Some((first, rest)) = path.split_first() else {
        return if let Change::Put(value, _) = change { Some(Rc::clone(value)) } else { None };
    };
    let body = match &node.body {
        Body::Map(pairs) => Body::Map(in_map(pairs, first, rest, change)?),
        Body::List(items) => Body::List(in_list(items, first, rest, change)?),
        Body::Word(..) => return None,
    };
    Some(Node::of(&node.file, node.line, body))
}

fn in_map(pairs: &[(String, Rc<Node>)], first: &str, rest: &[String], change: &Change<'_>) -> Option<Vec<(String, Rc<Node>)>> {
    let mut pairs = pairs.to_vec();
    let place = pairs.iter().rposition(|(key, _)| key == first);
    match (place, rest.is_empty(), change) {
        (Some(place), true, Change::Remove) => drop(pairs.remove(place)),
        (Some(place), _, _) => {
            let (_, known) = pairs.get_mut(place)?;
            *known = at(known, rest, change)?;
        }
        (None, true, Change::Put(value, _)) => pairs.push((first.to_owned(), Rc::clone(value))),
        (None, _, _) => return None,
    }
    Some(pairs)
}

fn in_list(items: &[Rc<Node>], first: &str, rest: &[String], change: &Change<'_>) -> Option<Vec<Rc<Node>>> {
    let mut items = items.to_vec();
    let place = if first == "-" { items.len() } else { first.parse().ok()? };
    match (rest.is_empty(), change) {
        (true, Change::Put(value, true)) if place <= items.len() => items.insert(place, Rc::clone(value)),
        (true, Change::Remove) if place < items.len() => drop(items.remove(place)),
        _ => {
            let known = items.get_mut(place)?;
            *known = at(known, rest, change)?;
        }
    }
    Some(items)
}

/// The node with every word under a key changed, wherever it stands.
pub(super) fn each_word(node: &Rc<Node>, key: &str, change: &dyn Fn(&Rc<Node>) -> Option<Rc<Node>>) -> Rc<Node> {
    let body = match &node.body {
        Body::Word(..) => return Rc::clone(node),
        Body::List(items) => Body::List(items.iter().map(|item| each_word(item, key, change)).collect()),
        Body::Map(pairs) => {
            let pair = |(name, value): &(String, Rc<Node>)| {
                let changed = if name == key { change(value) } else { None };
                (name.clone(), changed.unwrap_or_else(|| each_word(value, key, change)))
            };
            Body::Map(pairs.iter().map(pair).collect())
        }
    };
    Node::of(&node.file, node.line, body)
}
