//! Properties in the XML of Hadoop, Hive and HBase. Entities other than XML's own five are not expanded.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Found, HIDES};
use crate::facts::Unseen;
use crate::inspect::config::{is_ours, unseen};
use crate::settings::Rank;

impl Found<'_> {
    pub(super) fn hadoop(&mut self, text: &str) {
        let mut reader = Reader::from_str(text);
        let mut property = Property::default();
        let (mut counted, mut lines) = (0, 1);
        loop {
            let at = usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
            lines += text.as_bytes().get(counted..at).map_or(0, |passed| memchr::memchr_iter(b'\n', passed).count());
            counted = at;
            let line = || lines;
            match reader.read_event() {
                Ok(Event::Start(tag)) => property.open(tag.local_name().as_ref()),
                Ok(Event::Text(part)) => property.text(&part),
                Ok(Event::CData(part)) => property.text(&part),
                Ok(Event::GeneralRef(name)) => property.reference(&name),
                Ok(Event::End(tag)) if tag.local_name().as_ref() == "property" => {
                    self.property(std::mem::take(&mut property), line());
                }
                Ok(Event::End(_)) => property.part = Part::Other,
                Ok(Event::Eof) => return,
                Ok(_) => {}
                Err(error) => return self.broken(line(), &error.to_string()),
            }
        }
    }

    fn property(&mut self, property: Property, line: usize) {
        let (key, value) = (property.name.trim(), property.value.trim());
        if is_ours(key) && property.unknown {
            let reason = "the value holds an entity, which is not expanded";
            let place = format!("{}:{line}", self.place);
            self.facts.unseen.push(unseen(&place, reason, key, "write the value itself"));
        } else {
            self.push(key, value, Rank::Runtime, line);
        }
    }

    /// Says where the file breaks off, if it has shown that it is ours.
    fn broken(&mut self, line: usize, reason: &str) {
        if !self.facts.is_empty() {
            let place = format!("{}:{line}", self.place);
            let remedy = "correct the file; what stands below this line was not read";
            self.facts.unseen.push(Unseen::new(place, format!("this is not XML: {reason}"), HIDES, remedy));
        }
    }
}

/// What text belongs to.
#[derive(Default, PartialEq, Eq)]
enum Part {
    #[default]
    Other,
    Name,
    Value,
}

#[derive(Default)]
struct Property {
    name: String,
    value: String,
    part: Part,
    /// Whether something in it could not be read.
    unknown: bool,
}

impl Property {
    fn open(&mut self, tag: &str) {
        self.part = match tag {
            "name" => Part::Name,
            "value" => Part::Value,
            _ => Part::Other,
        };
    }

    fn text(&mut self, text: &str) {
        match self.part {
            Part::Name => self.name.push_str(text),
            Part::Value => self.value.push_str(text),
            Part::Other => {}
        }
    }

    /// The five entities that XML itself has.
    fn reference(&mut self, name: &str) {
        match name {
            "amp" => self.text("&"),
            "lt" => self.text("<"),
            "gt" => self.text(">"),
            "quot" => self.text("\""),
            "apos" => self.text("'"),
            _ => self.unknown |= self.part != Part::Other,
        }
    }
}
