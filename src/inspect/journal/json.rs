//! Journals of JSON elements, as the Tachyon lines wrote them: one element a line, with a type and a number
//! (`v0.8.2:servers/src/main/java/tachyon/master/journal/JsonJournalFormatter.java`,
//! `v0.6.4:core/src/main/java/tachyon/master/EditLog.java`). Counts elements; what they mean is not told.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::sync::Arc;

use serde::Deserialize;

use super::delimited::MAX_ENTRY;
use crate::source::{Blob, BlobReader};

/// Types that are told apart; no line has as many.
const MAX_KINDS: usize = 100;

/// What a file of elements holds.
#[derive(Debug, Default)]
pub(crate) struct Elements {
    pub(crate) count: u64,
    pub(crate) kinds: BTreeMap<String, u64>,
    /// Number of the last element that has one.
    last: Option<i64>,
    /// Offset of the first line that is no element.
    pub(crate) broken: Option<u64>,
    /// Whether nothing but white space follows the broken line.
    pub(crate) broken_at_end: bool,
    /// A number that does not rise.
    pub(crate) falls: Option<(i64, i64)>,
}

/// The parts that all lines share; names changed twice.
#[derive(Deserialize)]
struct Element {
    #[serde(rename = "mSequenceNumber", alias = "mTransId", alias = "transId")]
    number: Option<i64>,
    #[serde(rename = "mType", alias = "type")]
    kind: String,
}

/// Reads a file to its end or to the first line that is no element.
pub(crate) fn read(blob: Arc<dyn Blob>) -> io::Result<Elements> {
    let mut reader = BlobReader::new(blob);
    let mut elements = Elements::default();
    let mut line = Vec::new();
    loop {
        let at = reader.position();
        line.clear();
        if reader.by_ref().take(MAX_ENTRY).read_until(b'\n', &mut line)? == 0 {
            return Ok(elements);
        }
        if elements.add_line(&line).is_none() {
            elements.broken = Some(at);
            elements.broken_at_end = reader.remaining() == 0;
            return Ok(elements);
        }
    }
}

impl Elements {
    /// A line may hold several elements, or none.
    fn add_line(&mut self, line: &[u8]) -> Option<()> {
        for element in serde_json::Deserializer::from_slice(line).into_iter::<Element>() {
            let element = element.ok()?;
            self.count += 1;
            if self.kinds.len() < MAX_KINDS || self.kinds.contains_key(&element.kind) {
                *self.kinds.entry(element.kind).or_default() += 1;
            }
            if let (Some(last), Some(number)) = (self.last, element.number)
                && number <= last
            {
                self.falls.get_or_insert((last, number));
            }
            self.last = element.number.or(self.last);
        }
        Some(())
    }

    /// The types with their counts, for people.
    pub(crate) fn shown(&self) -> String {
        let kinds: Vec<String> = self.kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        format!("{} JSON elements: {}", self.count, kinds.join(", "))
    }
}
