//! Which settings of Alluxio's client stand in the configuration of applications: Hadoop's XML, Spark's defaults, and
//! the options of Java that Trino and Presto keep in `jvm.config`?
//!
//! Only keys of Alluxio are taken, and only a file that holds one is ours. Files that these name are not followed, and
//! entities of XML are not expanded.

mod hadoop;

use std::path::Path;

use super::{MAX_ENV, content, is_ours, not_read};
use crate::facts::Facts;
use crate::settings::{Process, Rank, Setting};
use crate::source::{Source, shown};

/// Forms of an application's configuration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// `<configuration>` of Hadoop, Hive and HBase.
    Hadoop,
    /// `spark-defaults.conf`.
    Spark,
    /// Options of Java: one a line, or anywhere in scripts and settings of a launcher.
    Options,
}

/// What is lost with settings of applications, which are no settings of the cluster.
pub(in crate::inspect) const HIDES: &[&str] = &["key.name"];

/// Files other than `jvm.config` in which options of Java stand: of Hadoop, Spark, Hive, HBase and Flink.
const LAUNCHERS: [&str; 6] = ["hadoop-env.sh", "spark-env.sh", "hive-env.sh", "hbase-env.sh", "yarn-env.sh", "flink-conf.yaml"];

/// Whether a file is another program's, whatever it looks like.
pub fn is_launcher(name: &str) -> bool {
    LAUNCHERS.contains(&name)
}

/// The form of a file, by its name and first bytes.
pub fn form(name: &str, head: &[u8]) -> Option<Form> {
    let holds = |text: &[u8]| memchr::memmem::find(head, text).is_some();
    match name {
        "jvm.config" => Some(Form::Options),
        _ if is_launcher(name) => Some(Form::Options),
        _ if name.starts_with("spark-defaults") => Some(Form::Spark),
        _ if name.ends_with(".xml") && holds(b"<configuration") => Some(Form::Hadoop),
        _ => None,
    }
}

/// The settings of Alluxio in such a file; nothing at all if it holds none.
pub fn read(source: &dyn Source, path: &Path, form: Form) -> Facts {
    let place = shown(path);
    match content(source, path, MAX_ENV) {
        Ok(bytes) => of_bytes(&bytes, &place, form),
        Err(reason) => not_read(&place, &reason, "let the file be read, or give a copy of it"),
    }
}

/// The settings of Alluxio in such a file that lies in an archive.
pub(in crate::inspect) fn of_bytes(bytes: &[u8], place: &str, form: Form) -> Facts {
    let mut found = Found { place, facts: Facts::default() };
    let text = String::from_utf8_lossy(bytes);
    match form {
        Form::Hadoop => found.hadoop(&text),
        Form::Spark => (1..).zip(text.lines()).for_each(|(line, text)| found.spark(line, text)),
        Form::Options => (1..).zip(text.lines()).for_each(|(line, text)| found.options(line, text)),
    }
    if found.facts.is_crowded() {
        found.facts.crowded(place);
    }
    found.facts
}

/// The same for a site file of Alluxio: whoever has it on its class path is given what stands in it.
pub(in crate::inspect) fn of_site(bytes: &[u8], place: &str) -> Facts {
    let found = super::read_properties_text(bytes, place, 0);
    let mut facts = Facts { unseen: found.unseen, ..Facts::default() };
    found.settings.iter().for_each(|setting| facts.settings.push(setting.clone().given_to(Process::Application)));
    facts
}

struct Found<'a> {
    place: &'a str,
    facts: Facts,
}

impl Found<'_> {
    fn push(&mut self, key: &str, value: &str, rank: Rank, line: usize) {
        if is_ours(key) && !self.facts.is_crowded() {
            let setting = Setting::new(key, value.trim(), rank, format!("{}:{line}", self.place));
            self.facts.settings.push(setting.given_to(Process::Application));
        }
    }

    /// `key value`, `key=value` or `key: value`, as Spark reads it with Java's properties.
    fn spark(&mut self, line: usize, text: &str) {
        let text = text.trim();
        let Some((key, value)) = text.split_once(|letter: char| letter.is_whitespace() || letter == '=' || letter == ':') else { return };
        let value = value.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '=' || letter == ':');
        match key.strip_prefix("spark.hadoop.") {
            _ if key.starts_with('#') => {}
            Some(key) => self.push(key, value, Rank::Runtime, line),
            None if key.ends_with("JavaOptions") => self.options(line, value),
            None => {}
        }
    }

    fn options(&mut self, line: usize, text: &str) {
        let words = text.split(|letter: char| letter.is_whitespace() || letter == '"' || letter == '\'').filter(|word| !word.is_empty());
        let ours = words.take_while(|word| !word.starts_with('#')).filter_map(|word| word.strip_prefix("-D"));
        let pairs: Vec<(&str, &str)> = ours.map(|option| option.split_once('=').unwrap_or((option, ""))).collect();
        pairs.into_iter().for_each(|(key, value)| self.push(key, value, Rank::SystemProperty, line));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn got(text: &str, form: Form) -> (Vec<(String, String, String)>, usize) {
        let facts = of_bytes(text.as_bytes(), "f", form);
        assert!(facts.settings.iter().all(|setting| setting.process == Process::Application));
        let settings = facts.settings.iter().map(|s| (s.key.clone(), s.value.clone(), s.place.clone())).collect();
        (settings, facts.unseen.len())
    }

    fn row(key: &str, value: &str, place: &str) -> (String, String, String) {
        (key.to_owned(), value.to_owned(), place.to_owned())
    }

    #[test]
    fn each_form_gives_its_keys_of_alluxio_with_lines() {
        let xml = "<configuration>\n<property><name>fs.defaultFS</name><value>x</value></property>\n\
                   <property>\n<name> alluxio.a </name><!-- c --><value>1&amp;2</value>\n</property></configuration>";
        assert_eq!(got(xml, Form::Hadoop), (vec![row("alluxio.a", "1&2", "f:5")], 0));
        let spark = "# c\nspark.hadoop.alluxio.a  1\nspark.executor.extraJavaOptions -Xmx1g -Dalluxio.b=2 -Dx=3\nspark.master=yarn\n";
        assert_eq!(got(spark, Form::Spark), (vec![row("alluxio.a", "1", "f:2"), row("alluxio.b", "2", "f:3")], 0));
        let script = "export HADOOP_OPTS=\"-Dalluxio.a=1 $HADOOP_OPTS\" # -Dalluxio.b=2\nenv.java.opts: '-Dalluxio.c=3'\n";
        assert_eq!(got(script, Form::Options), (vec![row("alluxio.a", "1", "f:1"), row("alluxio.c", "3", "f:2")], 0));
        assert_eq!(got("-Xmx1G\n-Dalluxio.a=1\n#-Dalluxio.b=2\n", Form::Options), (vec![row("alluxio.a", "1", "f:2")], 0));
    }

    #[test]
    fn what_is_not_ours_says_nothing_and_what_breaks_off_says_where() {
        for text in ["<configuration><property><name>a</name><value>1</value></property></configuration>", "<configuration><a", ""] {
            assert_eq!(got(text, Form::Hadoop), (Vec::new(), 0), "{text}");
        }
        let broken = "<configuration><property><name>alluxio.a</name><value>1</value></property>\n<property></name></configuration>";
        assert_eq!(got(broken, Form::Hadoop), (vec![row("alluxio.a", "1", "f:1")], 1));
        let bomb = "<!DOCTYPE x [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]><configuration><property><name>alluxio.a</name>\
                    <value>&c;</value></property></configuration>";
        assert_eq!(got(bomb, Form::Hadoop), (Vec::new(), 1));
    }
}
