//! Rules: one file each, a TOML head between `+++` lines and a Markdown body. `rules/README.md` says how to write one.

mod embedded;
mod lint;
mod load;
mod model;
pub mod when;

pub use lint::{HEADINGS, SIDE_FACTS, lint};
pub use load::{RuleError, RuleSet};
pub use model::{Hop, Outcome, Phase, Question, Rule, RuleEvidence, Severity, TruthRow, Works};
