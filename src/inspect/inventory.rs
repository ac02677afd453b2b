//! Facts of another node, as `inspect --format json` writes them.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::facts::{Facts, Unseen};
use crate::source::{Source, shown};

/// Name of the format.
pub const SCHEMA: &str = "inventory-v1";

/// Largest inventory that is read.
const MAX_FILE: usize = 64 * 1024 * 1024;

/// The document.
#[derive(Debug, Serialize, Deserialize)]
pub struct Inventory {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was seen.
    pub facts: Facts,
}

/// Reads an inventory.
pub fn read(source: &dyn Source, path: &Path) -> Facts {
    let document = source
        .open(path)
        .and_then(|blob| blob.read_all(MAX_FILE))
        .and_then(|bytes| serde_json::from_slice::<Inventory>(&bytes).map_err(io::Error::other));
    match document {
        Ok(inventory) => inventory.facts,
        Err(error) => {
            let unseen = Unseen::new(
                shown(path),
                error.to_string(),
                &["cluster.journal_seen"],
                "write it again with `alluxio-preflight inspect --format json`",
            );
            Facts { unseen: vec![unseen], ..Facts::default() }
        }
    }
}
