#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use proptest::prelude::*;

use super::yaml::{self, TEMPLATE};
use super::{Sort, calls, image, prose, read, sort, words};
use crate::facts::{Facts, Subject, SubjectKind};
use crate::source::Local;

fn file(name: &str, text: &str) -> Option<Facts> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read(&Local, &path, sort(name, text.as_bytes()).unwrap_or(Sort::Script))
}

fn of(facts: &Facts, kind: SubjectKind) -> Vec<&Subject> {
    facts.of(kind).collect()
}

fn found(text: &str) -> Vec<(usize, String)> {
    calls::calls(text).into_iter().map(|call| (call.line, call.command)).collect()
}

#[test]
fn documents_keep_their_lines_and_a_broken_one_does_not_hide_the_others() {
    let yaml = yaml::read(b"a: 1\n---\nb: [1, 2\nc: }\n---\nd:\n  e: x\n", "f");
    assert_eq!(yaml.troubles.len(), 1);
    assert!((3..=4).contains(&yaml.troubles[0].0), "{:?}", yaml.troubles);
    let last = yaml.documents.last().unwrap();
    assert_eq!(last.at(&["d", "e"]).unwrap().word(), "x");
    assert_eq!(last.at(&["d", "e"]).unwrap().line, 7);
}

#[test]
fn aliases_count_with_all_they_stand_for() {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let uses = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{uses}]\n"));
    }
    let yaml = yaml::read(bomb.as_bytes(), "f");
    assert!(yaml.troubles[0].1.contains("stands for more than"), "{:?}", yaml.troubles);
}

#[test]
fn nesting_has_an_end() {
    let yaml = yaml::read("[".repeat(100_000).as_bytes(), "f");
    assert!(!yaml.troubles.is_empty());
    let deep: String = (0..200).map(|level| format!("{}k:\n", " ".repeat(level))).collect();
    assert!(yaml::read(deep.as_bytes(), "f").troubles[0].1.contains("deep"));
}

#[test]
fn merged_maps_give_what_the_map_itself_does_not() {
    let yaml = yaml::read(b"base: &b {x: 1, y: 2}\nown:\n  <<: *b\n  y: 3\n", "f");
    let own = yaml.documents[0].get("own").unwrap();
    assert_eq!((own.text("x"), own.text("y")), ("1", "3"));
}

#[test]
fn templates_are_covered_and_counted() {
    let text = "{{- if .Values.x }}\nname: {{ .Values.name }}\nplain: 1\n{{- end }}\nlist:\n  - \"{{ .a }}-b\"\n";
    let yaml = yaml::read(text.as_bytes(), "f");
    assert_eq!(yaml.templates, [1, 2, 4, 6]);
    let document = &yaml.documents[0];
    assert_eq!(document.text("plain"), "1");
    assert!(document.text("name").contains(TEMPLATE));
    assert_eq!(document.list("list")[0].word(), format!("{TEMPLATE}-b"));
}

#[test]
fn templates_that_are_not_rendered_are_unseen() {
    let text = "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: m\n      image: alluxio/alluxio:{{ .tag }}\n";
    let facts = file("pod.yaml", text).unwrap();
    assert!(facts.unseen.iter().any(|unseen| unseen.reason.contains("not rendered")));
}

#[test]
fn yaml_of_others_says_nothing() {
    assert!(file("values.yaml", "replicas: 3\nimage: nginx\nservice: {type: ClusterIP}\n").is_none());
    assert!(file("docker-compose.yml", "services:\n  db:\n    image: postgres:13\n").is_none());
    assert!(file("app.yaml", "apiVersion: v1\nkind: Service\nmetadata: {name: alluxio-ui}\n").is_none());
    assert!(file("notes.md", "Ask Bob about alluxio.").is_none());
}

#[test]
fn compose_fills_in_variables_as_compose_does() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(".env"), "TAG=2.8.1\n# NOT=1\n").unwrap();
    let text = "services:\n  m:\n    image: alluxio/alluxio:${TAG}\n    command: ${ROLE:-master} --no-format\n";
    let path = folder.path().join("compose.yml");
    std::fs::write(&path, text).unwrap();
    let facts = read(&Local, &path, Sort::Yaml).unwrap();
    let service = of(&facts, SubjectKind::Deployment)[0];
    assert_eq!(service.get("deployment.image_version").unwrap().to_string(), "2.8.1");
    assert_eq!(service.text("deployment.start_word"), "master");
}

#[test]
fn secrets_stay_where_they_are() {
    let text = "services:\n  m:\n    image: alluxio/alluxio:2.8.1\n    command: [master, --no-format, -Daws.secretKey=TOPSECRET]\n    environment:\n      ALLUXIO_JAVA_OPTS: -Daws.secretKey=TOPSECRET\n";
    let facts = file("compose.yml", text).unwrap();
    let subjects = format!("{:?}{:?}", facts.subjects, facts.settings.masked());
    assert!(!subjects.contains("TOPSECRET"));
    let script = file("x.sh", "alluxio fs mount --option s3a.secretKey=TOPSECRET /a s3://b\n").unwrap();
    assert!(!format!("{:?}", script.subjects).contains("TOPSECRET"));
    let values = file("alluxio-values.yaml", "imageTag: 2.8.1\njournal: {}\nproperties:\n  aws.secretKey: TOPSECRET\n").unwrap();
    assert!(!format!("{:?}", values.subjects).contains("TOPSECRET"));
}

#[test]
fn references_to_images() {
    assert_eq!(image::name("r:5000/alluxio/alluxio:2.7.3@sha256:0"), "r:5000/alluxio/alluxio");
    assert_eq!(image::tag("r:5000/alluxio/alluxio"), "");
    assert!(image::is_own("r:5000/alluxio/alluxio:2.7.3") && !image::is_own("me/alluxio:2.7.3"));
    assert_eq!(image::version("alluxio/alluxio:2.7.3-slim").to_string(), "2.7.3");
    assert_eq!((image::libc("openjdk:8-alpine"), image::libc("ubuntu:20.04")), (Some("musl"), Some("glibc")));
    assert_eq!(image::java("eclipse-temurin:8u312-b07-jdk").as_deref(), Some("8"));
    assert_eq!(words::java_of_path("/usr/lib/jvm/java-1.8.0-openjdk-amd64").as_deref(), Some("8"));
    assert_eq!(words::java_of_path("/opt/jdk-11.0.2/bin/java").as_deref(), Some("11"));
    assert_eq!(words::java_of_path("/usr/bin/java"), None);
}

#[test]
fn calls_are_found_where_a_shell_would_run_them() {
    let script = "A=/opt/alluxio/bin/alluxio\nif [ -n \"$($A fs count /)\" ]; then\n  sudo -u alluxio $A fs rm -R /x || true\nfi\n\
                  ssh h 'cd /opt && ./bin/alluxio-start.sh -i /b.gz all'\nx=`alluxio fs ls /`\n";
    let wanted = [(2, "alluxio fs count"), (3, "alluxio fs rm"), (5, "alluxio-start.sh all"), (6, "alluxio fs ls")];
    assert_eq!(found(script), wanted.map(|(line, command)| (line, command.to_owned())));
}

#[test]
fn words_that_are_not_run_are_no_calls() {
    for text in [
        "# alluxio fs ls /",
        "echo alluxio fs ls /",
        "echo \"run alluxio format\"",
        "cp bin/alluxio fs",
        "grep alluxio fs",
        "alluxio fs nonsense",
    ] {
        assert!(found(text).is_empty(), "{text}");
    }
    assert_eq!(found("echo \"there are $(alluxio fs count /) files\"").len(), 1);
}

#[test]
fn a_script_that_does_not_parse_is_read_all_the_same() {
    assert_eq!(found("echo 'never closed\nalluxio fs lsr /\n").len(), 1);
    assert_eq!(found("if then fi ((\nalluxio fs lsr / ; }}} |\n").len(), 1);
}

#[test]
fn prose_is_only_read_where_it_is_code() {
    let text = "Don't run alluxio fs ls here.\n```sh\nalluxio fs ls /\n```\nUse `alluxio format` never.\n";
    let lines: Vec<usize> = calls::calls(&prose::code(text)).iter().map(|call| call.line).collect();
    assert_eq!(lines, [3, 5]);
}

#[test]
fn the_last_stage_of_an_image_build_counts() {
    let text = "FROM alpine:3 AS tools\nRUN apk add curl\nFROM alluxio/alluxio:2.9.3\nCOPY --from=tools /usr/bin/curl /usr/bin/\nCMD [\"worker\", \"--no-format\"]\n";
    let facts = file("Dockerfile", text).unwrap();
    let build = of(&facts, SubjectKind::Deployment)[0];
    assert_eq!(build.get("deployment.package_managers").unwrap().to_string(), "");
    assert_eq!(build.text("deployment.image"), "alluxio/alluxio:2.9.3");
    assert_eq!(build.text("deployment.start_word"), "worker");
}

#[test]
fn a_config_map_gives_settings_with_lines() {
    let text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: alluxio-config}\ndata:\n  alluxio-site.properties: |\n    # site\n    alluxio.master.journal.type=UFS\n";
    let facts = file("map.yaml", text).unwrap();
    let setting = facts.settings.get("alluxio.master.journal.type").unwrap();
    assert!(setting.place.ends_with("map.yaml:7"), "{}", setting.place);
}

proptest! {
    #[test]
    fn nothing_panics_and_the_same_text_gives_the_same_facts(text in "(?s).{0,400}") {
        for name in ["a.yaml", "values-alluxio.yaml", "Dockerfile", "a.service", "a.sh", "a.md"] {
            let once = file_at(name, &text);
            prop_assert_eq!(&once, &file_at(name, &text));
        }
    }

    #[test]
    fn nothing_panics_on_text_that_looks_right(parts in proptest::collection::vec(0usize..24, 0..60)) {
        const PARTS: [&str; 24] = [
            "services:\n", "  m:\n", "    image: alluxio/alluxio:2.7.3\n", "    command: ", "master", " --no-format", "\n", "---\n", "&a ", "*a", "<<: *a\n",
            "{{ x }}", "[", "]", "{", "}", "'", "\"", "$(", "alluxio fs ls", "FROM x\n", "RUN \\\n", "- ", "? ",
        ];
        let text: String = parts.iter().map(|part| PARTS[*part]).collect();
        for name in ["a.yaml", "Dockerfile", "a.sh", "a.md", "a.service"] {
            file_at(name, &text);
        }
    }
}

/// Facts of a text as text, without the folder that it lay in.
fn file_at(name: &str, text: &str) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let facts = read(&Local, &path, sort(name, text.as_bytes())?)?;
    Some(format!("{facts:?}").replace(&*folder.path().to_string_lossy(), ""))
}

const APPLICATION: &str = "apiVersion: argoproj.io/v1alpha1
kind: Application
spec:
  source:
    chart: alluxio
    targetRevision: 0.6.48
    helm:
      values: |
        imageTag: 2.8.1
        properties:
          alluxio.user.file.writetype.default: THROUGH
      parameters:
        - name: properties.alluxio\\.user\\.file\\.writetype\\.default
          value: CACHE_THROUGH
        - name: journal.type
          value: UFS
";

#[test]
fn values_inside_an_application_lie_over_each_other_with_their_lines() {
    let facts = file("application.yaml", APPLICATION).unwrap();
    let setting = |key: &str| {
        let setting = facts.settings.get(key).unwrap();
        (setting.value.clone(), setting.place.rsplit(':').next().unwrap().to_owned())
    };
    assert_eq!(setting("alluxio.user.file.writetype.default"), ("CACHE_THROUGH".to_owned(), "13".to_owned()));
    assert_eq!(setting("alluxio.master.journal.type"), ("UFS".to_owned(), "15".to_owned()));
    let deployment = of(&facts, SubjectKind::Deployment)[0];
    assert_eq!(deployment.text("deployment.chart"), "0.6.48");
    let key = of(&facts, SubjectKind::Helm).into_iter().find(|value| value.text("helm.key") == "imageTag").unwrap();
    assert!(key.path.ends_with(":9"), "{}", key.path);
    assert!(facts.unseen.is_empty(), "{:?}", facts.unseen);
}

#[test]
fn what_an_object_only_names_is_unseen_with_its_place() {
    let files = APPLICATION.replace("      values: |", "      valueFiles: [prod.yaml]\n      values: |");
    let facts = file("application.yaml", &files).unwrap();
    assert!(facts.unseen.iter().any(|unseen| unseen.subject == "prod.yaml" && unseen.reason.contains(":8 takes in files")));
    let release = "apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nspec:\n  chart:\n    spec: {chart: alluxio, version: '>=0.6.0'}\n  valuesFrom:\n    - {kind: Secret, name: hidden}\n";
    let facts = file("release.yaml", release).unwrap();
    assert!(facts.unseen.iter().any(|unseen| unseen.subject.ends_with("release.yaml:7") && unseen.reason.contains("Secret hidden")));
    assert!(of(&facts, SubjectKind::Deployment)[0].get("deployment.chart").is_none(), "a range names no chart");
}

#[test]
fn objects_of_others_give_nothing() {
    let other = APPLICATION.replace("chart: alluxio", "chart: redis").replace("alluxio", "redis");
    assert!(file("application.yaml", &other).is_none());
    assert!(file("kustomization.yaml", "resources: [a.yaml]\nimages: [{name: redis, newTag: '7'}]\n").is_none());
}
