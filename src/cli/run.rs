//! What was typed, carried out. Returns what to print and the exit code; only `main` prints and exits.

mod assess;
mod catalog;
mod knowledge;
mod listing;
mod manual;
mod scan;
mod stream;
mod target_conf;

use std::io::{self, BufRead, IsTerminal, Write};
use std::path::PathBuf;

use super::{Cli, Color, Command, Format, Global, RulesCommand};
use crate::report::text::Layout;
use crate::settings::without_passwords;

/// The tool itself failed.
const FAILED: u8 = 1;
/// Usage or configuration.
const USAGE: u8 = 2;
/// Nothing to inspect.
const NOTHING: u8 = 3;

/// What to print where, and the exit code.
#[derive(Default)]
pub struct Output {
    /// For standard output, or the file named by `--output`.
    pub text: String,
    /// For standard error.
    pub error: String,
    /// File to write to.
    pub file: Option<PathBuf>,
    /// Exit code.
    pub code: u8,
    /// Work that is done while it is written, in place of `text` and `code`.
    pub lines: Option<Lines>,
}

/// Reads standard input, writes line by line, and gives the exit code and words for standard error.
pub type Lines = Box<dyn FnOnce(&mut dyn BufRead, &mut dyn Write) -> io::Result<(u8, String)>>;

/// A failure with its exit code.
pub(super) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    fn tool(message: impl ToString) -> Failure {
        Failure { code: FAILED, message: message.to_string() }
    }

    fn usage(message: impl ToString) -> Failure {
        Failure { code: USAGE, message: message.to_string() }
    }

    fn nothing(message: impl ToString) -> Failure {
        Failure { code: NOTHING, message: message.to_string() }
    }
}

/// Text for standard output, and the exit code.
type Answer = Result<(String, u8), Failure>;

/// Carries out a command line.
pub fn run(cli: Cli) -> Output {
    let Cli { command, global } = cli;
    let output = match command {
        Command::Scan(args) if args.ndjson => {
            scan::lines(args, &global).map(|lines| Output { lines: Some(with_code(lines, global.exit_zero)), ..Output::default() })
        }
        Command::Inspect(args) if args.entries || args.namespace => {
            stream::inspect(args, &global).map(|lines| Output { lines: Some(with_code(lines, global.exit_zero)), ..Output::default() })
        }
        command => {
            answer(command, &global).map(|(text, code)| Output { text, code: if global.exit_zero { 0 } else { code }, ..Output::default() })
        }
    };
    match output {
        // A URI with a password can stand in a path, a command or a reason as well as in a setting.
        Ok(output) => Output { file: global.output, text: without_passwords(&output.text).into_owned(), ..output },
        Err(failure) => Output {
            error: format!("alluxio-preflight: {}\n", without_passwords(&failure.message)),
            code: failure.code,
            ..Output::default()
        },
    }
}

fn with_code(lines: Lines, zero: bool) -> Lines {
    Box::new(move |input, output| lines(input, output).map(|(code, words)| (if zero { 0 } else { code }, words)))
}

fn answer(command: Command, global: &Global) -> Answer {
    if global.format == Format::Ndjson {
        return Err(Failure::usage("--format ndjson goes with `inspect --entries` and `inspect --namespace`; `scan` has --ndjson"));
    }
    match command {
        Command::Check(args) => assess::check(args, global),
        Command::Scan(args) => scan::whole(args, global),
        Command::Inspect(args) => assess::inspect(args, global),
        Command::Plan(args) => assess::plan(args, global),
        Command::Explain { rule } => listing::explain(&rule, global),
        Command::Rules(RulesCommand::List) => listing::rules(global),
        Command::Rules(RulesCommand::Facts) => listing::facts(global),
        Command::Rules(RulesCommand::Lint) => listing::lint(global),
        Command::Catalog(command) => catalog::run(command, global),
        Command::Man => manual::page(),
        Command::Schema => Ok((crate::report::json::schema().map_err(Failure::tool)?, 0)),
    }
}

/// Width of text that does not go to a terminal.
const PIPE_WIDTH: usize = 100;
/// Widest text that still reads well.
const MAX_WIDTH: usize = 120;

fn layout(global: &Global) -> Layout {
    let terminal = std::io::stdout().is_terminal() && global.output.is_none();
    let color = match global.color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
    };
    let detail = if global.quiet { 0 } else { 1 + u8::from(global.verbose) };
    Layout { color, width: width(terminal), detail }
}

/// Columns of text: what the user says, else what the terminal has.
fn width(terminal: bool) -> usize {
    let said = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let has = || terminal.then(terminal_size::terminal_size).flatten().map(|(columns, _)| usize::from(columns.0));
    said.or_else(has).unwrap_or(PIPE_WIDTH).min(MAX_WIDTH)
}

fn is_json(global: &Global) -> bool {
    global.format == Format::Json
}
