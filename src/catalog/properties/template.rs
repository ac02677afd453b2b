//! Keys with a parameter: a level, a mount, a user.

use std::sync::OnceLock;

use regex::Regex;

/// A form of keys, and the releases that know it.
pub(super) struct Template {
    pub(super) name: &'static str,
    format: &'static str,
    /// What stands before the parameter.
    start: &'static str,
    pattern: &'static str,
    pub(super) releases: &'static str,
    regex: OnceLock<Option<Regex>>,
}

impl Template {
    pub(super) fn parse(line: &'static str) -> Option<Template> {
        let mut cells = line.split('\t');
        let (name, format) = (cells.next()?, cells.next()?);
        let start = format.split('%').next()?;
        Some(Template { name, format, start, pattern: cells.next()?, releases: cells.next()?, regex: OnceLock::new() })
    }

    /// Whether the key has the form. What stands before the parameter decides for nearly all keys.
    pub(super) fn matches(&self, key: &str) -> bool {
        key.starts_with(self.start) && self.regex().is_some_and(|regex| regex.is_match(key))
    }

    /// The key inside the key, for forms that hold one.
    pub(super) fn nested<'k>(&self, key: &'k str) -> Option<&'k str> {
        if !self.pattern.contains("<nested>") || !key.starts_with(self.start) {
            return None;
        }
        self.regex()?.captures(key)?.name("nested").map(|inside| inside.as_str())
    }

    /// The parameter.
    pub(super) fn parameter<'k>(&self, key: &'k str) -> Option<&'k str> {
        if !key.starts_with(self.start) {
            return None;
        }
        self.regex()?.captures(key)?.get(1).map(|parameter| parameter.as_str())
    }

    fn regex(&self) -> Option<&Regex> {
        let regex = self.regex.get_or_init(|| {
            let pattern = match self.pattern {
                "" => regex::escape(self.format).replace("%s", "(\\w+)").replace("%d", "(\\d+)"),
                pattern => pattern.to_owned(),
            };
            Regex::new(&format!("^(?:{pattern})$")).ok()
        });
        regex.as_ref()
    }
}
