//! Turns paths into facts.

pub mod journal;
