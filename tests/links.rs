//! Trees with links and several names for one thing: everything is read once, named under all its names, and nothing is lost.

#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]
mod common;
#[path = "common/jars.rs"]
mod jars;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use jars::{Jar, client, tar_of};
use serde_json::Value;

fn scan(paths: &[&Path]) -> Value {
    let mut args = vec!["scan", "--format", "json", "--server", "2.9.3"];
    args.extend(paths.iter().map(|path| path.to_str().unwrap()));
    serde_json::from_str(&common::run(&args).stdout).unwrap()
}

/// `path | other places` of each client, without the folder's own path.
fn clients(report: &Value, folder: &Path) -> Vec<String> {
    let short = |place: &Value| place.as_str().unwrap().strip_prefix(folder.to_str().unwrap()).unwrap().to_owned();
    let also = |client: &Value| client["also_at"].as_array().map_or(Vec::new(), |also| also.iter().map(short).collect());
    let one = |client: &Value| std::iter::once(short(&client["path"])).chain(also(client)).collect::<Vec<_>>().join(" | ");
    report["facts"]["clients"].as_array().unwrap().iter().map(one).collect()
}

fn unseen(report: &Value) -> Vec<&str> {
    report["unseen"].as_array().unwrap().iter().map(|unseen| unseen["subject"].as_str().unwrap()).collect()
}

#[test]
fn one_file_with_many_names_is_one_client() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::create_dir(at("lib")).unwrap();
    fs::write(at("lib/real.jar"), client("1.8.0").bytes()).unwrap();
    fs::hard_link(at("lib/real.jar"), at("lib/twin.jar")).unwrap();
    symlink("real.jar", at("lib/a-link.jar")).unwrap();
    symlink("lib", at("current")).unwrap();
    symlink("..", at("lib/up")).unwrap();
    symlink(folder.path().parent().unwrap(), at("out")).unwrap();
    let report = scan(&[folder.path()]);
    assert_eq!(clients(&report, folder.path()), ["/lib/real.jar | /current/real.jar | /lib/a-link.jar | /lib/twin.jar"]);
    assert!(unseen(&report).is_empty(), "{:?}", unseen(&report));
    let twice = scan(&[&at("lib"), &at("lib/real.jar"), &at("current/real.jar")]);
    assert_eq!(clients(&twice, folder.path()).len(), 1);
}

#[test]
fn folders_behind_links_are_read() {
    let elsewhere = tempfile::tempdir().unwrap();
    fs::write(elsewhere.path().join("c.jar"), client("1.8.0").bytes()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), folder.path().join("lib")).unwrap();
    assert_eq!(clients(&scan(&[folder.path()]), folder.path()), ["/lib/c.jar"]);
}

#[test]
fn archives_behind_dead_links_are_unseen() {
    let folder = tempfile::tempdir().unwrap();
    symlink("nowhere", folder.path().join("client.jar")).unwrap();
    symlink("nowhere", folder.path().join("notes")).unwrap();
    symlink("loop.jar", folder.path().join("loop.jar")).unwrap();
    let report = scan(&[folder.path()]);
    assert_eq!(unseen(&report).len(), 2, "{:?}", unseen(&report));
}

#[test]
fn an_archive_twice_in_an_archive_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let jar = client("1.8.0").bytes();
    fs::write(folder.path().join("a.war"), Jar::default().with("lib/x.jar", jar.clone()).with("old/y.jar", jar).bytes()).unwrap();
    assert_eq!(clients(&scan(&[folder.path()]), folder.path()), ["/a.war!/lib/x.jar | /a.war!/old/y.jar"]);
}

/// What an image shows: the jar of the lowest layer is hidden by a whiteout, the next by a later file of the same name, a
/// folder by an opaque whiteout; the last is there.
fn layers() -> Vec<Vec<u8>> {
    let jar = |version: &str| client(version).bytes();
    vec![
        tar_of(&[("opt/gone.jar", &jar("1.0.0")), ("opt/same.jar", &jar("1.4.0")), ("dir/deep/a.jar", &jar("1.5.0"))]),
        tar_of(&[("opt/.wh.gone.jar", b""), ("opt/same.jar", &jar("1.8.0")), ("dir/.wh..wh..opq", b"")]),
        tar_of(&[("etc/x", b"x")]),
    ]
}

#[test]
fn later_layers_hide_what_earlier_ones_hold() {
    let folder = tempfile::tempdir().unwrap();
    let layers = layers();
    let manifest = br#"[{"Config":"c.json","Layers":["0/layer.tar","1/layer.tar","2/layer.tar"]}]"#;
    let saved = tar_of(&[
        ("0/layer.tar", layers[0].as_slice()),
        ("2/layer.tar", layers[2].as_slice()),
        ("1/layer.tar", layers[1].as_slice()),
        ("manifest.json", manifest),
    ]);
    fs::write(folder.path().join("image.tar"), &saved).unwrap();
    fs::write(folder.path().join("packed.tar.gz"), jars::gzip(&saved)).unwrap();
    let expected = ["/image.tar!/1/layer.tar!/opt/same.jar", "/packed.tar.gz!/1/layer.tar!/opt/same.jar"];
    assert_eq!(clients(&scan(&[folder.path()]), folder.path()), expected);
}

#[test]
fn layouts_of_images_are_read_from_folders_and_tar_files() {
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<(String, Vec<u8>)> = vec![("oci-layout".to_owned(), br#"{"imageLayoutVersion":"1.0.0"}"#.to_vec())];
    let mut digests = Vec::new();
    for (number, layer) in layers().iter().enumerate() {
        let packed = [jars::gzip(layer), jars::zstd(layer), layer.clone()][number].clone();
        files.push((format!("blobs/sha256/{number}{number}"), packed));
        digests.push(format!(r#"{{"digest":"sha256:{number}{number}"}}"#));
    }
    files.push(("blobs/sha256/aa".to_owned(), format!(r#"{{"schemaVersion":2,"layers":[{}]}}"#, digests.join(",")).into_bytes()));
    files.push(("index.json".to_owned(), br#"{"manifests":[{"digest":"sha256:aa"}]}"#.to_vec()));
    for (name, bytes) in &files {
        let file = folder.path().join("layout").join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    let members: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    fs::write(folder.path().join("layout.tar"), tar_of(&members)).unwrap();
    let expected = ["/layout!/blobs/sha256/11!/opt/same.jar", "/layout.tar!/blobs/sha256/11!/opt/same.jar"];
    assert_eq!(clients(&scan(&[folder.path()]), folder.path()), expected);
}

#[test]
fn links_in_a_tar_file_are_names_of_what_they_lead_to() {
    let folder = tempfile::tempdir().unwrap();
    let mut tar = tar::Builder::new(Vec::new());
    let jar = client("1.8.0").bytes();
    let mut header = tar::Header::new_gnu();
    header.set_size(jar.len() as u64);
    tar.append_data(&mut header, "app/lib/real.jar", jar.as_slice()).unwrap();
    for (kind, name, target) in
        [(tar::EntryType::Symlink, "app/current.jar", "lib/real.jar"), (tar::EntryType::Link, "hard.jar", "app/lib/real.jar")]
    {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        tar.append_link(&mut header, name, target).unwrap();
    }
    fs::write(folder.path().join("a.tar"), tar.into_inner().unwrap()).unwrap();
    let expected = ["/a.tar!/app/lib/real.jar | /a.tar!/app/current.jar | /a.tar!/hard.jar"];
    assert_eq!(clients(&scan(&[folder.path()]), folder.path()), expected);
}

#[test]
fn the_number_of_threads_changes_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..40 {
        let jar = client(["1.8.0", "2.9.3", "2.1.0"][number % 3]).bytes();
        let war = Jar::default().with("WEB-INF/lib/x.jar", jar.as_slice()).stored("WEB-INF/lib/y.jar", &jar[..jar.len() - 9]);
        fs::write(folder.path().join(format!("{number}.jar")), &jar).unwrap();
        fs::write(folder.path().join(format!("{number}.war")), war.bytes()).unwrap();
        fs::write(folder.path().join(format!("{number}.txt")), "text").unwrap();
    }
    let path = folder.path().to_str().unwrap();
    let run = |threads: &str| common::run(&["scan", "--format", "json", "--server", "2.9.3", "--threads", threads, path]);
    let (one, four) = (run("1"), run("4"));
    assert_eq!(one.code, four.code);
    assert!(one.stdout.len() > 1000 && one.stdout == four.stdout);
}
