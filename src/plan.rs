//! Searches the best legal path from the installed release to the target, and writes down its steps. Pure: the routes
//! are data, the judge says what would happen, and nothing is read or printed.

mod journal;
mod route;
mod runner;
mod search;
mod steps;
mod words;

pub use route::{RouteError, Routes};
pub use runner::Runner;
pub use search::{Path, Rejection, search};
pub use steps::{Step, steps};
pub use words::{Container, Places};

use crate::version::AlluxioVersion;

/// A setting that must be pinned before the target is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pin {
    /// Key.
    pub key: String,
    /// Value.
    pub value: String,
    /// Why.
    pub why: String,
}

/// One hop of a path.
#[derive(Debug, Clone)]
pub struct PlannedHop {
    /// Release before it.
    pub from: AlluxioVersion,
    /// Release after it.
    pub to: AlluxioVersion,
    /// Route that it takes, by its id.
    pub route: String,
    /// Word for the report.
    pub method: String,
    /// Settings to pin.
    pub pins: Vec<Pin>,
    /// Why it is this route.
    pub why: String,
}
