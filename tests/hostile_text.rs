//! Text files made to exhaust or to hide: each is answered within the bounds that are promised for a megabyte, and never keeps
//! what lies beside it from being read.

#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stderr,
    unreachable_pub,
    missing_docs,
    reason = "a failing test may panic"
)]
#[path = "common/limited.rs"]
mod limited;

use std::fs;

use limited::{allowed, limited};

/// Length of what is made; a debug build would need minutes for all of it.
const MEGABYTE: usize = if cfg!(debug_assertions) { 1 << 16 } else { 1 << 20 };
/// Stands beside each of them and must still be read.
const GOOD: &str = "alluxio.master.hostname=beside\n";

/// A text repeated up to a megabyte.
fn many(text: &str) -> String {
    text.repeat(MEGABYTE / text.len())
}

/// Numbered texts up to a megabyte.
fn numbered(text: impl Fn(usize) -> String) -> String {
    let mut all = String::with_capacity(MEGABYTE + 4096);
    for number in 0.. {
        all.push_str(&text(number));
        if all.len() >= MEGABYTE {
            break;
        }
    }
    all
}

/// Checks a folder with the file and a good one; what was not seen of the file.
fn checked(name: &str, content: impl AsRef<[u8]>) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let good = folder.path().join("conf");
    fs::create_dir(&good).unwrap();
    fs::write(good.join("alluxio-site.properties"), GOOD).unwrap();
    let file = folder.path().join(name);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(&file, content.as_ref()).unwrap();
    let args = ["check", "--to", "2.9.3", "--from", "2.7.3", "--threads", "1", "--format", "json"].map(std::ffi::OsStr::new);
    let temporary = tempfile::tempdir().unwrap();
    let ran = limited(&[&args[..], &[folder.path().as_os_str()]].concat(), temporary.path().as_os_str());
    let begin: String = String::from_utf8_lossy(content.as_ref()).chars().take(60).collect();
    let told = format!("{name} {begin:?}: {:?}, {} bytes, {:?}", ran.computed, ran.output.stdout.len(), ran.output.status);
    if std::env::var_os("SHOW").is_some() {
        eprintln!("{told}");
    }
    let report: serde_json::Value =
        serde_json::from_slice(&ran.output.stdout).unwrap_or_else(|_| panic!("{told}: {}", String::from_utf8_lossy(&ran.output.stderr)));
    let settings = report["facts"]["configuration"].as_array().unwrap();
    assert!(settings.iter().any(|setting| setting["value"] == "beside"), "{told}: what lies beside it is lost");
    assert!(ran.computed < allowed(1.0), "{told}");
    assert!(ran.output.stdout.len() < 16 << 20, "{told}");
    report["unseen"].as_array().unwrap().iter().filter_map(|one| one["subject"].as_str()).map(str::to_owned).collect()
}

#[test]
fn properties() {
    let site = "other/alluxio-site.properties";
    checked(site, many("alluxio.a=b\n"));
    checked(site, numbered(|n| format!("alluxio.key.{n}=${{alluxio.key.{}}}\n", n + 1)));
    checked(site, numbered(|n| format!("alluxio.key.{n}=${{alluxio.key.{}}}${{alluxio.key.{}}}\n", n + 1, n + 1)));
    checked(site, numbered(|n| format!("alluxio.master.mount.table.root.option.{n}=x\n")));
    checked(site, format!("alluxio.a={}", many("\\\n")));
    checked(site, many("\\u00"));
    checked(site, many("\\uzzzz=1\n"));
    checked(site, many("x\\uzzzz=1\n"));
    checked(site, many("\\"));
    checked(site, many("="));
    checked(site, many("\n"));
    checked(site, many("\u{0}"));
    checked(site, format!("alluxio.a={}\nalluxio.b=c\n", many("x")));
    checked(site, format!("alluxio.a={}", many("${")));
    checked(site, format!("alluxio.a={}", many("${alluxio.a}")));
    checked(site, many("{{ x }}\n"));
}

#[test]
fn scripts_of_the_environment() {
    let env = "other/alluxio-env.sh";
    checked(env, format!("if x; then\n{}fi\n", many("A=x\n")));
    checked(env, format!("if x; then\n{}fi\n", many("ALLUXIO_JAVA_OPTS+=\" -Dalluxio.a=b\"\n")));
    checked(env, many("ALLUXIO_JAVA_OPTS=\"$ALLUXIO_JAVA_OPTS -Dalluxio.a=b\"\n"));
    checked(env, many("A=$A$A\n"));
    checked(env, format!("{}{}", "( ".repeat(MEGABYTE / 4), "A=1 ;".repeat(MEGABYTE / 10)));
    checked(env, format!("{}{}", "{ ".repeat(MEGABYTE / 4), "A=1 ;".repeat(MEGABYTE / 10)));
    checked(env, format!("{}{}", "if ".repeat(MEGABYTE / 6), "A=1 ;".repeat(MEGABYTE / 10)));
    checked(env, many("("));
    checked(env, many("$("));
    checked(env, many("${a-"));
    checked(env, many("\"${a-"));
    checked(env, many("`"));
    checked(env, many("A='"));
    checked(env, many("A=\"\n"));
    checked(env, many("<<E "));
    checked(env, numbered(|n| format!("cat <<E{n}\n")));
    checked(env, many("[[ "));
    checked(env, many("case x in a) A=1;;\n"));
    checked(env, many("function f {\n"));
    checked(env, many(". x\n"));
    checked(env, many("unset A\n"));
    checked(env, numbered(|n| format!("A{n}=$A{}\n", n.saturating_sub(1))));
    checked(env, format!("ALLUXIO_MASTER_JAVA_OPTS=\"{}\"\n", many("-Dalluxio.a=$X ")));
    checked(env, format!("ALLUXIO_MASTER_JAVA_OPTS=\"{}\"\n", numbered(|n| format!("-Dalluxio.a{n}=$X "))));
    checked("other/x.env", many("A\n"));
    checked("other/x.env", many("-\n"));
    checked("other/x.env", format!("ALLUXIO_JAVA_OPTS={}\n", many("$X")));
    checked("other/x.env", format!("A={}\n", many("\\\n")));
}

const YAML: &str = "other/alluxio.yaml";

#[test]
fn yaml() {
    let yaml = YAML;
    checked(yaml, many("["));
    checked(yaml, many("{"));
    checked(yaml, many("{a: "));
    checked(yaml, many("- "));
    checked(yaml, many("? "));
    checked(yaml, many("alluxio:\n"));
    checked(yaml, many("---\n"));
    checked(yaml, many("--- alluxio\n"));
    checked(yaml, many("'"));
    checked(yaml, many("\""));
    checked(yaml, many("a: b: "));
    checked(yaml, many("!"));
    checked(yaml, many("!a "));
    checked(yaml, many("%"));
    checked(yaml, many("%YAML 1.2\n"));
    checked(yaml, many("&a "));
    checked(yaml, many("*a "));
    checked(yaml, many("#\n"));
    checked(yaml, many("\t"));
    checked(yaml, many("{{ alluxio }}\n"));
    checked(yaml, many("{{"));
    checked(yaml, many("}}{{"));
    checked(yaml, format!("alluxio: |\n{}", many("  x\n")));
    checked(yaml, format!("alluxio: >\n{}", many("  x\n\n")));
    checked(yaml, format!("alluxio: \"{}\"\n", many("\\x41")));
    checked(yaml, numbered(|n| format!("alluxio{n}: x\n")));
    checked(yaml, numbered(|n| format!("{}a:\n", " ".repeat(n))));
    checked(yaml, format!("a: &a {}\n{}", "x".repeat(MEGABYTE / 2), "*a : alluxio\n".repeat(MEGABYTE / 26)));
}

#[test]
fn aliases_of_yaml() {
    let yaml = YAML;
    let laugh = (1..30).map(|n| format!("l{n}: &l{n} [*l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}, *l{0}]\n", n - 1));
    let told = checked(yaml, format!("alluxio: 1\nl0: &l0 x\n{}", laugh.collect::<String>()));
    assert!(told.iter().any(|subject| subject.contains("alluxio.yaml:")), "{told:?}");
    let merge = (1..400).map(|n| format!("m{n}: &m{n}\n  <<: *m{}\n  k{n}: alluxio\n", n - 1));
    checked(yaml, format!("m0: &m0 {{a: b}}\n{}", merge.collect::<String>()));
    let text = "x".repeat(MEGABYTE / 2);
    let shared = numbered(|n| format!("  s{n}: {{image: alluxio/alluxio, command: *a, environment: {{ALLUXIO_JAVA_OPTS: *a}}}}\n"));
    checked(yaml, format!("x: &a {text}\nservices:\n{}", shared.split_at(MEGABYTE / 2).0));
}

#[test]
fn compose_files() {
    let yaml = YAML;
    let service = "services:\n  master:\n    image: alluxio/alluxio:2.9.3\n";
    checked(yaml, format!("{service}    ports:\n{}", many("    - 0-65535:0-65535\n")));
    checked(yaml, format!("{service}    environment:\n{}", many("    - A=$A\n")));
    checked(yaml, format!("{service}    command: \"{}\"\n", many("alluxio ")));
    checked(yaml, format!("{service}    command: \"{}\"\n", many("$X ")));
    checked(yaml, format!("services:\n{}", numbered(|n| format!("  m{n}: {{image: alluxio/alluxio, command: master}}\n"))));
    checked(
        yaml,
        format!("services:\n{}", numbered(|n| format!("  m{n}: {{image: alluxio/alluxio, volumes: ['./c{n}:/opt/alluxio/conf']}}\n"))),
    );
}

#[test]
fn objects_of_kubernetes() {
    let yaml = YAML;
    checked(
        yaml,
        numbered(|n| {
            format!("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: alluxio{n}}}\ndata: {{ALLUXIO_JAVA_OPTS: -Dalluxio.a=b}}\n")
        }),
    );
    let pod = |n| {
        format!(
            "---\napiVersion: v1\nkind: Pod\nmetadata: {{name: a{n}}}\nspec: {{containers: [{{name: a, image: alluxio/alluxio, args: [master]}}]}}\n"
        )
    };
    checked(yaml, numbered(pod));
    let map = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n";
    let pairs: String = (0..MEGABYTE / 64).map(|n| format!("  ALLUXIO_X{n}: alluxio\n")).collect();
    let users: String =
        (0..MEGABYTE / 200).map(|n| format!("---\napiVersion: v1\nkind: Pod\nmetadata: {{name: a{n}}}\nspec: {{containers: [{{name: a, image: alluxio/alluxio, envFrom: [{{configMapRef: {{name: c}}}}]}}]}}\n")).collect();
    checked(yaml, format!("{map}{pairs}{users}"));
    let volumes: String = (0..MEGABYTE / 60).map(|n| format!("  - {{name: v{n}, emptyDir: {{}}}}\n")).collect();
    let mounts: String = (0..MEGABYTE / 60).map(|n| format!("    - {{name: v{n}, mountPath: /a}}\n")).collect();
    checked(
        yaml,
        format!(
            "apiVersion: v1\nkind: Pod\nspec:\n  volumes:\n{volumes}  containers:\n  - image: alluxio/alluxio\n    volumeMounts:\n{mounts}"
        ),
    );
}

#[test]
fn charts_and_kustomizations() {
    checked(
        "other/values.yaml",
        format!("image: alluxio/alluxio\nimageTag: 2.9.3\nproperties:\n{}", numbered(|n| format!("  alluxio.a{n}: b\n"))),
    );
    let pods = numbered(|n| format!("  - {{op: add, path: /spec/x{n}, value: alluxio}}\n"));
    checked("other/kustomization.yaml", format!("patches:\n- target: {{kind: Pod}}\n  patch: |-\n{pods}"));
    let images = numbered(|n| format!("- {{name: alluxio/alluxio{n}, newTag: a}}\n"));
    checked("other/kustomization.yaml", format!("resources: [kustomization.yaml, .]\nimages:\n{images}"));
    checked("other/kustomization.yaml", format!("resources:\n{}# alluxio", many("- .\n")));
    checked(
        "other/docker-compose.yml",
        format!("services:\n{}", numbered(|n| format!("  m{n}: {{extends: m{}, image: alluxio/alluxio}}\n", n + 1))),
    );
    checked(
        "other/helmfile.yaml",
        format!("releases:\n{}", numbered(|n| format!("- {{chart: alluxio, set: [{{name: a{n}, value: b}}]}}\n"))),
    );
    checked("other/main.tf", numbered(|n| format!("resource \"helm_release\" \"a{n}\" {{\n chart = \"alluxio\"\n}}\n")));
    checked("other/main.tf", format!("resource \"helm_release\" \"a\" {{\n{}", many(" name = \"a\"\n value = 1\n")));
    checked("other/alluxio-site.properties.j2", many("{% if x %}\nalluxio.a=b\n"));
    checked("other/deploy.sh", many("helm install a alluxio --set a=b\n"));
    checked("other/write.sh", many("cat > alluxio-site.properties <<E\nalluxio.a=$b\nE\n"));
    checked("other/values.yaml", format!("image: alluxio/alluxio\nmaster:\n  count: 1\n{}", numbered(|n| format!("k{n}: v\n"))));
}

#[test]
fn image_builds_scripts_units_and_prose() {
    let build = "other/Dockerfile";
    checked(
        build,
        format!(
            "{}\nFROM alluxio/alluxio\n{}",
            numbered(|n| format!("ARG a{n}=1\n")).split_at(MEGABYTE / 2).0,
            "RUN $x\n".repeat(MEGABYTE / 14)
        ),
    );
    checked(build, numbered(|n| format!("FROM alluxio/alluxio AS s{n}\n")));
    checked(build, format!("FROM alluxio/alluxio\n{}", numbered(|n| format!("ENV ALLUXIO_A{n}=$ALLUXIO_A{}\n", n.saturating_sub(1)))));
    checked(build, format!("FROM alluxio/alluxio\nENV {}\n", many("A=\"1 ")));
    checked(build, format!("ARG a=aa\n{}FROM $a\n", many("ARG a=$a$a\n")));
    checked(build, format!("FROM alluxio/alluxio\n{}", many("RUN \\\n")));
    checked(build, format!("FROM alluxio/alluxio\nCMD {}", many("[")));
    checked(build, format!("FROM alluxio/alluxio\nEXPOSE {}", numbered(|n| format!("{n} "))));
    for name in ["other/start.sh", "other/unit.service", "other/README.md"] {
        let fence = if name.ends_with("md") { "```\n" } else { "" };
        let unit = if name.ends_with("service") { "[Service]\nExecStart=" } else { "" };
        let run = |text: String| checked(name, format!("{fence}{unit}{text}"));
        run(many("alluxio "));
        run(many("alluxio-start.sh "));
        run(many("alluxio.sh -a "));
        run(many("alluxio fs ls /\n"));
        run(many("a "));
        run(many("a;"));
        run(many("\""));
        run(many("'\""));
        run(many("\"\\\"'\n"));
        run(many("$("));
        run(many("\"$(\" "));
        run(many("`"));
        run(many("\\"));
        run(format!("X={}\nalluxio {}", "x".repeat(MEGABYTE / 2), "$X ".repeat(MEGABYTE / 6)));
        run(numbered(|n| format!("alluxio fs ls /{n}\n")));
        run(numbered(|n| format!("docker run -e A{n}=b alluxio/alluxio master\n")));
        run(format!("docker run {} alluxio/alluxio", many("-e A=b ")));
        run(numbered(|n| format!("cp alluxio-underfs-a{n}-2.9.3.jar lib\n")));
        run(many("alluxio-underfs-a-1.1.1-"));
        run(format!("{}.jar", many("alluxio-underfs-a-1.1.1-")));
        run(many("Environment=\"A=1\"\n"));
    }
}

#[test]
fn build_files_and_bills() {
    let pom =
        |body: &str| format!("<project xmlns=\"http://maven.apache.org/POM/4.0.0\"><modelVersion>4.0.0</modelVersion>{body}</project>");
    let xml = "other/pom.xml";
    checked(xml, pom(&many("<a>")));
    checked(xml, pom(&many("<a/>")));
    checked(xml, pom(&many("&a;")));
    checked(xml, pom(&many("&#65;")));
    checked(xml, pom(&format!("<a {}/>", numbered(|n| format!("a{n}='' ")))));
    checked(xml, pom(&format!("<!-- {} -->", many("-"))));
    checked(xml, pom(&many("<![CDATA[")));
    checked(xml, pom(&many("<")));
    let entities: String = (1..60).map(|n| format!("<!ENTITY e{n} \"&e{0};&e{0};&e{0};&e{0};&e{0};&e{0};&e{0};&e{0};\">", n - 1)).collect();
    checked(xml, format!("<!DOCTYPE p [<!ENTITY e0 \"alluxio\">{entities}]>{}", pom("<version>&e59;</version>")));
    let property = |n: usize| format!("<p{n}>{}</p{n}>", format!("${{p{}}}", n + 1).repeat(5000));
    let nested: String = (0..8).map(property).collect();
    let asks = "<dependencies><dependency><groupId>org.alluxio</groupId><artifactId>alluxio-core-client-fs</artifactId><version>${p0}</version></dependency></dependencies>";
    checked(xml, pom(&format!("<properties>{nested}<p8></p8></properties>{asks}")));
    let entry = |n: usize| format!("<dependency><groupId>g{n}</groupId><artifactId>${{a}}</artifactId></dependency>");
    let half: String = (0..MEGABYTE / 130).map(entry).collect();
    checked(
        xml,
        pom(&format!(
            "<dependencyManagement><dependencies>{half}</dependencies></dependencyManagement><dependencies>{half}</dependencies>"
        )),
    );
    checked(
        "other/ivy.xml",
        format!("<ivy-module><dependencies>{}</dependencies></ivy-module>", many("<dependency org='org.alluxio' name='a' rev='1'/>")),
    );
    let component = |n: usize| format!("{{\"group\":\"org.alluxio\",\"name\":\"alluxio-core-client-fs-{n}\",\"version\":\"2.9.3\"}},\n");
    checked("other/bom.json", format!("{{\"bomFormat\":\"CycloneDX\",\"components\":[{}{{}}]}}", numbered(component)));
    checked("other/bom.json", format!("{{\"bomFormat\":\"CycloneDX\",\"components\":{}", many("[")));
    checked("other/bom.json", format!("{{\"bomFormat\":\"CycloneDX\",{}", many("\"components\":[{")));
    let package = |n: usize| format!("{{\"name\":\"org.alluxio:alluxio-core-client-fs-{n}\",\"versionInfo\":\"2.9.3\"}},\n");
    checked("other/bom.json", format!("{{\"spdxVersion\":\"2\",\"packages\":[{}{{}}]}}", numbered(package)));
    let component = |n: usize| {
        format!("<component><group>org.alluxio</group><name>alluxio-core-client-fs-{n}</name><version>2.9.3</version></component>\n")
    };
    checked(
        "other/bom.xml",
        format!("<bom xmlns=\"http://cyclonedx.org/schema/bom/1.4\"><components>{}</components></bom>", numbered(component)),
    );
    checked("other/a.lockfile", numbered(|n| format!("org.alluxio:alluxio-core-client-fs-{n}:2.9.3=a\n")));
    checked(
        "other/a.versions.toml",
        format!("[libraries]\n{}", numbered(|n| format!("a{n} = \"org.alluxio:alluxio-core-client-fs:2.9.3\"\n"))),
    );
    checked("other/a.versions.toml", format!("a = {}", many("[")));
    checked("other/a.versions.toml", format!("a{}", many(".a")));
    checked("other/a.versions.toml", many("[a]\n"));
    checked("other/build.gradle", numbered(|n| format!("implementation 'org.alluxio:alluxio-core-client-fs-{n}:$v{n}'\n")));
    checked("other/build.gradle", many("group: 'a', name: 'b', version: "));
    checked("other/build.gradle", many("\"a:b"));
    checked("other/build.gradle", many("val a = \""));
    checked("other/build.sbt", many("\"a\" % \"b\" % "));
    checked("other/build.sbt", numbered(|n| format!("val a{n} = \"org.alluxio\" % \"alluxio-core-client-fs\" % a{n}\n")));
}

#[test]
fn configuration_of_applications() {
    let property = |n: usize| format!("<property><name>alluxio.a{n}</name><value>b</value></property>\n");
    checked("other/core-site.xml", format!("<configuration>{}</configuration>", numbered(property).split_at(MEGABYTE - 4096).0));
    checked("other/core-site.xml", format!("<configuration>{}", many("<property>")));
    checked("other/core-site.xml", format!("<configuration>{}", many("&alluxio;")));
    checked("other/core-site.xml", format!("<configuration><property><name>{}</name></property></configuration>", many("alluxio")));
    checked("other/core-site.xml", format!("<configuration><property {}/>", numbered(|n| format!("alluxio{n}='' "))));
    checked("other/spark-defaults.conf", numbered(|n| format!("spark.hadoop.alluxio.a{n} alluxio://b\n")));
    checked("other/spark-defaults.conf", format!("spark.driver.extraJavaOptions {}", many("-Dalluxio.a=b ")));
    checked("other/jvm.config", many("-Dalluxio.a=b\n"));
    checked("other/flink-conf.yaml", numbered(|n| format!("a{n}: alluxio://host{n}/\n")));
    checked("other/hive.properties", many("alluxio://a,"));
    checked("other/hive.properties", many("alluxio.hadoop.FileSystem"));
}

#[test]
fn logs() {
    let begin = "2026-11-22 22:40:06,873 INFO  AlluxioMaster - x\n";
    checked("other/master.log", format!("{begin}{}", many("2026-11-22 22:40:06,873 WARN x\n")));
    checked("other/master.log", format!("{begin}{}", many("\n")));
    checked("other/master.log", format!("{begin}{}", many("/1.1.1.1:1")));
    checked(
        "other/master.log",
        format!("{begin}{}", many("io.netty.handler.codec.TooLongFrameException: Frame length exceeds: 2147484648\n")),
    );
    let marker = "gRPC message exceeds maximum size 4194304: 2147549441 HTTP/2 client preface string missing or corrupt. Hex dump for received bytes: 7f80220c8816db55800100";
    checked(
        "other/master.log",
        format!(
            "{begin}{}",
            numbered(|n| format!("2026-11-{:02} 22:40:06,873 WARN /10.0.{}.{}:1 {marker}\n", n % 28 + 1, n / 256 % 256, n % 256))
        ),
    );
    checked("other/master.log", format!("{begin}{marker}{}", many("f")));
}
