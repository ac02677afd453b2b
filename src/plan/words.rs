//! The words that fill the templates of steps: releases, and paths as a shell takes them.

use super::PlannedHop;
use super::route::CopyTemplate;
use super::runner::Runner;

/// Paths that commands name, as they are configured or were given.
#[derive(Debug, Clone)]
pub struct Places<'a> {
    /// The journal folder.
    pub journal_folder: String,
    /// Folder for backups.
    pub backup_dir: String,
    /// What masters run in where they have no home on a host.
    pub container: Option<Container<'a>>,
}

/// What a master runs in.
#[derive(Debug, Clone)]
pub struct Container<'a> {
    /// How it is run.
    pub runner: &'a Runner,
    /// Name of its service or container.
    pub name: String,
}

/// Stands for the command that copies the journal folder.
const COPY: &str = "{copy_journal}";

/// What templates are filled with.
pub(super) struct Words<'a> {
    pub(super) places: &'a Places<'a>,
    pub(super) copies: &'a [CopyTemplate],
}

impl Words<'_> {
    pub(super) fn fill(&self, text: &str, hop: &PlannedHop) -> String {
        let folder = self.places.journal_folder.trim_end_matches('/');
        let copied = if text.contains(COPY) { text.replace(COPY, &self.copy(folder, hop)) } else { text.to_owned() };
        copied
            .replace("{from}", &hop.from.to_string())
            .replace("{to}", &hop.to.to_string())
            .replace("{journal_folder_in_quotes}", &in_quotes(folder))
            .replace("{journal_folder}", &quoted(folder))
            .replace("{backup_dir}", &quoted(&self.places.backup_dir))
            .replace("{backup}", "BACKUP_FILE")
            .replace("{name}", &self.places.container.as_ref().map(|container| quoted(&container.name)).unwrap_or_default())
    }

    /// The command that copies a folder beside itself.
    fn copy(&self, folder: &str, hop: &PlannedHop) -> String {
        let run = self.copies.iter().find(|template| template.folder.is_match(folder)).map_or("", |template| template.run.as_str());
        run.replace("{folder}", &quoted(folder)).replace("{copy}", &quoted(&format!("{folder}.before-{}", hop.to)))
    }
}

/// One word of a shell command, quoted where the shell would take it apart (IEEE 1003.1, 2.2).
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:@+,=%".contains(c) || !c.is_ascii();
    if !word.is_empty() && word.chars().all(plain) { word.to_owned() } else { format!("'{}'", in_quotes(word)) }
}

/// Text between single quotes, which nothing but a single quote ends.
fn in_quotes(text: &str) -> String {
    text.replace('\'', r"'\''")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_take_apart_are_quoted() {
        assert_eq!(quoted("/var/lib/alluxio"), "/var/lib/alluxio");
        assert_eq!(quoted("/my journal"), "'/my journal'");
        assert_eq!(quoted("/it's; rm -rf ~"), r"'/it'\''s; rm -rf ~'");
        assert_eq!(quoted(""), "''");
    }
}
