//! Parses the command line, runs it, prints, exits.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use alluxio_preflight::cli::{Cli, Output, run};
use clap::Parser;

fn main() -> ExitCode {
    let output = run(Cli::parse());
    let code = output.code;
    match print(output) {
        Ok(code) => ExitCode::from(code),
        // Who reads from us has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(code),
        Err(error) => {
            let _ = writeln!(io::stderr(), "alluxio-preflight: cannot write the output: {error}");
            ExitCode::FAILURE
        }
    }
}

fn print(output: Output) -> io::Result<u8> {
    io::stderr().write_all(output.error.as_bytes())?;
    let mut to: Box<dyn Write> = match &output.file {
        Some(file) => Box::new(BufWriter::new(std::fs::File::create(file)?)),
        None => Box::new(io::stdout().lock()),
    };
    let (code, words) = match output.lines {
        Some(lines) => lines(&mut io::stdin().lock(), to.as_mut())?,
        None => {
            to.write_all(output.text.as_bytes())?;
            (output.code, String::new())
        }
    };
    to.flush()?;
    io::stderr().write_all(words.as_bytes())?;
    Ok(code)
}
