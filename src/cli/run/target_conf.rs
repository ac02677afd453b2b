//! `--write-target-conf DIR`: the only place that writes besides `--output`, and never into what was inspected.

use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use super::Failure;
use crate::check::Assessment;
use crate::inspect::config::properties::MAX_FILE;
use crate::propose::{of_site, without_site};
use crate::settings::{Rank, is_client, split_place};
use crate::source::{Local, Source};

/// Name of the file that is written.
const NAME: &str = "alluxio-site.properties";

/// Writes the proposal and says where it is.
pub(super) fn write(folder: &Path, inspected: &[PathBuf], answer: &Assessment<'_>) -> Result<String, Failure> {
    let site = site_file(answer)?;
    check_outside(folder, inspected, answer)?;
    let text = match &site {
        Some(site) => {
            let read = Local.open(Path::new(site)).and_then(|blob| blob.read_all(MAX_FILE));
            of_site(answer, site, &read.map_err(|error| Failure::usage(format!("{site}: {error}")))?)
        }
        None => without_site(answer),
    };
    let made_of = site.unwrap_or_else(|| "what other files say".to_owned());
    let file = folder.join(NAME);
    fs::create_dir_all(folder).map_err(|error| Failure::usage(format!("{}: {error}", folder.display())))?;
    let mut opened = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&file)
        .map_err(|error| Failure::usage(format!("{}: {error}; nothing is ever overwritten", file.display())))?;
    opened.write_all(&text).map_err(|error| Failure::tool(format!("{}: {error}", file.display())))?;
    Ok(format!("{}: proposed for {}, made of {made_of}; read it before you use it\n", file.display(), answer.asked.to))
}

/// The one site file that was read, if any.
fn site_file(answer: &Assessment<'_>) -> Result<Option<String>, Failure> {
    let site = answer.facts.settings.iter().filter(|setting| setting.rank == Rank::SiteProperty && !is_client(setting));
    let files: BTreeSet<&str> = site.map(|setting| split_place(&setting.place).0).collect();
    match files.into_iter().collect::<Vec<_>>().as_slice() {
        [file] => Ok(Some((*file).to_owned())),
        [] => Ok(None),
        files => {
            Err(Failure::usage(format!("--write-target-conf: several site files are among the paths ({}); give one", files.join(", "))))
        }
    }
}

/// Nothing is written to what is inspected, nor to the journals that a configuration leads to.
fn check_outside(folder: &Path, inspected: &[PathBuf], answer: &Assessment<'_>) -> Result<(), Failure> {
    let real = real(folder);
    let seen = answer.facts.subjects.iter().map(|subject| PathBuf::from(&subject.path));
    let inside = |path: &PathBuf| {
        fs::canonicalize(path).is_ok_and(|path| real.starts_with(if path.is_file() { path.parent().unwrap_or(&path) } else { &path }))
    };
    match inspected.iter().cloned().chain(seen).find(inside) {
        Some(path) => {
            Err(Failure::usage(format!("--write-target-conf: {} is inside {}, which is inspected", folder.display(), path.display())))
        }
        None => Ok(()),
    }
}

/// The folder without links, also where its end does not exist yet.
fn real(folder: &Path) -> PathBuf {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let mut existing = absolute.as_path();
    while let Some(parent) = existing.parent().filter(|_| !existing.exists()) {
        existing = parent;
    }
    let rest = absolute.strip_prefix(existing).unwrap_or(Path::new(""));
    fs::canonicalize(existing).unwrap_or_else(|_| existing.to_owned()).join(rest)
}
