//! A unit of systemd that starts Alluxio: its commands, environment and user, with its drop-ins and files of variables.
//!
//! A file of variables is looked for below the folders that the unit lies in, so that a copy of a machine's `/etc` will do.

use super::around::Around;
use super::container::{Container, Variable};
use super::words;
use crate::source::EntryKind;

/// Folder of drop-ins: the unit's name with this ending.
const DROP_INS: &str = ".d";
/// Drop-ins of one unit that are read.
const MAX_DROP_INS: usize = 100;

/// Whether a text is a unit that runs something.
pub(super) fn looks_like(text: &str) -> bool {
    text.lines().any(|line| line.trim() == "[Service]") && (text.contains("ExecStart") || text.contains("Environment"))
}

/// The unit as something that runs Alluxio.
pub(super) fn read(text: &str, around: &Around<'_>) -> Container {
    let file = around.file;
    let is_drop_in = around.path.parent().is_some_and(|folder| folder.to_string_lossy().ends_with(DROP_INS));
    let mut container = Container {
        file: file.to_owned(),
        line: 1,
        form: "systemd",
        kind: "unit".to_owned(),
        name: file.rsplit('/').next().unwrap_or_default().to_owned(),
        rest_unseen: is_drop_in.then(|| "this is a drop-in of a unit that was not found".to_owned()),
        ..Container::default()
    };
    let mut files = Vec::new();
    container.unit(text, around, &mut files);
    container.drop_ins(around, &mut files);
    // Values in files beat those in units, wherever the files are named (`systemd.exec`, EnvironmentFile=).
    files.iter().for_each(|named| container.variables_of(named, around));
    container.bounded()
}

impl Container {
    fn unit(&mut self, text: &str, around: &Around<'_>, files: &mut Vec<String>) {
        for (line, key, value) in lines(text) {
            match key.as_str() {
                "ExecStart" => {
                    self.words = words::plain(value.trim_start_matches(['-', '@', '+', '!'])).collect();
                    self.words_at = Some((around.file.into(), line));
                }
                "Environment" if value.is_empty() => self.env.clear(),
                "Environment" => {
                    let variable = |word: String| {
                        let (name, value) = word.split_once('=')?;
                        Some(Variable { name: name.to_owned(), value: Some(value.to_owned()), at: (around.file.into(), line) })
                    };
                    self.env.extend(words::unquoted(&value).into_iter().filter_map(variable));
                }
                "EnvironmentFile" if value.is_empty() => files.clear(),
                "EnvironmentFile" => files.push(value.trim_start_matches('-').to_owned()),
                "User" => self.user = value,
                _ => {}
            }
        }
    }

    fn variables_of(&mut self, named: &str, around: &Around<'_>) {
        let found = around.found(named).and_then(|path| Some((around.content(&path)?, path)));
        match found {
            Some((bytes, path)) => self.env_file(&path, &String::from_utf8_lossy(&bytes)),
            None => self.env_unseen = Some(format!("the unit takes its environment from {named}, which was not found")),
        }
    }

    /// Drop-ins are read after the unit, in the order of their names.
    fn drop_ins(&mut self, around: &Around<'_>, files: &mut Vec<String>) {
        let mut folder = around.path.as_os_str().to_owned();
        folder.push(DROP_INS);
        let mut entries = around.source.list(folder.as_ref()).unwrap_or_default();
        entries.sort_by_key(crate::source::Entry::name);
        let drop_ins = entries.into_iter().filter(|entry| entry.kind == EntryKind::File && entry.name().ends_with(".conf"));
        for entry in drop_ins.take(MAX_DROP_INS) {
            let Some(bytes) = around.content(&entry.path) else { continue };
            around.within(&entry.path, |around| self.unit(&String::from_utf8_lossy(&bytes), around, files));
            self.taken_in.push(entry.path);
        }
    }
}

/// Line, key and value of every assignment, with joined lines put together.
fn lines(text: &str) -> Vec<(usize, String, String)> {
    let mut found = Vec::new();
    let mut open: Option<(usize, String)> = None;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with(['#', ';']) {
            continue;
        }
        let (first, mut so_far) = open.take().unwrap_or((number, String::new()));
        so_far.push_str(line.trim_end().trim_end_matches('\\'));
        if line.trim_end().ends_with('\\') {
            so_far.push(' ');
            open = Some((first, so_far));
        } else if let Some((key, value)) = so_far.split_once('=') {
            found.push((first, key.trim().to_owned(), value.trim().to_owned()));
        }
    }
    found
}
