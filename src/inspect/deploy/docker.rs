//! Containers that scripts, units and runbooks start by `docker run` or `podman run`.

use super::around::Around;
use super::compose;
use super::container::{Container, Mount, Storage, Variable, mounted};
use super::lexer::{Segment, segments};
use crate::facts::Facts;

/// Programs that run containers with the same options.
const PROGRAMS: [&str; 3] = ["docker", "podman", "nerdctl"];

/// Long options without a value.
const SWITCHES: [&str; 10] =
    ["--detach", "--interactive", "--tty", "--rm", "--privileged", "--init", "--read-only", "--publish-all", "--no-healthcheck", "--help"];
/// Letters of short options without a value.
const LETTERS: &str = "ditPq";

/// The containers of Alluxio in a text.
pub(super) fn facts(text: &str, around: &Around<'_>) -> Facts {
    let mut facts = Facts::default();
    for container in segments(text, 1).filter_map(|segment| container(&segment, around)).filter(Container::is_alluxio) {
        if facts.is_crowded() {
            facts.crowded(around.file);
            break;
        }
        let mounted = mounted(std::slice::from_ref(&container), around);
        facts.extend(container.facts(&mounted.settings));
        facts.extend(mounted);
    }
    facts
}

fn container(segment: &Segment, around: &Around<'_>) -> Option<Container> {
    let words = &segment.words;
    let base = |word: &String| word.rsplit('/').next().unwrap_or_default().to_owned();
    let at = words.iter().position(|word| PROGRAMS.contains(&base(word).as_str()))?;
    let run = at + 1 + words.get(at + 1..)?.iter().take(2).position(|word| word == "run" || word == "create")?;
    let mut container = Container {
        file: around.file.to_owned(),
        line: segment.line,
        form: "docker",
        kind: "container".to_owned(),
        words_at: Some((around.file.into(), segment.line)),
        ..Container::default()
    };
    let mut rest = words.get(run + 1..)?.iter();
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            container.image = Some(word.clone());
            break;
        }
        if let Some((name, value)) = option(word, &mut rest) {
            container.option(name, &value, segment.line, around);
        }
    }
    container.words = rest.cloned().collect();
    container.image.is_some().then(|| container.bounded())
}

/// Name and value of an option that has one.
fn option<'w>(word: &'w str, rest: &mut std::slice::Iter<'_, String>) -> Option<(&'w str, String)> {
    if let Some((name, value)) = word.split_once('=').filter(|_| word.starts_with("--")) {
        return Some((name, value.to_owned()));
    }
    if word.starts_with("--") {
        return (!SWITCHES.contains(&word)).then(|| rest.next().cloned()).flatten().map(|value| (word, value));
    }
    let letters = word.get(1..).unwrap_or_default();
    if letters.chars().all(|letter| LETTERS.contains(letter)) {
        return None;
    }
    // `-v/a:/b` and `-v /a:/b` are the same.
    let end = word.char_indices().nth(2).map_or(word.len(), |(end, _)| end);
    let (name, value) = word.split_at(end);
    if value.is_empty() { rest.next().map(|value| (name, value.clone())) } else { Some((name, value.to_owned())) }
}

impl Container {
    fn option(&mut self, name: &str, value: &str, line: usize, around: &Around<'_>) {
        match name {
            "--name" => self.name = value.to_owned(),
            "-e" | "--env" => {
                let (name, given) = value.split_once('=').map_or((value, None), |(name, given)| (name, Some(given.to_owned())));
                self.env.push(Variable { name: name.to_owned(), value: given, at: (around.file.into(), line) });
            }
            "--env-file" => match around.found(value).and_then(|path| Some((around.content(&path)?, path))) {
                Some((bytes, path)) => self.env_file(&path, &String::from_utf8_lossy(&bytes)),
                None => self.env_unseen = Some(format!("the container takes its environment from {value}, which was not found")),
            },
            "-p" | "--publish" | "--expose" => self.ports.extend(compose::target_ports(value)),
            "-u" | "--user" => {
                self.user = value.to_owned();
                self.ids = value.split(':').filter_map(|id| id.parse().ok()).collect();
            }
            "-v" | "--volume" => self.mounts.extend(compose::short_mount(value, &|_| false)),
            "--tmpfs" => {
                let target = value.split(':').next().unwrap_or_default().to_owned();
                self.mounts.push(Mount { target, storage: Storage::Pod, source: None, unseen: None });
            }
            "--mount" => self.mounts.extend(long_mount(value)),
            "--entrypoint" => self.words.insert(0, value.to_owned()),
            _ => {}
        }
    }
}

/// `type=bind,source=/a,target=/b,readonly`.
fn long_mount(value: &str) -> Option<Mount> {
    let part = |names: &[&str]| {
        value.split(',').filter_map(|part| part.split_once('=')).find(|(name, _)| names.contains(name)).map(|(_, value)| value)
    };
    let target = part(&["target", "dst", "destination"])?.to_owned();
    let storage = if part(&["type"]) == Some("tmpfs") { Storage::Pod } else { Storage::Lasting };
    Some(Mount { target, storage, source: part(&["source", "src"]).map(str::to_owned), unseen: None })
}
