//! The man page, made from the same description as `--help`.

use clap::CommandFactory;
use clap_mangen::Man;

use super::{Answer, Failure};
use crate::cli::Cli;

/// The page of the program, then one section per command.
pub(super) fn page() -> Answer {
    let mut command = Cli::command();
    command.build();
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).map_err(Failure::tool)?;
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        section(part, &mut page).map_err(Failure::tool)?;
    }
    Ok((String::from_utf8_lossy(&page).into_owned(), 0))
}

fn section(command: &clap::Command, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = command.get_bin_name().unwrap_or_else(|| command.get_name()).to_owned();
    page.extend(format!(".SH \"{}\"\n", name.to_uppercase()).bytes());
    let manual = Man::new(command.clone());
    manual.render_description_section(page)?;
    manual.render_synopsis_section(page)?;
    manual.render_options_section(page)?;
    for part in command.get_subcommands().filter(|part| part.get_name() != "help") {
        section(part, page)?;
    }
    Ok(())
}
