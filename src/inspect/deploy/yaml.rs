//! YAML documents as trees with line numbers.
//!
//! Tolerant where people's files are odd: documents are read one by one, so that a broken one does not hide the others,
//! and templates (`{{ }}`) that nobody has rendered are covered up and counted. Refuses what could grow without end:
//! every use of an alias costs as many nodes as it stands for, and nodes and depth have limits. Tags are ignored.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// Nodes of one file, aliases counted with all they stand for.
const MAX_NODES: usize = 200_000;
/// Bytes of text that count as one more node where an alias repeats them.
const BYTES_OF_NODE: usize = 16;
/// Nesting of lists and maps.
const MAX_DEPTH: usize = 64;
/// Stands for a template that is not rendered; no YAML file has this letter.
pub(super) const TEMPLATE: char = '\u{e000}';

/// A value with the line it begins at.
#[derive(Debug)]
pub(super) struct Node {
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

/// Reads all documents of a file.
pub(super) fn read(bytes: &[u8]) -> Yaml {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}');
    let (text, templates) = covered(text);
    let mut yaml = Yaml { templates, ..Yaml::default() };
    let mut left = MAX_NODES;
    for (first, part) in parts(&text) {
        let mut builder = Builder { first, left, ..Builder::default() };
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

/// The text with every template covered: a line that is nothing but templates becomes a comment.
fn covered(text: &str) -> (String, Vec<usize>) {
    let mut lines = Vec::new();
    let mut done = String::with_capacity(text.len());
    let mut inside = false;
    for (number, line) in (1..).zip(text.split_inclusive('\n')) {
        if !inside && !line.contains("{{") {
            done.push_str(line);
            continue;
        }
        lines.push(number);
        done.push_str(&covered_line(line, &mut inside));
    }
    (done, lines)
}

fn covered_line(line: &str, inside: &mut bool) -> String {
    let mut done = String::new();
    let mut rest = line.trim_end_matches(['\n', '\r']);
    while let Some(at) = rest.find(if *inside { "}}" } else { "{{" }) {
        let (before, after) = (rest.get(..at).unwrap_or_default(), rest.get(at + 2..).unwrap_or_default());
        if *inside {
            done.push(TEMPLATE);
        } else {
            done.push_str(before);
        }
        *inside = !*inside;
        rest = after;
    }
    if !*inside {
        done.push_str(rest);
    }
    let only = done.chars().all(|letter| letter == TEMPLATE || letter.is_whitespace());
    let end = if line.ends_with('\n') { "\n" } else { "" };
    if only { format!("#{end}") } else { done + end }
}

/// A list or map that is not closed yet.
struct Open {
    line: usize,
    anchor: usize,
    items: Vec<Rc<Node>>,
    keys: Option<Vec<String>>,
    key: Option<String>,
}

#[derive(Default)]
struct Builder {
    /// Lines before the part that is read.
    first: usize,
    left: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    documents: Vec<Rc<Node>>,
}

impl Builder {
    fn run(&mut self, text: &str) -> Result<(), (usize, String)> {
        let mut parser = Parser::new_from_str(text);
        while let Some(next) = parser.next_event() {
            let (event, span) = next.map_err(|error| (self.first + error.marker().line(), error.info().to_owned()))?;
            let line = self.first + span.start.line();
            self.event(event, line).map_err(|reason| (line, reason))?;
        }
        Ok(())
    }

    fn event(&mut self, event: Event<'_>, line: usize) -> Result<(), String> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let size = 1 + text.len() / BYTES_OF_NODE;
                let body = Body::Word(text.into_owned(), style == ScalarStyle::Plain);
                self.add(Rc::new(Node { line, body, size, depth: 0 }), 1, anchor)
            }
            Event::SequenceStart(anchor, _) => self.opened(Open { line, anchor, items: Vec::new(), keys: None, key: None }),
            Event::MappingStart(anchor, _) => self.opened(Open { line, anchor, items: Vec::new(), keys: Some(Vec::new()), key: None }),
            Event::SequenceEnd | Event::MappingEnd => self.closed(),
            Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                Some(node) => {
                    let cost = node.size;
                    self.add(node, cost, 0)
                }
                None => Err("an alias names itself or nothing".to_owned()),
            },
            _ => Ok(()),
        }
    }

    fn opened(&mut self, open: Open) -> Result<(), String> {
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("lists and maps lie more than {MAX_DEPTH} deep in each other"));
        }
        self.open.push(open);
        Ok(())
    }

    fn closed(&mut self) -> Result<(), String> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let size = 1 + open.items.iter().map(|item| item.size).sum::<usize>();
        let depth = 1 + open.items.iter().map(|item| item.depth).max().unwrap_or(0);
        let body = match open.keys {
            None => Body::List(open.items),
            Some(keys) => Body::Map(merged(keys.into_iter().zip(open.items).collect())),
        };
        self.add(Rc::new(Node { line: open.line, body, size, depth }), 1, open.anchor)
    }

    /// Puts a node where it belongs. What was read already has been paid for; an alias pays for all that it stands for.
    fn add(&mut self, node: Rc<Node>, cost: usize, anchor: usize) -> Result<(), String> {
        if self.open.len() + node.depth > MAX_DEPTH {
            return Err(format!("lists and maps lie more than {MAX_DEPTH} deep in each other"));
        }
        self.left = self.left.checked_sub(cost).ok_or_else(|| format!("the file stands for more than {MAX_NODES} values"))?;
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        match self.open.last_mut() {
            None => self.documents.push(node),
            Some(Open { keys: Some(keys), key, items, .. }) => match key.take() {
                None => *key = Some(node.word().to_owned()),
                Some(name) => {
                    keys.push(name);
                    items.push(node);
                }
            },
            Some(open) => open.items.push(node),
        }
        Ok(())
    }
}

/// Takes in what `<<` refers to: its pairs count where the map has none of its own.
fn merged(pairs: Vec<(String, Rc<Node>)>) -> Vec<(String, Rc<Node>)> {
    if !pairs.iter().any(|(key, _)| key == "<<") {
        return pairs;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = pairs.into_iter().partition(|(key, _)| key == "<<");
    let mut known: HashSet<String> = own.iter().map(|(key, _)| key.clone()).collect();
    for (_, node) in merges {
        let sources = if let Body::List(items) = &node.body { items.clone() } else { vec![node] };
        for (key, value) in sources.iter().flat_map(|source| source.pairs()) {
            if known.insert(key.clone()) {
                own.push((key.clone(), Rc::clone(value)));
            }
        }
    }
    own
}

impl Node {
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
