//! Hands entries, decoded, to somebody who watches while a journal is read. At most a few hundred wait at a time.

use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use serde::Serialize;
use serde_json::{Map, Value};

/// An entry of a journal or backup.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct DecodedEntry {
    /// File that it stands in.
    #[serde(serialize_with = "as_text")]
    pub file: Arc<str>,
    /// Its sequence number, or that of the batch around it; 0 if there is none.
    pub sequence: u64,
    /// Whether a master applies it; entries that a checkpoint covers are not.
    pub applied: bool,
    /// Name of the entry; `#N` if no known release has it.
    pub kind: String,
    /// Path that it is about, as far as it is known.
    pub path: Option<String>,
    /// Its fields by name.
    pub fields: Map<String, Value>,
}

fn as_text<S: serde::Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

/// Entries that are handed over at once.
const BATCH: usize = 128;

/// The watched end.
#[derive(Debug)]
pub(crate) struct Tap {
    sender: SyncSender<Vec<DecodedEntry>>,
    batch: Vec<DecodedEntry>,
    pub(super) file: Arc<str>,
}

impl Tap {
    pub(crate) fn new(sender: SyncSender<Vec<DecodedEntry>>) -> Self {
        Tap { sender, batch: Vec::new(), file: "".into() }
    }

    /// Hands over an entry; `None` if nobody watches any more.
    pub(super) fn push(&mut self, entry: DecodedEntry) -> Option<()> {
        self.batch.push(entry);
        if self.batch.len() < BATCH {
            return Some(());
        }
        self.flush()
    }

    fn flush(&mut self) -> Option<()> {
        self.sender.send(std::mem::take(&mut self.batch)).ok()
    }
}

impl Drop for Tap {
    fn drop(&mut self) {
        self.flush();
    }
}
