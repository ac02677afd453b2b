//! Facts of one command of Alluxio that a script, crontab, unit or runbook calls.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("script.file", "the file"),
    fact("script.command", "program and command words, such as `alluxio fs rm`, without options and arguments"),
    fact("script.words", "all words that follow the program"),
    fact("script.arguments", "the same words as one text"),
    fact("script.scheme", "scheme of the under store that `fs mount` names"),
    fact("script.calls", "number of calls with these words in the file"),
];
