//! Writes journals as masters write them, one function per form of bytes. Layouts are cited in the readers.

use std::io::Write;
use std::path::PathBuf;

use super::memory::Memory;

/// Name of the Ratis group, the same everywhere.
pub const GROUP: &str = "raft/02511d47-d67c-49a3-9011-abb3109a44c1";
/// End of an open UFS log by its name.
pub const OPEN: u64 = 0x7fff_ffff_ffff_ffff;

/// A number as protobuf writes it.
pub fn varint(mut number: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

/// A field with a number.
pub fn number(field: u64, value: u64) -> Vec<u8> {
    [varint(field << 3), varint(value)].concat()
}

/// A field with bytes.
pub fn bytes(field: u64, value: &[u8]) -> Vec<u8> {
    [varint(field << 3 | 2), varint(value.len() as u64), value.to_vec()].concat()
}

/// An entry of a journal without its sequence number: the field of its kind, with a body that fits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub field: u64,
    pub body: Vec<u8>,
}

/// Kinds that every release since the first knows: block containers, folders and files, their ids, times.
pub const FIELDS: [u64; 5] = [3, 9, 10, 11, 12];

/// A folder, file or id generator.
pub fn made(field: u64, id: u64, parent: u64, name: &str) -> Made {
    let body = match field {
        3 => number(1, id),
        9 | 11 => [number(1, id), number(2, parent), bytes(3, name.as_bytes())].concat(),
        _ => [number(1, id), number(2, parent)].concat(),
    };
    Made { field, body }
}

/// Serialized with a sequence number.
pub fn entry(sequence: u64, made: &Made) -> Vec<u8> {
    [number(1, sequence), bytes(made.field, &made.body)].concat()
}

/// Messages with their lengths.
pub fn delimited<'a>(messages: impl IntoIterator<Item = &'a [u8]>) -> Vec<u8> {
    messages.into_iter().flat_map(|message| [varint(message.len() as u64), message.to_vec()].concat()).collect()
}

/// Entries with rising sequence numbers, with their lengths.
pub fn entries(first: u64, list: &[Made]) -> Vec<u8> {
    let messages: Vec<Vec<u8>> = (first..).zip(list).map(|(sequence, made)| entry(sequence, made)).collect();
    delimited(messages.iter().map(Vec::as_slice))
}

/// Name of a UFS log or checkpoint.
pub fn range(start: u64, end: u64) -> String {
    format!("0x{start:x}-0x{end:x}")
}

/// A checkpoint part with its type.
pub fn typed(kind: i64, content: &[u8]) -> Vec<u8> {
    [kind.to_be_bytes().to_vec(), content.to_vec()].concat()
}

/// Components as Kryo's chunked output writes them.
pub fn compound(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut out = 1i64.to_be_bytes().to_vec();
    for (name, content) in parts {
        let mut data = name.as_bytes().to_vec();
        *data.last_mut().unwrap() |= 0x80;
        data.extend(content);
        for chunk in data.chunks(64 * 1024) {
            out.extend(varint(chunk.len() as u64));
            out.extend(chunk);
        }
        out.push(0);
    }
    out
}

/// The checkpoint of a file system master of 2.x with inodes on the heap.
pub fn component_checkpoint(list: &[Made]) -> Vec<u8> {
    let messages: Vec<Vec<u8>> = list.iter().map(|made| bytes(made.field, &made.body)).collect();
    let ids: Vec<u8> = (1..4i64).flat_map(i64::to_be_bytes).collect();
    let tree = compound(&[
        ("INODE_COUNTER", typed(5, &3i64.to_be_bytes())),
        ("PINNED_INODE_FILE_IDS", typed(2, &ids)),
        ("REPLICATION_LIMITED_FILE_IDS", typed(2, &[])),
        ("TO_BE_PERSISTED_FILE_IDS", typed(2, &[])),
        ("TTL_BUCKET_LIST", typed(2, &[])),
    ]);
    compound(&[
        ("INODE_DIRECTORY_ID_GENERATOR", typed(5, &7i64.to_be_bytes())),
        ("MASTER_UFS_MANAGER", typed(0, &[])),
        ("MOUNT_TABLE", typed(0, &delimited(messages.iter().map(Vec::as_slice)))),
        ("INODE_TREE", tree),
    ])
}

/// A record of a Ratis log.
pub fn record(term: u64, index: u64, data: &[u8]) -> Vec<u8> {
    let mut log_entry = [number(1, term), number(2, index)].concat();
    log_entry.extend(bytes(3, &bytes(1, data)));
    let mut record = varint(log_entry.len() as u64);
    record.extend(log_entry);
    let sum = crc32c::crc32c(&record);
    record.extend(sum.to_be_bytes());
    record
}

/// A segment of a Ratis log: entries in batches of one.
pub fn segment(term: u64, first: u64, list: &[Made], padding: usize) -> Vec<u8> {
    let mut out = b"RaftLog1".to_vec();
    for (index, made) in (first..).zip(list) {
        out.extend(record(term, index, &bytes(39, &entry(index, made))));
    }
    out.resize(out.len() + padding, 0);
    out
}

/// `raft-meta`.
pub fn raft_meta(term: u64) -> Vec<u8> {
    format!("#\n#Thu Nov 26 00:00:00 UTC 2026\nterm={term}\nvotedFor=\n").into_bytes()
}

/// `raft-meta.conf`: a configuration entry with its members.
pub fn raft_members(term: u64, index: u64, members: &[&str]) -> Vec<u8> {
    let peers: Vec<u8> =
        members.iter().flat_map(|member| bytes(1, &[bytes(1, member.as_bytes()), bytes(2, member.as_bytes())].concat())).collect();
    [number(1, term), number(2, index), bytes(4, &peers)].concat()
}

/// A snapshot of the one-file form, and what lies beside it.
pub fn snapshot_file(content: &[u8], name: &str) -> (Vec<u8>, Vec<u8>) {
    let bytes = [7i64.to_be_bytes().to_vec(), content.to_vec()].concat();
    let sum = format!("{:x} *{name}\n", md5::compute(&bytes)).into_bytes();
    (bytes, sum)
}

/// A component of a snapshot folder, and what lies beside it.
pub fn snapshot_component(content: &[u8], name: &str) -> (Vec<u8>, Vec<u8>) {
    let mut packed = lz4_flex::frame::FrameEncoder::new(Vec::new());
    packed.write_all(content).unwrap();
    (packed.finish().unwrap(), format!("{:x} *{name}\n", md5::compute(content)).into_bytes())
}

/// A segment of a Copycat log with commands.
pub fn copycat_segment(id: u64, first: u64, term: u64, list: &[Made], padding: usize) -> Vec<u8> {
    let mut out = vec![0; 64];
    out[..8].copy_from_slice(&id.to_be_bytes());
    out[8..16].copy_from_slice(&1u64.to_be_bytes());
    out[16..24].copy_from_slice(&first.to_be_bytes());
    out[40] = 1;
    for (offset, made) in (0u64..).zip(list) {
        let message = bytes(39, &entry(first + offset, made));
        let mut command = vec![0x01, 0xdc];
        command.extend([0; 24]);
        command.extend([0x01, 0x01]);
        command.extend(u32::try_from(message.len()).unwrap().to_be_bytes());
        command.extend(&message);
        let mut sum = flate2::Crc::new();
        sum.update(&command);
        let mut record = sum.sum().to_be_bytes().to_vec();
        record.extend(offset.to_be_bytes());
        record.push(1);
        record.extend(term.to_be_bytes());
        record.extend(command);
        out.extend(u32::try_from(record.len()).unwrap().to_be_bytes());
        out.extend(record);
    }
    out.resize(out.len() + padding, 0);
    out
}

/// A backup.
pub fn backup(list: &[Made]) -> Vec<u8> {
    let messages: Vec<Vec<u8>> = list.iter().map(|made| bytes(made.field, &made.body)).collect();
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(&delimited(messages.iter().map(Vec::as_slice))).unwrap();
    packed.finish().unwrap()
}

/// A v0 journal: checkpoint, two completed logs and the open one.
pub fn v0_journal(list: &[Made]) -> Memory {
    let third = list.len() / 3;
    let mut files = Memory::default();
    let master = PathBuf::from("journal/FileSystemMaster");
    files.put("journal/_format_1", Vec::new());
    files.put(master.join("checkpoint.data"), entries(1, &list[..2]));
    files.put(master.join("completed/log.00000000000000000001"), entries(3, &list[..third]));
    files.put(master.join("completed/log.00000000000000000002"), entries(3 + third as u64, &list[third..2 * third]));
    files.put(master.join("log.out"), entries(3 + 2 * third as u64, &list[2 * third..]));
    files
}

/// A UFS journal with a checkpoint of plain entries (1.x) or of components (2.x), two closed logs and an open one.
pub fn ufs_journal(list: &[Made], components: bool) -> Memory {
    let third = list.len() / 3;
    let at = |part: usize| (third * part) as u64;
    let mut files = Memory::default();
    let v1 = PathBuf::from("journal/FileSystemMaster/v1");
    files.put(v1.join("_format_1"), Vec::new());
    let checkpoint = if components { component_checkpoint(list) } else { entries(0, list) };
    files.put(v1.join("checkpoints").join(range(0, at(1))), checkpoint);
    files.put(v1.join("logs").join(range(at(1), at(2))), entries(at(1), &list[third..2 * third]));
    files.put(v1.join("logs").join(range(at(2), at(3))), entries(at(2), &list[2 * third..3 * third]));
    files.put(v1.join("logs").join(range(at(3), OPEN)), entries(at(3), &list[..third]));
    files
}

/// Components that a snapshot folder has with the metastore HEAP in every release that writes one.
const COMPONENTS: [&str; 14] = [
    "ACTIVE_SYNC_MANAGER",
    "BLOCK_MASTER",
    "HEAP_INODE_STORE",
    "INODE_COUNTER",
    "INODE_DIRECTORY_ID_GENERATOR",
    "MASTER_UFS_MANAGER",
    "META_MASTER",
    "MOUNT_TABLE",
    "PINNED_INODE_FILE_IDS",
    "REPLICATION_LIMITED_FILE_IDS",
    "SCHEDULER",
    "SNAPSHOT_ID",
    "TO_BE_PERSISTED_FILE_IDS",
    "TTL_BUCKET_LIST",
];

/// A Ratis journal: two closed segments, an open one, and a snapshot of either form at the end of the first.
pub fn ratis_journal(list: &[Made], folder: bool) -> Memory {
    let third = list.len() / 3;
    let at = |part: usize| (third * part) as u64;
    let mut files = Memory::default();
    let group = PathBuf::from("journal").join(GROUP);
    let current = group.join("current");
    files.put(current.join("raft-meta"), raft_meta(2));
    files.put(current.join("raft-meta.conf"), raft_members(1, 0, &["m1:19200", "m2:19200", "m3:19200"]));
    files.put(current.join(format!("log_{}-{}", 0, at(1) - 1)), segment(1, 0, &list[..third], 0));
    files.put(current.join(format!("log_{}-{}", at(1), at(2) - 1)), segment(2, at(1), &list[third..2 * third], 0));
    files.put(current.join(format!("log_inprogress_{}", at(2))), segment(2, at(2), &list[2 * third..], 32));
    let name = format!("snapshot.1_{}", at(1) - 1);
    if folder {
        for component in COMPONENTS {
            let content = match component {
                "INODE_COUNTER" | "SNAPSHOT_ID" => typed(5, &9i64.to_be_bytes()),
                "PINNED_INODE_FILE_IDS" => typed(2, &[0; 16]),
                // The root: its id, and that it is a folder.
                "HEAP_INODE_STORE" => typed(4, &delimited([[number(1, 1), number(3, 1)].concat().as_slice()])),
                _ => typed(0, &[]),
            };
            let (bytes, sum) = snapshot_component(&content, component);
            files.put(group.join("sm").join(&name).join(component), bytes);
            files.put(group.join("sm").join(&name).join(format!("{component}.md5")), sum);
        }
    } else {
        let (bytes, sum) = snapshot_file(&component_checkpoint(list), &name);
        files.put(group.join("sm").join(&name), bytes);
        files.put(group.join("sm").join(format!("{name}.md5")), sum);
    }
    files
}

/// A Copycat journal: two segments.
pub fn copycat_journal(list: &[Made]) -> Memory {
    let half = list.len() / 2;
    let mut files = Memory::default();
    files.put("journal/copycat.meta", [2u64.to_be_bytes().to_vec(), vec![0; 5]].concat());
    files.put("journal/copycat-1-1.log", copycat_segment(1, 1, 1, &list[..half], 0));
    files.put("journal/copycat-2-1.log", copycat_segment(2, 1 + half as u64, 2, &list[half..], 32));
    files
}

/// A backup with its marker.
pub fn backup_files(list: &[Made]) -> Memory {
    let mut files = Memory::default();
    files.put("alluxio-backup-2026-11-26-1.gz", backup(list));
    files.put("alluxio-backup-2026-11-26-1.gz.complete", Vec::new());
    files
}

/// Ids of blocks, the root, then folders, files and ids: small and always the same.
pub fn sample(count: usize) -> Vec<Made> {
    let field = |i: usize| FIELDS[i % FIELDS.len()];
    let one = |i: usize| if i == 1 { made(field(i), 1, 0, "") } else { made(field(i), 100 + i as u64, 1, &format!("name-{i}")) };
    (0..count).map(one).collect()
}
