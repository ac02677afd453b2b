//! What the readers promise, on journals that real masters wrote.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::again::Again;
use super::checkpoint::Checkpoint;
use super::found::Found;
use super::layout;
use super::rocks::tests::{Rows, large_store, pack};
use super::rocks::{Packing, read_store};
use crate::source::{Blob, BlobReader, Local, Source};

/// A journal or backup of `testdata/journals`, unpacked.
pub(super) fn unpack(name: &str, into: &Path) -> PathBuf {
    let archive = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/journals").join(format!("{name}.tar.gz"));
    let folder = into.join(name);
    tar::Archive::new(flate2::read::GzDecoder::new(File::open(archive).unwrap())).unpack(&folder).unwrap();
    folder
}

/// Names of all archives there.
pub(super) fn archives() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/journals");
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter_map(|name| Some(name.strip_suffix(".tar.gz")?.to_owned())).collect();
    names.sort();
    names
}

/// The journals of a folder.
pub(super) fn journals(folder: &Path) -> Vec<Found> {
    let entries = Local.list(folder).unwrap();
    layout(&Local, &entries).read(&Local, folder, &super::content::Content::default)
}

/// Each inode but the root hangs on one edge, so a store that was read whole has one inode more than edges.
#[test]
fn rocksdb_stores_of_real_masters_are_read_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let mut stores = 0;
    for name in archives().iter().filter(|name| !name.ends_with("backup")) {
        for found in journals(&unpack(name, scratch.path()).join("journal")) {
            assert_eq!(found.checkpoint.unread, Vec::<String>::new(), "{name}");
            assert_eq!(found.checkpoint.problems, Vec::new(), "{name}");
            assert_eq!(found.checkpoint.uncovered, 0, "{name}");
            let Some(inodes) = found.checkpoint.rows.get("inodes") else { continue };
            stores += 1;
            assert!(*inodes > 1, "{name}");
            assert_eq!(found.checkpoint.rows["edges"] + 1, *inodes, "{name}");
        }
    }
    assert!(stores > 0);
}

/// The layout of Alluxio's fork is known from such logs alone, so all of them must fit to the last byte.
#[test]
fn copycat_logs_of_real_masters_are_read_whole() {
    let scratch = tempfile::tempdir().unwrap();
    let mut read = 0;
    for name in archives().iter().filter(|name| name.ends_with("EMBEDDED-logs")) {
        for found in journals(&unpack(name, scratch.path()).join("journal")) {
            if found.kind != "copycat" {
                continue;
            }
            read += 1;
            assert_eq!(found.damage, Vec::new(), "{name}");
            assert_eq!(found.checkpoint.problems, Vec::new(), "{name}");
            assert_eq!(found.logs, found.live, "{name}: all is behind the first snapshot");
            // 42 paths of the recorded run, the root and one path that was deleted again.
            assert_eq!(found.live.inodes, 44, "{name}");
            assert_eq!((found.term, found.last_log_term), (Some(1), Some(1)), "{name}");
            assert_eq!(found.members.len(), 1, "{name}");
        }
    }
    assert!(read >= 4);
}

/// Bytes of the header that only tell how the file grew, bytes of a term, which no checksum covers, and the time of an
/// update.
fn proves_nothing(content: &[u8], at: usize) -> bool {
    let is_term = |start: usize| content[start + 16] == 1 && (start + 17..start + 25).contains(&at);
    let mut start = 64;
    while start < at {
        let length = u32::from_be_bytes(content[start..start + 4].try_into().unwrap()) as usize;
        if is_term(start) {
            return true;
        }
        start += 4 + length;
    }
    (24..40).contains(&at) || (41..64).contains(&at)
}

#[test]
fn a_flipped_bit_in_a_copycat_log_is_found() {
    let scratch = tempfile::tempdir().unwrap();
    let folder = unpack("2.3.0-EMBEDDED-logs", scratch.path()).join("journal");
    let log = folder.join("copycat-1-1.log");
    let mut content = std::fs::read(&log).unwrap();
    content.truncate(4096);
    let end = records_end(&content);
    content.truncate(end);
    for at in (0..end).filter(|at| !proves_nothing(&content, *at)) {
        let mut broken = content.clone();
        broken[at] ^= 1 << (at % 8);
        std::fs::write(&log, broken).unwrap();
        let found = &journals(&folder)[0];
        assert_ne!(found.damage, Vec::new(), "byte {at}");
    }
}

/// Where the last whole record ends.
fn records_end(content: &[u8]) -> usize {
    let mut end = 64;
    while let Some(length) = content.get(end..end + 4) {
        let next = end + 4 + u32::from_be_bytes(length.try_into().unwrap()) as usize;
        if next > content.len() {
            break;
        }
        end = next;
    }
    end
}

#[test]
fn a_flipped_bit_in_a_snapshot_with_a_sum_is_found() {
    let scratch = tempfile::tempdir().unwrap();
    for name in ["2.5.0-EMBEDDED-checkpoint", "2.9.6-EMBEDDED-checkpoint"] {
        let folder = unpack(name, scratch.path()).join("journal");
        let files = walkdir::WalkDir::new(&folder).into_iter().map(|entry| entry.unwrap().into_path());
        let summed = files.filter(|path| Path::new(&format!("{}.md5", path.display())).exists());
        for path in summed.collect::<Vec<_>>() {
            let content = std::fs::read(&path).unwrap();
            for at in (0..content.len()).step_by(41) {
                let mut broken = content.clone();
                broken[at] ^= 1 << (at % 8);
                std::fs::write(&path, broken).unwrap();
                let found = journals(&folder).remove(0);
                assert!(!found.checkpoint.problems.is_empty() || !found.unseen.is_empty(), "{} byte {at}", path.display());
            }
            std::fs::write(&path, content).unwrap();
        }
    }
}

/// A component as Kryo writes it.
fn component(name: &str, content: &[u8]) -> Vec<u8> {
    let mut inner = name.as_bytes().to_vec();
    *inner.last_mut().unwrap() |= 0x80;
    inner.extend_from_slice(content);
    let mut out = Vec::new();
    for chunk in inner.chunks(64 * 1024) {
        let mut size = chunk.len();
        while size >= 0x80 {
            out.push(size as u8 | 0x80);
            size >>= 7;
        }
        out.push(size as u8);
        out.extend_from_slice(chunk);
    }
    out.push(0);
    out
}

fn typed(kind: i64, content: &[u8]) -> Vec<u8> {
    [&kind.to_be_bytes(), content].concat()
}

#[test]
fn a_store_that_is_too_large_to_hold_is_read_again_and_again() {
    let store = large_store();
    let mut expected = Rows::default();
    let files = store.iter().map(|(name, content)| (name.clone(), Arc::new(content.clone()) as Arc<dyn Blob>)).collect();
    assert_eq!(read_store(&files, "CACHING_INODE_STORE", &mut expected).faults, []);
    for (packing, kind) in [(Packing::TarGz, 3), (Packing::Zip, 6)] {
        let pins = component("PINNED_INODE_FILE_IDS", &typed(2, &7i64.to_be_bytes()));
        let inodes = component("CACHING_INODE_STORE", &typed(kind, &pack(&store, packing)));
        let tree = component("INODE_TREE", &typed(1, &[pins, inodes].concat()));
        let noop = component("NOOP", &typed(0, &[]));
        let blob: Arc<dyn Blob> = Arc::new(typed(1, &[noop.clone(), tree, noop].concat()));
        let mut checkpoint = Checkpoint::default();
        let mut rows = Rows::default();
        checkpoint.read(&mut BlobReader::new(Arc::clone(&blob)), "file", &Again::new(&blob, 0), &mut rows).unwrap();
        assert_eq!((checkpoint.problems, checkpoint.unread), (vec![], vec![]));
        assert!(rows == expected && rows.0.len() == 149);
        assert_eq!(checkpoint.rows["inodes"], 149);
    }
}

#[test]
fn elements_of_tachyon_are_counted() {
    let scratch = tempfile::tempdir().unwrap();
    let master = scratch.path().join("FileSystemMaster");
    std::fs::create_dir_all(master.join("completed")).unwrap();
    let line = |number: u64| format!("{{\"mSequenceNumber\":{number},\"mType\":\"INODE_FILE\",\"mParameters\":{{\"id\":1}}}}\n");
    let write = |name: &str, text: &str| std::fs::write(master.join(name), text).unwrap();
    write("checkpoint.data", &[line(1), line(2)].concat());
    write("completed/log.00000000000000000001", &[line(3), line(4)].concat());
    write("log.out", &line(5));
    let found = journals(scratch.path()).remove(0);
    assert_eq!((found.kind, found.elements, found.damage.len()), ("tachyon", Some(5), 0));
    write("log.out", &line(5)[..20]);
    let found = journals(scratch.path()).remove(0);
    assert_eq!((found.elements, found.damage.len(), found.remarks.len()), (Some(4), 0, 1));
    write("completed/log.00000000000000000001", &[&line(3), "{\n", &line(4)].concat());
    assert_eq!(journals(scratch.path()).remove(0).damage.len(), 1);
    write("completed/log.00000000000000000001", &[line(4), line(3)].concat());
    assert_eq!(journals(scratch.path()).remove(0).damage.len(), 1);
}

#[test]
fn images_of_older_lines_are_counted() {
    let scratch = tempfile::tempdir().unwrap();
    let image = r#"{"mType":"Version","mParameters":{"version":3}}"#;
    std::fs::write(scratch.path().join("image.data"), format!("{image}\n{image}{image}")).unwrap();
    std::fs::write(scratch.path().join("log.data"), r#"{"type":"DELETE","transId":1,"parameters":{}}"#).unwrap();
    let found = journals(scratch.path()).remove(0);
    assert_eq!((found.kind, found.elements, found.damage.len()), ("tachyon", Some(4), 0));
}
