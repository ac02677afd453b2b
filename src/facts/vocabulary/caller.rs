//! Facts of old clients that a master's log shows.

use super::{FactName, fact};

pub(super) const FACTS: &[FactName] = &[
    fact("caller.handshake", "name of the handshake in rules/wire/logs.toml"),
    fact("caller.version", "releases of clients whose handshake begins so"),
    fact("caller.count", "number of failed handshakes in all logs of the folder"),
    fact("caller.first_day", "first day that the log names, as YYYY-MM-DD; unknown if it names none"),
    fact("caller.last_day", "last day that the log names; unknown if it names none"),
    fact("caller.from", "where they call from, in words"),
    fact("caller.seen", "one text per day and address: DAY ADDRESS COUNT"),
];
