//! Text files of every kind with damage that people, editors and attackers do: the reader comes back in time with what it could
//! read, says at which line it could not, says the same when asked again, and what lies beside the file is still read.
//!
//! `MUTATIONS=20000 cargo test --release --test text_mutations` does as many per kind as are promised.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::indexing_slicing,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
#[path = "common/measured.rs"]
mod measured;
#[path = "common/memory.rs"]
mod memory;

use std::path::PathBuf;
use std::sync::LazyLock;

use alluxio_preflight::catalog::Catalog;
use alluxio_preflight::facts::Facts;
use alluxio_preflight::inspect::inspect;
use measured::{Random, Watch, alone, rounds};
use memory::Memory;

static CATALOG: LazyLock<Catalog> = LazyLock::new(|| Catalog::builtin().unwrap());

/// What a folder with the file and a good one tells.
fn read(name: &str, content: &[u8]) -> Facts {
    let mut files = Memory::default();
    files.put(format!("given/{name}"), content.to_vec());
    files.put("given/beside/alluxio-site.properties", b"alluxio.master.hostname=beside\n".to_vec());
    let facts = inspect(&files, &[PathBuf::from("given")], &CATALOG);
    assert!(facts.settings.iter().any(|setting| setting.value == "beside"), "{name} hides what lies beside it");
    facts
}

/// Pieces that end, open, escape or repeat something in one of the forms.
const NASTY: [&[u8]; 56] = [
    b"\\",
    b"\\u12",
    b"\\uD800",
    b"\\\n",
    b"\xe9",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\0",
    b"\r",
    b"\r\n",
    b"\t",
    b"\x0c",
    b"\x1b[2J",
    b"'",
    b"\"",
    b"`",
    b"$",
    b"${",
    b"${a:-",
    b"$(",
    b"$((",
    b")",
    b"}",
    b"{{ .Values.a }}",
    b"{{",
    b"}}",
    b"{% if %}",
    b"<<E",
    b"<<: *a",
    b"&a ",
    b"*a",
    b"&a [*a, *a]",
    b"- ",
    b"? ",
    b": ",
    b"|\n",
    b">-\n",
    b"---\n",
    b"...\n",
    b"!!binary ",
    b"%YAML 9.9\n",
    b"# ",
    b"<!--",
    b"-->",
    b"<![CDATA[",
    b"]]>",
    b"<!DOCTYPE a [<!ENTITY a \"&a;\">]>",
    b"&a;",
    b"&#0;",
    b"&#xffffffff;",
    b"</",
    b"/>",
    b"<a>",
    b"[",
    b"{\"",
    b"\xe2\x80\xae",
];

/// Puts something nasty in, doubles, cuts, swaps, or makes very long or deep.
fn mutate(original: &[u8], random: &mut Random) -> Vec<u8> {
    let mut bytes = original.to_vec();
    for _ in 0..=random.below(3) {
        let at = random.below(bytes.len());
        match random.below(9) {
            0 => bytes.truncate(at),
            1 => bytes[at] = u8::try_from(random.below(256)).unwrap(),
            2 => {
                let end = bytes.len().min(at + 1 + random.below(40));
                let part = bytes[at..end].to_vec();
                let to = random.below(bytes.len());
                bytes.splice(to..to, part);
            }
            3 => _ = bytes.drain(at..bytes.len().min(at + 1 + random.below(20))),
            4 => {
                let (nasty, times) = (*random.of(&NASTY), 1 + random.below(300));
                bytes.splice(at..at, nasty.repeat(times));
            }
            _ => {
                let nasty = *random.of(&NASTY);
                bytes.splice(at..at, nasty.iter().copied());
            }
        }
        if bytes.is_empty() {
            return bytes;
        }
    }
    bytes
}

fn survive(name: &str, original: &str) {
    alone(|| {
        let usual = read(name, original.as_bytes());
        assert!(!usual.subjects.is_empty() || usual.settings.iter().count() > 1, "{name} tells nothing: {usual:?}");
        let (mut random, mut watch) = (Random::new(), Watch::new());
        for round in 0..rounds(300) {
            let bytes = mutate(original.as_bytes(), &mut random);
            let what = || format!("round {round}: {:?}", String::from_utf8_lossy(&bytes));
            let facts = watch.read(&what, || read(name, &bytes));
            if round % 100 == 0 {
                assert_eq!(read(name, &bytes), facts, "round {round}: two runs differ");
            }
        }
        watch.done();
    });
}

macro_rules! kinds {
    ($($test:ident: $name:literal, $content:expr;)*) => {
        $(#[test]
        fn $test() {
            survive($name, $content);
        })*
    };
}

const POM: &str = "<project><modelVersion>4.0.0</modelVersion>\n<properties><v>2.9.3</v></properties>\n<dependencies>\n<dependency>\n\
                   <groupId>org.alluxio</groupId><artifactId>alluxio-core-client-fs</artifactId>\n<version>${v}</version>\n\
                   </dependency></dependencies>\n</project>\n";
const BILL: &str = "{\"bomFormat\":\"CycloneDX\",\"components\":[\n{\"group\":\"org.alluxio\",\"name\":\"alluxio-core-client-fs\",\n\
                    \"version\":\"2.9.3\",\"purl\":\"pkg:maven/org.alluxio/alluxio-core-client-fs@2.9.3\",\"components\":[]}]}\n";
const BILL_XML: &str = "<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\">\n<components><component>\n<group>org.alluxio</group>\n\
                        <name>alluxio-core-client-fs</name><version>2.9.3</version></component></components></bom>\n";
const IVY: &str = "<ivy-module><dependencies>\n<dependency org=\"org.alluxio\" name=\"alluxio-core-client-fs\" rev=\"2.9.3\"/>\n\
                   </dependencies></ivy-module>\n";
const CORE: &str = "<configuration>\n<property>\n<name>alluxio.master.hostname</name>\n<value>m&amp;n</value>\n</property>\n<property>\n\
                    <name>fs.alluxio.impl</name><value>alluxio.hadoop.FileSystem</value></property>\n</configuration>\n";
const COMPOSE: &str = "services:\n  master: &m\n    image: alluxio/alluxio:2.9.3\n    command: [master, --no-format]\n    environment:\n\
                       \x20     ALLUXIO_JAVA_OPTS: >-\n        -Dalluxio.master.hostname=m\n        -Dalluxio.a=${B:-c}\n    ports: ['19998:19998']\n\
                       \x20   volumes: ['./journal:/opt/alluxio/journal']\n  worker:\n    <<: *m\n    command: worker\n";
const OBJECTS: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  ALLUXIO_JAVA_OPTS: -Dalluxio.a=b\n\
                       \x20 alluxio-site.properties: |\n    alluxio.b=c\n---\napiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: alluxio-master\n\
                       spec:\n  template:\n    spec:\n      containers:\n      - name: m\n        image: alluxio/alluxio:2.9.3\n        args: [master]\n\
                       \x20       envFrom: [{configMapRef: {name: c}}]\n        volumeMounts: [{name: j, mountPath: /journal}]\n\
                       \x20     volumes: [{name: j, emptyDir: {}}]\n";
const VALUES: &str = "image: alluxio/alluxio\nimageTag: 2.9.3\nproperties:\n  alluxio.security.authorization.permission.enabled: \"true\"\n\
                      jvmOptions:\n  - \"-XX:+UseG1GC\"\nmaster:\n  count: 3\n  env: {ALLUXIO_X: y}\njournal:\n  type: EMBEDDED\n  folder: /journal\n\
                      \x20 format: {runFormat: true}\n";
const BUILD: &str = "# syntax\nARG V=2.9.3\nFROM alluxio/alluxio:${V} AS a\nENV ALLUXIO_HOME=/opt/alluxio \\\n    A=\"b c\"\nRUN apk add \\\n  curl && \
                     alluxio format\nUSER 1000:1000\nEXPOSE 19998/tcp\nENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"master\"]\n";
const SCRIPT: &str = "#!/bin/bash\nALLUXIO=/opt/alluxio/bin/alluxio\nif ! $ALLUXIO fs ls / | grep -q \"a b\"; then\n  ssh m \"alluxio-start.sh -a \
                      master\"\nfi\ndocker run -d -e ALLUXIO_JAVA_OPTS='-Dalluxio.a=b' -v /j:/journal alluxio/alluxio:2.9.3 master # run\n";
const ENVIRONMENT: &str = "export ALLUXIO_JAVA_OPTS+=\" -Dalluxio.a=b\"\nALLUXIO_MASTER_JAVA_OPTS=\"${X:-$ALLUXIO_JAVA_OPTS} -Dalluxio.c='d e'\"\n\
                           if [[ -n $A ]]; then\n  ALLUXIO_RAM_FOLDER=/mnt/ram\nelse\n  ALLUXIO_MASTER_HOSTNAME=$(hostname) # here\nfi\n\
                           f() { ALLUXIO_WORKER_MEMORY_SIZE=1GB; }\ncat <<E\nA=b\nE\n";
const UNIT: &str = "[Unit]\nDescription=a\n[Service]\nEnvironment=\"ALLUXIO_JAVA_OPTS=-Dalluxio.a=b\" A=c\nUser=alluxio\n\
                    ExecStart=/opt/alluxio/bin/alluxio-start.sh \\\n  master\n";
const KUSTOMIZATION: &str = "resources: [alluxio.yaml]
images: [{name: alluxio/alluxio, newTag: 2.8.1}]
configMapGenerator:
  - {name: c, literals: [ALLUXIO_JAVA_OPTS=-Dalluxio.a=b]}
patches:
  - target: {kind: ConfigMap, name: c.*}
    patch: |-
      - {op: add, path: /data/ALLUXIO_RAM_FOLDER, value: /mnt}
      - {op: remove, path: /metadata/name}
  - patch: |-
      kind: Pod
      metadata: {name: a}
      spec: {containers: [{name: m, image: alluxio/alluxio, args: null}]}
helmCharts: [{name: alluxio, valuesInline: {imageTag: 2.8.1}}]
";
const TERRAFORM: &str = r#"resource "helm_release" "a" {
  chart = "alluxio"
  version = "0.6.48"
  values = [file("a.yaml"), <<-EOT
    imageTag: 2.8.1
  EOT
  ]
  set {
    name = "properties.alluxio\\.a"
    value = var.b
  }
}
"#;
const HELMFILE: &str = "releases:
  - name: a
    chart: r/alluxio
    version: 0.6.48
    values: [a.yaml, {properties: {alluxio.a: b}}]
    set: [{name: journal.type, value: UFS}]
";
const PROSE: &str = "# How\n\nRun `alluxio fs ls /`:\n\n```sh\n$ alluxio format\nalluxio-start.sh all\n```\n\n    alluxio fsadmin report\n";
const SITE: &str =
    "# c\nalluxio.master.hostname=m\\u00e9\nalluxio.master.journal.folder = /j \\\n  /k\n! d\nalluxio.a:b\nalluxio.c d\\\\\n";
const LOG: &str = "2026-11-22 22:40:06,873 INFO  AlluxioMaster - Starting\n2026-11-22 22:40:07,873 WARN  NettyServerHandler - R:/10.0.0.7:4711 \
                   failed\nCaused by: io.netty.handler.codec.http2.Http2Exception: HTTP/2 client preface string missing or corrupt. Hex dump for \
                   received bytes: 7f80220c8816db55800100\n\tat io.netty.a(B.java:1)\n";

kinds! {
    site_properties: "conf/alluxio-site.properties", SITE;
    environment_scripts: "conf/alluxio-env.sh", ENVIRONMENT;
    environment_files: "alluxio.env", "# c\nALLUXIO_JAVA_OPTS=-Dalluxio.a=b -Dalluxio.c=$D\nALLUXIO_RAM_FOLDER='/mnt'\n";
    compose_files: "docker-compose.yml", COMPOSE;
    manifests: "alluxio.yaml", OBJECTS;
    chart_values: "values.yaml", VALUES;
    image_builds: "Dockerfile", BUILD;
    scripts: "start.sh", SCRIPT;
    units: "alluxio.service", UNIT;
    prose: "README.md", PROSE;
    kustomizations: "kustomization.yaml", KUSTOMIZATION;
    resources_of_terraform: "main.tf", TERRAFORM;
    templates_of_properties: "alluxio-site.properties.j2", "a=1\n{% if x %}\nalluxio.b=2\n{% endif %}\nalluxio.c={{ d }}\n";
    helmfiles: "helmfile.yaml", HELMFILE;
    poms: "pom.xml", POM;
    ivy_files: "ivy.xml", IVY;
    bills_in_json: "bom.json", BILL;
    bills_in_xml: "bom.xml", BILL_XML;
    lock_files: "gradle.lockfile", "# c\norg.alluxio:alluxio-core-client-fs:2.9.3=compileClasspath,testRuntime\nempty=\n";
    version_catalogs: "libs.versions.toml",
        "[versions]\na = \"2.9.3\"\n[libraries]\nb = { module = \"org.alluxio:alluxio-core-client-fs\", version.ref = \"a\" }\n";
    gradle_scripts: "build.gradle", "ext.v = '2.9.3'\nimplementation \"org.alluxio:alluxio-core-client-fs:$v\" // c\n";
    sbt_files: "build.sbt", "val v = \"2.9.3\"\nlibraryDependencies += \"org.alluxio\" % \"alluxio-core-client-fs\" % v % Test\n";
    site_xml: "core-site.xml", CORE;
    spark_defaults: "spark-defaults.conf",
        "spark.hadoop.alluxio.a b\nspark.driver.extraJavaOptions -Dalluxio.c=d \"-Dalluxio.e=f\"\nspark.jars /a/alluxio-client.jar\n";
    java_options: "jvm.config", "-server\n-Dalluxio.a=b\n# c\n";
    master_logs: "master.log", LOG;
}

/// Where a file is broken is told by its line; what the file says elsewhere is still read.
#[test]
fn broken_places_are_named_and_the_rest_is_read() {
    let mut wrong = Vec::new();
    let mut told = |name: &str, content: &str, place: &str, rest: &str| {
        let facts = read(name, content.as_bytes());
        let places: Vec<&str> = facts.unseen.iter().map(|unseen| unseen.subject.as_str()).collect();
        if !places.contains(&format!("given/{name}{place}").as_str()) {
            wrong.push(format!("{name}{place} is not among {places:?}"));
        }
        let all = format!("{:?} {:?}", facts.settings, facts.subjects);
        if !all.contains(rest) {
            wrong.push(format!("{name}: {rest} is lost in {all}"));
        }
    };
    let site = "conf/alluxio-site.properties";
    told(site, "alluxio.a=b\nalluxio.b=x\\u12g4\nalluxio.c=found\n", ":2:12", "found");
    told(site, &format!("alluxio.a={}\nalluxio.c=found\n", "x".repeat(1 << 20)), ":1:11", "found");
    let env = "conf/alluxio-env.sh";
    told(env, "ALLUXIO_JAVA_OPTS=-Dalluxio.a=found\nALLUXIO_MASTER_JAVA_OPTS=\"-Dx=\n\n", ":2", "found");
    told(env, "ALLUXIO_JAVA_OPTS=-Dalluxio.a=found\n. other\n", ":2", "found");
    told("a.env", "what is this\nALLUXIO_JAVA_OPTS=-Dalluxio.a=found\n", ":1", "found");
    let broken = "services:\n  m: {image: alluxio/alluxio:2.9.3, command: master}\n---\na: [alluxio\nb: ]c\n---\nservices:\n  n: {image: alluxio/alluxio:2.9.4}\n";
    told("compose.yml", broken, ":5", "2.9.4");
    told("compose.yml", &broken.replace("[alluxio\nb: ]c", "*nothing"), ":4", "2.9.3");
    told("values.yaml", "image: alluxio/alluxio\nimageTag: found\n{{- if .x }}\nproperties: {alluxio.a: b}\n{{- end }}\n", ":3", "found");
    told("core-site.xml", &CORE.replace("</configuration>", "<property></x>"), ":8", "alluxio.master.hostname");
    told("core-site.xml", &CORE.replace("m&amp;n", "&secret;"), ":5", "alluxio.hadoop.FileSystem");
    told("pom.xml", &POM.replace("</dependencies>", "</wrong>"), ":7", "");
    told("bom.json", &BILL.replace("\"2.9.3\",", "2.9.3,"), ":3", "");
    told("libs.versions.toml", "[libraries]\na = 1\na = 2\n", ":3", "");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Text that is not UTF-8 is read as far as it is text, and the rest of the file too.
#[test]
fn other_encodings_hide_nothing() {
    let latin: Vec<u8> =
        COMPOSE.replace("hostname=m", "hostname=\u{e9}").chars().map(|letter| u8::try_from(u32::from(letter)).unwrap()).collect();
    assert!(format!("{:?}", read("docker-compose.yml", &latin).subjects).contains("2.9.3"));
    let marked = [b"\xef\xbb\xbf", POM.as_bytes()].concat();
    assert_eq!(read("pom.xml", &marked).subjects.len(), read("pom.xml", POM.as_bytes()).subjects.len());
    let windows = BUILD.replace('\n', "\r\n");
    assert_eq!(read("Dockerfile", windows.as_bytes()).subjects.len(), read("Dockerfile", BUILD.as_bytes()).subjects.len());
}
