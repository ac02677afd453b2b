//! Runs the program as a child that may take no more memory than is promised, and counts the time that it computes.
#![allow(dead_code, reason = "each test file uses a part")]

use std::ffi::OsStr;
use std::process::{Command, Output};
use std::time::Duration;

/// Memory that is promised for any input, in KiB.
const MEMORY: u64 = 64 << 10;

/// Address space in KiB beside that memory: the program itself, its libraries, and the stacks and arenas of its threads. Debug builds are far larger,
/// and keep frames that optimised ones do not have.
const PROGRAM: u64 = if cfg!(debug_assertions) { 96 << 10 } else { 48 << 10 };

/// How many times longer than promised a debug build may compute; it is 10 to 30 times slower than an optimised one.
const SLACK: f64 = if cfg!(debug_assertions) { 30.0 } else { 1.0 };

/// What a child printed, and how long it computed.
pub struct Limited {
    /// Its output without the line about its time.
    pub output: Output,
    /// Time of all its threads in the program and in the system. Not the clock: other tests run beside this one.
    pub computed: Duration,
}

/// Runs the program from the root folder with a clean environment and no more memory than is promised.
pub fn limited(args: &[&OsStr], temporary: &OsStr) -> Limited {
    let space = MEMORY + PROGRAM;
    // A child that computes for ever is ended, so that the test fails and does not wait.
    let end = allowed(10.0).as_secs();
    let script = format!("ulimit -v {space}; ulimit -t {end}; cd / && \"$0\" \"$@\"; code=$?; times >&2; exit $code");
    let mut command = Command::new("sh");
    command.args(["-c", &script, env!("CARGO_BIN_EXE_alluxio-preflight")]).args(args).env_clear().env("TMPDIR", temporary);
    let mut output = command.output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    let mut lines: Vec<&str> = told.lines().collect();
    let computed = lines.pop().map(seconds).unwrap();
    lines.pop();
    output.stderr = lines.join("\n").into_bytes();
    Limited { output, computed }
}

/// `0m0.250000s 0m0.010000s`: what `times` prints of children (POSIX.1-2017, times).
fn seconds(line: &str) -> Duration {
    let one = |word: &str| {
        let (minutes, seconds) = word.trim_end_matches('s').split_once('m').unwrap();
        60.0 * minutes.parse::<f64>().unwrap() + seconds.parse::<f64>().unwrap()
    };
    Duration::from_secs_f64(line.split_whitespace().map(one).sum())
}

/// The time that is allowed where so many seconds are promised of an optimised build.
pub fn allowed(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds * SLACK)
}
