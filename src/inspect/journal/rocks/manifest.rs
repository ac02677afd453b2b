//! The MANIFEST: a log of edits that add up to the column families of a store and their live tables
//! (`rocksdb-5.18:db/version_edit.cc`, `rocksdb-7.0.3:db/version_edit.{h,cc}`).

use std::collections::BTreeMap;

use super::coding::{string, varint};
use super::{Fault, Outcome, damaged, record, unseen};

const COMPARATOR: u64 = 1;
const LOG_NUMBER: u64 = 2;
const NEXT_FILE_NUMBER: u64 = 3;
const LAST_SEQUENCE: u64 = 4;
const COMPACT_POINTER: u64 = 5;
const DELETED_FILE: u64 = 6;
const NEW_FILE: u64 = 7;
const PREV_LOG_NUMBER: u64 = 9;
const MIN_LOG_NUMBER_TO_KEEP: u64 = 10;
const NEW_FILE_2: u64 = 100;
const NEW_FILE_3: u64 = 102;
const NEW_FILE_4: u64 = 103;
const COLUMN_FAMILY: u64 = 200;
const COLUMN_FAMILY_ADD: u64 = 201;
const COLUMN_FAMILY_DROP: u64 = 202;
const MAX_COLUMN_FAMILY: u64 = 203;
const IN_ATOMIC_GROUP: u64 = 300;
const BLOB_FILE_ADDITION: u64 = 400;
const BLOB_FILE_GARBAGE: u64 = 401;
/// Tags with this bit carry a string that may be skipped.
const SAFE_TO_IGNORE: u64 = 1 << 13;

/// Tag that ends the attributes of a new file; each other one carries a string.
const ATTRIBUTES_END: u64 = 1;
/// Attributes with this bit change where or how the file is read.
const ATTRIBUTE_MATTERS: u64 = 1 << 6;

/// The only order of keys that Alluxio uses.
const BYTEWISE: &[u8] = b"leveldb.BytewiseComparator";

/// State of a store after the last edit.
#[derive(Debug, Default)]
pub(super) struct Version {
    pub(super) families: BTreeMap<u64, Family>,
}

/// A column family.
#[derive(Debug, Default)]
pub(super) struct Family {
    pub(super) name: String,
    /// Live tables by number.
    pub(super) tables: BTreeMap<u64, TableFile>,
}

/// A table as the MANIFEST knows it.
#[derive(Debug, Clone)]
pub(super) struct TableFile {
    pub(super) number: u64,
    pub(super) level: u64,
    pub(super) size: u64,
    /// First internal key.
    pub(super) smallest: Vec<u8>,
}

impl TableFile {
    /// Name of the file (`rocksdb-5.18:util/filename.cc`, `MakeTableFileName`).
    pub(super) fn name(&self) -> String {
        format!("{:06}.sst", self.number)
    }

    pub(super) fn wrong_size(&self, size: u64) -> Fault {
        Fault::Damaged(format!("{}: has {size} bytes instead of the {} that MANIFEST says", self.name(), self.size))
    }
}

/// One edit.
#[derive(Default)]
struct Edit {
    family: u64,
    add: Option<String>,
    drop: bool,
    deleted: Vec<u64>,
    new: Vec<TableFile>,
}

/// Adds up all edits of a MANIFEST.
pub(super) fn read(bytes: &[u8]) -> Outcome<Version> {
    let default = Family { name: "default".to_owned(), ..Family::default() };
    let mut version = Version { families: BTreeMap::from([(0, default)]) };
    let mut edits = 0u64;
    record::for_each(bytes, |mut record| {
        edits += 1;
        version.apply(edit(&mut record).map_err(|fault| in_edit(fault, edits))?)
    })?;
    if edits == 0 { damaged("is empty") } else { Ok(version) }
}

fn in_edit(fault: Fault, number: u64) -> Fault {
    fault.at(&format!("edit {number}"))
}

impl Version {
    fn apply(&mut self, edit: Edit) -> Outcome<()> {
        if let Some(name) = edit.add {
            self.families.insert(edit.family, Family { name, ..Family::default() });
        }
        if edit.drop {
            self.families.remove(&edit.family);
            return Ok(());
        }
        let Some(family) = self.families.get_mut(&edit.family) else {
            return damaged(format!("speaks of the column family {}, which does not exist", edit.family));
        };
        for number in edit.deleted {
            family.tables.remove(&number);
        }
        family.tables.extend(edit.new.into_iter().map(|table| (table.number, table)));
        Ok(())
    }
}

fn edit(bytes: &mut &[u8]) -> Outcome<Edit> {
    let mut edit = Edit::default();
    while !bytes.is_empty() {
        match varint(bytes)? {
            COMPARATOR => check_comparator(string(bytes)?)?,
            COLUMN_FAMILY => edit.family = varint(bytes)?,
            COLUMN_FAMILY_ADD => edit.add = Some(String::from_utf8_lossy(string(bytes)?).into_owned()),
            COLUMN_FAMILY_DROP => edit.drop = true,
            DELETED_FILE => {
                varint(bytes)?;
                edit.deleted.push(varint(bytes)?);
            }
            tag @ (NEW_FILE | NEW_FILE_2 | NEW_FILE_3 | NEW_FILE_4) => edit.new.push(new_file(tag, bytes)?),
            tag => skip(tag, bytes)?,
        }
    }
    Ok(edit)
}

/// Tags that do not change which rows live.
fn skip(tag: u64, bytes: &mut &[u8]) -> Outcome<()> {
    match tag {
        LOG_NUMBER | NEXT_FILE_NUMBER | LAST_SEQUENCE | PREV_LOG_NUMBER | MIN_LOG_NUMBER_TO_KEEP | MAX_COLUMN_FAMILY | IN_ATOMIC_GROUP => {
            varint(bytes).map(drop)
        }
        COMPACT_POINTER => {
            varint(bytes)?;
            string(bytes).map(drop)
        }
        BLOB_FILE_ADDITION | BLOB_FILE_GARBAGE => unseen("names blob files, which are not read"),
        tag if tag & SAFE_TO_IGNORE != 0 => string(bytes).map(drop),
        tag => unseen(format!("has the tag {tag}, which is not known")),
    }
}

fn check_comparator(name: &[u8]) -> Outcome<()> {
    if name == BYTEWISE {
        return Ok(());
    }
    unseen(format!("orders keys by {}, which is not known", String::from_utf8_lossy(name)))
}

fn new_file(tag: u64, bytes: &mut &[u8]) -> Outcome<TableFile> {
    let level = varint(bytes)?;
    let number = varint(bytes)?;
    if tag == NEW_FILE_3 && varint(bytes)? != 0 {
        return unseen("names a table in a second folder");
    }
    let size = varint(bytes)?;
    let smallest = string(bytes)?.to_vec();
    string(bytes)?;
    if tag != NEW_FILE {
        varint(bytes)?;
        varint(bytes)?;
    }
    if tag == NEW_FILE_4 {
        attributes(bytes)?;
    }
    Ok(TableFile { number, level, size, smallest })
}

fn attributes(bytes: &mut &[u8]) -> Outcome<()> {
    loop {
        match varint(bytes)? {
            ATTRIBUTES_END => return Ok(()),
            tag => {
                let value = string(bytes)?;
                if tag & ATTRIBUTE_MATTERS != 0 && value.iter().any(|byte| *byte != 0) {
                    return unseen(format!("a table has the attribute {tag}, which is not known"));
                }
            }
        }
    }
}
