//! Files that are read as parts of others.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a failing test may panic")]

use std::path::Path;

use super::{Parts, Sort, read, sort};
use crate::facts::{Facts, Subject, SubjectKind};
use crate::source::Local;

/// What files say together; each is given with its path.
fn together(files: &[(&str, &str)]) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    let mut parts = Parts::default();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
    }
    for (name, text) in files {
        let path = folder.path().join(name);
        let file = Path::new(name).file_name().unwrap().to_string_lossy();
        parts.add(&path, read(&Local, &path, sort(&file, text.as_bytes()).unwrap_or(Sort::Script)).unwrap_or_default());
    }
    let mut facts = parts.finish();
    let here = format!("{}/", folder.path().display());
    facts.unseen.iter_mut().for_each(|unseen| unseen.subject = unseen.subject.replace(&here, ""));
    facts
}

fn of(facts: &Facts, kind: SubjectKind) -> Vec<&Subject> {
    facts.of(kind).collect()
}

fn words(facts: &Facts) -> Vec<String> {
    of(facts, SubjectKind::Deployment).iter().map(|one| one.get("deployment.words").unwrap().to_string()).collect()
}

fn value(facts: &Facts, key: &str) -> String {
    facts.settings.get(key).map(|setting| setting.value.clone()).unwrap_or_default()
}

const POD: &str = "apiVersion: apps/v1
kind: StatefulSet
metadata: {name: master}
spec:
  template:
    spec:
      containers:
        - name: m
          image: alluxio/alluxio:2.7.3
          args: [master-only, --no-format]
          env: [{name: ALLUXIO_JAVA_OPTS, value: -Dalluxio.a=1}, {name: OTHER, value: x}]
";

fn overlaid(overlay: &str, more: &[(&str, &str)]) -> Facts {
    let base = [("base/kustomization.yaml", "resources: [pod.yaml]\n"), ("base/pod.yaml", POD)];
    let overlay = format!("resources: [../base]\n{overlay}");
    let files: Vec<(&str, &str)> =
        base.into_iter().chain([("prod/kustomization.yaml", overlay.as_str())]).chain(more.iter().copied()).collect();
    together(&files)
}

#[test]
fn patches_change_the_objects_of_the_base_which_then_does_not_count_for_itself() {
    let facts = overlaid("images: [{name: alluxio/alluxio, digest: 'sha256:aa'}]\n", &[]);
    let images: Vec<&str> = of(&facts, SubjectKind::Deployment).iter().map(|one| one.text("deployment.image")).collect();
    assert_eq!(images, ["alluxio/alluxio@sha256:aa"]);

    let patch = "kind: StatefulSet\nmetadata: {name: master}\nspec: {template: {spec: {containers: [{name: m, args: null, env: [{name: ALLUXIO_JAVA_OPTS, value: -Dalluxio.a=2}, {name: OTHER, $patch: delete}]}]}}}\n";
    let facts = overlaid("patchesStrategicMerge: [p.yaml]\n", &[("prod/p.yaml", patch)]);
    assert_eq!((words(&facts), value(&facts, "alluxio.a")), (vec![String::new()], "2".to_owned()));
    let subject = of(&facts, SubjectKind::Deployment)[0];
    assert_eq!(subject.get("deployment.env").unwrap().to_string(), "ALLUXIO_JAVA_OPTS");
    assert!(subject.path.ends_with("base/pod.yaml:8"), "{}", subject.path);
}

#[test]
fn steps_of_a_patch_are_followed_and_what_is_not_is_told() {
    let steps = |ops: &str| overlaid(&format!("patches:\n  - target: {{kind: StatefulSet, name: mast.*}}\n    patch: |-\n{ops}"), &[]);
    let at = "/spec/template/spec/containers/0";
    assert_eq!(words(&steps(&format!("      - {{op: remove, path: {at}/args/1}}\n      - {{op: test, path: /x}}\n"))), ["master-only"]);
    let added = steps(&format!(
        "      - {{op: add, path: {at}/env/-, value: {{name: ALLUXIO_MASTER_JAVA_OPTS, value: -Dalluxio.b=3}}}}\n      # two\n"
    ));
    assert_eq!(value(&added, "alluxio.b"), "3");
    for odd in [
        "      - {op: move, from: /a, path: /b}\n      #\n".to_owned(),
        format!("      - {{op: replace, path: {at}/args/9, value: x}}\n      #\n"),
    ] {
        let facts = steps(&odd);
        assert!(facts.unseen.iter().any(|unseen| unseen.subject == "prod/kustomization.yaml:5"), "{odd} {:?}", facts.unseen);
    }
    let facts = overlaid("patches: [{path: gone.yaml}]\nreplacements: []\n", &[]);
    let told: Vec<&str> = facts.unseen.iter().map(|unseen| unseen.subject.as_str()).collect();
    assert_eq!(told, ["gone.yaml", "prod/kustomization.yaml:3"]);
}

#[test]
fn kustomizations_that_take_in_each_other_end() {
    let facts = together(&[
        ("a/kustomization.yaml", "resources: [../b, pod.yaml]\n"),
        ("b/kustomization.yaml", "resources: [../a]\n"),
        ("a/pod.yaml", POD),
    ]);
    assert!(!of(&facts, SubjectKind::Deployment).is_empty());
}

#[test]
fn compose_puts_overrides_and_extended_services_together() {
    let base = "services:\n  m:\n    extends: {file: common.yml, service: base}\n    command: master --no-format\n    environment: [ALLUXIO_JAVA_OPTS=-Dalluxio.a=1, OTHER=1]\n    volumes: [j:/opt/alluxio/journal]\n";
    let common = "services:\n  base:\n    image: alluxio/alluxio:${TAG:-2.7.3}${NONE:+x}\n    extends: base\n    env_file: {path: gone.env, required: false}\n";
    let over = "services:\n  m:\n    environment: {ALLUXIO_JAVA_OPTS: -Dalluxio.a=2}\n";
    let facts = together(&[("docker-compose.yml", base), ("common.yml", common), ("docker-compose.override.yml", over)]);
    let services = of(&facts, SubjectKind::Deployment);
    assert_eq!(services.len(), 1, "{services:?}");
    assert_eq!(services[0].text("deployment.image"), "alluxio/alluxio:2.7.3");
    assert_eq!(services[0].get("deployment.env").unwrap().to_string(), "ALLUXIO_JAVA_OPTS, OTHER");
    assert_eq!((services[0].text("deployment.journal_kept"), value(&facts, "alluxio.a")), ("volume", "2".to_owned()));

    let alone = together(&[(
        "docker-compose.prod.yml",
        "services:\n  m:\n    command: alluxio master\n    environment: [ALLUXIO_JAVA_OPTS=-Da=1]\n",
    )]);
    assert!(alone.unseen.iter().any(|unseen| unseen.reason.contains("laid over")), "{:?}", alone.unseen);
}

#[test]
fn a_call_of_helm_names_its_values() {
    let values = "journal: {type: EMBEDDED}\nproperties: {alluxio.a: '1'}\n";
    let call = |more: &str| {
        together(&[
            ("deploy.sh", &format!("helm upgrade -i a repo/alluxio --version 0.6.48 -f v/prod.yaml {more}\n")),
            ("v/prod.yaml", values),
        ])
    };
    let facts = call(r"--set 'properties.alluxio\.a=x\,y,journal.size=1Gi' --set-string image=alluxio/alluxio");
    assert_eq!(value(&facts, "alluxio.a"), "x,y");
    let deployments = of(&facts, SubjectKind::Deployment);
    assert_eq!((deployments.len(), deployments[0].text("deployment.chart")), (1, "0.6.48"));
    for (odd, why) in [
        ("--set 'master.args[0]=x'", "a part of a list"),
        ("--reuse-values", "running release"),
        ("-f $ENV.yaml", "made up"),
        ("-f gone.yaml", "takes in"),
    ] {
        assert!(call(odd).unseen.iter().any(|unseen| unseen.reason.contains(why)), "{odd}");
    }
}

#[test]
fn a_unit_has_its_drop_ins_and_files_of_variables_which_win() {
    let unit = "[Service]\nEnvironmentFile=-/etc/default/alluxio\nEnvironment=\"ALLUXIO_JAVA_OPTS=-Dalluxio.a=1 -Dalluxio.b=1\" X=1\nExecStart=/opt/alluxio/bin/alluxio-start.sh master\n";
    let files = [("etc/systemd/system/a.service", unit), ("etc/default/alluxio", "export ALLUXIO_JAVA_OPTS='-Dalluxio.a=2'\n")];
    let facts = together(&files);
    assert_eq!((value(&facts, "alluxio.a"), value(&facts, "alluxio.b")), ("2".to_owned(), String::new()));
    assert!(facts.settings.get("alluxio.a").unwrap().place.ends_with("etc/default/alluxio:1"));
    let facts = together(&[
        files[0],
        ("etc/systemd/system/a.service.d/x.conf", "[Service]\nEnvironmentFile=\nEnvironment=ALLUXIO_MASTER_JAVA_OPTS=-Dalluxio.c=3\n"),
    ]);
    assert_eq!((value(&facts, "alluxio.a"), value(&facts, "alluxio.c")), ("1".to_owned(), "3".to_owned()));
    assert!(facts.unseen.is_empty(), "{:?}", facts.unseen);
    assert!(together(&files[..1]).unseen.iter().any(|unseen| unseen.reason.contains("/etc/default/alluxio")));
}

#[test]
fn a_stage_begins_with_what_the_stage_it_names_ended_with() {
    let build = "ARG TAG=2.7.3\nFROM alluxio/alluxio:${TAG:-2.9.3} AS base\nENV ALLUXIO_JAVA_OPTS=-Dalluxio.a=1\nFROM maven:3\nENV B=1\nFROM base\nUSER 1000\n";
    let facts = together(&[("Dockerfile", build)]);
    let image = of(&facts, SubjectKind::Deployment)[0];
    assert_eq!((image.text("deployment.image"), value(&facts, "alluxio.a")), ("alluxio/alluxio:2.7.3", "1".to_owned()));
    assert_eq!(image.get("deployment.env").unwrap().to_string(), "ALLUXIO_JAVA_OPTS");
}

#[test]
fn terraform_gives_a_release_its_values() {
    let text = "resource \"helm_release\" \"a\" {\n  name = \"a\"\n  chart = \"alluxio\"\n  values = [<<-EOT\n    properties: {alluxio.a: '1'}\n  EOT\n  ]\n  set = [{ name = \"properties.alluxio\\\\.b\", value = \"2\" }, { name = \"x\", value = var.x }]\n}\n";
    let facts = together(&[("main.tf", text)]);
    assert_eq!((value(&facts, "alluxio.a"), value(&facts, "alluxio.b")), ("1".to_owned(), "2".to_owned()));
    assert!(facts.settings.get("alluxio.a").unwrap().place.ends_with("main.tf:5"));
    assert!(facts.unseen.iter().any(|unseen| unseen.subject == "main.tf:8"), "{:?}", facts.unseen);
}

#[test]
fn configuration_that_is_mounted_is_read_or_told() {
    let run = "docker run -v /etc/alluxio:/opt/alluxio/conf -e ALLUXIO_JAVA_OPTS=-Dalluxio.b=2 alluxio/alluxio master ftp://u:hidden@h/\n";
    let facts = together(&[("run.sh", run), ("etc/alluxio/alluxio-site.properties", "alluxio.a=1\n")]);
    assert_eq!((value(&facts, "alluxio.a"), value(&facts, "alluxio.b")), ("1".to_owned(), "2".to_owned()));
    assert!(!format!("{facts:?}").contains("hidden"));
    assert!(together(&[("run.sh", run)]).unseen.iter().any(|unseen| unseen.subject == "/etc/alluxio"));

    let volume = |source: &str| {
        POD.replace("          env:", "          volumeMounts: [{name: c, mountPath: /opt/alluxio/conf}]\n          env:")
            + &format!("      volumes: [{{name: c, {source}}}]\n")
    };
    let told = |text: String| together(&[("pod.yaml", &text)]).unseen.iter().map(|unseen| unseen.subject.clone()).collect::<Vec<_>>();
    assert_eq!(told(volume("configMap: {name: gone}")), ["the ConfigMap gone"]);
    assert_eq!(told(volume("persistentVolumeClaim: {claimName: p}")), ["the volume claim p"]);
    let map =
        "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: gone}\ndata:\n  alluxio-env.sh: |\n    ALLUXIO_JAVA_OPTS=-Dalluxio.c=3\n";
    let facts = together(&[("pod.yaml", &(volume("configMap: {name: gone}") + map))]);
    assert_eq!(facts.settings.get("alluxio.c").map(|one| one.place.ends_with("pod.yaml:20")), Some(true), "{:?}", facts.settings);
}
