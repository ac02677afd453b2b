//! Which version do Alluxio's own modules inside a jar state?
//!
//! Reads the central directory and the few small entries that the list of places names. It looks at no class, and what
//! other components in the same jar say of themselves is passed over.

use std::collections::BTreeMap;
use std::io::{self, Read};
use std::sync::Arc;

use rawzip::{CompressionMethod, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive, ZipArchiveEntryWayfinder, ZipLocator};

use super::places::Places;
use crate::source::Blob;

/// `pom.properties` has three short lines and a date.
const LONGEST_ENTRY: u64 = 4096;
/// The fullest release jar has some 80 modules of Alluxio; more would be a jar made to keep us busy.
const MOST_MODULES: usize = 256;

/// A blob as the zip reader wants it.
struct Bytes(Arc<dyn Blob>);

impl ReaderAt for Bytes {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        self.0.read_at(buffer, offset)
    }
}

/// What modules of one version have in common: how many there are, and the first entry that says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Modules {
    pub(super) count: usize,
    pub(super) first: String,
}

struct Found {
    name: String,
    group: String,
    at: ZipArchiveEntryWayfinder,
    method: CompressionMethod,
}

/// Versions that Alluxio's modules in the jar state; empty if it holds none.
pub(super) fn versions(blob: Arc<dyn Blob>, places: &Places) -> Result<BTreeMap<String, Modules>, String> {
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let end = blob.len();
    let archive = ZipLocator::new().locate_in_reader(Bytes(blob), &mut buffer, end).map_err(|(_, error)| error.to_string())?;
    let mut versions = BTreeMap::new();
    for found in modules(&archive, &mut buffer, places)? {
        let text = content(&archive, &found)?;
        if let Some(version) = stated(&text, &found.group) {
            versions.entry(version).or_insert_with(|| Modules { count: 0, first: found.name }).count += 1;
        }
    }
    Ok(versions)
}

fn modules(archive: &ZipArchive<Bytes>, buffer: &mut [u8], places: &Places) -> Result<Vec<Found>, String> {
    let mut found = Vec::new();
    let mut entries = archive.entries(buffer);
    while let Some(entry) = entries.next_entry().map_err(|error| error.to_string())? {
        let path = entry.file_path();
        let Ok(name) = std::str::from_utf8(path.as_ref()) else { continue };
        let Some(group) = group_of(name, places) else { continue };
        if entry.uncompressed_size_hint() > LONGEST_ENTRY || entry.compressed_size_hint() > LONGEST_ENTRY {
            return Err(format!("{name} is too long to be what it is called"));
        }
        if found.len() == MOST_MODULES {
            return Err(format!("more than {MOST_MODULES} modules of Alluxio"));
        }
        found.push(Found { name: name.to_owned(), group, at: entry.wayfinder(), method: entry.compression_method() });
    }
    Ok(found)
}

fn group_of(name: &str, places: &Places) -> Option<String> {
    // Jars have tens of thousands of entries: a plain comparison first keeps the patterns off nearly all of them.
    if !name.ends_with("/pom.properties") {
        return None;
    }
    let captures = places.modules.iter().find_map(|module| module.name.captures(name))?;
    Some(captures.name("group")?.as_str().to_owned())
}

fn content(archive: &ZipArchive<Bytes>, found: &Found) -> Result<String, String> {
    let fail = |error: &dyn std::fmt::Display| format!("{}: {error}", found.name);
    let entry = archive.get_entry(found.at).map_err(|error| fail(&error))?;
    let raw = entry.reader();
    let mut bytes = Vec::new();
    let read = match found.method {
        CompressionMethod::STORE => entry.verifying_reader(raw).take(LONGEST_ENTRY).read_to_end(&mut bytes),
        CompressionMethod::DEFLATE => {
            let inflated = flate2::read::DeflateDecoder::new(raw);
            entry.verifying_reader(inflated).take(LONGEST_ENTRY).read_to_end(&mut bytes)
        }
        _ => return Err(fail(&"packed with a method that jars do not use")),
    };
    read.map_err(|error| fail(&error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The line `version=`, unless another line says that the file is about another group.
fn stated(text: &str, group: &str) -> Option<String> {
    let value = |key: &str| text.lines().find_map(|line| line.trim().strip_prefix(key)?.trim_start().strip_prefix('=').map(str::trim));
    if value("groupId").is_some_and(|stated| stated != group) {
        return None;
    }
    value("version").filter(|version| !version.is_empty()).map(str::to_owned)
}
