//! YAML documents as trees with line numbers.
//!
//! Tolerant where people's files are odd: documents are read one by one, so that a broken one does not hide the others,
//! and templates (`{{ }}`) that nobody has rendered are covered up and counted. Refuses what could grow without end:
//! every use of an alias costs as many nodes as it stands for, and nodes and depth have limits. Tags are ignored.

mod builder;
mod template;

use std::rc::Rc;

use builder::Builder;
use template::covered;

use super::container::Spot;

/// Nodes of one file, aliases counted with all they stand for.
const MAX_NODES: usize = 200_000;
/// Bytes of text that count as one more node where an alias repeats them.
const BYTES_OF_NODE: usize = 16;
/// Nesting of lists and maps.
const MAX_DEPTH: usize = 64;
/// Stands for a template that is not rendered; no YAML file has this letter.
pub(super) const TEMPLATE: char = '\u{e000}';

/// A value with the file it stands in and the line it begins at.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) file: Rc<str>,
    pub(super) line: usize,
    pub(super) body: Body,
    size: usize,
    depth: usize,
}

/// What a value is.
#[derive(Debug)]
pub(super) enum Body {
    /// A single word or text; the flag says that it stands without quotes.
    Word(String, bool),
    /// A list.
    List(Vec<Rc<Node>>),
    /// Pairs in the order of the file.
    Map(Vec<(String, Rc<Node>)>),
}

/// What came of a file.
#[derive(Debug, Default)]
pub(super) struct Yaml {
    pub(super) documents: Vec<Rc<Node>>,
    /// Line and reason of what could not be read.
    pub(super) troubles: Vec<(usize, String)>,
    /// Lines with templates that are not rendered.
    pub(super) templates: Vec<usize>,
}

/// Reads all documents of a file that is shown as `file`.
pub(super) fn read(bytes: &[u8], file: &str) -> Yaml {
    let text = String::from_utf8_lossy(bytes);
    let (text, templates) = covered(text.trim_start_matches('\u{feff}'));
    Yaml { templates, ..read_inside(&text, &file.into(), 0) }
}

/// Reads documents that are a text inside another file, in which so many lines precede them.
pub(super) fn read_inside(text: &str, file: &Rc<str>, before: usize) -> Yaml {
    let mut yaml = Yaml::default();
    let mut left = MAX_NODES;
    for (first, part) in parts(text) {
        let mut builder = Builder::new(file, before + first, left);
        if let Err(trouble) = builder.run(part) {
            yaml.troubles.push(trouble);
        }
        left = builder.left;
        yaml.documents.extend(builder.documents);
    }
    yaml
}

/// Texts between `---` lines with the number of lines before each. A block scalar with such a line is cut like this too.
fn parts(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut start, mut start_line, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if number > 0 && (line.starts_with("--- ") || line.trim_end() == "---") {
            parts.push((start_line, text.get(start..at).unwrap_or_default()));
            (start, start_line) = (at, number);
        }
        at += line.len();
    }
    parts.push((start_line, text.get(start..).unwrap_or_default()));
    parts
}

/// A map with another laid over it, map by map; anything else gives way to what is laid over it.
pub(super) fn layered(base: &Rc<Node>, over: &Rc<Node>) -> Rc<Node> {
    let (Body::Map(below), Body::Map(above)) = (&base.body, &over.body) else { return Rc::clone(over) };
    let mut pairs = below.clone();
    for (key, value) in above {
        put(&mut pairs, key, value, layered);
    }
    Node::of(&over.file, over.line, Body::Map(pairs))
}

/// Puts a value under a key; where there is one already, what `meet` makes of it and the new one.
pub(super) fn put(pairs: &mut Vec<(String, Rc<Node>)>, key: &str, value: &Rc<Node>, meet: impl FnOnce(&Rc<Node>, &Rc<Node>) -> Rc<Node>) {
    match pairs.iter_mut().find(|(known, _)| known == key) {
        Some((_, known)) => *known = meet(known, value),
        None => pairs.push((key.to_owned(), Rc::clone(value))),
    }
}

impl Node {
    /// A value with what it holds.
    pub(super) fn of(file: &Rc<str>, line: usize, body: Body) -> Rc<Node> {
        let items: Vec<&Rc<Node>> = match &body {
            Body::Word(..) => Vec::new(),
            Body::List(items) => items.iter().collect(),
            Body::Map(pairs) => pairs.iter().map(|(_, node)| node).collect(),
        };
        let own = if let Body::Word(text, _) = &body { 1 + text.len() / BYTES_OF_NODE } else { 1 };
        let size = own + items.iter().map(|item| item.size).sum::<usize>();
        let deepest = items.iter().map(|item| item.depth).max().unwrap_or(0);
        let depth = if matches!(body, Body::Word(..)) { 0 } else { 1 + deepest };
        Rc::new(Node { file: Rc::clone(file), line, body, size, depth })
    }

    /// A map without anything in it.
    pub(super) fn empty(file: &Rc<str>, line: usize) -> Rc<Node> {
        Node::of(file, line, Body::Map(Vec::new()))
    }

    /// Maps one in the other, with a word at the end.
    pub(super) fn nested(keys: &[String], value: &str, file: &Rc<str>, line: usize) -> Rc<Node> {
        let word = Node::of(file, line, Body::Word(value.to_owned(), true));
        keys.iter().take(MAX_DEPTH).rev().fold(word, |node, key| Node::of(file, line, Body::Map(vec![(key.clone(), node)])))
    }

    /// How many values it holds, itself included.
    pub(super) fn size(&self) -> usize {
        self.size
    }

    /// File and line.
    pub(super) fn place(&self) -> String {
        format!("{}:{}", self.file, self.line)
    }

    /// The same in two parts.
    pub(super) fn spot(&self) -> Spot {
        (Rc::clone(&self.file), self.line)
    }

    /// The documents in a text that is a value here.
    pub(super) fn inside(&self) -> Yaml {
        read_inside(self.word(), &self.file, self.line.saturating_sub(1))
    }

    /// The value under a key, to be kept.
    pub(super) fn shared(&self, key: &str) -> Option<Rc<Node>> {
        self.pairs().iter().rev().find(|(name, _)| name == key).map(|(_, node)| Rc::clone(node))
    }

    /// The value under a key; the last one if the key is there twice, as most programs read it.
    pub(super) fn get(&self, key: &str) -> Option<&Node> {
        self.pairs().iter().rev().find(|(name, _)| name == key).map(|(_, node)| node.as_ref())
    }

    /// The value under keys one below the other.
    pub(super) fn at(&self, keys: &[&str]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The text of a single word, empty for lists and maps.
    pub(super) fn word(&self) -> &str {
        if let Body::Word(text, _) = &self.body { text } else { "" }
    }

    /// The text under a key, empty if there is none.
    pub(super) fn text(&self, key: &str) -> &str {
        self.get(key).map_or("", Node::word)
    }

    /// The members of a list, none for anything else.
    pub(super) fn items(&self) -> &[Rc<Node>] {
        if let Body::List(items) = &self.body { items } else { &[] }
    }

    /// The pairs of a map, none for anything else.
    pub(super) fn pairs(&self) -> &[(String, Rc<Node>)] {
        if let Body::Map(pairs) = &self.body { pairs } else { &[] }
    }

    /// The members of a list under a key.
    pub(super) fn list(&self, key: &str) -> &[Rc<Node>] {
        self.get(key).map_or(&[], Node::items)
    }
}
