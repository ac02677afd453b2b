//! Rules: one file each, a TOML head between `+++` lines and a Markdown body. `rules/README.md` says how to write one.

mod defaults;
mod embedded;
mod lint;
mod load;
mod model;
mod proof;
mod questions;
pub mod when;
mod words;

pub use defaults::{Default as ChangedDefault, Rank as DefaultRank};
pub use lint::{HEADINGS, KEYED_FACTS, SIDE_FACTS, lint};
pub use load::{RuleError, RuleSet};
pub use model::{EditKind, Hop, Rule};
pub use proof::{Cases, RuleEvidence, TruthRow};
pub use questions::ClusterQuestion;
pub use words::{Outcome, Phase, Question, Severity, Works};
