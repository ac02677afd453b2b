//! ConfigMaps that a kustomization generates from literals and files, as objects.

use std::path::PathBuf;
use std::rc::Rc;

use super::HIDDEN;
use crate::facts::Unseen;
use crate::inspect::deploy::around::{Around, assignments, unquoted};
use crate::inspect::deploy::yaml::{Body, Node, layered};
use crate::source::shown;

type Pair = (String, Rc<Node>);

/// A generated ConfigMap, and how it goes with one of the same name: create, merge or replace.
pub(super) struct Map {
    object: Rc<Node>,
    behavior: String,
}

/// The ConfigMaps of a kustomization.
pub(super) fn maps(document: &Node, around: &Around<'_>, taken_in: &mut Vec<PathBuf>, unseen: &mut Vec<Unseen>) -> Vec<Map> {
    let map = |generator: &Rc<Node>| {
        let data = data(generator, around, taken_in, unseen);
        let word = |text: &str| Node::of(&generator.file, generator.line, Body::Word(text.to_owned(), false));
        let of = |pairs: Vec<Pair>| Node::of(&generator.file, generator.line, Body::Map(pairs));
        let metadata = of(vec![("name".to_owned(), word(generator.text("name")))]);
        let pairs = [("apiVersion", word("v1")), ("kind", word("ConfigMap")), ("metadata", metadata), ("data", of(data))];
        let object = of(pairs.map(|(key, node)| (key.to_owned(), node)).to_vec());
        Map { object, behavior: generator.text("behavior").to_owned() }
    };
    document.list("configMapGenerator").iter().map(map).collect()
}

/// Puts a ConfigMap among objects.
pub(super) fn put(objects: &mut Vec<Rc<Node>>, map: Map) {
    let name = |object: &Node| object.at(&["metadata", "name"]).map_or("", Node::word).to_owned();
    let same = |object: &&mut Rc<Node>| object.text("kind") == "ConfigMap" && name(object) == name(&map.object);
    match objects.iter_mut().find(same) {
        Some(known) if map.behavior == "merge" => *known = layered(known, &map.object),
        Some(known) => *known = map.object,
        None => objects.push(map.object),
    }
}

fn data(generator: &Node, around: &Around<'_>, taken_in: &mut Vec<PathBuf>, unseen: &mut Vec<Unseen>) -> Vec<Pair> {
    let mut data: Vec<Pair> = Vec::new();
    let mut content = |named: &Node, file: &str, take: &mut dyn FnMut(&Rc<str>, String)| {
        let path = around.resolved(file);
        match around.content(&path) {
            Some(bytes) => {
                take(&shown(&path).into(), String::from_utf8_lossy(&bytes).into_owned());
                taken_in.push(path);
            }
            None => unseen.push(around.named(file, named.line, &HIDDEN)),
        }
    };
    for node in generator.list("files") {
        let (key, file) = node.word().split_once('=').unwrap_or((node.word().rsplit('/').next().unwrap_or_default(), node.word()));
        content(node, file, &mut |file, text| data.push((key.to_owned(), Node::of(file, 1, Body::Word(text, false)))));
    }
    for node in generator.get("env").into_iter().chain(generator.list("envs").iter().map(Rc::as_ref)) {
        content(node, node.word(), &mut |file, text| {
            let pair = |(name, value, line)| (name, Node::of(file, line, Body::Word(value, false)));
            data.extend(assignments(&text).into_iter().map(pair));
        });
    }
    for literal in generator.list("literals") {
        let Some((name, value)) = literal.word().split_once('=') else { continue };
        let value = Body::Word(unquoted(value.trim()).to_owned(), false);
        data.push((name.trim().to_owned(), Node::of(&literal.file, literal.line, value)));
    }
    data
}
