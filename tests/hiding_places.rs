//! A client in every place where one has been overlooked: each is generated, written to disk and given to the program, which
//! must name the exact version.

#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]
mod common;
#[path = "common/jars.rs"]
mod jars;

use std::fs;
use std::path::Path;

use jars::{Jar, bzip2, class_file, classes, client, gzip, tar_of, xz, zstd};
use zip::CompressionMethod;

const V: &str = "1.8.0";
const SCRIPT: &[u8] = b"#!/bin/sh\nexec java -jar \"$0\" \"$@\"\n";

/// Scans a folder; gives `path version` of each client, and the exit code.
fn scan(folder: &Path) -> (Vec<String>, i32) {
    let ran = common::run(&["scan", "--format", "json", "--server", "2.9.3", folder.to_str().unwrap()]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr));
    let shown = |client: &serde_json::Value| {
        let path = client["path"].as_str().unwrap();
        let place = path.strip_prefix(folder.to_str().unwrap()).unwrap().trim_start_matches('/');
        format!("{place} {}", client["version"].as_str().unwrap_or("?"))
    };
    (report["facts"]["clients"].as_array().unwrap().iter().map(shown).collect(), ran.code)
}

/// Writes a file and expects one client in it.
fn found(name: &str, bytes: &[u8], expected: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, bytes).unwrap();
    let (clients, code) = scan(folder.path());
    assert_eq!(clients, [format!("{expected} {V}")]);
    assert!(code == 13 || code == 4, "exit code {code}");
}

fn jar() -> Vec<u8> {
    client(V).bytes()
}

fn scripted() -> Vec<u8> {
    [SCRIPT, &jar()].concat()
}

/// So many archives in one another, the innermost first.
fn nested(levels: usize, stored: bool) -> Vec<u8> {
    let method = if stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
    (1..levels).fold(jar(), |inner, _| Jar::default().packed("x.jar", inner, method).bytes())
}

fn nested_path(name: &str, levels: usize) -> String {
    format!("{name}{}", "!/x.jar".repeat(levels - 1))
}

#[test]
fn p01_a_plain_jar() {
    found("alluxio-core-client-fs-1.8.0.jar", &jar(), "alluxio-core-client-fs-1.8.0.jar");
}

#[test]
fn p02_a_renamed_jar() {
    found("lib.jar", &jar(), "lib.jar");
}

#[test]
fn p03_a_fat_jar_without_metadata() {
    let fat = classes("", V).with("com/acme/Main.class", class_file("com/acme/Main", &[]));
    found("app.jar", &fat.bytes(), "app.jar");
}

#[test]
fn p04_the_same_relocated() {
    found("app.jar", &classes("com/acme/shaded/", V).bytes(), "app.jar!/com/acme/shaded");
}

#[test]
fn p05_a_web_application() {
    found("app.war", &Jar::default().with("WEB-INF/lib/client.jar", jar()).bytes(), "app.war!/WEB-INF/lib/client.jar");
}

#[test]
fn p06_an_enterprise_archive() {
    let war = Jar::default().with("WEB-INF/lib/client.jar", jar()).bytes();
    found("app.ear", &Jar::default().with("app.war", war).bytes(), "app.ear!/app.war!/WEB-INF/lib/client.jar");
}

#[test]
fn p07_spring_boot_with_a_stored_jar() {
    let boot = Jar::default().with("BOOT-INF/classes/a.properties", "a=b").stored("BOOT-INF/lib/client.jar", jar());
    found("boot.jar", &boot.bytes(), "boot.jar!/BOOT-INF/lib/client.jar");
}

#[test]
fn p08_a_script_in_front() {
    found("run.jar", &scripted(), "run.jar");
}

#[test]
fn p09_a_script_in_front_and_no_extension() {
    found("run", &scripted(), "run");
}

#[test]
fn p10_a_script_in_front_inside_a_jar() {
    found("outer.jar", &Jar::default().with("run.jar", scripted()).bytes(), "outer.jar!/run.jar");
    found("outer.jar", &Jar::default().with("bin/run", scripted()).bytes(), "outer.jar!/bin/run");
    found("outer.jar", &Jar::default().stored("bin/run", scripted()).bytes(), "outer.jar!/bin/run");
}

#[test]
fn p11_a_jmod() {
    let jmod = [b"JM\x01\x00".to_vec(), classes("classes/", V).bytes()].concat();
    found("client.jmod", &jmod, "client.jmod!/classes");
}

#[test]
fn p12_a_zip_with_a_jar() {
    found("dist.zip", &Jar::default().with("dist/lib/client.jar", jar()).bytes(), "dist.zip!/dist/lib/client.jar");
}

#[test]
fn p13_distributions_as_tar_files() {
    let tar = tar_of(&[("dist/README", b"read me"), ("dist/lib/client.jar", &jar())]);
    found("dist.tar", &tar, "dist.tar!/dist/lib/client.jar");
    found("dist.tar.gz", &gzip(&tar), "dist.tar.gz!/dist/lib/client.jar");
    found("dist", &gzip(&tar), "dist!/dist/lib/client.jar");
    found("dist.tar.zst", &zstd(&tar), "dist.tar.zst!/dist/lib/client.jar");
    found("dist.tar.bz2", &bzip2(&tar), "dist.tar.bz2!/dist/lib/client.jar");
    found("dist", &bzip2(&tar), "dist!/dist/lib/client.jar");
    for preset in [0, 6, 7] {
        found("dist.tar.xz", &xz(&tar, preset), "dist.tar.xz!/dist/lib/client.jar");
        found("dist", &xz(&tar, preset), "dist!/dist/lib/client.jar");
    }
    for packed in [xz(&tar, 6), bzip2(&tar)] {
        found("outer.zip", &Jar::default().stored("a.bin", packed).bytes(), "outer.zip!/a.bin!/dist/lib/client.jar");
    }
}

#[test]
fn p14_an_image_saved_by_docker() {
    let layer = tar_of(&[("opt/app/client.jar", &jar())]);
    let manifest = br#"[{"Config":"c.json","RepoTags":["a:b"],"Layers":["abc/layer.tar"]}]"#;
    let image = tar_of(&[("abc/layer.tar", &layer), ("c.json", b"{}"), ("manifest.json", manifest)]);
    found("image.tar", &image, "image.tar!/abc/layer.tar!/opt/app/client.jar");
    found("image.tgz", &gzip(&image), "image.tgz!/abc/layer.tar!/opt/app/client.jar");
}

#[test]
fn p15_zip64_with_70000_entries() {
    let many = (0..70_000).fold(Jar::default(), |jar, n| jar.stored(&format!("d/{n}"), ""));
    let many = client(V).members().fold(many, |jar, (name, bytes)| jar.with(name, bytes));
    found("many.jar", &many.bytes(), "many.jar");
}

#[test]
fn p16_an_extension_in_capitals() {
    found("CLIENT.JAR", &jar(), "CLIENT.JAR");
}

#[test]
fn p17_no_extension() {
    found("client", &jar(), "client");
}

#[test]
fn p18_a_folder_of_unpacked_classes() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in client(V).members() {
        let file = folder.path().join("target/classes").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    assert_eq!(scan(folder.path()), (vec![format!("target/classes {V}")], 13));
}

#[test]
fn p19_twelve_levels_deep() {
    found("a.jar", &nested(12, false), &nested_path("a.jar", 12));
}

#[test]
fn p20_forty_levels_deep() {
    found("a.jar", &nested(40, false), &nested_path("a.jar", 40));
    found("a.jar", &nested(40, true), &nested_path("a.jar", 40));
}

#[test]
fn p21_the_tail_is_cut_off() {
    let whole = client(V).with("zz", vec![7; 100]).bytes();
    let directory = whole.windows(4).position(|four| four == b"PK\x01\x02").unwrap();
    for cut in [whole.len() - 10, directory + 20, directory] {
        found("cut.jar", &whole[..cut], "cut.jar");
    }
    let inner = Jar::default().stored("a.jar", &whole[..directory]).bytes();
    found("outer.jar", &inner, "outer.jar!/a.jar");
}

#[test]
fn p22_folders_of_a_multi_release_jar() {
    found("multi.jar", &classes("META-INF/versions/11/", V).bytes(), "multi.jar!/META-INF/versions/11");
}

#[test]
fn p23_rare_methods() {
    for method in [CompressionMethod::Bzip2, CompressionMethod::Ppmd] {
        found("odd.jar", &client(V).repacked(method).bytes(), "odd.jar");
        found("odd.zip", &Jar::default().packed("in.jar", jar(), method).bytes(), "odd.zip!/in.jar");
    }
    // Written by Python's zipfile, since the crate that writes here only reads LZMA.
    found("lzma.jar", &fs::read("testdata/archives/lzma.jar").unwrap(), "lzma.jar");
}

#[test]
fn p24_an_archive_of_nifi() {
    let nar = Jar::default().with("META-INF/bundled-dependencies/client.jar", jar());
    found("flow.nar", &nar.bytes(), "flow.nar!/META-INF/bundled-dependencies/client.jar");
}

#[test]
fn p25_renamed_and_nothing_but_a_manifest() {
    let manifest = "Manifest-Version: 1.0\nImplementation-Title: lib\nImplementation-Version: 1.8.0\n";
    found("lib.jar", &classes("", V).with("META-INF/MANIFEST.MF", manifest).bytes(), "lib.jar");
}

#[test]
fn p26_junk_behind_the_end() {
    found("junk.jar", &[jar(), vec![0xA5; 300]].concat(), "junk.jar");
    found("junk.jar", &[jar(), vec![0; 100_000]].concat(), "junk.jar");
}

#[test]
fn p27_three_manifests() {
    let manifest = |n: usize| format!("Manifest-Version: 1.0\nImplementation-Version: {n}\n");
    let three =
        (0..3).fold(client(V), |jar, n| jar.with(["meta-inf/manifest.mf", "META-INF/manifest.mf", "META-INF/MANIFEST.mf"][n], manifest(n)));
    found("three.jar", &three.bytes(), "three.jar");
}

#[test]
fn p28_an_uber_jar_with_three_poms() {
    let pom = |artifact: &str, version: &str| {
        (format!("META-INF/maven/org.acme/{artifact}/pom.properties"), format!("version={version}\nartifactId={artifact}\n"))
    };
    let uber = [pom("a", "3.1"), pom("b", "2.0")].iter().fold(client(V), |jar, (name, text)| jar.with(name, text.as_str()));
    found("uber.jar", &uber.bytes(), "uber.jar");
}

#[test]
fn p29_marked_as_encrypted_and_is_not() {
    let mut bytes = jar();
    for at in 0..bytes.len() - 4 {
        let flags = match &bytes[at..at + 4] {
            b"PK\x03\x04" => at + 6,
            b"PK\x01\x02" => at + 8,
            _ => continue,
        };
        bytes[flags] |= 1;
    }
    found("locked.jar", &bytes, "locked.jar");
}
