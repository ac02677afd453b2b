//! Parses the command line, runs it, prints, exits.

use std::io::{self, Write};
use std::process::ExitCode;

use alluxio_preflight::cli::{Cli, Output, run};
use clap::Parser;

fn main() -> ExitCode {
    let output = run(Cli::parse());
    match print(&output) {
        Ok(()) => ExitCode::from(output.code),
        // Who reads from us has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(output.code),
        Err(error) => {
            let _ = writeln!(io::stderr(), "alluxio-preflight: cannot write the output: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(output: &Output) -> io::Result<()> {
    io::stderr().write_all(output.error.as_bytes())?;
    match &output.file {
        Some(file) => std::fs::write(file, &output.text),
        None => {
            let mut stdout = io::stdout().lock();
            stdout.write_all(output.text.as_bytes())?;
            stdout.flush()
        }
    }
}
