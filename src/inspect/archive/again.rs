//! Archives that were already opened in the same file: the same bytes, or the same content once more.
//!
//! Without it, ten archives in each of ten in each of ten would be a thousand, and an archive that contains itself would have no
//! end. Content is compared by two keyed hashes that nobody outside this run can foresee.

use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};

use super::piece::{Piece, Range};

/// What was opened, with the path where it was met first.
#[derive(Default)]
pub(super) struct Again {
    ranges: HashMap<(Range, u16), String>,
    contents: HashMap<[u64; 2], String>,
    keys: [RandomState; 2],
}

impl Again {
    /// The first path of these packed bytes, if they were met; else this path is the first.
    pub(super) fn packed(&mut self, bytes: &Piece, method: u16, path: &str) -> Option<String> {
        first(&mut self.ranges, (bytes.range(), method), path)
    }

    /// The same for content.
    pub(super) fn content(&mut self, content: &[u8], path: &str) -> Option<String> {
        let [one, two] = &self.keys;
        first(&mut self.contents, [one.hash_one(content), two.hash_one(content)], path)
    }
}

fn first<K: std::hash::Hash + Eq>(known: &mut HashMap<K, String>, key: K, path: &str) -> Option<String> {
    match known.get(&key) {
        Some(first) => Some(first.clone()),
        None => {
            known.insert(key, path.to_owned());
            None
        }
    }
}
