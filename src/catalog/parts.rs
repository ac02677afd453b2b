//! By what files show that a part of Alluxio is in use, from `rules/catalog/parts.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

/// The table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parts {
    /// Beginnings of settings that clients read.
    pub(crate) clients: Vec<String>,
    /// Settings that name the under store of the root.
    pub(crate) root: Vec<String>,
    /// The parts.
    pub(crate) part: Vec<Part>,
}

/// A part of Alluxio that not every cluster runs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Part {
    /// Its name.
    pub(crate) name: String,
    /// Roles of containers.
    pub(crate) roles: Vec<String>,
    /// Beginnings of settings.
    pub(crate) keys: Vec<String>,
    /// Beginnings of commands.
    pub(crate) commands: Vec<String>,
    /// Switches of the chart.
    pub(crate) values: Vec<String>,
}

/// The table inside the program; `tests` below make sure that it can be read.
pub(crate) fn parts() -> &'static Parts {
    static PARTS: OnceLock<Parts> = OnceLock::new();
    PARTS.get_or_init(|| toml::from_str(include_str!("../../rules/catalog/parts.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_can_be_read() {
        assert!(!super::parts().part.is_empty());
    }
}
