//! Shows the answer. Formats render the model of version 1 and decide nothing.

mod build;
mod clients;
mod configuration;
mod deployed;
mod facts;
pub mod json;
pub mod model;
pub mod sanitize;
pub mod text;

pub use build::{INCOMPLETE, Scope, inventory, report, worse_code};
