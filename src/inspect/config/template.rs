//! Site properties in a template that nobody has rendered: Jinja, ERB, Go's templates and those of Terraform.
//!
//! A line that stands for itself is a setting. What a template fills in, or writes only under a condition, is said to be unseen, key
//! by key.

use super::properties::{self, Assignment};
use super::unseen;
use crate::facts::Facts;
use crate::settings::{Rank, Setting};

/// Endings of templates.
const ENDINGS: [&str; 7] = [".j2", ".jinja", ".jinja2", ".erb", ".tmpl", ".ctmpl", ".tpl"];
/// Marks that open something in a template.
const MARKS: [&str; 3] = ["{{", "{%", "<%"];

/// The name of the file that a template becomes; `None` for any other name.
pub(super) fn stem(name: &str) -> Option<&str> {
    ENDINGS.iter().find_map(|end| name.strip_suffix(end))
}

/// The settings of a template that is shown as `place`.
pub(super) fn read(bytes: &[u8], place: &str) -> Facts {
    let text = String::from_utf8_lossy(bytes);
    let conditional = conditional(&text);
    let mut facts = Facts::default();
    facts.settings.read_from.push(place.to_owned());
    for one in properties::read(bytes).list.into_iter().filter(|one| !MARKS.iter().any(|mark| one.key.starts_with(mark))) {
        let here = format!("{place}:{}", one.line);
        let reason = if is_made_up(&one) {
            Some("a template that is not rendered gives the value")
        } else {
            conditional.get(one.line).is_some_and(|inside| *inside).then_some("a template that is not rendered writes it under a condition")
        };
        match reason {
            None => facts.settings.push(Setting::new(one.key, one.value, Rank::SiteProperty, here)),
            Some(reason) if is_made_up_text(&one.key) => facts.unseen.push(unseen(&here, reason, "*", "give the file that is rendered")),
            Some(reason) => {
                let remedy = format!("give the file that is rendered, or the value with --assume {}=VALUE", one.key);
                facts.unseen.push(unseen(&here, reason, one.key.trim(), &remedy));
            }
        }
    }
    facts
}

fn is_made_up(one: &Assignment) -> bool {
    is_made_up_text(&one.key) || is_made_up_text(&one.value)
}

/// Whether something is filled in; `${name.with.dots}` is Alluxio's own.
fn is_made_up_text(text: &str) -> bool {
    let reference = |(at, _): (usize, &str)| {
        let inside = text.get(at + 2..).and_then(|rest| rest.split_once('}')).map_or("", |(inside, _)| inside);
        !inside.starts_with("alluxio.") && !inside.starts_with("tachyon.")
    };
    MARKS.iter().any(|mark| text.contains(mark)) || text.match_indices("${").any(reference)
}

/// For each line, by its number, whether it stands inside a block of the template.
fn conditional(text: &str) -> Vec<bool> {
    let mut depth = 0_usize;
    let mut inside = vec![false];
    for line in text.lines() {
        let word = |mark: &str| line.split_once(mark).map(|(_, rest)| rest.trim_start_matches(['-', ' ', '=', '+']));
        for rest in MARKS.iter().filter_map(|mark| word(mark)) {
            let first = rest.split(|letter: char| !letter.is_ascii_alphanumeric()).next().unwrap_or_default();
            match first {
                "if" | "for" | "range" | "with" | "unless" => depth += 1,
                first if first.starts_with("end") => depth = depth.saturating_sub(1),
                _ if rest.contains(" do ") => depth += 1,
                _ => {}
            }
        }
        inside.push(depth > 0);
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_for_itself_is_a_setting_and_the_rest_is_told() {
        let text = "a=1\n{% if ha %}\nb=2\n{% endif %}\nc={{ host }}\nd=${alluxio.home}/x\ne=${host}\n{{ extra }}\n";
        let facts = read(text.as_bytes(), "f");
        let set: Vec<&str> = facts.settings.iter().map(|setting| setting.key.as_str()).collect();
        assert_eq!(set, ["a", "d"]);
        let unseen: Vec<&str> = facts.unseen.iter().flat_map(|unseen| unseen.facts.iter().map(String::as_str)).collect();
        assert_eq!(unseen, ["setting:b", "setting:c", "setting:e"]);
    }
}
