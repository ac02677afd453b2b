//! `scan`: the gate of application teams. One report over all paths, or one a line as soon as each path is done, so that
//! a whole estate can be piped through without holding more than one path in memory.

mod paths;

use std::io::{self, BufRead, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use super::{Answer, Failure, Lines, assess, knowledge};
use crate::check::{Asked, Assumption, Knowledge, prepare};
use crate::cli::{Global, ScanArgs};
use crate::facts::{Facts, SubjectKind};
use crate::report::{self, Scope};
use crate::settings::{Process, Settings};
use crate::source::Local;
use paths::Paths;

/// What stays the same for every path.
struct Scan {
    threads: NonZeroUsize,
    knowledge: Knowledge,
    /// Configuration of the servers.
    servers: Facts,
    assume: Vec<Assumption>,
    asked: Asked,
}

/// One report over all paths.
pub(super) fn whole(args: ScanArgs, global: &Global) -> Answer {
    let mut asked = Request::of(args);
    if let Some(end) = asked.more {
        for path in Paths::new(&mut io::stdin().lock(), end) {
            asked.given.push(path.map_err(|error| Failure::tool(format!("cannot read paths: {error}")))?);
        }
    }
    let scan = Scan::new(asked.args, global)?;
    let prepared = prepare(scan.facts(&asked.given), &scan.assume);
    let answer = crate::check::assess(&scan.knowledge, &prepared, &scan.asked);
    assess::show(&scan.knowledge, &answer, Scope::Clients, global)
}

/// One report a line; the work is done while it is written.
pub(super) fn lines(args: ScanArgs, global: &Global) -> Result<Lines, Failure> {
    let asked = Request::of(args);
    let scan = Scan::new(asked.args, global)?;
    Ok(Box::new(move |input, output| Ok((scan.lines(asked.given, asked.more, input, output)?, String::new()))))
}

/// The paths that were asked for, and the rest.
struct Request {
    given: Vec<PathBuf>,
    /// What ends the paths on standard input.
    more: Option<paths::End>,
    args: ScanArgs,
}

impl Request {
    fn of(mut args: ScanArgs) -> Request {
        let given = std::mem::take(&mut args.paths);
        let more = args.stdin_paths.then_some(if args.null { paths::End::Nul } else { paths::End::Line });
        Request { given: if more.is_some() { given } else { knowledge::paths(given, false) }, more, args }
    }
}

impl Scan {
    fn new(args: ScanArgs, global: &Global) -> Result<Scan, Failure> {
        let knowledge = knowledge::load(global)?;
        knowledge::check_target(&knowledge, &args.server, args.allow_unknown_target)?;
        let servers = crate::inspect::inspect(&Local, &args.conf, &knowledge.catalog);
        let asked = Asked { from: Some(args.server.clone()), to: args.server, why_not: None, here: None };
        Ok(Scan { threads: knowledge::threads(global), knowledge, servers, assume: args.assume, asked })
    }

    /// One report a line; the exit code is the worst.
    fn lines(&self, given: Vec<PathBuf>, more: Option<paths::End>, input: &mut dyn BufRead, output: &mut dyn Write) -> io::Result<u8> {
        let mut worst = 0;
        for path in given {
            worst = report::worse_code(worst, self.line(path, output)?);
        }
        if let Some(end) = more {
            for path in Paths::new(input, end) {
                worst = report::worse_code(worst, self.line(path?, output)?);
            }
        }
        Ok(worst)
    }

    fn line(&self, path: PathBuf, output: &mut dyn Write) -> io::Result<u8> {
        let paths = [path];
        let prepared = prepare(self.facts(&paths), &self.assume);
        let answer = crate::check::assess(&self.knowledge, &prepared, &self.asked);
        let mut report = report::report(&self.knowledge, &answer, Scope::Clients);
        report.question.paths = paths.iter().map(|path| crate::source::shown(path)).collect();
        output.write_all(report::json::line(&report).map_err(io::Error::other)?.as_bytes())?;
        output.flush()?;
        Ok(report.summary.exit_code)
    }

    /// What is under the paths, and the configuration of the servers. Settings that lie with applications are theirs alone,
    /// unless a home of Alluxio lies there too.
    fn facts(&self, paths: &[PathBuf]) -> Facts {
        let mut facts = knowledge::facts(&self.knowledge, paths, self.threads);
        if facts.of(SubjectKind::Install).next().is_none() {
            facts.settings = of_applications(facts.settings);
        }
        facts.extend(self.servers.clone());
        facts
    }
}

fn of_applications(settings: Settings) -> Settings {
    let mut theirs = Settings::default();
    theirs.home.clone_from(&settings.home);
    theirs.read_from.clone_from(&settings.read_from);
    settings.iter().for_each(|setting| theirs.push(setting.clone().given_to(Process::Application)));
    theirs
}
