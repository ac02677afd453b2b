//! Where is Alluxio used without a jar: configuration of Hadoop, Spark, Hive, Presto, Trino, Flink and others that names its
//! file system classes or URIs.
//!
//! It reads Hadoop's XML as XML and anything else line by line, and it does not follow what scripts compute. Only keys and the
//! names of Alluxio's own classes and schemes are told, never values as a whole, which may hold secrets.

mod names;
mod text;

use std::collections::BTreeSet;
use std::path::Path;

use crate::facts::{Evidence, Facts, Grade, MOST_OF_ONE_FILE, Subject, SubjectKind, Unseen};
use crate::inspect::client::ServerArchive;
use crate::inspect::xml::{self, XmlError};
use crate::source::{Entry, EntryKind, Source, shown};

use names::Names;

/// Longest configuration file that is read.
const LONGEST: usize = 4 << 20;

/// The kind of an archive that is Alluxio itself.
const SERVER: &str = "alluxio-server";

/// Whether a file may be a configuration of a program that uses Alluxio, by its name and length. Alluxio's own are read elsewhere.
pub fn may_configure(entry: &Entry) -> bool {
    let name = entry.name().to_ascii_lowercase();
    let own = name.starts_with("alluxio-") || name.starts_with("tachyon-");
    let ending = [".xml", ".properties", ".conf"].iter().any(|ending| name.ends_with(ending));
    entry.kind == EntryKind::File && entry.len <= LONGEST as u64 && !own && name != "pom.xml" && (ending || names::is_listed(&name))
}

/// Sets what follows from everything that was seen.
pub(super) fn derive(facts: &mut Facts) {
    let client_seen = facts.of(SubjectKind::Client).any(|client| client.text("client.role") != "installation");
    for subject in facts.subjects.iter_mut().filter(|subject| subject.kind == SubjectKind::Application) {
        subject.set("application.client_seen", client_seen);
    }
}

/// Alluxio itself, in an archive: what it holds is no application's client.
pub(super) fn server(archive: ServerArchive) -> Subject {
    let mut subject = Subject::new(SubjectKind::Application, &archive.path);
    subject.set("application.kind", SERVER);
    subject.set("application.classes", BTreeSet::<String>::new());
    subject.set("application.schemes", BTreeSet::<String>::new());
    subject.set("application.at", archive.path.clone());
    if let Some(version) = archive.version {
        subject.set("application.version", version);
    }
    subject.evidence.push(Evidence::new(archive.path, Grade::Proven, "classes of an Alluxio master"));
    subject
}

/// A name of Alluxio's in a configuration.
struct Use {
    line: usize,
    key: String,
    names: Names,
}

/// What a configuration file says of Alluxio.
pub fn read(source: &dyn Source, path: &Path, name: &str) -> Facts {
    let place = shown(path);
    let bytes = match source.open(path).and_then(|blob| blob.read_all(LONGEST)) {
        Ok(bytes) => bytes,
        Err(error) => return Facts { unseen: vec![unseen(&place, error.to_string())], ..Facts::default() },
    };
    let (uses, broken) = uses(&String::from_utf8_lossy(&bytes));
    let mut facts = Facts::default();
    if !uses.is_empty() {
        facts.subjects.push(subject(&place, name, &uses));
    }
    let reason = |error: &XmlError| format!("no readable XML: {}; what stands below this line was not read", error.reason);
    facts.unseen.extend(broken.map(|error| unseen(&format!("{place}:{}", error.line), reason(&error))));
    facts
}

fn unseen(place: &str, reason: String) -> Unseen {
    Unseen::new(place, reason, &["application.classes", "application.schemes"], "give a readable copy of it")
}

/// The uses in a file, and where it breaks off.
fn uses(content: &str) -> (Vec<Use>, Option<XmlError>) {
    if names::mentioned(content) && content.trim_start().starts_with('<') {
        let (root, broken) = xml::read_partly(content);
        return (of_hadoop(&root), broken);
    }
    (text::uses(content), None)
}

/// `<property><name/><value/></property>` (`org.apache.hadoop.conf.Configuration`).
fn of_hadoop(root: &xml::Element) -> Vec<Use> {
    let mut uses = Vec::new();
    root.each(&mut |element| {
        let (Some(key), Some(value)) = (element.text_of("name"), element.child("value")) else { return };
        let names = Names::of(key, &value.text);
        if !names.is_empty() {
            uses.push(Use { line: value.line, key: key.to_owned(), names });
        }
    });
    uses
}

fn subject(path: &str, name: &str, uses: &[Use]) -> Subject {
    let mut subject = Subject::new(SubjectKind::Application, path);
    let mut all = Names::default();
    for one in uses.iter().take(MOST_OF_ONE_FILE) {
        let detail = format!("{} names {}", one.key, one.names);
        subject.evidence.push(Evidence::new(format!("{path}:{}", one.line), Grade::Proven, detail));
        all.extend(&one.names);
    }
    subject.set("application.kind", names::engine(path, name));
    subject.set("application.classes", all.classes);
    subject.set("application.schemes", all.schemes);
    subject.set("application.at", uses.first().map_or_else(String::new, |first| format!("{path}:{}", first.line)));
    subject
}
