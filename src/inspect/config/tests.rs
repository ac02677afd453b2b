//! Promises of the readers of scripts, environment files and folders.

use std::fs;

use super::env::{self, Dialect};
use super::*;
use crate::settings::Process;
use crate::source::Local;

fn script(text: &str) -> Facts {
    env::read(text.as_bytes(), Dialect::Shell, "env.sh")
}

fn plain(text: &str) -> Facts {
    env::read(text.as_bytes(), Dialect::Plain, "app.env")
}

fn got(facts: &Facts) -> Vec<(&str, &str, &str)> {
    facts.settings.iter().map(|s| (s.key.as_str(), s.value.as_str(), s.place.as_str())).collect()
}

fn hidden(facts: &Facts) -> Vec<(&str, &str)> {
    facts.unseen.iter().map(|u| (u.subject.as_str(), u.facts.first().map_or("", String::as_str))).collect()
}

/// The script sets key `alluxio.k` to the value for sure.
fn sets(text: &str, value: &str) {
    let facts = script(text);
    assert_eq!(facts.settings.get("alluxio.k").map(|s| s.value.as_str()), Some(value), "{text}");
    assert_eq!(hidden(&facts), [], "{text}");
}

/// The script sets no key for sure and tells of doubts about `alluxio.k`.
fn doubts(text: &str, reason: &str) {
    let facts = script(text);
    let told: Vec<_> = facts.unseen.iter().filter(|u| u.facts == ["setting:alluxio.k"]).collect();
    assert_eq!(told.len(), 1, "{text}: {facts:?}");
    assert!(told.iter().all(|u| u.reason.contains(reason)), "{told:?}");
}

#[test]
fn options_of_all_processes_and_of_the_master_have_their_ranks_and_lines() {
    let facts = script(
        "# comment\nexport JAVA_HOME=$(dirname x)\nALLUXIO_JAVA_OPTS=\"-Xmx4g \\\n  -Dalluxio.a=1\n -Dalluxio.b=2\"\n\
         ALLUXIO_MASTER_JAVA_OPTS+=' -Dalluxio.c=3'\nALLUXIO_WORKER_JAVA_OPTS=-Dalluxio.d=4\n",
    );
    let lines =
        [("alluxio.a", "1", "env.sh:4"), ("alluxio.b", "2", "env.sh:5"), ("alluxio.c", "3", "env.sh:6"), ("alluxio.d", "4", "env.sh:7")];
    assert_eq!(got(&facts), lines);
    let ranks: Vec<_> = facts.settings.iter().map(|s| (s.rank, s.process)).collect();
    let (all, one) = (Rank::SystemProperty, Rank::ProcessProperty);
    assert_eq!(ranks, [(all, Process::All), (all, Process::All), (one, Process::Master), (one, Process::Worker)]);
    assert_eq!(facts.settings.get("alluxio.d"), None, "not given to the master");
    assert_eq!(hidden(&facts), []);
}

#[test]
fn words_follow_the_quoting_of_the_shell() {
    sets("ALLUXIO_JAVA_OPTS=-Dalluxio.k=v # -Dalluxio.k=w", "v");
    sets("ALLUXIO_JAVA_OPTS='-Dalluxio.k=${alluxio.home}/x'", "${alluxio.home}/x");
    sets("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=\\${alluxio.home}\"", "${alluxio.home}");
    sets("ALLUXIO_JAVA_OPTS=-Dalluxio.k=a\\$b", "a$b");
    sets("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=\\\"v\\\"\"", "\"v\"");
    sets("ALLUXIO_JAVA_OPTS=-Dalluxio.k=1; ALLUXIO_JAVA_OPTS+=\" -Dalluxio.k=2\"", "2");
    sets("declare -x ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=v\"\r\n", "v");
    sets("ALLUXIO_JAVA_OPTS=-Dalluxio.k", "");
    sets("ALLUXIO_JAVA_OPTS=$'-Dalluxio.k=v'", "v");
}

#[test]
fn references_take_what_the_file_assigned_before() {
    sets("V=1\nALLUXIO_JAVA_OPTS=\"$ALLUXIO_JAVA_OPTS -Dalluxio.k=${V}$V\"", "11");
    sets("ALLUXIO_JAVA_OPTS=-Dalluxio.k=${V:-a}${W-b}${X:=c}$X${X:+d}", "abccd");
    sets(": ${V:=/d}\nALLUXIO_MASTER_JAVA_OPTS=\"-Dalluxio.k=$V\"", "/d");
    sets("A='-Dalluxio.k=v'\nALLUXIO_JAVA_OPTS=$A", "v");
    sets("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=${ALLUXIO_HOME}/j\"", "${alluxio.home}/j");
    sets("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=${ALLUXIO_LOGS_DIR:-/l}\"", "${alluxio.logs.dir}");
    sets("V=1; ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=${V:-'a'}${W:-'b'}\"${W:-'c'}", "1'b'c");
    sets("function f { V=1; }\nV=2; unset W\nALLUXIO_JAVA_OPTS=-Dalluxio.k=$V", "2");
    sets("V=1 true\nV=${V:-2}; ALLUXIO_JAVA_OPTS=-Dalluxio.k=$V", "2");
}

#[test]
fn what_only_a_shell_can_know_is_told_with_its_key() {
    doubts("ALLUXIO_JAVA_OPTS=-Dalluxio.k=$(hostname -f)", "command substitution");
    doubts("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=`hostname`\"", "command substitution");
    doubts("ALLUXIO_JAVA_OPTS=-Dalluxio.k=$V", "does not set V");
    doubts("ALLUXIO_JAVA_OPTS=-Dalluxio.k=${V%/*}", "only the shell");
    doubts("ALLUXIO_JAVA_OPTS=\"-Dalluxio.k=${alluxio.home}\"", "refuses");
    let facts = script("A=1\nALLUXIO_JAVA_OPTS=\"-Dlog4j.x=$C -Dalluxio.a=$A $MORE\"");
    assert_eq!(got(&facts), [("alluxio.a", "1", "env.sh:2")]);
    assert_eq!(hidden(&facts), [("env.sh:2", "setting:*")]);
    assert_eq!(hidden(&script(". /etc/common.sh")), [("env.sh:1", "setting:*")]);
    assert_eq!(hidden(&script("A='x\n")), [("env.sh:1", "setting:*")]);
}

#[test]
fn conditional_assignments_are_told_and_do_not_count() {
    let line = "ALLUXIO_JAVA_OPTS=-Dalluxio.k=v";
    for text in [
        format!("if [ -z \"$X\" ]; then\n  {line}\nfi"),
        format!("case $1 in\n a|b) {line} ;;\nesac"),
        format!("[[ -n $X && a < b ]] && {line}"),
        format!("[ -n \"$X\" ] || {{ {line}; }}"),
        format!("for x in 1 2; do {line}; done"),
        format!("[[ -n $X ]] && return 0\n{line}"),
    ] {
        doubts(&text, "only under a condition");
    }
    doubts(&format!("f () \n{{\n {line}\n}}\n"), "only when a function is called");
    let facts = script("ALLUXIO_JAVA_OPTS=-Dalluxio.a=1\nif x; then ALLUXIO_JAVA_OPTS+=' -Dalluxio.k=2'; fi");
    assert_eq!(got(&facts), [("alluxio.a", "1", "env.sh:1")]);
    assert_eq!(hidden(&facts), [("env.sh:2", "setting:alluxio.k")]);
    let facts = script("ALLUXIO_JAVA_OPTS=-Dalluxio.a=1\nif x; then ALLUXIO_JAVA_OPTS=-Dalluxio.k=2; fi");
    assert_eq!(hidden(&facts), [("env.sh:2", "setting:alluxio.a"), ("env.sh:2", "setting:alluxio.k")]);
}

#[test]
fn what_follows_a_block_or_a_document_is_certain_again() {
    let line = "ALLUXIO_JAVA_OPTS=-Dalluxio.k=v";
    sets(&format!("if a; then if b; then X=1; else X=2; fi; fi\n{line}"), "v");
    sets(&format!("case $x in a) X=1;; *) (cd /) ;; esac\n{line}"), "v");
    sets(&format!("cat <<EOF >/dev/null\nALLUXIO_JAVA_OPTS=-Dalluxio.k=no\nif\nEOF\n{line}"), "v");
    sets(&format!("{line}\n( ALLUXIO_JAVA_OPTS=-Dalluxio.k=no )\nexit\nALLUXIO_JAVA_OPTS="), "v");
    sets(&format!("a && b; {line}"), "v");
    sets(&format!("set -a; {line}; ((x = 1))"), "v");
    sets(&format!("if x; then {line}w; fi\nALLUXIO_JAVA_OPTS+=' -Dalluxio.k=v'"), "v");
}

#[test]
fn variables_that_start_scripts_pass_on_become_properties() {
    let facts = script("ALLUXIO_HOME=/opt/a\nALLUXIO_MASTER_HOSTNAME=m1\nALLUXIO_JAVA_OPTS=-Dalluxio.master.hostname=m0\n");
    assert_eq!(facts.settings.home.as_deref(), Some("/opt/a"));
    assert_eq!(facts.settings.get("alluxio.master.hostname").map(|s| s.value.as_str()), Some("m1"));
    let facts = script("ALLUXIO_HOME=${ALLUXIO_HOME:-/opt/a}\nALLUXIO_MASTER_HOSTNAME=`hostname`\nALLUXIO_MASTER_JOURNAL_TYPE=UFS\n");
    assert_eq!(facts.settings.home, None, "the start script has set it before");
    assert_eq!(hidden(&facts), [("env.sh:2", "setting:alluxio.master.hostname")]);
    let journal = facts.settings.get("alluxio.master.journal.type").and_then(|s| s.variable.as_deref());
    assert_eq!(journal, Some("ALLUXIO_MASTER_JOURNAL_TYPE"), "which releases look at it is not for the reader to say");
}

#[test]
fn different_values_in_two_variables_are_both_kept() {
    let facts = script("ALLUXIO_JAVA_OPTS=-Dalluxio.k=1\nALLUXIO_MASTER_JAVA_OPTS=-Dalluxio.k=2");
    assert_eq!(got(&facts), [("alluxio.k", "1", "env.sh:1"), ("alluxio.k", "2", "env.sh:2")]);
    assert_eq!(hidden(&facts), []);
}

#[test]
fn a_script_of_the_tachyon_era_is_read_like_its_template() {
    let facts = script(
        "if [[ `uname -a` == Darwin* ]]; then\n  export TACHYON_JAVA_OPTS=\"-Djava.security.krb5.realm=\"\nfi\n\
         export TACHYON_UNDERFS_ADDRESS=hdfs://n:8020\nCONF_DIR=\"$( cd \"$( dirname \"${BASH_SOURCE[0]}\" )\" && pwd )\"\n\
         export TACHYON_JAVA_OPTS+=\"\n  -Dlog4j.configuration=file:$CONF_DIR/log4j.properties\n\
           -Dtachyon.underfs.address=$TACHYON_UNDERFS_ADDRESS\n  -Dtachyon.master.journal.folder=$TACHYON_HOME/journal/\n\"\n\
         export TACHYON_MASTER_JAVA_OPTS=\"$TACHYON_JAVA_OPTS\"\n",
    );
    let get = |key| facts.settings.get(key).map(|s| (s.value.as_str(), s.place.as_str()));
    assert_eq!(get("tachyon.underfs.address"), Some(("hdfs://n:8020", "env.sh:8")));
    assert_eq!(get("tachyon.master.journal.folder"), Some(("${tachyon.home}/journal/", "env.sh:9")));
    assert_eq!(hidden(&facts), []);
}

#[test]
fn plain_files_need_no_quotes() {
    let facts = plain("# c\nALLUXIO_JAVA_OPTS=-Dalluxio.a=1 -Dalluxio.b=${alluxio.home}\r\nALLUXIO_MASTER_JAVA_OPTS=\"-Dalluxio.c=3\"\n");
    assert_eq!(
        got(&facts),
        [("alluxio.a", "1", "app.env:2"), ("alluxio.b", "${alluxio.home}", "app.env:2"), ("alluxio.c", "3", "app.env:3")]
    );
    let facts = plain("ALLUXIO_MASTER_HOSTNAME\nALLUXIO_JAVA_OPTS=-Dalluxio.k=$X/y\nnot a line\n");
    let hidden = hidden(&facts);
    assert_eq!(hidden, [("app.env:3", "setting:*"), ("app.env:2", "setting:alluxio.k"), ("app.env:1", "setting:alluxio.master.hostname")]);
}

#[test]
fn references_that_double_end_with_a_doubt() {
    let mut text = "A0=xxxxxxxxxx\n".to_owned();
    (1..60).for_each(|n| text.push_str(&format!("A{n}=$A{0}$A{0}\n", n - 1)));
    let facts = script(&format!("{text}ALLUXIO_JAVA_OPTS=-Dalluxio.k=$A59"));
    assert_eq!(hidden(&facts), [("env.sh:61", "setting:alluxio.k")]);
}

#[test]
fn a_conf_folder_gives_its_files_and_tells_what_it_cannot_read() -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    fs::write(folder.path().join("alluxio-site.properties"), "a=1\na=2\nb=\\u12\n")?;
    fs::write(folder.path().join("alluxio-env.sh"), "ALLUXIO_JAVA_OPTS=-Da=3")?;
    fs::write(folder.path().join("alluxio-env.sh.template"), "ALLUXIO_JAVA_OPTS=-Da=4")?;
    fs::create_dir(folder.path().join("tachyon-env.sh"))?;
    let facts = read_conf_folder(&Local, folder.path());
    assert_eq!(facts.settings.iter().map(|s| s.value.as_str()).collect::<Vec<_>>(), ["1", "2", "3"]);
    assert_eq!(facts.settings.get("a").map(|s| s.value.as_str()), Some("3"));
    assert_eq!(facts.settings.read_from.len(), 2);
    let hidden: Vec<_> = facts.unseen.iter().map(|u| u.facts.join(" ")).collect();
    assert_eq!(hidden, ["setting:b", "setting:*"]);
    assert_eq!(read_conf_folder(&Local, &folder.path().join("none")).unseen.len(), 1);
    Ok(())
}

#[test]
fn a_duplicate_is_kept_and_the_last_wins() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    fs::write(file.path(), "alluxio.k=1\n\nalluxio.k=2\n")?;
    let facts = read_properties_file(&Local, file.path());
    assert_eq!(facts.settings.iter().count(), 2);
    assert!(facts.settings.get("alluxio.k").is_some_and(|s| s.value == "2" && s.place.ends_with(":3")));
    Ok(())
}

#[test]
fn files_too_large_are_told() -> io::Result<()> {
    let file = tempfile::NamedTempFile::new()?;
    file.as_file().set_len(properties::MAX_FILE as u64 + 1)?;
    for facts in [read_properties_file(&Local, file.path()), read_env_file(&Local, file.path())] {
        assert!(facts.settings.is_empty());
        assert!(facts.unseen.iter().all(|u| u.reason.contains("longer than") && u.facts == ["setting:*"]));
        assert_eq!(facts.unseen.len(), 1);
    }
    Ok(())
}

#[test]
fn properties_are_told_by_content() {
    let ours = b"# site\nalluxio.master.hostname=m\nfs.s3a.x=1\n";
    assert!(looks_like_properties("alluxio-site.properties", b""));
    assert!(looks_like_properties("prod.properties", ours));
    assert!(looks_like_properties("settings", b"alluxio.a=1\n"));
    assert!(!looks_like_properties("settings", ours));
    assert!(!looks_like_properties("alluxio-site.properties.bak", ours));
    assert!(!looks_like_properties("alluxio-default.properties", ours));
    assert!(!looks_like_properties("log4j.properties", b"log4j.rootLogger=INFO, ${alluxio.logger.type}\n"));
    assert!(!looks_like_properties("x.properties", b"alluxio.a=\0"));
}
