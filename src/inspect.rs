//! Turns paths into facts. One reader per kind of input; none of them decides whether something is good.

pub mod archive;
pub mod build;
pub mod class;
pub mod client;
pub mod config;
pub mod connector;
pub mod deploy;
pub mod host;
pub mod install;
pub mod inventory;
pub mod journal;
pub mod log;
mod paths;
pub mod usage;
pub mod writers;
pub mod xml;

pub use paths::{inspect, inspect_with};
