//! Clients inside archives: found wherever they are nested, with the version that their bytes state, and never a panic,
//! a crash or a silent gap on archives that are broken or hostile.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, unreachable_pub, reason = "a failing test may panic")]

#[path = "common/jars.rs"]
mod jars;

use std::collections::BTreeSet;
use std::io::{Cursor, Write};
use std::sync::Arc;
use std::time::{Duration, Instant};

use alluxio_preflight::facts::{Facts, Grade, SubjectKind};
use alluxio_preflight::inspect::archive::{Budget, Limits};
use alluxio_preflight::inspect::class;
use alluxio_preflight::inspect::client::fingerprint::{Fingerprints, Reading, Sighting};
use alluxio_preflight::inspect::client::{ClientReader, read_archive, read_folder_of_classes};
use alluxio_preflight::source::{Local, Source};
use alluxio_preflight::version::AlluxioVersion;
use jars::{FILE_SYSTEM as FS, Jar, class_file, classes};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A client that states its version in a constant, without metadata.
fn client(version: &str) -> Jar {
    classes("", version)
}

fn read(bytes: Vec<u8>, path: &str) -> Facts {
    read_archive(Arc::new(bytes), path, &Budget::default())
}

/// Every client as `path version era`.
fn clients(facts: &Facts) -> Vec<String> {
    let word = |subject: &alluxio_preflight::facts::Subject, name: &str| subject.get(name).unwrap().to_string();
    let of = facts.of(SubjectKind::Client);
    of.map(|s| format!("{} {} {}", s.path, word(s, "client.version"), word(s, "client.era"))).collect()
}

fn patch(bytes: &mut [u8], from: &[u8], to: &[u8]) {
    assert_eq!(from.len(), to.len());
    for at in 0..bytes.len().saturating_sub(from.len()) {
        if bytes[at..].starts_with(from) {
            bytes[at..at + to.len()].copy_from_slice(to);
        }
    }
}

/// Overwrites two bytes of each local and each central header, at their own offsets.
fn patch_headers(bytes: &mut [u8], local: usize, central: usize, value: u16) {
    for at in 0..bytes.len() - 4 {
        let offset = match &bytes[at..at + 4] {
            b"PK\x03\x04" => local,
            b"PK\x01\x02" => central,
            _ => continue,
        };
        bytes[at + offset..at + offset + 2].copy_from_slice(&value.to_le_bytes());
    }
}

#[test]
fn a_plain_client_has_the_version_that_its_constants_state() {
    let facts = read(client("2.9.3").bytes(), "lib/any-name.jar");
    assert_eq!(clients(&facts), ["lib/any-name.jar 2.9.3 2.x"]);
    let subject = &facts.subjects[0];
    assert_eq!(subject.text("client.artifact"), "any-name.jar");
    assert!(!subject.is("client.relocated"));
    assert_eq!(subject.evidence[0].place, "lib/any-name.jar!/alluxio/ProjectConstants.class");
    assert_eq!(subject.evidence[0].grade, Grade::Proven);
    assert_eq!(subject.problems, [""; 0]);
    assert!(facts.unseen.is_empty());
}

#[test]
fn every_carrier_of_a_version_is_read() {
    let runtime = class_file("alluxio/RuntimeConstants", &[("VERSION", "1.8.1"), ("ALLUXIO_JAR", "x")]);
    let tachyon = class_file("tachyon/Version", &[("VERSION", "0.3.0")]);
    let cases: [(Jar, &str); 5] = [
        (Jar::default().class(FS).with("alluxio/RuntimeConstants.class", runtime), "1.8.1 1.x"),
        (Jar::default().class(FS).with("alluxio-default.properties", "# x\nalluxio.version=1.2.0\n"), "1.2.0 1.x"),
        (Jar::default().class("tachyon/hadoop/TFS").with("tachyon-default.properties", "tachyon.version = 0.8.2"), "0.8.2 tachyon"),
        (Jar::default().class("tachyon/client/TachyonFS").with("version.properties", "tachyon.version: 0.6.4\n"), "0.6.4 tachyon"),
        (Jar::default().class("tachyon/client/TachyonFS").with("tachyon/Version.class", tachyon), "0.3.0 tachyon"),
    ];
    for (jar, expected) in cases {
        assert_eq!(clients(&read(jar.bytes(), "a.jar")), [format!("a.jar {expected}")]);
    }
}

#[test]
fn nested_archives_are_found_whether_stored_or_deflated() {
    let jar = client("1.8.2").bytes();
    let wars =
        [Jar::default().stored("WEB-INF/lib/x.jar", jar.clone()).bytes(), Jar::default().with("WEB-INF/lib/x.jar", jar.clone()).bytes()];
    for war in wars {
        for ear in [Jar::default().stored("app.war", war.clone()), Jar::default().with("app.war", war.clone())] {
            let facts = read(ear.bytes(), "app.ear");
            assert_eq!(clients(&facts), ["app.ear!/app.war!/WEB-INF/lib/x.jar 1.8.2 1.x"]);
            assert!(facts.unseen.is_empty());
        }
    }
}

#[test]
fn an_archive_is_known_by_its_content_and_not_by_its_name() {
    for name in ["plugin.bin", "plugin"] {
        let outer = Jar::default().with(name, client("2.7.4").bytes()).bytes();
        assert_eq!(clients(&read(outer, "outer")), [format!("outer!/{name} 2.7.4 2.x")]);
    }
    let script = [b"#!/bin/sh\nexec java -jar $0\n".to_vec(), client("2.7.4").bytes()].concat();
    assert_eq!(clients(&read(script, "run")), ["run 2.7.4 2.x"]);
}

#[test]
fn relocated_classes_are_a_client_of_their_own() {
    let jar = Jar::default().class(&format!("my/shade/{FS}")).constants("my/shade/", "2.3.0").bytes();
    let facts = read(jar, "app.jar");
    assert_eq!(clients(&facts), ["app.jar!/my/shade 2.3.0 2.x"]);
    assert!(facts.subjects[0].is("client.relocated"));

    let both = client("1.8.2").class(&format!("my/shade/{FS}")).constants("my/shade/", "2.3.0").bytes();
    assert_eq!(clients(&read(both, "app.jar")), ["app.jar 1.8.2 1.x", "app.jar!/my/shade 2.3.0 2.x"]);
}

#[test]
fn a_folder_of_classes_is_not_a_relocation() {
    for folder in ["WEB-INF/classes", "BOOT-INF/classes", "app-1.0/some/folder"] {
        let jar = Jar::default().with(&format!("{folder}/{FS}.class"), class_file(FS, &[])).pom("alluxio-core-client-fs", "2.1.0");
        let facts = read(jar.bytes(), "a.zip");
        assert_eq!(clients(&facts), [format!("a.zip!/{folder} 2.1.0 2.x")]);
        assert!(!facts.subjects[0].is("client.relocated"), "{folder}");
    }
}

#[test]
fn metadata_of_maven_counts_only_beside_classes() {
    let facts = read(Jar::default().class(FS).pom("alluxio-core-client-fs", "2.5.0").bytes(), "a.jar");
    assert_eq!(clients(&facts), ["a.jar 2.5.0 2.x"]);
    assert_eq!(facts.subjects[0].evidence[0].grade, Grade::Strong);
    assert!(read(Jar::default().pom("alluxio-core-client-fs", "2.5.0").bytes(), "a.jar").is_empty());
}

#[test]
fn carriers_that_disagree_are_both_named() {
    let facts = read(client("2.9.3").pom("alluxio-core-common", "1.8.2").bytes(), "a.jar");
    assert_eq!(clients(&facts), ["a.jar 2.9.3 2.x"]);
    let problem = &facts.subjects[0].problems[0];
    assert!(problem.contains("2.9.3") && problem.contains("1.8.2"), "{problem}");
}

#[test]
fn a_build_with_a_foreign_suffix_is_taken_as_its_base() {
    let facts = read(client("2.9.3-acme.7.x").bytes(), "a.jar");
    assert_eq!(clients(&facts), ["a.jar 2.9.3 2.x"]);
    assert!(facts.subjects[0].problems[0].contains("2.9.3-acme.7.x"));
}

#[test]
fn duplicate_names_are_both_read() {
    let twin = class_file("alluxio/ProjectConstants", &[("VERSION", "1.8.2")]);
    let mut bytes = client("2.9.3").with("alluxio/ProjectConstantz.class", twin).bytes();
    patch(&mut bytes, b"ProjectConstantz.class", b"ProjectConstants.class");
    let facts = read(bytes, "a.jar");
    assert_eq!(facts.subjects[0].get("client.version").unwrap().to_string(), "1.8.2 to 2.9.3");
    assert!(facts.subjects[0].problems[0].contains("disagree"));
}

#[test]
fn parts_of_a_client_in_one_folder_complete_each_other() {
    let common = Jar::default().class("alluxio/AlluxioURI").constants("", "1.7.1").bytes();
    let fs = Jar::default().class(FS).bytes();
    let war = Jar::default().with("WEB-INF/lib/fs.jar", fs).with("WEB-INF/lib/common.jar", common).bytes();
    let facts = read(war, "a.war");
    assert_eq!(clients(&facts), ["a.war!/WEB-INF/lib/fs.jar 1.7.1 1.x"]);
    assert_eq!(facts.subjects[0].evidence[0].grade, Grade::Strong);
}

#[test]
fn a_part_of_another_release_beside_a_client_is_named() {
    let common = Jar::default().constants("", "1.7.1").bytes();
    let fs = Jar::default().class(FS).pom("alluxio-core-client-fs", "1.5.0").bytes();
    let war = Jar::default().with("lib/fs.jar", fs).with("lib/common.jar", common).bytes();
    let facts = read(war, "a.war");
    assert_eq!(clients(&facts), ["a.war!/lib/fs.jar 1.5.0 1.x"]);
    let problem = &facts.subjects[0].problems[0];
    assert!(problem.contains("1.5.0") && problem.contains("1.7.1"), "{problem}");
}

#[test]
fn parts_are_also_joined_across_files_of_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let mut reader = ClientReader::default();
    let jars = [("fs.jar", Jar::default().class(FS)), ("common.jar", Jar::default().constants("", "1.7.1"))];
    for (name, jar) in jars {
        let path = folder.path().join(name);
        std::fs::write(&path, jar.bytes()).unwrap();
        reader.add(Local.open(&path).unwrap(), &format!("lib/{name}"), &Budget::default());
    }
    assert_eq!(clients(&reader.finish().0), ["lib/fs.jar 1.7.1 1.x"]);
}

#[test]
fn unpacked_classes_are_a_client_too() {
    let folder = tempfile::tempdir().unwrap();
    let constants = class_file("alluxio/ProjectConstants", &[("VERSION", "2.6.2")]);
    for (name, bytes) in [(FS, class_file(FS, &[])), ("alluxio/ProjectConstants", constants)] {
        let path = folder.path().join("WEB-INF/classes").join(format!("{name}.class"));
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    }
    let facts = read_folder_of_classes(&Local, folder.path(), "app", &Budget::default());
    assert_eq!(clients(&facts), ["app/WEB-INF/classes 2.6.2 2.x"]);
    assert_eq!(facts.subjects[0].evidence[0].place, "app/WEB-INF/classes/alluxio/ProjectConstants.class");
}

#[test]
fn resources_may_move_with_relocated_classes_or_stay() {
    for resource in ["my/shade/alluxio-default.properties", "alluxio-default.properties"] {
        let jar = Jar::default().class(&format!("my/shade/{FS}")).with(resource, "alluxio.version=1.1.1");
        assert_eq!(clients(&read(jar.bytes(), "a.jar")), ["a.jar!/my/shade 1.1.1 1.x"]);
    }
}

#[test]
fn what_holds_no_client_is_quiet() {
    let mention = class_file("com/acme/Main", &[("URI", "alluxio://host:19998/"), ("C", "alluxio.hadoop.FileSystem")]);
    let cases = [
        Jar::default(),
        Jar::default().class("com/acme/Main").with("com/acme/Other.class", mention),
        Jar::default().class("alluxio/AlluxioURI"),
        Jar::default().with("docs/alluxio/client/file/FileSystem.html", "x").with("version.properties", "version=2.9.3"),
    ];
    for jar in cases {
        assert!(read(jar.bytes(), "a.jar").is_empty());
    }
}

#[test]
fn a_server_archive_is_no_client() {
    let mut reader = ClientReader::default();
    let bytes = client("2.9.3").class("alluxio/master/AlluxioMaster").bytes();
    reader.add(Arc::new(bytes), "server.jar", &Budget::default());
    let (facts, servers) = reader.finish();
    assert!(facts.is_empty());
    assert_eq!(servers[0].path, "server.jar");
    assert_eq!(servers[0].version.as_ref().unwrap().to_string(), "2.9.3");
}

/// The class lists that the tables give to a listed release.
fn marks_of(release: &str) -> Vec<String> {
    let fingerprints = Fingerprints::builtin();
    let order: Vec<&str> = include_str!("../rules/catalog/clients/releases.tsv").lines().filter_map(|l| l.split('\t').next()).collect();
    let place = |version: &str| order.iter().position(|known| *known == version).unwrap();
    let has = |ranges: &str| {
        ranges.split(' ').any(|range| {
            let (first, last) = range.split_once("..").unwrap_or((range, range));
            (place(first)..=place(last)).contains(&place(release))
        })
    };
    let rows = include_str!("../rules/catalog/clients/marks.tsv").lines().filter(|l| !l.starts_with('#')).skip(1);
    let classes: Vec<String> = rows
        .map(|row| row.split_once('\t').unwrap())
        .filter(|(_, r)| has(r.split_once('\t').unwrap().1))
        .map(|(c, _)| c.to_owned())
        .collect();
    assert!(fingerprints.classes().count() > classes.len());
    classes
}

fn listed() -> Vec<String> {
    let rows = include_str!("../rules/catalog/clients/releases.tsv").lines();
    rows.filter_map(|row| row.strip_suffix("\tlisted")).map(str::to_owned).collect()
}

fn jar_of(classes: &[String]) -> Jar {
    classes.iter().fold(Jar::default(), |jar, class| jar.with(&format!("{class}.class"), class_file(class, &[])))
}

#[test]
fn classes_alone_name_the_releases_that_fit() {
    for (release, expected) in [("2.9.3", "2.9.3 2.x"), ("1.6.0", "1.6.0 1.x"), ("313", "310 to 313 3.x"), ("2.4.0", "2.4.0 to 2.4.1 2.x")]
    {
        let facts = read(jar_of(&marks_of(release)).bytes(), "a.jar");
        assert_eq!(clients(&facts), [format!("a.jar {expected}")]);
        assert_eq!(facts.subjects[0].evidence[0].grade, Grade::Strong);
    }
}

#[test]
fn a_minimised_client_never_loses_its_release_from_the_span() {
    let names: Vec<String> = Fingerprints::builtin().classes().map(str::to_owned).collect();
    let mut random = Random(7);
    for release in listed() {
        let version = AlluxioVersion::parse(&release).unwrap();
        let marks = marks_of(&release);
        for keep in [100, 90, 70, 40, 10] {
            let seen: BTreeSet<usize> =
                marks.iter().filter(|_| random.below(100) < keep).filter_map(|m| names.iter().position(|n| n == m)).collect();
            match Fingerprints::builtin().read(&Sighting { marks: seen.clone(), ..Sighting::default() }) {
                Reading::Fits(span) => assert!(span.min <= version && version <= span.max, "{release} at {keep} %: {span}"),
                other => assert!(seen.is_empty(), "{release} at {keep} %: {other:?}"),
            }
        }
    }
}

#[test]
fn classes_of_two_releases_are_reported_as_mixed() {
    let mut classes = marks_of("1.8.1");
    classes.extend(marks_of("2.9.3"));
    classes.sort();
    classes.dedup();
    let facts = read(jar_of(&classes).bytes(), "a.jar");
    assert!(facts.subjects[0].problems[0].contains("mixed"), "{:?}", facts.subjects[0].problems);
    assert_eq!(facts.subjects[0].get("client.era").unwrap().to_string(), "unknown");
}

#[test]
fn damaged_archives_are_unseen() {
    for broken in [Vec::new(), b"garbage".to_vec(), vec![0xA5; 100_000]] {
        let facts = read(broken, "a.jar");
        assert!(facts.subjects.is_empty());
        assert_eq!(facts.unseen.len(), 1);
        assert_eq!((facts.unseen[0].subject.as_str(), facts.unseen[0].facts[0].as_str()), ("a.jar", "client.version"));
        assert!(!facts.unseen[0].remedy.is_empty());
    }
}

#[test]
fn what_is_left_of_a_cut_archive_is_read_and_the_rest_is_unseen() {
    let whole = client("2.9.3").with("more", vec![7; 10_000]).bytes();
    let cut = &whole[..whole.len() - 100];
    let facts = read(cut.to_vec(), "a.jar");
    assert_eq!(clients(&facts), ["a.jar 2.9.3 2.x"]);
    assert!(facts.subjects[0].problems[0].contains("directory"), "{:?}", facts.subjects[0].problems);
    assert_eq!((facts.unseen.len(), facts.unseen[0].subject.as_str()), (1, "a.jar"));
    let war = Jar::default().with("WEB-INF/lib/x.jar", cut).bytes();
    let facts = read(war, "a.war");
    assert_eq!(clients(&facts), ["a.war!/WEB-INF/lib/x.jar 2.9.3 2.x"]);
    assert_eq!(facts.unseen[0].subject, "a.war!/WEB-INF/lib/x.jar");
}

#[test]
fn entries_that_cannot_be_read_are_unseen() {
    let mut encrypted = client("2.9.3").bytes();
    patch_headers(&mut encrypted, 6, 8, 1);
    // Encrypted content looks like noise.
    let constants = encrypted.windows(4).rposition(|four| four == b"PK\x03\x04").unwrap();
    encrypted[constants + 80..constants + 120].iter_mut().for_each(|byte| *byte ^= 0x5A);
    let mut method = client("2.9.3").bytes();
    patch_headers(&mut method, 8, 10, 97);
    for (bytes, reason) in [(encrypted, "encrypted"), (method, "method 97")] {
        let facts = read(bytes, "a.jar");
        assert_eq!(facts.unseen[0].subject, "a.jar!/alluxio/ProjectConstants.class");
        assert!(facts.unseen[0].reason.contains(reason), "{}", facts.unseen[0].reason);
        assert_eq!(facts.subjects.len(), 1, "the class is there even so");
    }
}

#[test]
fn a_changed_byte_in_a_constant_is_not_believed() {
    let constants = class_file("alluxio/ProjectConstants", &[("VERSION", "2.9.3")]);
    let mut bytes = Jar::default().class(FS).stored("alluxio/ProjectConstants.class", constants).bytes();
    patch(&mut bytes, b"2.9.3", b"1.9.3");
    let facts = read(bytes, "a.jar");
    assert!(facts.unseen[0].reason.contains("checksum"));
    assert!(!clients(&facts)[0].contains("1.9.3"));
}

#[test]
fn odd_directories_hide_nothing() {
    let plain = client("2.9.3").bytes();
    let (end, comment_at) = (plain.len() - 22, plain.len() - 2);
    let fake_end = [b"PK\x05\x06".to_vec(), vec![0; 18], b"after".to_vec()].concat();
    let mut commented = plain.clone();
    commented[comment_at..].copy_from_slice(&u16::try_from(fake_end.len()).unwrap().to_le_bytes());
    commented.extend(fake_end);
    let mut fewer = plain.clone();
    fewer[end + 8..end + 12].copy_from_slice(&[1, 0, 1, 0]);
    let padded = [plain.clone(), vec![0; 100_000]].concat();
    for (name, bytes) in [("comment", commented), ("fewer", fewer), ("padded", padded)] {
        let facts = read(bytes, "a.jar");
        assert_eq!(clients(&facts), ["a.jar 2.9.3 2.x"], "{name}: {:?}", facts.unseen);
        assert!(facts.unseen.is_empty(), "{name}: {:?}", facts.unseen);
    }
    let mut more = plain;
    more[end + 8..end + 12].copy_from_slice(&[9, 0, 9, 0]);
    let facts = read(more, "a.jar");
    assert_eq!((clients(&facts).len(), facts.unseen[0].subject.as_str()), (1, "a.jar"));
}

#[test]
fn names_of_windows_tools_are_understood() {
    let jar = Jar::default().with(".\\WEB-INF\\lib\\x.jar", client("2.9.3").bytes()).bytes();
    assert_eq!(clients(&read(jar, "a.war")), ["a.war!/WEB-INF/lib/x.jar 2.9.3 2.x"]);
}

#[test]
fn metadata_of_another_package_is_not_mixed_in() {
    let facts = read(client("1.8.2").constants("my/shade/", "2.3.0").bytes(), "a.jar");
    assert_eq!(clients(&facts), ["a.jar 1.8.2 1.x"]);
    assert_eq!(facts.subjects[0].problems, [""; 0]);
}

#[test]
fn a_zip_bomb_ends_quickly_and_unseen() {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("lib/bomb.jar", SimpleFileOptions::default().compression_level(Some(1))).unwrap();
    for _ in 0..1024 {
        zip.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let honest = zip.finish().unwrap().into_inner();
    let mut lying = honest.clone();
    let (claimed, shown) = ((1u32 << 30).to_le_bytes(), (60u32 << 20).to_le_bytes());
    patch(&mut lying, &claimed, &shown);
    for bytes in [honest, lying] {
        let start = Instant::now();
        let facts = read(bytes, "a.zip");
        assert_eq!(facts.unseen[0].subject, "a.zip!/lib/bomb.jar");
        assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    }
}

#[test]
fn nesting_and_totals_have_an_end() {
    let nest = |levels: usize| (1..levels).fold(client("2.9.3").bytes(), |jar, _| Jar::default().stored("x.jar", jar).bytes());
    assert_eq!(clients(&read(nest(128), "a.jar")).len(), 1);
    let facts = read(nest(129), "a.jar");
    assert!(facts.subjects.is_empty() && facts.unseen[0].reason.contains("deep"));

    let few = Budget::new(Limits { entries: 1, ..Limits::default() });
    let facts = read_archive(Arc::new(client("2.9.3").bytes()), "a.jar", &few);
    assert!(facts.unseen[0].reason.contains("entries"));
}

struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % bound as u64).unwrap()
    }
}

#[test]
fn no_mutation_makes_it_panic() {
    let jar = client("2.9.3").pom("alluxio-core-common", "2.9.3").with("alluxio-default.properties", "alluxio.version=1").bytes();
    let sample = Jar::default().stored("a.war", Jar::default().with("lib/x.jar", jar.clone()).bytes()).stored("b.jar", jar).bytes();
    let class = class_file("alluxio/ProjectConstants", &[("VERSION", "2.9.3"), ("A", "b")]);
    let mut random = Random(0x5EED);
    for _ in 0..5_000 {
        for (original, is_class) in [(&sample, false), (&class, true)] {
            let mut bytes = original.clone();
            for _ in 0..=random.below(8) {
                let at = random.below(bytes.len());
                bytes[at] = [0, 0xFF, 1, 0x7F, bytes[at] ^ (1 << random.below(8))][random.below(5)];
            }
            if random.below(4) == 0 {
                bytes.truncate(random.below(bytes.len()));
            }
            if is_class {
                let _ = class::read(&bytes);
            } else {
                read(bytes, "a.ear");
            }
        }
    }
}
