//! Thousands of readings of changed files, with the time and memory of each reader held against what is promised.
#![allow(dead_code, reason = "each test file uses a part")]

use std::process::Command;
use std::time::Duration;

/// Memory that reading may take beside what the test itself holds, in MiB.
const MEMORY: u64 = 64;

/// Time for a megabyte, and for anything shorter. Debug builds are 10 to 30 times slower.
const TIME: Duration = Duration::from_secs(if cfg!(debug_assertions) { 30 } else { 1 });

/// Set where a test runs in a process of its own.
const ALONE: &str = "MUTATIONS_ALONE";

/// xorshift64 (Marsaglia, 2003): the same numbers in every run.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        Random(0x9e37_79b9_7f4a_7c15)
    }

    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap()
    }

    pub fn of<'l, T>(&mut self, list: &'l [T]) -> &'l T {
        let at = self.below(list.len());
        list.get(at).unwrap()
    }
}

/// How many mutations of each kind; `MUTATIONS=20000` with an optimised build is what is promised.
pub fn rounds(usual: usize) -> usize {
    std::env::var("MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// Runs the test of the calling thread in a process of its own, so that the memory which is measured is its own.
pub fn alone(work: impl FnOnce()) {
    if std::env::var_os(ALONE).is_some() {
        return work();
    }
    let name = std::thread::current().name().unwrap().to_owned();
    let mut child = Command::new(std::env::current_exe().unwrap());
    let output = child.args([&name, "--exact", "--nocapture", "--test-threads=1"]).env(ALONE, "1").output().unwrap();
    let told = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    assert!(output.status.success(), "{told}");
    told.lines().filter(|line| line.starts_with("measured")).for_each(|line| eprintln!("{name}: {line}"));
}

/// Watches what readings take.
pub struct Watch {
    before: u64,
    slowest: Duration,
    count: usize,
}

impl Watch {
    /// Counts memory from here on.
    pub fn new() -> Self {
        Watch { before: mebibytes("VmRSS:"), slowest: Duration::ZERO, count: 0 }
    }

    /// Reads once. Time is that of the thread and not of the clock, since other tests run beside this one.
    pub fn read<T>(&mut self, what: &dyn Fn() -> String, work: impl FnOnce() -> T) -> T {
        let start = computed();
        let got = work();
        let took = computed() - start;
        assert!(took < TIME, "{}: took {took:?}", what());
        self.slowest = self.slowest.max(took);
        self.count += 1;
        got
    }

    /// Holds the most memory that there ever was against what is promised.
    pub fn done(self) {
        self.done_beside(0);
    }

    /// The same beside a window of so many MiB, which the format makes one hold.
    pub fn done_beside(self, window: u64) {
        let more = mebibytes("VmHWM:").saturating_sub(self.before);
        eprintln!("measured {} readings, slowest {:?}, {more} MiB", self.count, self.slowest);
        assert!(more < MEMORY + window, "{more} MiB");
    }
}

/// The kernel's statistics of the thread: its first number is nanoseconds on a processor (Documentation/scheduler/sched-stats.rst).
fn computed() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split_whitespace().next().and_then(|number| number.parse().ok()).unwrap_or(0))
}

/// Memory of this process as the system counts it; 0 where it does not say.
fn mebibytes(what: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let amount = status.lines().find_map(|line| line.strip_prefix(what)).and_then(|rest| rest.split_whitespace().next()?.parse().ok());
    amount.unwrap_or(0u64) / 1024
}
