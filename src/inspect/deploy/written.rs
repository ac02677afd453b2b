//! Site properties that a script writes: in a here-document, or line by line with `echo`.
//!
//! Lines that stand for themselves are settings, weaker than those of a site file that was read. Where the script makes up what it
//! writes, that is said. Nothing is run, so that neither order nor conditions count.

use super::words::unquoted;
use crate::facts::{Facts, Unseen};
use crate::inspect::config;
use crate::settings::{Rank, Setting};

/// The file that is meant, by the end of its name.
const SITE: &str = "alluxio-site.properties";
/// Ways of writing that are told where they are not followed.
const WRITERS: [&str; 3] = [">", "tee ", "sed -i"];
/// Lines of one here-document.
const MAX_LINES: usize = 5_000;

/// The settings that a text writes.
pub(super) fn facts(text: &str, file: &str) -> Facts {
    let mut facts = Facts::default();
    if !text.contains(SITE) {
        return facts;
    }
    let names = variables(text);
    let calls = text.lines().any(|line| called(line.trim()).is_some());
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let line = line.trim();
        if let Some((key, value)) = called(line) {
            push(Setting::new(key, value, Rank::Written, format!("{file}:{number}")), false, &mut facts);
        }
        if line.starts_with('#') || !meant(line, &names) || !WRITERS.iter().any(|writer| line.contains(writer)) {
            continue;
        }
        if let Some((end, literal)) = delimiter(line) {
            let body: Vec<&str> = lines.by_ref().take(MAX_LINES).map(|(_, line)| line).take_while(|line| line.trim() != end).collect();
            document(&body, literal, file, number, &mut facts);
        } else {
            single(line, calls, file, number, &mut facts);
        }
    }
    if !facts.is_empty() {
        facts.settings.read_from.push(file.to_owned());
    }
    facts
}

/// Key and value of a call such as `append_alluxio_property KEY VALUE`: a function of the script that writes a setting.
fn called(line: &str) -> Option<(String, String)> {
    line.split_whitespace().next().filter(|name| name.contains("propert"))?;
    let mut words = unquoted(line).into_iter().skip(1);
    let (key, value) = (words.next().filter(|key| key.starts_with("alluxio."))?, words.next()?);
    words.next().is_none_or(|word| word.starts_with('#')).then_some((key, value))
}

/// Names of variables that hold the path of the file.
fn variables(text: &str) -> Vec<String> {
    let assigned =
        text.lines().filter_map(|line| line.trim().trim_start_matches("export ").trim_start_matches("readonly ").split_once('='));
    let paths = assigned.filter(|(name, value)| value.trim_matches(['"', '\'']).ends_with(SITE) && !name.contains(char::is_whitespace));
    paths.map(|(name, _)| name.to_owned()).collect()
}

fn meant(line: &str, names: &[String]) -> bool {
    let used = |name: &String| line.contains(&format!("${name}")) || line.contains(&format!("${{{name}}}"));
    line.contains(SITE) && !line.contains(&format!("{SITE}.template")) || names.iter().any(used)
}

/// The end of a here-document that begins in the line, and whether its text is taken as it is.
fn delimiter(line: &str) -> Option<(&str, bool)> {
    let (_, rest) = line.split_once("<<").filter(|(_, rest)| !rest.starts_with('<'))?;
    let rest = rest.trim_start_matches('-').trim_start();
    let word = rest.split(|letter: char| letter.is_whitespace() || matches!(letter, '>' | ';' | '|')).next()?;
    let end = word.trim_matches(['"', '\'', '\\']);
    (!end.is_empty()).then_some((end, end != word))
}

fn document(body: &[&str], literal: bool, file: &str, before: usize, facts: &mut Facts) {
    let read = config::read_properties_text(body.join("\n").as_bytes(), file, before);
    for setting in read.settings.iter() {
        push(setting.clone(), literal, facts);
    }
    facts.unseen.extend(read.unseen);
}

/// `echo "key=value" >> file`; `calls` says that functions of the script are called with keys, so that their own line is read there.
fn single(line: &str, calls: bool, file: &str, number: usize, facts: &mut Facts) {
    let place = format!("{file}:{number}");
    let said = line.split_once("echo ").map(|(_, rest)| rest.split(['>', '|']).next().unwrap_or_default());
    let said = said.map(|said| said.trim().trim_start_matches("-e ").trim());
    let text = said.map(|said| said.trim_matches(['"', '\'']));
    match text.and_then(|text| text.split_once('=')) {
        Some((key, value)) if key.starts_with("alluxio.") && !key.contains(char::is_whitespace) => {
            let literal = said.is_some_and(|said| said.starts_with('\''));
            push(Setting::new(key, value, Rank::Written, place), literal, facts);
        }
        Some((key, _)) if calls && key.starts_with('$') => {}
        _ => {
            let reason = "a script writes settings here that it makes up while it runs";
            facts.unseen.push(Unseen::new(place, reason, &["setting:*"], "give the file that it writes"));
        }
    }
}

fn push(setting: Setting, literal: bool, facts: &mut Facts) {
    // Alluxio's own references have dots in their names, which no variable of a shell has.
    let made_up = |value: &str| {
        value.contains('`')
            || value.match_indices('$').any(|(at, _)| value.get(at + 1..).is_some_and(|rest| !rest.starts_with("{alluxio.")))
    };
    if facts.is_crowded() {
        return;
    }
    if !literal && made_up(&setting.value) {
        let reason = "a script makes up the value while it runs";
        let remedy = format!("give the file that it writes, or the value with --assume {}=VALUE", setting.key);
        facts.unseen.push(Unseen::new(setting.place, reason, &[&format!("setting:{}", setting.key.trim())], remedy));
    } else {
        facts.settings.push(Setting { rank: Rank::Written, ..setting });
    }
}
