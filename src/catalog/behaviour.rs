//! Attributes of releases that are neither lists of names nor settings.

use serde::Deserialize;

use crate::facts::Value;
use crate::version::{AlluxioVersion, VersionRange};

/// What an attribute may depend on beside the release.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// Effective journal type.
    pub journal_type: Option<&'a str>,
    /// Effective metastore.
    pub metastore: Option<&'a str>,
}

/// An attribute with its values over time.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Name within `source.` and `target.`.
    pub name: String,
    /// What it says.
    pub about: String,
    spans: Vec<Span>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    releases: VersionRange,
    #[serde(rename = "type")]
    journal_type: Option<String>,
    metastore: Option<String>,
    value: toml::Value,
}

/// All attributes.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Behaviour {
    attribute: Vec<Attribute>,
}

impl Behaviour {
    /// All files as one table.
    pub(super) fn read(files: &[(&str, &str)]) -> Result<Behaviour, String> {
        let mut all = Behaviour { attribute: Vec::new() };
        for (name, text) in files {
            all.attribute.extend(Behaviour::parse(text).map_err(|reason| format!("{name}: {reason}"))?.attribute);
        }
        Ok(all)
    }

    fn parse(text: &str) -> Result<Behaviour, String> {
        let behaviour: Behaviour = toml::from_str(text).map_err(|e| e.to_string())?;
        for attribute in &behaviour.attribute {
            for span in &attribute.spans {
                value_of(&span.value)
                    .ok_or_else(|| format!("{}: a value must be a word, a number, true, false or a list", attribute.name))?;
            }
        }
        Ok(behaviour)
    }

    pub(super) fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.attribute.iter()
    }

    /// `None` if there is no such attribute.
    pub(super) fn value(&self, name: &str, version: &AlluxioVersion, around: &Circumstances<'_>) -> Option<Value> {
        let attribute = self.attribute.iter().find(|attribute| attribute.name == name)?;
        let span = attribute.spans.iter().find(|span| span.fits(version, around));
        Some(
            span.and_then(|span| value_of(&span.value))
                .unwrap_or_else(|| Value::unknown(format!("nothing is known of {name} in {version}"))),
        )
    }
}

impl Span {
    fn fits(&self, version: &AlluxioVersion, around: &Circumstances<'_>) -> bool {
        let same = |wanted: &Option<String>, given: Option<&str>| wanted.as_deref().is_none_or(|wanted| given == Some(wanted));
        self.releases.contains(version) && same(&self.journal_type, around.journal_type) && same(&self.metastore, around.metastore)
    }
}

/// A scalar or list of the rule language as a value.
pub(crate) fn value_of(value: &toml::Value) -> Option<Value> {
    Some(match value {
        toml::Value::Boolean(value) => Value::Bool(*value),
        toml::Value::Integer(value) => Value::Int(*value),
        toml::Value::String(value) => Value::Text(value.clone()),
        toml::Value::Array(values) if values.iter().all(toml::Value::is_integer) && !values.is_empty() => {
            Value::Ints(values.iter().filter_map(toml::Value::as_integer).collect())
        }
        toml::Value::Array(values) => Value::Texts(values.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>()?),
        _ => return None,
    })
}
