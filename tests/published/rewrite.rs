//! Takes out of jars what states a version, moves classes to another package, and reads classes a second way.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::{Path, PathBuf};

use alluxio_preflight::inspect::class::ClassFile;
use noak::reader::{Class, cpool};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Classes that exist to state the version.
const STATING: [&str; 3] = ["alluxio/ProjectConstants", "alluxio/RuntimeConstants", "tachyon/Version"];

/// All classes of a jar, with their names in it.
pub fn classes(jar: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(File::open(jar).unwrap()).unwrap();
    let mut classes = Vec::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        if let Some(name) = file.name().unwrap().strip_suffix(".class").map(str::to_owned) {
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).unwrap();
            classes.push((name, bytes));
        }
    }
    classes
}

/// One jar with all of Alluxio's own classes, below another package, without anything that states a version.
pub fn stripped(jars: &[&PathBuf], package: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut seen = BTreeSet::new();
    for jar in jars {
        let file = jar.file_stem().unwrap().to_str().unwrap().to_owned();
        for (name, bytes) in classes(jar) {
            let own = (name.starts_with("alluxio/") || name.starts_with("tachyon/")) && !name.starts_with("alluxio/shaded/");
            if !own || STATING.contains(&name.as_str()) || !seen.insert(name.clone()) {
                continue;
            }
            zip.start_file(format!("{package}{name}.class"), SimpleFileOptions::default().compression_method(CompressionMethod::Stored))
                .unwrap();
            zip.write_all(&moved(&bytes, package, &file)).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

/// The class with all names of Alluxio's moved, as a relocating packager does, and without strings that hold the version.
fn moved(class: &[u8], package: &str, file: &str) -> Vec<u8> {
    let count = usize::from(u16::from_be_bytes([class[8], class[9]]));
    let mut out = class[..10].to_vec();
    let (mut at, mut index) = (10, 1);
    while index < count {
        let len = match class[at] {
            1 => 3 + usize::from(u16::from_be_bytes([class[at + 1], class[at + 2]])),
            7 | 8 | 16 | 19 | 20 => 3,
            15 => 4,
            5 | 6 => 9,
            _ => 5,
        };
        let entry = &class[at..at + len];
        if class[at] == 1 {
            let text = renamed(&entry[3..], package, file);
            out.push(1);
            out.extend(u16::try_from(text.len()).unwrap().to_be_bytes());
            out.extend(text);
        } else {
            out.extend(entry);
        }
        index += if matches!(class[at], 5 | 6) { 2 } else { 1 };
        at += len;
    }
    out.extend(&class[at..]);
    out
}

fn renamed(text: &[u8], package: &str, file: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(text) else { return text.to_vec() };
    let at = file.match_indices('-').find(|(at, _)| file[at + 1..].starts_with(|c: char| c.is_ascii_digit())).unwrap().0;
    let version = &file[at + 1..];
    if text == version || (version.contains('.') && text.contains(version)) {
        return b"x".to_vec();
    }
    let dotted = package.replace('/', ".");
    let mut text = text.to_owned();
    for root in ["alluxio", "tachyon"] {
        text = text.replace(&format!("L{root}/"), &format!("L{package}{root}/"));
        if text.starts_with(&format!("{root}/")) {
            text.insert_str(0, package);
        } else if text.starts_with(&format!("{root}.")) {
            text.insert_str(0, &dotted);
        }
    }
    text.into_bytes()
}

/// Compares a class with what noak makes of it.
pub fn same_as_noak(name: &str, bytes: &[u8], ours: &ClassFile) {
    let class = Class::new(bytes).unwrap();
    let pool = class.pool();
    let text = |text: &noak::MStr| text.to_str().map(str::to_owned);
    assert_eq!(text(pool.retrieve(class.this_class()).unwrap().name), Some(ours.name.clone()), "{name}");
    let parent = class.super_class().map(|parent| text(pool.retrieve(parent).unwrap().name).unwrap()).unwrap_or_default();
    assert_eq!(parent, ours.parent, "{name}");
    assert_eq!(u16::from_be_bytes([bytes[6], bytes[7]]), ours.major, "{name}");
    let mut members = Vec::new();
    for field in class.fields() {
        let field = field.unwrap();
        members.push((pool.retrieve(field.name()).unwrap(), pool.retrieve(field.descriptor()).unwrap()));
    }
    for method in class.methods() {
        let method = method.unwrap();
        members.push((pool.retrieve(method.name()).unwrap(), pool.retrieve(method.descriptor()).unwrap()));
    }
    assert_eq!(members.len(), ours.members.len(), "{name}");
    for ((name, descriptor), ours) in members.iter().zip(&ours.members) {
        assert_eq!((text(name).unwrap(), text(descriptor).unwrap()), (ours.name.clone(), ours.descriptor.clone()));
    }
    let strings: Vec<Option<String>> = pool
        .iter()
        .filter_map(|item| match item {
            cpool::Item::String(string) => Some(text(pool.get(string.string).unwrap().content)),
            _ => None,
        })
        .collect();
    assert_eq!(strings.len(), ours.strings.len(), "{name}");
    for (theirs, ours) in strings.iter().zip(&ours.strings) {
        assert!(theirs.as_ref().is_none_or(|theirs| theirs == ours), "{name}: {theirs:?} {ours:?}");
    }
}
