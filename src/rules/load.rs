//! Reading rule files, those inside the program and those of a user's folder alike.

use std::borrow::Cow;
use std::fmt;
use std::hash::Hasher;
use std::path::Path;

use twox_hash::XxHash64;

use super::defaults::{self, Default as ChangedDefault};
use super::embedded::RULES;
use super::model::Rule;
use super::proof::Unread;
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

/// Where the last part of a rule's head begins.
const EVIDENCE: &str = "\n[[evidence]]";

/// Largest rule file that is read.
const MAX_FILE: usize = 1024 * 1024;

impl RuleSet {
    /// The rules inside this program.
    pub fn builtin() -> Result<RuleSet, RuleError> {
        RuleSet::with(Vec::new())
    }

    /// The rules inside this program and those of a folder.
    pub fn with_folder(source: &dyn Source, folder: &Path) -> Result<RuleSet, RuleError> {
        let mut files: Vec<(String, String)> = Vec::new();
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
            None => RuleSet::with(files).and_then(RuleSet::checked),
        }
    }

    fn with(files: Vec<(String, String)>) -> Result<RuleSet, RuleError> {
        let own = RULES.iter().map(|(_, text)| *text).chain([DEFAULTS.1, QUESTIONS.1]);
        let digest = digest(own.chain(files.iter().map(|(_, text)| text.as_str())));
        let own = RULES.iter().map(|(file, text)| parse_own(file, text));
        let given = files.into_iter().map(|(file, text)| parse(&file, &text));
        let mut rules = own.chain(given).collect::<Result<Vec<_>, _>>()?;
        rules.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(RuleSet {
            rules,
            digest,
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

/// A rule inside this program, read up to what only reviewers ask for; a test reads the rest.
fn parse_own(file: &str, text: &'static str) -> Result<Rule, RuleError> {
    let (head, body) = halves(file, text)?;
    let (said, proof) = head.split_at(head.find(EVIDENCE).unwrap_or(head.len()));
    Ok(Rule { proof: Unread::new(Cow::Borrowed(proof)), ..read(file, said, body)? })
}

/// A rule of a user, read whole.
fn parse(file: &str, text: &str) -> Result<Rule, RuleError> {
    let (head, body) = halves(file, text)?;
    let rule = read(file, head, body)?;
    let proof = Unread::new(Cow::Owned(head.to_owned()));
    proof.check().map_err(|error| head_error(file, head, &error))?;
    Ok(Rule { proof, ..rule })
}

fn read(file: &str, head: &str, body: &str) -> Result<Rule, RuleError> {
    let rule: Rule = toml::from_str(head).map_err(|error| head_error(file, head, &error))?;
    Ok(Rule { body: body.trim_start_matches('\n').to_owned(), file: file.to_owned(), ..rule })
}

/// Head and body of a rule's file.
fn halves<'t>(file: &str, text: &'t str) -> Result<(&'t str, &'t str), RuleError> {
    let fail = |line, reason: &str| RuleError { file: file.to_owned(), line, reason: reason.to_owned() };
    let head = text.strip_prefix("+++\n").ok_or_else(|| fail(Some(1), "a rule starts with a line +++"))?;
    head.split_once("\n+++\n").ok_or_else(|| fail(None, "the head is not closed by a line +++"))
}

fn head_error(file: &str, head: &str, error: &toml::de::Error) -> RuleError {
    RuleError { file: file.to_owned(), line: line_of(head, error).map(|line| line + 1), reason: error.message().to_owned() }
}

/// Names a rule set, guards nothing.
fn digest<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    let mut hash = XxHash64::with_seed(0);
    texts.for_each(|text| hash.write(text.as_bytes()));
    format!("{:016x}", hash.finish())
}
