//! The words of a container's command, and of options for Java.

use super::yaml::TEMPLATE;
use crate::catalog::lookups;
use crate::settings::{shown_value, without_passwords};

/// Words of a command, and the first one that tells the image's entrypoint what to start.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) all: Vec<String>,
    pub(super) start: Option<String>,
}

/// Programs that only start another one, and their marks.
const WRAPPERS: [&str; 8] = ["tini", "--", "sh", "bash", "exec", "-c", "-ec", "dumb-init"];

/// Splits what shells would split, and looks for the word of the entrypoint behind wrappers and the entrypoint itself.
pub(super) fn split(words: &[String]) -> Words {
    let mut all: Vec<String> = words.iter().flat_map(|word| plain(word)).collect();
    all.retain(|word| !word.is_empty());
    all = all.iter().map(|word| masked(word)).collect();
    let passed = |word: &&String| WRAPPERS.contains(&word.rsplit('/').next().unwrap_or_default()) || word.ends_with("entrypoint.sh");
    let start = all.iter().find(|word| !passed(word)).filter(|word| lookups::keys("image_words").any(|key| key == word.as_str())).cloned();
    Words { all, start }
}

/// Words of one text, without quotes around them.
pub(super) fn plain(text: &str) -> impl Iterator<Item = String> {
    text.split_whitespace().map(|word| word.trim_matches(['"', '\'', ';', '&']).to_owned())
}

/// Words between blanks, with quotes taken off wherever in a word they stand: `A="1 2" 'B=3'`.
pub(super) fn unquoted(text: &str) -> Vec<String> {
    let (mut words, mut open, mut quote) = (Vec::new(), None::<String>, None);
    for letter in text.chars() {
        match (letter, quote) {
            (letter, Some(end)) if letter == end => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                open.get_or_insert_default();
            }
            (letter, None) if letter.is_whitespace() => words.extend(open.take()),
            (letter, _) => open.get_or_insert_default().push(letter),
        }
    }
    words.extend(open);
    words
}

/// Names of Java's own options: `UseG1GC` of `-XX:+UseG1GC`, `MaxPermSize` of `-XX:MaxPermSize=1g`, `Xloggc` of `-Xloggc:f`.
pub(crate) fn jvm_flags(text: &str) -> Vec<String> {
    let flag = |word: &str| {
        let word = word.trim_matches(['"', '\'']);
        if let Some(rest) = word.strip_prefix("-XX:") {
            let name = rest.trim_start_matches(['+', '-']);
            return Some(name.split('=').next().unwrap_or_default().to_owned());
        }
        let rest = word.strip_prefix("-X")?;
        Some(format!("X{}", rest.chars().take_while(char::is_ascii_alphabetic).collect::<String>()))
    };
    text.split_whitespace().filter_map(flag).filter(|name| !name.is_empty()).collect()
}

/// A text as messages show it: templates that nobody rendered as such.
pub(super) fn shown(text: &str) -> String {
    text.replace(TEMPLATE, "{{...}}")
}

/// The words of a command as text for a shell: a word with blanks is a command line of its own.
pub(super) fn line(words: &[String]) -> String {
    words.iter().map(|word| if word.contains(char::is_whitespace) { format!("\n{word}\n") } else { format!("{word} ") }).collect()
}

/// A word without the value of a secret: `-Daws.secretKey=******`.
pub(super) fn masked(word: &str) -> String {
    match word.split_once('=') {
        Some((key, value)) => format!("{key}={}", shown_value(key, value)),
        None => without_passwords(word).into_owned(),
    }
}

/// 8 of `1.8.0_292`, `8u312` and `8-jdk`; 11 of `11.0.2`.
pub(crate) fn java_major(text: &str) -> Option<String> {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let text = text.strip_prefix("1.").filter(|rest| digits(rest) == 1).unwrap_or(text);
    let major = text.get(..digits(text)).filter(|major| !major.is_empty() && major.len() < 3)?;
    Some(major.to_owned())
}

/// Java in the path of a home: `/usr/lib/jvm/java-11-openjdk`, `/opt/jdk1.8.0_292`.
pub(crate) fn java_of_path(path: &str) -> Option<String> {
    let parts = path.rsplit('/').flat_map(|part| part.split(['-', '_']));
    let stripped = parts.map(|part| part.trim_start_matches("jdk").trim_start_matches("jre").trim_start_matches("java"));
    stripped.filter_map(java_major).find(|major| major.parse().is_ok_and(|major: u32| (6..40).contains(&major)))
}
