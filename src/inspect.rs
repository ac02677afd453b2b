//! Turns paths into facts.

pub mod archive;
pub mod class;
pub mod client;
pub mod config;
pub mod install;
pub mod journal;
pub mod writers;
