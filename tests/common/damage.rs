//! Damages a backup as `tests/lab/damage.py` does, so that recorded runs on damaged backups can be compared.

use std::io::{Read, Write};

fn unpack(packed: &[u8]) -> Vec<u8> {
    let mut raw = Vec::new();
    flate2::read::GzDecoder::new(packed).read_to_end(&mut raw).unwrap();
    raw
}

fn pack(raw: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(raw).unwrap();
    packer.finish().unwrap()
}

/// The boundary between two entries at or after half of the bytes.
fn middle(raw: &[u8]) -> usize {
    let mut at = 0;
    while at < raw.len() / 2 {
        let (mut size, mut shift, mut head) = (0, 0, at);
        loop {
            let byte = raw[head];
            head += 1;
            size |= usize::from(byte & 0x7f) << shift;
            shift += 7;
            if byte < 0x80 {
                break;
            }
        }
        at = head + size;
    }
    at
}

/// A `load_job` entry up to its state, and what follows the state.
const LOAD_JOB: &[u8] = b"\x17\xaa\x03\x14\x0a\x05/data\x10";
const LOAD_JOB_REST: &[u8] = b"\x20\x00\x30\x00\x3a\x05job-1";

/// The bytes of a backup, damaged in one of the ways that rows name.
pub fn damaged(packed: &[u8], how: &str) -> Vec<u8> {
    let raw = unpack(packed);
    let (first, second) = raw.split_at(middle(&raw));
    match how {
        "cut" => packed[..packed.len() * 2 / 3].to_vec(),
        "checksum" => {
            let mut bytes = packed.to_vec();
            let at = bytes.len() - 6;
            bytes[at] ^= 1;
            bytes
        }
        "entry-cut" => pack(&raw[..raw.len() - 9]),
        "no-entry" => pack(&[first, &[0x05, 0xff, 0xff, 0xff, 0xff, 0xff], second].concat()),
        "bytes-behind" => [packed, &[0xee; 9]].concat(),
        "two-streams" => [pack(first), pack(second)].concat(),
        "long-entry" => pack(&[first, &[0x80, 0x80, 0x80, 0x18], second].concat()),
        "job-state" => pack(&[&raw, LOAD_JOB, &[9], LOAD_JOB_REST].concat()),
        "job-known" => pack(&[&raw, LOAD_JOB, &[1], LOAD_JOB_REST].concat()),
        "unpacked" => raw,
        "emptied" => Vec::new(),
        "no-entries" => pack(&[]),
        other => panic!("unknown damage {other}"),
    }
}
