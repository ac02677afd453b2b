//! Shows the answer. Formats render the model of version 1 and decide nothing.

mod build;
mod checked;
mod clients;
mod configuration;
mod deployed;
mod exit;
mod facts;
mod findings;
pub mod json;
pub mod model;
mod plan;
pub mod sanitize;
pub mod text;
mod values;

pub use build::{Scope, inventory, report};
pub use exit::{INCOMPLETE, worse_code};
