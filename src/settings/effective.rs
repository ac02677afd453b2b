//! The value that a release would use for a key: the strongest assignment, else the default, with `${...}` replaced.
//!
//! Alluxio has sources that no file shows (runtime calls); this module ranks only what [`super::Rank`] names. It does
//! not check types and refuses no value.
//!
//! Three habits of Alluxio are kept (`v2.8.0:core/common/src/main/java/alluxio/conf/AlluxioProperties.java`, `merge`):
//! keys and values lose surrounding blanks, an empty value is a value, and old names lead to the key they became. When
//! both names are written in one place, Alluxio takes whichever its hash table yields last; here the new name wins.

use serde::{Deserialize, Serialize};

use super::view::{Index, Properties, View};
use super::{Process, Rank, Settings};
use crate::catalog::meant;

/// Where an effective value comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Origin {
    /// Written at this place.
    Set(String),
    /// Said by the user with `--assume`, or pinned by a plan.
    Assumed(String),
    /// The release's own default.
    Default,
}

/// A value with its origin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effective {
    /// The value after substitution of `${...}`.
    pub value: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Nesting of references beyond which text is left as it is. Real chains are three or four deep.
const MAX_DEPTH: usize = 32;
/// References replaced for one value, so that a doubling chain ends; thousands of keys may be such chains.
const MAX_LOOKUPS: usize = 100;
/// Length in bytes beyond which nothing more is replaced.
const MAX_LEN: usize = 1 << 20;

/// The place of a value that comes from there.
const HOME_PLACE: &str = "start script (home folder)";

/// The value that a release would use, or `None` if nothing is set and there is no default.
///
/// A reference that leads to itself or to nothing stays as text, so that a message can show it.
pub fn resolve(settings: &Settings, properties: &dyn Properties, key: &str) -> Option<Effective> {
    View { settings, index: &Index::new(settings, properties), properties, process: Process::Master, only_for: None }.resolve(key)
}

/// Replaces references in one value.
pub(super) struct Resolver<'a> {
    view: View<'a>,
    /// Keys whose values are being replaced right now.
    open: Vec<String>,
    lookups: usize,
}

impl<'a> Resolver<'a> {
    pub(super) fn new(view: View<'a>) -> Resolver<'a> {
        Resolver { view, open: Vec::new(), lookups: 0 }
    }

    /// The value that counts for a key, with its references replaced.
    pub(super) fn effective(mut self, key: &str) -> Option<Effective> {
        self.open.push(self.view.properties.canonical(key.trim()).to_owned());
        let (raw, origin) = self.raw(key)?;
        Some(Effective { value: self.replaced(&raw), origin })
    }

    /// The value before replacement.
    fn raw(&self, key: &str) -> Option<(String, Origin)> {
        let View { settings, properties, .. } = self.view;
        let key = properties.canonical(key.trim());
        if let Some(setting) = self.view.winner(key) {
            let place = setting.place.clone();
            let origin = if setting.rank == Rank::Assumed { Origin::Assumed(place) } else { Origin::Set(place) };
            return Some((setting.value.trim().to_owned(), origin));
        }
        match &settings.home {
            Some(home) if meant().homes.iter().any(|home| home == key) => {
                Some((home.trim().to_owned(), Origin::Set(HOME_PLACE.to_owned())))
            }
            _ => properties.default_of(key).map(|value| (value.to_owned(), Origin::Default)),
        }
    }

    /// Replaces each `${name}` of the text once, as Alluxio's pattern `\$\{([^{}]*)\}` finds them.
    fn replaced(&mut self, text: &str) -> String {
        let mut done = String::new();
        let mut rest = text;
        while let Some((before, name, after)) = next_reference(rest) {
            done.push_str(before);
            match self.reference(name) {
                Some(value) if done.len() + value.len() <= MAX_LEN => done.push_str(&value),
                _ => done.push_str(&format!("${{{name}}}")),
            }
            rest = after;
        }
        done + rest
    }

    fn reference(&mut self, name: &str) -> Option<String> {
        let key = self.view.properties.canonical(name.trim()).to_owned();
        self.lookups += 1;
        if self.lookups > MAX_LOOKUPS || self.open.len() > MAX_DEPTH || self.open.contains(&key) {
            return None;
        }
        let (raw, _) = self.raw(&key)?;
        self.open.push(key);
        let value = self.replaced(&raw);
        self.open.pop();
        Some(value)
    }
}

/// Splits at the first `${name}` whose name holds no braces.
fn next_reference(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("${")?;
        let inside = text.get(start + 2..)?;
        let end = inside.find(['{', '}'])?;
        if inside.get(end..)?.starts_with('}') {
            return Some((text.get(..start)?, inside.get(..end)?, inside.get(end + 1..)?));
        }
        from = start + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Setting;

    struct Table;

    impl Properties for Table {
        fn default_of(&self, key: &str) -> Option<&str> {
            match key {
                "alluxio.home" => Some("/opt/alluxio"),
                "work" => Some("${alluxio.home}"),
                "journal" => Some("${work}/journal"),
                "loop.a" => Some("x${loop.b}"),
                "loop.b" => Some("y${loop.a}"),
                _ => None,
            }
        }

        fn canonical<'a>(&'a self, key: &'a str) -> &'a str {
            if key == "journal.old" { "journal" } else { key }
        }
    }

    fn settings(list: &[(&str, &str, Rank)]) -> Settings {
        let mut settings = Settings::default();
        for (n, (key, value, rank)) in list.iter().enumerate() {
            settings.push(Setting::new(*key, *value, *rank, format!("place {n}")));
        }
        settings
    }

    fn value(settings: &Settings, key: &str) -> Option<String> {
        resolve(settings, &Table, key).map(|effective| effective.value)
    }

    #[test]
    fn a_default_is_replaced_through_other_defaults() {
        let effective = resolve(&Settings::default(), &Table, "journal");
        assert_eq!(effective, Some(Effective { value: "/opt/alluxio/journal".into(), origin: Origin::Default }));
        assert_eq!(value(&Settings::default(), "unknown"), None);
    }

    #[test]
    fn the_home_of_the_start_script_replaces_the_default_home_but_not_a_written_one() {
        let mut here = Settings { home: Some("/srv/alluxio".into()), ..Settings::default() };
        assert_eq!(value(&here, "journal").as_deref(), Some("/srv/alluxio/journal"));
        assert_eq!(value(&here, "tachyon.home").as_deref(), Some("/srv/alluxio"));
        here.extend(settings(&[("alluxio.home", "/written", Rank::SiteProperty)]));
        assert_eq!(value(&here, "journal").as_deref(), Some("/written/journal"));
    }

    #[test]
    fn the_stronger_rank_wins_then_the_new_name_then_the_later_line() {
        let here = settings(&[
            ("journal", "1", Rank::SiteProperty),
            ("journal", "2", Rank::SiteProperty),
            ("journal.old", "3", Rank::SiteProperty),
        ]);
        assert_eq!(value(&here, "journal").as_deref(), Some("2"));
        assert_eq!(value(&here, "journal.old").as_deref(), Some("2"), "asked under the old name");
        let mut here = here;
        here.extend(settings(&[("journal.old", "4", Rank::SystemProperty)]));
        assert_eq!(value(&here, "journal").as_deref(), Some("4"));
        let assumed = here.with("journal", "5", "--assume");
        let origin = Origin::Assumed("--assume".into());
        assert_eq!(resolve(&assumed, &Table, "journal"), Some(Effective { value: "5".into(), origin }));
    }

    #[test]
    fn blanks_around_keys_and_values_do_not_count_and_empty_is_set() {
        let here = settings(&[("journal ", " /j \t", Rank::SiteProperty), ("work", "", Rank::SiteProperty)]);
        assert_eq!(value(&here, "journal").as_deref(), Some("/j"));
        assert_eq!(value(&here, "work").as_deref(), Some(""));
    }

    #[test]
    fn references_that_lead_nowhere_or_in_circles_stay_as_text() {
        assert_eq!(value(&Settings::default(), "loop.a").as_deref(), Some("xy${loop.a}"));
        let here = settings(&[("a", "${nothing}/${a}/${b${work}}$", Rank::SiteProperty)]);
        assert_eq!(value(&here, "a").as_deref(), Some("${nothing}/${a}/${b/opt/alluxio}$"));
    }

    #[test]
    fn a_chain_that_doubles_ends() {
        let names: Vec<String> = (0..31).map(|n| format!("k{n}")).collect();
        let mut here = Settings::default();
        for pair in names.windows(2) {
            let [key, next] = pair else { continue };
            let value = format!("${{{next}}}${{{next}}}");
            here.push(Setting::new(key, value, Rank::SiteProperty, "p"));
        }
        assert!(value(&here, "k0").is_some_and(|value| value.len() < MAX_LEN));
    }
}
