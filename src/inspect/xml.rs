//! An XML document as a tree with line numbers.
//!
//! Only the five predefined entities and character references are resolved; a document type and whatever entities it declares are
//! passed over, so that nothing can grow and nothing outside is asked for. Namespaces are not resolved: names lose their prefix.

use std::fmt;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// An element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Element {
    /// Its name without prefix.
    pub name: String,
    /// Its attributes, without prefixes.
    pub attributes: Vec<(String, String)>,
    /// Its own text, trimmed.
    pub text: String,
    /// Line of its start tag.
    pub line: usize,
    /// Elements in it.
    pub children: Vec<Element>,
}

/// Why a document cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// The line that could not be read, counted from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl fmt::Display for XmlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no readable XML: {} in line {}", self.reason, self.line)
    }
}

/// More elements than any build file or configuration has; large bills of materials have half of it.
const MOST_ELEMENTS: usize = 1_000_000;
/// Deepest nesting.
const DEEPEST: usize = 100;

impl Element {
    /// The first element in it with a name.
    pub fn child(&self, name: &str) -> Option<&Element> {
        self.children.iter().find(|child| child.name == name)
    }

    /// The elements in it with a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Element> {
        self.children.iter().filter(move |child| child.name == name)
    }

    /// The text of the first element in it with a name; nothing if it is missing or empty.
    pub fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).map(|child| child.text.as_str()).filter(|text| !text.is_empty())
    }

    /// An attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// It and all that is in it, in document order.
    pub fn each<'a>(&'a self, visit: &mut dyn FnMut(&'a Element)) {
        visit(self);
        self.children.iter().for_each(|child| child.each(visit));
    }
}

/// Reads a document.
pub fn read(text: &str) -> Result<Element, XmlError> {
    let (root, broken) = read_partly(text);
    broken.map_or(Ok(root), Err)
}

/// Reads a document as far as it goes: what is open where it breaks off counts as closed there.
pub fn read_partly(text: &str) -> (Element, Option<XmlError>) {
    let mut tree = Tree { text, at: 0, line: 1, open: vec![Element::default()], count: 0 };
    let mut broken = tree.read().err();
    if broken.is_none() && tree.open.len() > 1 {
        broken = Some(tree.fail("it ends within an element".to_owned()));
    }
    // The text of an element that is cut may be cut too.
    if tree.open.len() > 1 && tree.open.last().is_some_and(|last| last.children.is_empty()) {
        tree.open.pop();
    }
    while tree.open.len() > 1 {
        tree.end();
    }
    match tree.open.pop().and_then(|mut top| top.children.pop()) {
        Some(root) => (root, broken),
        None => (Element::default(), broken.or_else(|| Some(tree.fail("there is no element".to_owned())))),
    }
}

struct Tree<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    open: Vec<Element>,
    count: usize,
}

/// A long list grows by a quarter: doubled, it would for a while take three times the memory of what is in it.
fn grow(list: &mut Vec<Element>) {
    if list.len() == list.capacity() && list.len() >= 1024 {
        list.reserve_exact(list.len() / 4);
    }
}

impl Tree<'_> {
    fn read(&mut self) -> Result<(), XmlError> {
        let mut reader = Reader::from_str(self.text);
        loop {
            let event = reader.read_event().map_err(|error| {
                self.move_to(usize::try_from(reader.error_position()).unwrap_or(self.text.len()));
                self.fail(error.to_string())
            })?;
            self.move_to(usize::try_from(reader.buffer_position()).unwrap_or(self.text.len()));
            if matches!(event, Event::Eof) {
                return Ok(());
            }
            self.event(&event)?;
        }
    }

    fn fail(&self, reason: String) -> XmlError {
        XmlError { line: self.line, reason }
    }

    fn move_to(&mut self, at: usize) {
        let passed = self.text.as_bytes().get(self.at..at).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', passed).count();
        self.at = at;
    }

    fn event(&mut self, event: &Event<'_>) -> Result<(), XmlError> {
        match event {
            Event::Start(start) => self.start(start)?,
            Event::Empty(start) => {
                self.start(start)?;
                self.end();
            }
            Event::End(_) => self.end(),
            Event::Text(text) => self.add(&text.xml10_content()),
            Event::CData(data) => self.add(&data.xml10_content()),
            Event::GeneralRef(reference) => self.add(&resolved(reference)),
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), XmlError> {
        self.count += 1;
        if self.count > MOST_ELEMENTS || self.open.len() > DEEPEST {
            return Err(self.fail("more elements than are read".to_owned()));
        }
        let attribute = |attribute: quick_xml::events::attributes::Attribute<'_>| {
            let value = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap_or_default().into_owned();
            (plain(attribute.key.as_ref()), value)
        };
        // Looking for names that are there twice would take time with the square of their number.
        let attributes = start.attributes().with_checks(false).filter_map(Result::ok).map(attribute).collect();
        let name = plain(start.name().as_ref());
        self.open.push(Element { name, attributes, line: self.line, ..Element::default() });
        Ok(())
    }

    /// The reader has checked that names match.
    fn end(&mut self) {
        if let Some(mut done) = self.open.pop() {
            done.text = done.text.trim().to_owned();
            if let Some(parent) = self.open.last_mut() {
                grow(&mut parent.children);
                parent.children.push(done);
            }
        }
    }

    fn add(&mut self, text: &str) {
        if let Some(element) = self.open.last_mut() {
            element.text.push_str(text);
        }
    }
}

fn plain(name: &str) -> String {
    name.rsplit(':').next().unwrap_or(name).to_owned()
}

/// The character that a reference stands for; one that is not predefined stays as it is written.
fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.to_string();
    }
    match reference.as_ref() {
        "amp" => "&".to_owned(),
        "lt" => "<".to_owned(),
        "gt" => ">".to_owned(),
        "quot" => "\"".to_owned(),
        "apos" => "'".to_owned(),
        other => format!("&{other};"),
    }
}
