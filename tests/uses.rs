//! Who uses Alluxio without holding it: classes that call a client which is not beside them; what settings an application brings along;
//! and the jars of an Alluxio home, which are no application.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, unreachable_pub, reason = "a failing test may panic")]

mod common;
#[path = "common/jars.rs"]
mod jars;

use std::fs;
use std::path::Path;

use jars::{Jar, caller, class_file, client};
use serde_json::Value;

const OPTIONS: &str = "alluxio/client/file/options/CreateFileOptions";

/// A folder with these files.
fn tree(files: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// The report of `scan` on a folder, with its paths from there.
fn scan(server: &str, folder: &Path) -> Value {
    let ran = common::run(&["scan", "--format", "json", "--server", server, folder.to_str().unwrap()]);
    let text = ran.stdout.replace(&format!("{}/", folder.display()), "").replace(folder.to_str().unwrap(), ".");
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{}{}", ran.stdout, ran.stderr))
}

fn texts(list: &Value) -> Vec<String> {
    list.as_array().unwrap().iter().map(|text| text.as_str().unwrap().to_owned()).collect()
}

/// Rules that fired.
fn rules(report: &Value) -> Vec<String> {
    report["findings"].as_array().unwrap().iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
}

/// Code that calls Alluxio as `path: first place: first to last release`.
fn code(report: &Value) -> Vec<String> {
    let applications = report["facts"]["applications"].as_array().unwrap().iter().filter(|one| one["kind"] == "code");
    let word = |value: &Value| value.as_str().unwrap_or("?").to_owned();
    applications
        .map(|one| {
            let place = word(&one["evidence"][0]["place"]);
            format!("{}: {place}: {} to {}", word(&one["path"]), word(&one["fits_min"]), word(&one["fits_max"]))
        })
        .collect()
}

fn copy_of(options: &str) -> Jar {
    Jar::default().with("com/acme/Copy.class", caller("com/acme/Copy", &["alluxio/client/file/FileSystem", options]))
}

#[test]
fn code_that_calls_a_client_which_is_not_there_is_told_with_its_place() {
    let old = copy_of(OPTIONS).class("com/acme/Other").bytes();
    let inside = Jar::default().stored("lib/copy.jar", old.clone()).bytes();
    for (name, bytes, path) in [("copy.jar", old, "copy.jar"), ("dist.zip", inside, "dist.zip!/lib/copy.jar")] {
        let report = scan("2.9.6", tree(&[(name, bytes)]).path());
        assert_eq!(code(&report), [format!("{path}: {path}!/com/acme/Copy.class: 1.0.0 to 1.8.2")]);
        assert_eq!(rules(&report), ["CLI033", "CLI032"]);
        let classes = texts(&report["facts"]["applications"][0]["classes"]);
        assert_eq!(classes, ["alluxio.client.file.FileSystem", "alluxio.client.file.options.CreateFileOptions"]);
    }
}

#[test]
fn unpacked_classes_and_those_of_a_web_application_are_code_too() {
    let class = caller("com/acme/Copy", &["alluxio/grpc/CreateFilePOptions", "alluxio/AlluxioURI"]);
    let report = scan("2.9.6", tree(&[("target/classes/com/acme/Copy.class", class.clone())]).path());
    assert_eq!(code(&report), ["target/classes: target/classes/com/acme/Copy.class: 2.0.0-preview to 313"]);
    assert_eq!(rules(&report), ["CLI032"]);
    let war = Jar::default().with("WEB-INF/classes/com/acme/Copy.class", class).bytes();
    let report = scan("2.9.6", tree(&[("app.war", war)]).path());
    assert_eq!(code(&report), ["app.war: app.war!/WEB-INF/classes/com/acme/Copy.class: 2.0.0-preview to 313"]);
}

#[test]
fn names_in_the_types_of_what_is_called_count_and_moved_classes_too() {
    let typed = jars::typed("com/acme/Copy", "(Lalluxio/AlluxioURI;[[JLalluxio/client/block/AlluxioBlockStore;)V");
    let report = scan("2.9.6", tree(&[("a.jar", Jar::default().with("com/acme/Copy.class", typed).bytes())]).path());
    assert_eq!(code(&report), ["a.jar: a.jar!/com/acme/Copy.class: 1.0.0 to 2.7.4"]);
    let moved = copy_of(OPTIONS).with("com/acme/Moved.class", caller("com/acme/Moved", &["my/shade/alluxio/AlluxioURI"])).bytes();
    assert_eq!(code(&scan("2.9.6", tree(&[("a.jar", moved)]).path())).len(), 2);
}

#[test]
fn what_is_beside_its_client_or_is_alluxio_itself_or_only_mentions_it_is_quiet() {
    let own = client("2.9.6").with("com/acme/Copy.class", caller("com/acme/Copy", &["alluxio/AlluxioURI"]));
    let web = Jar::default()
        .with("WEB-INF/classes/com/acme/Copy.class", caller("com/acme/Copy", &["alluxio/AlluxioURI"]))
        .with("WEB-INF/lib/client.jar", client("2.9.6").bytes());
    let connector = Jar::default().with("alluxio/underfs/acme/Store.class", caller("alluxio/underfs/acme/Store", &["alluxio/AlluxioURI"]));
    let mention = Jar::default().with("com/acme/Main.class", class_file("com/acme/Main", &[("URI", "alluxio://h:19998/alluxio/x")]));
    let foreign =
        Jar::default().with("com/acme/Main.class", caller("com/acme/Main", &["com/acme/alluxio/Helper", "com/acme/tachyon/Wave"]));
    for (name, jar) in [("own", own), ("web", web), ("connector", connector), ("mention", mention), ("foreign", foreign)] {
        let report = scan("2.9.6", tree(&[("a.jar", jar.bytes())]).path());
        assert_eq!(code(&report), [""; 0], "{name}");
        assert!(report["unseen"].as_array().unwrap().is_empty(), "{name}");
    }
}

#[test]
fn code_beside_a_client_is_still_held_against_the_target() {
    let files = [("lib/copy.jar", copy_of(OPTIONS).bytes()), ("lib/client.jar", client("2.9.6").bytes())];
    assert_eq!(rules(&scan("2.9.6", tree(&files).path())), ["CLI033"]);
    let fitting = [("lib/copy.jar", copy_of("alluxio/grpc/CreateFilePOptions").bytes()), files[1].clone()];
    assert_eq!(rules(&scan("2.9.6", tree(&fitting).path())), [""; 0]);
}

#[test]
fn in_a_large_tree_classes_that_are_named_after_alluxio_are_looked_at() {
    let bulk = Jar::default().stored("bulk", (0..33u32 << 18).flat_map(u32::to_le_bytes).collect::<Vec<u8>>()).bytes();
    let plain = copy_of(OPTIONS).bytes();
    let named = Jar::default().with("com/acme/AlluxioCopy.class", caller("com/acme/AlluxioCopy", &[OPTIONS])).bytes();
    let report = scan("2.9.6", tree(&[("bulk.jar", bulk), ("plain.jar", plain), ("named.jar", named)]).path());
    assert_eq!(code(&report), ["named.jar: named.jar!/com/acme/AlluxioCopy.class: 1.0.0 to 1.8.2"]);
}

const NOSASL: &str = "alluxio.security.authentication.type=NOSASL\n";

/// Whether the client below a path works, and the rows of the table that say so.
fn works(report: &Value, path: &str) -> String {
    let clients = report["facts"]["clients"].as_array().unwrap();
    let client = clients.iter().find(|client| client["path"].as_str().unwrap().starts_with(path)).unwrap();
    client["works_with_server"].as_str().unwrap().to_owned()
}

#[test]
fn settings_in_an_archive_are_those_of_its_client() {
    let jar = |settings: Option<(&str, &str)>| settings.iter().fold(client("1.8.1"), |jar, (name, text)| jar.with(name, *text)).bytes();
    assert_eq!(works(&scan("1.8.1", tree(&[("a.jar", jar(None))]).path()), "a.jar"), "yes");
    let hadoop =
        "<configuration><property><name>alluxio.security.authentication.type</name><value>NOSASL</value></property></configuration>";
    for settings in [("alluxio-site.properties", NOSASL), ("core-site.xml", hadoop), ("conf/core-site.xml", hadoop)] {
        let report = scan("1.8.1", tree(&[("a.jar", jar(Some(settings)))]).path());
        assert_eq!(works(&report, "a.jar"), "no", "{settings:?}");
    }
}

#[test]
fn settings_beside_an_application_are_its_own_whatever_others_have() {
    let jar = client("1.8.1").bytes();
    let spark = |kind: &str| format!("spark.driver.extraJavaOptions -Dalluxio.security.authentication.type={kind}\n").into_bytes();
    let script = b"export HADOOP_OPTS=\"-Dalluxio.security.authentication.type=NOSASL $HADOOP_OPTS\"\n".to_vec();
    let files = [
        ("one/lib/a.jar", jar.clone()),
        ("one/conf/spark-defaults.conf", spark("NOSASL")),
        ("two/lib/a.jar", jar.clone()),
        ("two/conf/spark-defaults.conf", spark("SIMPLE")),
        ("three/lib/a.jar", jar.clone()),
        ("three/etc/hadoop-env.sh", script),
        ("four/lib/a.jar", jar),
        ("four/conf/spark-defaults.conf", spark("SIMPLE")),
        ("four/conf/flink-conf.yaml", b"env.java.opts: -Dalluxio.security.authentication.type=NOSASL\n".to_vec()),
    ];
    let report = scan("1.8.1", tree(&files).path());
    let found: Vec<String> = ["one/", "two/", "three/", "four/"].iter().map(|path| works(&report, path)).collect();
    assert_eq!(found, ["no", "yes", "no", "unknown"]);
}

fn home(jars: &[(&str, Vec<u8>)]) -> tempfile::TempDir {
    let script = ("alluxio/libexec/alluxio-config.sh", b"VERSION=2.9.3\n".to_vec());
    let mut files = vec![script];
    files.extend(jars.iter().cloned());
    tree(&files)
}

fn roles(report: &Value) -> Vec<String> {
    let clients = report["facts"]["clients"].as_array().unwrap().iter();
    clients
        .map(|one| {
            format!("{} {} {}", one["path"].as_str().unwrap(), one["version"].as_str().unwrap_or("?"), one["role"].as_str().unwrap())
        })
        .collect()
}

#[test]
fn clients_in_a_home_are_a_part_of_it_and_no_application() {
    let own = ("alluxio/client/alluxio-2.9.3-client.jar", client("2.9.3").bytes());
    let report = scan("304", home(std::slice::from_ref(&own)).path());
    assert_eq!(roles(&report), ["alluxio/client/alluxio-2.9.3-client.jar 2.9.3 installation"]);
    assert!(!rules(&report).iter().any(|rule| rule.starts_with("CLI1")), "{:?}", rules(&report));
    assert_eq!(report["facts"]["installs"][0]["version"], "2.9.3");

    let left = ("alluxio/lib/old.jar", client("1.8.2").bytes());
    let nothing = ("alluxio/lib/alluxio-underfs-local-2.9.3.jar", b"placeholder".to_vec());
    let report = scan("2.9.3", home(&[own, left, nothing]).path());
    assert_eq!(roles(&report).len(), 2);
    assert_eq!(rules(&report), ["CLI031"]);
    let unseen = report["unseen"].as_array().unwrap().iter().map(|one| one["subject"].as_str().unwrap());
    assert!(!unseen.clone().any(|subject| subject.contains(".jar")), "{:?}", unseen.collect::<Vec<_>>());
}

#[test]
fn a_home_in_an_archive_is_one_too() {
    let server = client("2.9.3").class("alluxio/master/AlluxioMaster").bytes();
    let tar = |more: &[(&str, &[u8])]| {
        let own = client("2.9.3").bytes();
        let files = [
            ("alluxio-2.9.3/assembly/alluxio-server-2.9.3.jar", server.as_slice()),
            ("alluxio-2.9.3/client/alluxio-2.9.3-client.jar", &own),
        ];
        jars::gzip(&jars::tar_of(&[&files[..], more].concat()))
    };
    let report = scan("304", tree(&[("alluxio-2.9.3-bin.tar.gz", tar(&[]))]).path());
    assert_eq!(roles(&report), ["alluxio-2.9.3-bin.tar.gz!/alluxio-2.9.3/client/alluxio-2.9.3-client.jar 2.9.3 installation"]);
    assert!(!rules(&report).iter().any(|rule| rule.starts_with("CLI1")));
    let left = client("1.8.2").bytes();
    let report = scan("2.9.3", tree(&[("a.tgz", tar(&[("alluxio-2.9.3/lib/old.jar", &left), ("apps/app.jar", &left)]))]).path());
    assert_eq!(rules(&report), ["CLI140", "CLI031"]);
}
