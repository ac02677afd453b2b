//! Which release talks to which, over the wire: the tables of `rules/wire` and what follows from the rows that fit.
//!
//! The tables say what real clients, workers and masters did with each other and what holds between the releases that were
//! run. This module looks nothing up in files and knows no release itself; whether a row's condition holds is asked of
//! whoever knows the facts.

mod handshake;
mod table;
mod verdict;

pub use handshake::{Handshake, Handshakes, Line};
pub use table::{Api, Harm, How, Operation, Pair, Place, Sign, Table, WireError};
pub use verdict::{ApiVerdict, Verdict, settle};
