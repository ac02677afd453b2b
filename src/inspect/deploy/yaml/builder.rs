//! From the events of the parser to trees, within limits.

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use saphyr_parser::{Event, Parser, ScalarStyle};

use super::{Body, MAX_DEPTH, MAX_NODES, Node};

/// A list or map that is not closed yet.
struct Open {
    line: usize,
    anchor: usize,
    items: Vec<Rc<Node>>,
    keys: Option<Vec<String>>,
    key: Option<String>,
}

/// A document on its way from events to a tree.
pub(super) struct Builder {
    file: Rc<str>,
    /// Lines before the part that is read.
    first: usize,
    /// Nodes that are left of the budget.
    pub(super) left: usize,
    open: Vec<Open>,
    anchors: HashMap<usize, Rc<Node>>,
    pub(super) documents: Vec<Rc<Node>>,
}

impl Builder {
    pub(super) fn new(file: &Rc<str>, first: usize, left: usize) -> Builder {
        let file = Rc::clone(file);
        Builder { file, first, left, open: Vec::new(), anchors: HashMap::new(), documents: Vec::new() }
    }

    pub(super) fn run(&mut self, text: &str) -> Result<(), (usize, String)> {
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
                let body = Body::Word(text.into_owned(), style == ScalarStyle::Plain);
                self.add(Node::of(&self.file, line, body), 1, anchor)
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
        let body = match open.keys {
            None => Body::List(open.items),
            Some(keys) => Body::Map(merged(keys.into_iter().zip(open.items).collect())),
        };
        self.add(Node::of(&self.file, open.line, body), 1, open.anchor)
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
