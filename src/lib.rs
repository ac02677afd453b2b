//! Says, from files alone, what an Alluxio upgrade does to the master journal and to the applications.
//!
//! The flow of data is one line: [`inspect`] turns paths into [`facts`], [`judge`] holds the [`rules`] of the
//! [`catalog`] against them for one hop, [`plan`] searches a path, and [`report`] shows the answer.

#![warn(clippy::indexing_slicing)]

pub mod catalog;
pub mod check;
pub mod classify;
pub mod cli;
pub mod facts;
pub mod inspect;
pub mod judge;
pub mod plan;
pub mod propose;
pub mod report;
pub mod rules;
pub mod settings;
pub mod source;
pub mod version;
pub mod wire;
