//! Names and folders of the official image and chart, from `rules/catalog/deployment/places.toml`.

use std::sync::OnceLock;

use serde::Deserialize;

/// The table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Places {
    pub(super) journal: String,
    pub(super) conf: String,
    pub(super) chart_journal: String,
    pub(super) chart_journal_type: String,
    pub(super) own_images: Vec<String>,
    pub(super) tools: Vec<String>,
}

/// The table inside the program; `tests` below make sure that it can be read.
pub(super) fn places() -> &'static Places {
    static PLACES: OnceLock<Places> = OnceLock::new();
    PLACES.get_or_init(|| toml::from_str(include_str!("../../../rules/catalog/deployment/places.toml")).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_table_can_be_read() {
        assert!(!super::places().tools.is_empty());
    }
}
