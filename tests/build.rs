//! Build files, bills of materials and other programs' configuration: what they ask for, with file and line, and nothing made up.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs, reason = "a failing test may panic")]

use std::path::Path;

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::facts::{Facts, SubjectKind};
use alluxio_preflight::inspect::{inspect, xml};
use alluxio_preflight::source::Local;
use proptest::prelude::*;

/// The facts of a folder with these files.
fn read(files: &[(&str, &str)]) -> (tempfile::TempDir, Facts) {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }
    let facts = inspect(&Local, &[folder.path().to_owned()], &Catalog::builtin().unwrap());
    (folder, facts)
}

/// Every client as `file:line coordinates version scope`.
fn clients(files: &[(&str, &str)]) -> Vec<String> {
    let (folder, facts) = read(files);
    let plain = |path: &str| Path::new(path).strip_prefix(folder.path()).unwrap().display().to_string();
    let word = |subject: &alluxio_preflight::facts::Subject, name: &str| subject.get(name).map_or("-".to_owned(), ToString::to_string);
    let of = facts.of(SubjectKind::Client);
    of.map(|s| format!("{} {} {} {}", plain(&s.path), s.text("client.coordinates"), word(s, "client.version"), s.text("client.scope")))
        .collect()
}

const POM: &str = "<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>\n";

fn dependency(artifact: &str, rest: &str) -> String {
    format!(
        "<dependencies>\n<dependency><groupId>org.alluxio</groupId><artifactId>{artifact}</artifactId>{rest}</dependency>\n</dependencies>\n"
    )
}

#[test]
fn a_pom_is_read_with_properties_and_managed_versions_of_its_parents() {
    let parent = format!(
        "{POM}<artifactId>parent</artifactId><version>7</version><properties><a.version>2.9.3</a.version><v>${{a.version}}</v></properties>\n\
         <dependencyManagement>{}</dependencyManagement></project>",
        dependency("alluxio-shaded-client", "<version>${v}</version><scope>provided</scope>")
    );
    let child = |relative: &str| {
        let parent = format!("<parent><groupId>g</groupId><artifactId>parent</artifactId><version>7</version>{relative}</parent>");
        format!("{POM}{parent}\n<artifactId>a</artifactId>{}</project>", dependency("alluxio-shaded-client", ""))
    };
    let found = clients(&[("pom.xml", &parent), ("app/pom.xml", &child(""))]);
    assert_eq!(found, ["app/pom.xml:4 org.alluxio:alluxio-shaded-client 2.9.3 provided"]);
    let elsewhere = child("<relativePath>../up</relativePath>");
    assert_eq!(clients(&[("up/pom.xml", &parent), ("app/pom.xml", &elsewhere)]).len(), 1);
}

#[test]
fn the_line_to_edit_is_the_one_in_which_the_version_is_written() {
    let parent = format!(
        "{POM}<artifactId>parent</artifactId><version>7</version><properties>\n<a.version>2.9.3</a.version>\n<v>${{a.version}}</v></properties>\n\
         <dependencyManagement>{}</dependencyManagement></project>",
        dependency("alluxio-shaded-client", "\n<version>${v}</version>")
    );
    let child = |rest: &str| {
        let parent = "<parent><groupId>g</groupId><artifactId>parent</artifactId><version>7</version></parent>\n";
        format!("{POM}{parent}<artifactId>a</artifactId>{}</project>", dependency("alluxio-shaded-client", rest))
    };
    let managed = child("");
    let own = child("\n<version>2.9.3</version>");
    let half = child("\n<version>2.9.${n}</version>");
    let project = child("\n<version>${project.version}</version>");
    let catalog = "[versions]\nother = \"1\"\nalluxio = \"2.9.3\"\n[libraries]\n\
                   alluxio = { module = \"org.alluxio:alluxio-shaded-client\", version.ref = \"alluxio\" }\n";
    let sbt = "val alluxio = \"2.9.3\"\n\nlibraryDependencies += \"org.alluxio\" % \"alluxio-shaded-client\" % alluxio\n";
    let gradle = "dependencies {\n  implementation 'org.alluxio:alluxio-shaded-client:2.9.3'\n}\n";
    let files = [
        ("pom.xml", parent.as_str()),
        ("a/pom.xml", &managed),
        ("b/pom.xml", &own),
        ("c/pom.xml", &half),
        ("d/pom.xml", &project),
        ("e/libs.versions.toml", catalog),
        ("f/build.sbt", sbt),
        ("g/build.gradle", gradle),
    ];
    let (folder, facts) = read(&files);
    let plain = |path: &str| path.replace(&format!("{}/", folder.path().display()), "");
    let found: Vec<String> =
        facts.of(SubjectKind::Client).map(|s| format!("{} {}", plain(&s.path), plain(s.text("client.version_at")))).collect();
    assert_eq!(
        found,
        [
            "a/pom.xml:4 pom.xml:3",
            "b/pom.xml:4 b/pom.xml:5",
            "c/pom.xml:4 c/pom.xml:5",
            "d/pom.xml:4 d/pom.xml:5",
            "e/libs.versions.toml:5 e/libs.versions.toml:3",
            "f/build.sbt:3 f/build.sbt:1",
            "g/build.gradle:2 g/build.gradle:2",
        ]
    );
}

#[test]
fn a_version_that_is_set_elsewhere_is_unseen_and_never_guessed() {
    for version in ["", "<version>${from.somewhere}</version>", "<version>[2.0,3.0)</version>", "<version>LATEST</version>"] {
        let pom = format!("{POM}<artifactId>a</artifactId>{}</project>", dependency("alluxio-shaded-client", version));
        let (_folder, facts) = read(&[("pom.xml", &pom)]);
        let client = facts.of(SubjectKind::Client).next().unwrap();
        assert_eq!(client.get("client.version").unwrap().to_string(), "unknown", "{version}");
        assert_eq!(facts.unseen[0].facts, ["client.version"]);
    }
}

#[test]
fn a_pom_that_is_no_parent_lends_nothing() {
    let other = format!("{POM}<artifactId>other</artifactId><properties><v>2.9.3</v></properties></project>");
    let child = format!(
        "{POM}<parent><artifactId>parent</artifactId></parent><artifactId>a</artifactId>{}</project>",
        dependency("alluxio-shaded-client", "<version>${v}</version>")
    );
    assert_eq!(
        clients(&[("pom.xml", &other), ("app/pom.xml", &child)]),
        ["app/pom.xml:3 org.alluxio:alluxio-shaded-client unknown compile"]
    );
}

#[test]
fn what_brings_no_client_is_quiet() {
    let quiet = [
        dependency("alluxio-core-client", "<version>1.8.2</version><type>pom</type>"),
        dependency("alluxio-core-server-master", "<version>2.9.3</version>"),
        dependency("alluxio-core-common", "<version>2.9.3</version>"),
    ];
    for dependency in quiet {
        assert!(clients(&[("pom.xml", &format!("{POM}<artifactId>a</artifactId>{dependency}</project>"))]).is_empty());
    }
    assert!(clients(&[("pom.xml", "<project><modelVersion>4.0.0</modelVersion></project>")]).is_empty());
    let own = format!(
        "{POM}<groupId>org.alluxio</groupId><artifactId>a</artifactId>{}</project>",
        dependency("alluxio-shaded-client", "<version>2.9.3</version>")
    );
    let kept = format!("{POM}<artifactId>a</artifactId>{}</project>", dependency("alluxio-shaded-client", "<version>2.9.3</version>"));
    assert!(clients(&[("pom.xml", &own), ("presto-hive-0.245.pom", &kept)]).is_empty());
    let old = dependency("alluxio-core-client", "<version>1.4.0</version>");
    assert_eq!(clients(&[("pom.xml", &format!("{POM}<artifactId>a</artifactId>{old}</project>"))]).len(), 1);
}

#[test]
fn gradle_is_read_in_its_three_forms() {
    let lock = "# This is a Gradle generated file for dependency locking.\ncom.acme:x:1=runtimeClasspath\n\
                org.alluxio:alluxio-shaded-client:2.7.4=compileClasspath,runtimeClasspath\norg.alluxio:alluxio-minicluster:2.7.4=testRuntimeClasspath\nempty=\n";
    let catalog = "[versions]\nalluxio = { strictly = \"2.9.6\" }\n[libraries]\na = { group = \"org.alluxio\", name = \"alluxio-shaded-client\", version.ref = \"alluxio\" }\n\
                   b = \"org.alluxio:alluxio-core-client-fs:2.9.4\"\n";
    let script = "ext.alluxioVersion = '1.8.1'\ndependencies {\n  implementation \"org.alluxio:alluxio-core-client-hdfs:$alluxioVersion\"\n  \
                  testImplementation group: 'org.alluxio', name: 'alluxio-minicluster', version: '1.8.1'\n  // implementation 'org.alluxio:alluxio-shaded-client:2.9.3'\n}\n";
    let files = [("build.gradle", script), ("gradle.lockfile", lock), ("libs.versions.toml", catalog)];
    let expected = [
        "build.gradle:3 org.alluxio:alluxio-core-client-hdfs 1.8.1 compile",
        "build.gradle:4 org.alluxio:alluxio-minicluster 1.8.1 test",
        "gradle.lockfile:3 org.alluxio:alluxio-shaded-client 2.7.4 compile",
        "gradle.lockfile:4 org.alluxio:alluxio-minicluster 2.7.4 test",
        "libs.versions.toml:4 org.alluxio:alluxio-shaded-client 2.9.6 compile",
        "libs.versions.toml:5 org.alluxio:alluxio-core-client-fs 2.9.4 compile",
    ];
    assert_eq!(clients(&files), expected);
}

#[test]
fn sbt_and_ivy_are_read() {
    let sbt = "val alluxio = \"2.3.0\"\nlibraryDependencies ++= Seq(\n  \"org.alluxio\" % \"alluxio-shaded-client\" % alluxio % Provided,\n  \"org.alluxio\" % \"alluxio-minicluster\" % \"2.3.0\" % \"test\")\n";
    let ivy = "<ivy-module version=\"2.0\">\n<dependencies>\n<dependency org=\"org.alluxio\" name=\"alluxio-core-client-runtime\" rev=\"1.7.1\" conf=\"default->*\"/>\n</dependencies></ivy-module>";
    let expected = [
        "build.sbt:3 org.alluxio:alluxio-shaded-client 2.3.0 provided",
        "build.sbt:4 org.alluxio:alluxio-minicluster 2.3.0 test",
        "ivy.xml:3 org.alluxio:alluxio-core-client-runtime 1.7.1 default",
    ];
    assert_eq!(clients(&[("build.sbt", sbt), ("ivy.xml", ivy)]), expected);
}

#[test]
fn bills_of_materials_are_read_in_json_and_xml() {
    let cyclonedx = "{\"bomFormat\": \"CycloneDX\", \"specVersion\": \"1.5\", \"components\": [\n{\"type\": \"library\", \"name\": \"app\", \"components\": [\n\
                     {\"group\": \"org.alluxio\", \"name\": \"alluxio-shaded-client\", \"version\": \"2.9.3\"}]},\n{\"name\": \"guava\", \"version\": \"1\"}]}";
    let spdx = "{\"SPDXID\": \"x\", \"packages\": [{\"name\": \"org.alluxio:alluxio-core-client-fs\", \"versionInfo\": \"1.8.1\"},\n\
                {\"name\": \"alluxio-core-client-hdfs\", \"externalRefs\": [{\"referenceLocator\": \"pkg:maven/org.alluxio/alluxio-core-client-hdfs@1.8.1?type=jar\"}]}]}";
    let cyclonedx_xml = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"><components>\n<component type=\"library\"><group>org.alluxio</group><name>alluxio-shaded-client</name><version>2.6.2</version></component></components></bom>";
    let spdx_xml = "<Document><spdxVersion>SPDX-2.3</spdxVersion>\n<packages><name>org.alluxio:alluxio-shaded-client</name><versionInfo>2.5.0</versionInfo></packages></Document>";
    let files = [("a.json", cyclonedx), ("b.json", spdx), ("c.xml", cyclonedx_xml), ("d.xml", spdx_xml)];
    let expected = [
        "a.json:3 org.alluxio:alluxio-shaded-client 2.9.3 compile",
        "b.json:1 org.alluxio:alluxio-core-client-fs 1.8.1 compile",
        "b.json:2 org.alluxio:alluxio-core-client-hdfs 1.8.1 compile",
        "c.xml:2 org.alluxio:alluxio-shaded-client 2.6.2 compile",
        "d.xml:2 org.alluxio:alluxio-shaded-client 2.5.0 compile",
    ];
    assert_eq!(clients(&files), expected);
}

#[test]
fn configuration_is_told_with_the_line_and_without_values() {
    let site = "<configuration>\n<!-- alluxio://comment/ -->\n<property><name>fs.defaultFS</name>\n<value>alluxio://user:secret@h:19998/</value></property>\n</configuration>";
    let spark = "# alluxio://comment/\nspark.hadoop.fs.alluxio.impl alluxio.hadoop.FileSystem\nspark.x myalluxio://no\n";
    let (_folder, facts) = read(&[("hadoop/core-site.xml", site), ("spark/spark-defaults.conf", spark), ("x.conf", "a = b\n")]);
    let evidence: Vec<String> =
        facts.of(SubjectKind::Application).flat_map(|s| &s.evidence).map(|e| format!("{} {}", e.place, e.detail)).collect();
    assert_eq!(evidence.len(), 2, "{evidence:?}");
    assert!(evidence[0].ends_with("core-site.xml:4 fs.defaultFS names alluxio://"), "{evidence:?}");
    assert!(evidence[1].ends_with("spark-defaults.conf:2 spark.hadoop.fs.alluxio.impl names alluxio.hadoop.FileSystem"), "{evidence:?}");
    assert!(!evidence.concat().contains("secret"));
}

#[test]
fn entities_of_a_document_are_not_expanded() {
    let lol = "<!DOCTYPE p [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>&b;&x;&amp;</p>";
    assert_eq!(xml::read(lol).unwrap().text, "&b;&x;&");
}

#[test]
fn documents_that_are_broken_or_too_deep_are_unseen() {
    let deep = format!("{POM}{}", "<a>".repeat(100_000));
    let open = format!("{POM}<artifactId>a</artifactId>");
    for broken in [deep, open] {
        let (_folder, facts) = read(&[("pom.xml", &broken)]);
        assert_eq!(facts.unseen.len(), 1);
        assert!(facts.of(SubjectKind::Client).next().is_none());
    }
    let (_folder, facts) = read(&[("bom.json", "{\"bomFormat\": \"CycloneDX\", \"components\": [")]);
    assert_eq!(facts.unseen.len(), 1);
}

proptest! {
    #[test]
    fn any_text_is_read_without_a_panic(start in 0_usize..5, text in "[<>/!&;\"'=a-z${}:\\[\\]\n ]{0,200}") {
        let heads = [POM, "<ivy-module>", "{\"bomFormat\": \"CycloneDX\", ", "", "val x = "];
        let names = ["pom.xml", "ivy.xml", "bom.json", "build.gradle", "build.sbt"];
        let content = format!("{}{text}", heads[start]);
        let _ = read(&[(names[start], &content)]);
        let _ = xml::read(&content);
    }
}

#[test]
fn an_archive_with_alluxio_itself_is_no_client_and_not_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    let mut zip = zip::ZipWriter::new(std::fs::File::create(folder.path().join("any.jar")).unwrap());
    for name in ["alluxio/master/AlluxioMaster.class", "alluxio/client/file/FileSystem.class"] {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
    }
    zip.finish().unwrap();
    let facts = inspect(&Local, &[folder.path().to_owned()], &Catalog::builtin().unwrap());
    assert!(facts.of(SubjectKind::Client).next().is_none());
    assert_eq!(facts.of(SubjectKind::Application).next().unwrap().text("application.kind"), "alluxio-server");
}
