//! Reading rule files, those inside the program and those of a user's folder alike.

use std::fmt;
use std::path::Path;

use super::defaults::{self, Default as ChangedDefault};
use super::embedded::RULES;
use super::model::Rule;
use super::questions::{self, ClusterQuestion};
use crate::source::{EntryKind, Source, shown};

/// A rule file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    /// The file.
    pub file: String,
    /// Line, where there is one.
    pub line: Option<usize>,
    /// What is wrong.
    pub reason: String,
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.file, self.reason),
            None => write!(f, "{}: {}", self.file, self.reason),
        }
    }
}

impl std::error::Error for RuleError {}

/// Rules in the order of their ids.
#[derive(Debug, Clone)]
pub struct RuleSet {
    /// The rules.
    pub rules: Vec<Rule>,
    /// Changes whenever any rule does.
    pub digest: String,
    /// Defaults whose change matters.
    pub defaults: Vec<ChangedDefault>,
    /// What only the running cluster can tell.
    pub questions: Vec<ClusterQuestion>,
}

const DEFAULTS: (&str, &str) = ("catalog/keys/defaults.toml", include_str!("../../rules/catalog/keys/defaults.toml"));
const QUESTIONS: (&str, &str) = ("ask-your-cluster.toml", include_str!("../../rules/ask-your-cluster.toml"));

/// Largest rule file that is read.
const MAX_FILE: usize = 1024 * 1024;

impl RuleSet {
    /// The rules inside this program.
    pub fn builtin() -> Result<RuleSet, RuleError> {
        RuleSet::of(RULES.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect())
    }

    /// The rules inside this program and those of a folder.
    pub fn with_folder(source: &dyn Source, folder: &Path) -> Result<RuleSet, RuleError> {
        let mut files: Vec<(String, String)> = RULES.iter().map(|(file, text)| ((*file).to_owned(), (*text).to_owned())).collect();
        let mut trouble = None;
        source.walk(folder, &mut |item| match item {
            Ok(entry) if entry.kind == EntryKind::File && entry.name().ends_with(".md") && entry.name() != "README.md" => {
                let text = source
                    .open(&entry.path)
                    .and_then(|blob| blob.read_all(MAX_FILE))
                    .map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
                match text {
                    Ok(text) => files.push((shown(&entry.path), text)),
                    Err(error) => trouble = Some(RuleError { file: shown(&entry.path), line: None, reason: error.to_string() }),
                }
            }
            Ok(_) => {}
            Err(error) => trouble = Some(RuleError { file: shown(&error.path), line: None, reason: error.reason }),
        });
        match trouble {
            Some(error) => Err(error),
            None => RuleSet::of(files).and_then(RuleSet::checked),
        }
    }

    fn of(files: Vec<(String, String)>) -> Result<RuleSet, RuleError> {
        let mut digest = FNV_START;
        for text in files.iter().map(|(_, text)| text.as_str()).chain([DEFAULTS.1, QUESTIONS.1]) {
            digest = fnv(digest, text.as_bytes());
        }
        let mut rules = files.into_iter().map(|(file, text)| parse(&file, &text)).collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(RuleSet {
            rules,
            digest: format!("{digest:016x}"),
            defaults: defaults::parse(DEFAULTS.1).map_err(|error| complaint(DEFAULTS, &error))?,
            questions: questions::parse(QUESTIONS.1).map_err(|error| complaint(QUESTIONS, &error))?,
        })
    }

    /// The same, if all patterns are patterns; of the rules inside this program a test says so.
    fn checked(self) -> Result<RuleSet, RuleError> {
        match self.rules.iter().find_map(|rule| Some((rule, rule.when.bad_pattern()?))) {
            Some((rule, reason)) => Err(RuleError { file: rule.file.clone(), line: None, reason }),
            None => Ok(self),
        }
    }

    /// The rule with an id or name.
    pub fn find(&self, word: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(word) || rule.name == word)
    }
}

fn complaint((file, text): (&str, &str), error: &toml::de::Error) -> RuleError {
    RuleError { file: file.to_owned(), line: line_of(text, error), reason: error.message().to_owned() }
}

fn line_of(text: &str, error: &toml::de::Error) -> Option<usize> {
    error.span().map(|span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1)
}

/// Splits head and body and reads the head.
fn parse(file: &str, text: &str) -> Result<Rule, RuleError> {
    let fail = |line, reason: String| RuleError { file: file.to_owned(), line, reason };
    let head = text.strip_prefix("+++\n").ok_or_else(|| fail(Some(1), "a rule starts with a line +++".to_owned()))?;
    let (head, body) = head.split_once("\n+++\n").ok_or_else(|| fail(None, "the head is not closed by a line +++".to_owned()))?;
    let mut rule: Rule =
        toml::from_str(head).map_err(|error| fail(line_of(head, &error).map(|line| line + 1), error.message().to_owned()))?;
    rule.body = body.trim_start_matches('\n').to_owned();
    rule.file = file.to_owned();
    Ok(rule)
}

/// FNV-1a, 64 bit (<http://www.isthe.com/chongo/tech/comp/fnv/>): names a rule set, guards nothing.
const FNV_START: u64 = 0xcbf2_9ce4_8422_2325;

fn fnv(mut hash: u64, bytes: &[u8]) -> u64 {
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash
}
