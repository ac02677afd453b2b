//! Work on pieces by several threads, with the results taken in the order of the pieces. Holds few pieces at a time.

use std::io;
use std::num::NonZeroUsize;
use std::sync::mpsc::{Receiver, RecvError, SyncSender, sync_channel};
use std::thread::{self, Scope};

/// Threads that are used at most: more would wait for the one that takes the results.
const MAX_THREADS: usize = 4;

/// Pieces that wait for each thread, and bytes of all pieces unless there is but one.
const WAITING: usize = 2;
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// What is done to pieces.
pub(super) trait Line {
    /// A piece.
    type Job: Send;

    /// The next piece.
    fn next(&mut self) -> Option<Self::Job>;

    /// Bytes of a piece.
    fn size(job: &Self::Job) -> usize;

    /// Done by any thread, in any order.
    fn work(job: &mut Self::Job);

    /// Takes the results in order; false if no more are wanted.
    fn take(&mut self, job: Self::Job) -> bool;
}

/// Works until there are no more pieces or no more are wanted.
pub(super) fn in_order<L: Line>(line: &mut L, threads: NonZeroUsize) -> io::Result<()> {
    let Some(first) = line.next() else { return Ok(()) };
    let alone = threads == NonZeroUsize::MIN || L::size(&first) > MAX_BYTES;
    // A single piece is done sooner than a thread is started.
    match if alone { None } else { line.next() } {
        None => one_by_one(line, first),
        Some(second) => thread::scope(|scope| {
            let hands = (0..threads.get().min(MAX_THREADS)).map(|_| Hand::start::<L>(scope)).collect();
            Crew { hands, sent: 0, taken: 0, bytes: 0 }.run(line, [first, second])
        })
        .map_err(|_| io::Error::other("a thread that checks its bytes has failed")),
    }
}

fn one_by_one<L: Line>(line: &mut L, first: L::Job) -> io::Result<()> {
    let mut next = Some(first);
    while let Some(mut job) = next {
        L::work(&mut job);
        next = if line.take(job) { line.next() } else { None };
    }
    Ok(())
}

/// A thread, with the way to it and back.
struct Hand<J> {
    to: SyncSender<J>,
    from: Receiver<J>,
}

impl<J: Send> Hand<J> {
    fn start<'scope, L: Line<Job = J>>(scope: &'scope Scope<'scope, '_>) -> Hand<J>
    where
        J: 'scope,
    {
        let (to, jobs) = sync_channel::<J>(WAITING);
        let (done, from) = sync_channel(WAITING);
        scope.spawn(move || {
            for mut job in jobs {
                L::work(&mut job);
                if done.send(job).is_err() {
                    break;
                }
            }
        });
        Hand { to, from }
    }
}

/// All threads, which get the pieces in turn.
struct Crew<J> {
    hands: Vec<Hand<J>>,
    sent: usize,
    taken: usize,
    /// Bytes of pieces that were sent and not yet taken.
    bytes: usize,
}

impl<J: Send> Crew<J> {
    fn run<L: Line<Job = J>>(mut self, line: &mut L, first: [J; 2]) -> Result<(), RecvError> {
        let mut first = first.into_iter();
        let mut next = None;
        loop {
            if next.is_none() && self.bytes <= MAX_BYTES {
                next = first.next().or_else(|| line.next());
            }
            match next.take_if(|job| self.has_room(L::size(job))) {
                Some(job) => self.send::<L>(job)?,
                None if self.sent == self.taken => return Ok(()),
                None if line.take(self.receive::<L>()?) => {}
                None => return Ok(()),
            }
        }
    }

    fn has_room(&self, bytes: usize) -> bool {
        let waiting = self.sent - self.taken;
        waiting == 0 || (waiting < self.hands.len() * WAITING && self.bytes + bytes <= MAX_BYTES)
    }

    fn hand(&self, number: usize) -> Result<&Hand<J>, RecvError> {
        self.hands.get(number % self.hands.len().max(1)).ok_or(RecvError)
    }

    fn send<L: Line<Job = J>>(&mut self, job: J) -> Result<(), RecvError> {
        self.bytes += L::size(&job);
        self.hand(self.sent)?.to.send(job).map_err(|_| RecvError)?;
        self.sent += 1;
        Ok(())
    }

    fn receive<L: Line<Job = J>>(&mut self) -> Result<J, RecvError> {
        let job = self.hand(self.taken)?.from.recv()?;
        self.taken += 1;
        self.bytes -= L::size(&job);
        Ok(job)
    }
}
