//! One table file: its footer, properties and the order of its data blocks
//! (`rocksdb-5.18:table/format.{h,cc}`, `table/block_based_table_reader.cc`). Reads no rows.

use std::sync::Arc;

use super::block::{self, Checksum, Rows, TRAILER};
use super::coding::varint;
use super::index::{Form, Handle, Handles};
use super::{Outcome, damaged, unseen};
use crate::source::Blob;

/// Checksum type, two handles padded to 40 bytes, format version, magic number.
const FOOTER: usize = 1 + 40 + 4 + 8;
/// `kBlockBasedTableMagicNumber`, little-endian.
const MAGIC: u64 = 0x88e2_41b7_85f4_cff7;
/// Versions that share this footer; 2 is the first whose packed blocks say their size.
const FORMATS: std::ops::RangeInclusive<u32> = 2..=5;

/// Values of `rocksdb.block.based.table.index.type`.
const TWO_LEVEL: u8 = 2;
const WITH_FIRST_KEY: u8 = 3;

/// An open table.
pub(super) struct Table {
    blob: Arc<dyn Blob>,
    pub(super) checksum: Checksum,
    /// Format version.
    pub(super) format: u32,
    index: Handle,
    properties: Properties,
    /// Bytes whose checksums were verified when it was opened.
    pub(super) covered: u64,
}

#[derive(Debug, Default)]
struct Properties {
    seen: bool,
    index_type: u8,
    delta: bool,
    rows: Option<u64>,
    range_deletions: u64,
}

/// Position in the index of a table.
pub(super) struct Blocks {
    top: Handles,
    partition: Option<Handles>,
}

impl Table {
    /// Reads everything but index and data, and verifies it.
    pub(super) fn open(blob: Arc<dyn Blob>) -> Outcome<Table> {
        let mut footer = [0; FOOTER];
        let start = blob.len().checked_sub(FOOTER as u64);
        if start.is_none_or(|start| blob.read_exact_at(&mut footer, start).is_err()) {
            return damaged("is too short for a table");
        }
        let (checksum, handles, format) = parse_footer(&footer)?;
        let mut rest = handles;
        let meta = Handle::read(&mut rest)?;
        let index = Handle::read(&mut rest)?;
        if rest.iter().any(|byte| *byte != 0) {
            return damaged("has bytes in the padding of its footer");
        }
        let mut table = Table { blob, checksum, format, index, properties: Properties::default(), covered: FOOTER as u64 };
        table.read_meta(meta)?;
        Ok(table)
    }

    /// Rows that its properties promise.
    pub(super) fn promised_rows(&self) -> Option<u64> {
        self.properties.rows
    }

    /// Length of the file.
    pub(super) fn len(&self) -> u64 {
        self.blob.len()
    }

    /// Starts at the first data block.
    pub(super) fn blocks(&mut self) -> Outcome<Blocks> {
        let block = self.block(self.index)?;
        Ok(Blocks { top: Handles::new(block, self.form())?, partition: None })
    }

    /// The next data block, unpacked; `None` after the last one.
    pub(super) fn next_block(&mut self, blocks: &mut Blocks) -> Outcome<Option<Vec<u8>>> {
        self.next_handle(blocks)?.map(|handle| self.block(handle)).transpose()
    }

    /// Where the next data block is.
    pub(super) fn next_handle(&mut self, blocks: &mut Blocks) -> Outcome<Option<Handle>> {
        if self.properties.index_type != TWO_LEVEL {
            return blocks.top.step();
        }
        loop {
            if let Some(partition) = &mut blocks.partition
                && let Some(handle) = partition.step()?
            {
                return Ok(Some(handle));
            }
            let Some(handle) = blocks.top.step()? else { return Ok(None) };
            blocks.partition = Some(Handles::new(self.block(handle)?, self.form())?);
        }
    }

    fn form(&self) -> Form {
        Form { delta: self.properties.delta, first_key: self.properties.index_type == WITH_FIRST_KEY }
    }

    fn block(&mut self, handle: Handle) -> Outcome<Vec<u8>> {
        let bytes = self.bytes(handle)?;
        let (packed, kind) = block::verify(&bytes, self.checksum).map_err(|fault| fault.at(&format!("block at byte {}", handle.offset)))?;
        self.covered += handle.size + TRAILER;
        if kind == 0 {
            let size = packed.len();
            let mut bytes = bytes;
            bytes.truncate(size);
            return Ok(bytes);
        }
        block::unpack(packed, kind)
    }

    fn bytes(&self, handle: Handle) -> Outcome<Vec<u8>> {
        let end = handle.offset.checked_add(handle.size).and_then(|end| end.checked_add(TRAILER));
        if end.is_none_or(|end| end > self.blob.len()) {
            return damaged("points beyond its end");
        }
        block::check_size(handle.size)?;
        let mut bytes = vec![0; usize::try_from(handle.size + TRAILER).unwrap_or(0)];
        match self.blob.read_exact_at(&mut bytes, handle.offset) {
            Ok(()) => Ok(bytes),
            Err(error) => unseen(format!("cannot be read: {error}")),
        }
    }

    /// All blocks that the meta index names are verified; only properties are understood.
    fn read_meta(&mut self, handle: Handle) -> Outcome<()> {
        let mut rows = Rows::default();
        rows.reset(self.block(handle)?)?;
        while rows.step()? {
            let handle = Handle::read(&mut rows.value())?;
            match rows.key.as_slice() {
                b"rocksdb.properties" | b"rocksdb.stats" => {
                    let block = self.block(handle)?;
                    self.properties = Properties::read(block)?;
                }
                b"rocksdb.compression_dict" => return unseen("is packed with a dictionary, which is not known"),
                _ => self.verify_only(handle)?,
            }
        }
        match (self.properties.seen, self.properties.range_deletions) {
            (false, _) => damaged("has no properties"),
            (true, 0) => Ok(()),
            (true, _) => unseen("holds range deletions, which are not applied"),
        }
    }

    fn verify_only(&mut self, handle: Handle) -> Outcome<()> {
        let bytes = self.bytes(handle)?;
        block::verify(&bytes, self.checksum).map_err(|fault| fault.at(&format!("block at byte {}", handle.offset)))?;
        self.covered += handle.size + TRAILER;
        Ok(())
    }
}

fn parse_footer(footer: &[u8; FOOTER]) -> Outcome<(Checksum, &[u8], u32)> {
    let Some((rest, magic)) = footer.split_last_chunk::<8>() else { return damaged("is no table") };
    let Some((rest, format)) = rest.split_last_chunk::<4>() else { return damaged("is no table") };
    let Some((checksum, handles)) = rest.split_first() else { return damaged("is no table") };
    if u64::from_le_bytes(*magic) != MAGIC {
        return damaged("does not end with the magic number of a block-based table");
    }
    let format = u32::from_le_bytes(*format);
    if !FORMATS.contains(&format) {
        return unseen(format!("has the table format version {format}, which is not known"));
    }
    Ok((Checksum::of(*checksum)?, handles, format))
}

impl Properties {
    fn read(block: Vec<u8>) -> Outcome<Self> {
        let mut properties = Properties { seen: true, ..Properties::default() };
        let mut rows = Rows::default();
        rows.reset(block)?;
        while rows.step()? {
            let mut value = rows.value();
            match rows.key.as_slice() {
                b"rocksdb.block.based.table.index.type" => properties.index_type = value.first().copied().unwrap_or(0),
                b"rocksdb.index.value.is.delta.encoded" => properties.delta = varint(&mut value)? != 0,
                b"rocksdb.num.entries" => properties.rows = Some(varint(&mut value)?),
                b"rocksdb.num.range-deletions" => properties.range_deletions = varint(&mut value)?,
                _ => {}
            }
        }
        if properties.index_type > WITH_FIRST_KEY {
            return unseen(format!("has an index of type {}, which is not known", properties.index_type));
        }
        Ok(properties)
    }
}
