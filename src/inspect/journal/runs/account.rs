//! Accounts of a stream: what is noted message by message. A part whose beginning is not known gets an account of its own, as
//! if its first message were right where it stands; if it was, both accounts are joined, else the part is noted again.

use std::io::{self, Read};

use super::ahead::{Line, in_order};
use super::{Frame, Run, Runs};
use crate::inspect::journal::content::{Content, Reading};
use crate::inspect::journal::sink::Sink;

/// What is noted.
pub(crate) trait Account: Send + Sized {
    /// The message at the front of some bytes.
    fn frame(bytes: &[u8]) -> Frame;

    /// A new account of a later part.
    fn apart(&self) -> Self;

    /// Notes a run, up to the first message that is not as it must be.
    fn add<S: Sink>(&mut self, run: &Run, sink: &mut S);

    /// Whether nothing more is to be noted.
    fn is_closed(&self) -> bool;

    /// Whether the part is what this account would have noted.
    fn is_continued_by(&self, part: &Self) -> bool;

    /// Adds a part that continues this one.
    fn join(&mut self, part: Self);
}

/// Notes all runs of a stream. What their messages say and change goes to the content.
pub(crate) fn note<A: Account, R: Read>(runs: &mut Runs<R>, account: &mut A, content: &mut Content) -> io::Result<()> {
    match content.threads() {
        Some(threads) => in_order(&mut Noting { runs, account, content, used: Vec::new() }, threads)?,
        None => {
            while let Some(run) = runs.next(A::frame, None).filter(|_| !account.is_closed()) {
                account.add(&run, content);
            }
        }
    }
    match runs.error.take() {
        Some(error) if !account.is_closed() => Err(error),
        _ => Ok(()),
    }
}

struct Noting<'a, A, R> {
    runs: &'a mut Runs<R>,
    account: &'a mut A,
    content: &'a mut Content,
    /// Memory for the next ones.
    used: Vec<(Option<Run>, Reading)>,
}

/// A run, noted apart.
struct Noted<A> {
    run: Run,
    /// None for a large run: what is read of it would take too much memory while it waits.
    account: Option<A>,
    reading: Reading,
}

impl<A: Account, R: Read> Line for Noting<'_, A, R> {
    type Job = Noted<A>;

    fn next(&mut self) -> Option<Noted<A>> {
        let (used, reading) = self.used.pop().unwrap_or_default();
        let run = self.runs.next(A::frame, used)?;
        let account = run.is_usual().then(|| self.account.apart());
        Some(Noted { run, account, reading })
    }

    fn size(job: &Noted<A>) -> usize {
        job.run.bytes().len()
    }

    fn work(job: &mut Noted<A>) {
        if let Some(account) = &mut job.account {
            account.add(&job.run, &mut job.reading);
        }
    }

    fn take(&mut self, job: Noted<A>) -> bool {
        let Noted { run, account, mut reading } = job;
        match account.filter(|part| self.account.is_continued_by(part)) {
            Some(part) => {
                self.account.join(part);
                self.content.absorb(&mut reading);
            }
            None => {
                reading.clear();
                self.account.add(&run, self.content);
            }
        }
        self.used.push((Some(run).filter(Run::is_usual), reading));
        !self.account.is_closed()
    }
}
