//! Writes stores as RocksDB lays them out, so that tests can ask for every form that its options allow. Written from the
//! same description of the format as the readers, hence never the only proof: real stores are read beside it.

use std::collections::BTreeMap;
use std::io::Write;

use twox_hash::{XxHash3_64, XxHash32, XxHash64};

use super::coding::mask;

/// A version of a key: key, sequence number, kind, value.
pub(super) type Row = (Vec<u8>, u64, u8, Vec<u8>);

/// How tables are written.
#[derive(Debug, Clone)]
pub(super) struct Form {
    pub(super) checksum: u8,
    pub(super) compression: u8,
    pub(super) index_type: u8,
    pub(super) delta: bool,
    pub(super) hash_index: bool,
    pub(super) rows_per_block: usize,
    pub(super) restart: usize,
    pub(super) format: u32,
}

impl Default for Form {
    fn default() -> Self {
        Form { checksum: 1, compression: 0, index_type: 0, delta: false, hash_index: false, rows_per_block: 7, restart: 4, format: 2 }
    }
}

pub(super) fn varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

fn string(out: &mut Vec<u8>, bytes: &[u8]) {
    varint(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

pub(super) fn internal(key: &[u8], sequence: u64, kind: u8) -> Vec<u8> {
    [key, &(sequence << 8 | u64::from(kind)).to_le_bytes()].concat()
}

#[derive(Clone, Copy, Default)]
struct Handle {
    offset: u64,
    size: u64,
}

impl Handle {
    fn write(self, out: &mut Vec<u8>) {
        varint(out, self.offset);
        varint(out, self.size);
    }
}

/// Rows with shared prefixes, then restart points.
fn block(rows: &[(Vec<u8>, Vec<u8>)], restart: usize, hash_index: bool, lengths: bool) -> Vec<u8> {
    let mut out = Vec::new();
    let mut restarts: Vec<u32> = Vec::new();
    let mut last: &[u8] = &[];
    for (n, (key, value)) in rows.iter().enumerate() {
        let mut shared = last.iter().zip(key).take_while(|(a, b)| a == b).count();
        if n % restart == 0 {
            restarts.push(out.len() as u32);
            shared = 0;
        }
        varint(&mut out, shared as u64);
        varint(&mut out, (key.len() - shared) as u64);
        if lengths {
            varint(&mut out, value.len() as u64);
        }
        out.extend_from_slice(&key[shared..]);
        out.extend_from_slice(value);
        last = key;
    }
    if restarts.is_empty() {
        restarts.push(0);
    }
    restarts.iter().for_each(|restart| out.extend(restart.to_le_bytes()));
    let mut footer = restarts.len() as u32;
    if hash_index {
        out.extend([255; 5]);
        out.extend(5u16.to_le_bytes());
        footer |= 1 << 31;
    }
    out.extend(footer.to_le_bytes());
    out
}

struct Writer<'a> {
    out: Vec<u8>,
    form: &'a Form,
}

impl Writer<'_> {
    fn put(&mut self, block: &[u8], compression: u8) -> Handle {
        let mut packed = pack(block, compression);
        let handle = Handle { offset: self.out.len() as u64, size: packed.len() as u64 };
        packed.push(compression);
        let sum = checksum(self.form.checksum, &packed);
        self.out.extend(packed);
        self.out.extend(sum.to_le_bytes());
        handle
    }

    /// An index block over blocks with their first keys.
    fn index(&mut self, blocks: &[(Vec<u8>, Vec<u8>, Handle)]) -> Handle {
        let mut rows = Vec::new();
        let mut before = Handle::default();
        for (n, (first, last, handle)) in blocks.iter().enumerate() {
            let mut value = Vec::new();
            let shares = n % self.form.restart != 0;
            // A row that shares no byte with the one before it has a whole handle, as the reader expects.
            let shared = n > 0 && blocks[n - 1].1.first() == last.first();
            if self.form.delta && shares && shared {
                let difference = handle.size as i64 - before.size as i64;
                varint(&mut value, ((difference << 1) ^ (difference >> 63)) as u64);
            } else {
                handle.write(&mut value);
            }
            if self.form.index_type == 3 {
                string(&mut value, first);
            }
            before = *handle;
            rows.push((last.clone(), value));
        }
        let block = block(&rows, self.form.restart, false, !self.form.delta);
        self.put(&block, self.form.compression)
    }
}

fn pack(block: &[u8], compression: u8) -> Vec<u8> {
    let mut sized = Vec::new();
    varint(&mut sized, block.len() as u64);
    match compression {
        0 => block.to_vec(),
        1 => snap::raw::Encoder::new().compress_vec(block).unwrap(),
        2 => {
            let mut encoder = flate2::write::DeflateEncoder::new(sized, flate2::Compression::fast());
            encoder.write_all(block).unwrap();
            encoder.finish().unwrap()
        }
        _ => {
            sized.extend(lz4_flex::block::compress(block));
            sized
        }
    }
}

fn checksum(kind: u8, covered: &[u8]) -> u32 {
    match kind {
        1 => mask(crc32c::crc32c(covered)),
        2 => XxHash32::oneshot(0, covered),
        3 => XxHash64::oneshot(0, covered) as u32,
        _ => {
            let (last, rest) = covered.split_last().unwrap();
            XxHash3_64::oneshot(rest) as u32 ^ u32::from(*last).wrapping_mul(0x6b90_83d9)
        }
    }
}

/// A table of rows that are sorted by key and then by falling sequence number.
pub(super) fn table(rows: &[Row], form: &Form) -> Vec<u8> {
    let mut writer = Writer { out: Vec::new(), form };
    let mut blocks = Vec::new();
    for part in rows.chunks(form.rows_per_block) {
        let part: Vec<(Vec<u8>, Vec<u8>)> =
            part.iter().map(|(key, seq, kind, value)| (internal(key, *seq, *kind), value.clone())).collect();
        let handle = writer.put(&block(&part, form.restart, form.hash_index, true), form.compression);
        blocks.push((part[0].0.clone(), part[part.len() - 1].0.clone(), handle));
    }
    let index = if form.index_type == 2 {
        let parts = blocks.chunks(3).map(|part| (part[0].0.clone(), part[part.len() - 1].1.clone(), writer.index(part)));
        let parts: Vec<_> = parts.collect();
        writer.index(&parts)
    } else {
        writer.index(&blocks)
    };
    let properties = writer.put(&properties(rows.len(), form), 0);
    let mut value = Vec::new();
    properties.write(&mut value);
    let meta = writer.put(&block(&[(b"rocksdb.properties".to_vec(), value)], 1, false, true), 0);
    let mut handles = Vec::new();
    meta.write(&mut handles);
    index.write(&mut handles);
    handles.resize(40, 0);
    let mut out = writer.out;
    out.push(form.checksum);
    out.extend(handles);
    out.extend(form.format.to_le_bytes());
    out.extend(0x88e2_41b7_85f4_cff7_u64.to_le_bytes());
    out
}

fn properties(rows: usize, form: &Form) -> Vec<u8> {
    let number = |value: u64| {
        let mut out = Vec::new();
        varint(&mut out, value);
        out
    };
    let rows = [
        ("rocksdb.block.based.table.index.type", u32::from(form.index_type).to_le_bytes().to_vec()),
        ("rocksdb.index.value.is.delta.encoded", number(u64::from(form.delta))),
        ("rocksdb.num.entries", number(rows as u64)),
    ];
    let rows: Vec<_> = rows.into_iter().map(|(name, value)| (name.as_bytes().to_vec(), value)).collect();
    block(&rows, 1, false, true)
}

/// Records in blocks of 32 KiB.
pub(super) fn log(records: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for record in records {
        let mut rest = record.as_slice();
        let mut first = true;
        loop {
            let left = 32 * 1024 - out.len() % (32 * 1024);
            if left < 7 {
                out.resize(out.len() + left, 0);
                continue;
            }
            let (part, after) = rest.split_at(rest.len().min(left - 7));
            let kind = match (first, after.is_empty()) {
                (true, true) => 1u8,
                (true, false) => 2,
                (false, false) => 3,
                (false, true) => 4,
            };
            let sum = mask(crc32c::crc32c(&[&[kind], part].concat()));
            out.extend(sum.to_le_bytes());
            out.extend((part.len() as u16).to_le_bytes());
            out.push(kind);
            out.extend(part);
            rest = after;
            first = false;
            if rest.is_empty() {
                break;
            }
        }
    }
    out
}

/// A store of one family `inodes` beside the empty default one; tables come with their levels.
pub(super) fn store(tables: &[(u64, Vec<Row>)], form: &Form) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut edits = vec![family_edit()];
    for (number, (level, rows)) in (10u64..).zip(tables) {
        let bytes = table(rows, form);
        let mut edit = Vec::new();
        [200, 1, 103, *level, number, bytes.len() as u64].into_iter().for_each(|value| varint(&mut edit, value));
        let key = |row: &Row| internal(&row.0, row.1, row.2);
        string(&mut edit, &key(&rows[0]));
        string(&mut edit, &key(&rows[rows.len() - 1]));
        edit.extend([0, 0, 5, 1, 9, 1]);
        edits.push(edit);
        files.insert(format!("{number:06}.sst"), bytes);
    }
    files.insert("MANIFEST-000004".to_owned(), log(&edits));
    files.insert("CURRENT".to_owned(), b"MANIFEST-000004\n".to_vec());
    files
}

fn family_edit() -> Vec<u8> {
    let mut edit = Vec::new();
    varint(&mut edit, 1);
    string(&mut edit, b"leveldb.BytewiseComparator");
    varint(&mut edit, 200);
    varint(&mut edit, 1);
    varint(&mut edit, 201);
    string(&mut edit, b"inodes");
    edit
}
