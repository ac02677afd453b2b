//! Configuration readers against Java itself, against random content and against damaged files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

use alluxio_preflight::inspect::config::properties::{self, Assignments};
use alluxio_preflight::inspect::config::{looks_like_properties, read_env_file, read_properties_file};
use alluxio_preflight::source::{Blob, Entry, EntryKind, Source, WalkError};
use proptest::prelude::*;

const SITE: &str = include_str!("config/alluxio-site.properties");
const ENV: &str = include_str!("config/alluxio-env.sh");

/// One file in memory.
struct Memory(Vec<u8>);

impl Blob for Memory {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&self, buffer: &mut [u8], offset: u64) -> std::io::Result<usize> {
        let rest = self.0.get(offset as usize..).unwrap_or_default();
        let len = rest.len().min(buffer.len());
        buffer[..len].copy_from_slice(&rest[..len]);
        Ok(len)
    }
}

impl Source for Memory {
    fn entry(&self, path: &Path) -> std::io::Result<Entry> {
        Ok(Entry { path: path.to_owned(), kind: EntryKind::File, len: self.len(), link: false, modified: None, id: None })
    }

    fn list(&self, _: &Path) -> std::io::Result<Vec<Entry>> {
        Ok(Vec::new())
    }

    fn open(&self, _: &Path) -> std::io::Result<std::sync::Arc<dyn Blob>> {
        Ok(std::sync::Arc::new(Memory(self.0.clone())))
    }

    fn walk(&self, _: &Path, _: &mut dyn FnMut(Result<Entry, WalkError>)) {}
}

/// Random numbers that are the same in every run (xorshift64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % sides.max(1) as u64) as usize
    }
}

/// Replaces, removes, doubles or inserts a few stretches, mostly with letters that mean something.
fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    const LETTERS: &[u8] = b"\\\n\r =:#!u\"'$`{}()&|;<>-+\t\x0c\0\xff\xc3";
    let mut bytes = bytes.to_vec();
    for _ in 0..=dice.roll(4) {
        let at = dice.roll(bytes.len() + 1);
        let end = (at + dice.roll(12)).min(bytes.len());
        let letter = LETTERS[dice.roll(LETTERS.len())];
        match dice.roll(4) {
            0 => drop(bytes.drain(at..end)),
            1 => bytes.insert(at, letter),
            2 => bytes.splice(at..end, [letter]).for_each(drop),
            _ => bytes.splice(at..at, bytes[at..end].to_vec()).for_each(drop),
        }
    }
    bytes
}

#[test]
fn no_damage_to_a_file_stops_a_reader() {
    let mut dice = Dice(0x5eed_a11a_c510_0001);
    for n in 0..20_000 {
        let site = damaged(SITE.as_bytes(), &mut dice);
        let found = properties::read(&site);
        assert!(found.list.iter().all(|one| one.span.end <= site.len() && one.line > 0 && one.column > 0));
        let env = Memory(damaged(ENV.as_bytes(), &mut dice));
        let script = read_env_file(&env, Path::new("conf/alluxio-env.sh"));
        assert_eq!(script.settings.read_from, ["conf/alluxio-env.sh"]);
        if n % 8 == 0 {
            read_env_file(&env, Path::new("alluxio.env"));
            looks_like_properties("x", &site);
        }
    }
}

#[test]
fn the_undamaged_files_are_read_without_trouble() {
    let facts = read_properties_file(&Memory(SITE.into()), Path::new("s"));
    assert_eq!((facts.settings.iter().count(), facts.unseen.len()), (9, 0));
    let facts = read_env_file(&Memory(ENV.into()), Path::new("alluxio-env.sh"));
    let keys: Vec<_> = facts.settings.iter().map(|one| (one.key.as_str(), one.place.as_str())).collect();
    assert!(keys.contains(&("alluxio.master.journal.folder", "alluxio-env.sh:15")), "{keys:?}");
    assert_eq!(facts.unseen.iter().map(|one| one.facts.join(" ")).collect::<Vec<_>>(), ["setting:alluxio.master.hostname"]);
}

/// As `java.util.Properties.store` writes: everything that could be read otherwise is escaped.
fn escaped(text: &str, key: bool) -> String {
    let mut out = String::new();
    for (n, unit) in text.encode_utf16().enumerate() {
        match u8::try_from(unit) {
            Ok(b' ') if key || n == 0 => out.push_str("\\ "),
            Ok(byte @ (b'\\' | b'=' | b':' | b'#' | b'!')) => out.extend(['\\', byte.into()]),
            Ok(byte @ b' '..=b'~') => out.push(byte.into()),
            _ => out.push_str(&format!("\\u{unit:04X}")),
        }
    }
    out
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, rng_seed: proptest::test_runner::RngSeed::Fixed(7), ..ProptestConfig::default() })]

    #[test]
    fn what_is_written_with_escapes_is_read_back(pairs in prop::collection::vec(("\\PC{0,12}", any::<String>()), 0..8)) {
        let text: String = pairs.iter().map(|(key, value)| format!("{}={}\n", escaped(key, true), escaped(value, false))).collect();
        let found = properties::read(text.as_bytes());
        let read: Vec<_> = found.list.into_iter().map(|one| (one.key, one.value)).collect();
        prop_assert_eq!(read, pairs);
        prop_assert!(found.troubles.is_empty());
    }

    #[test]
    fn any_bytes_are_read(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        properties::read(&bytes);
        read_env_file(&Memory(bytes.clone()), Path::new("alluxio-env.sh"));
        read_env_file(&Memory(bytes), Path::new("env"));
    }
}

/// Reads blocks of a length and that many bytes; answers a line of code units for each assignment, or `error`.
const ORACLE: &str = r#"
import java.io.*; import java.util.*;
public class Oracle {
  static String hex(String s) { StringBuilder b = new StringBuilder(); for (char c : s.toCharArray()) b.append(String.format("%04x", (int) c)); return b.toString(); }
  public static void main(String[] a) throws Exception {
    DataInputStream in = new DataInputStream(new BufferedInputStream(new FileInputStream(a[0])));
    StringBuilder out = new StringBuilder();
    for (int n = in.readInt(); n >= 0; n = in.readInt()) {
      byte[] bytes = new byte[n]; in.readFully(bytes);
      StringBuilder one = new StringBuilder();
      Properties p = new Properties() {
        public synchronized Object put(Object k, Object v) { one.append(hex((String) k)).append('=').append(hex((String) v)).append(' '); return super.put(k, v); }
      };
      try { p.load(new ByteArrayInputStream(bytes)); } catch (IllegalArgumentException e) { one.append("error"); }
      out.append(one).append('\n');
    }
    System.out.print(out);
  }
}
"#;

fn units(text: &str) -> String {
    text.encode_utf16().map(|unit| format!("{unit:04x}")).collect()
}

/// In the words of the oracle: Java stops at the first malformed escape.
fn as_java_says(found: &Assignments) -> String {
    let stop = found.troubles.first().map(|trouble| trouble.line);
    let before = found.list.iter().take_while(|one| stop.is_none_or(|line| one.line < line));
    let said: String = before.map(|one| format!("{}={} ", units(&one.key), units(&one.value))).collect();
    said + if stop.is_some() { "error" } else { "" }
}

fn samples() -> Vec<Vec<u8>> {
    let mut dice = Dice(0x5eed_a11a_c510_0002);
    let edges = [
        "\\",
        "\\\n",
        "\\\r\n",
        "\\\r",
        "a\\",
        "a\\\n",
        "a\\\n#b",
        "\\\n#b=c",
        "a=\\\r\n \r\nb",
        "=",
        ":",
        " =:",
        "a\\\\=b",
        "\r\r\n\n#\\\nx",
    ];
    let mut samples: Vec<Vec<u8>> = edges.iter().map(|text| text.as_bytes().to_vec()).collect();
    samples.extend((0..1500).map(|_| damaged(SITE.as_bytes(), &mut dice)));
    const LETTERS: &[u8] = b"ab\\\\\\\n\n\r =:#!u0041\t\x0c\xe9";
    samples.extend((0..4000).map(|_| (0..dice.roll(24)).map(|_| LETTERS[dice.roll(LETTERS.len())]).collect()));
    samples
}

fn asked_java(folder: &Path, samples: &[Vec<u8>]) -> Option<String> {
    let (program, input) = (folder.join("Oracle.java"), folder.join("input"));
    let mut blocks = Vec::new();
    for sample in samples {
        blocks.extend((sample.len() as i32).to_be_bytes());
        blocks.extend(sample);
    }
    blocks.extend((-1i32).to_be_bytes());
    fs::write(&program, ORACLE).unwrap();
    fs::write(&input, blocks).unwrap();
    let java = Command::new("java").args(["-XX:TieredStopAtLevel=1"]).args([&program, &input]).output().ok()?;
    java.status.success().then(|| String::from_utf8(java.stdout).unwrap())
}

#[test]
fn java_reads_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let samples = samples();
    let Some(answers) = asked_java(folder.path(), &samples) else {
        eprintln!("skipped: no java that runs a source file is on PATH");
        return;
    };
    let answers: Vec<_> = answers.lines().collect();
    assert_eq!(answers.len(), samples.len());
    for (sample, answer) in samples.iter().zip(answers) {
        assert_eq!(as_java_says(&properties::read(sample)).trim_end(), answer.trim_end(), "{:?}", String::from_utf8_lossy(sample));
    }
}
