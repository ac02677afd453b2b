//! Changes an unpacked journal by the operations that a row lists, as `tests/lab/changes.py` says and does.

use std::io::Write;
use std::path::{Path, PathBuf};

/// Applies all of them.
pub fn apply(folder: &Path, changes: &[String]) {
    for change in changes {
        let mut words = change.splitn(3, ' ');
        let (word, pattern, more) = (words.next().unwrap(), words.next().unwrap(), words.next().unwrap_or_default());
        match word {
            "make" => std::fs::create_dir_all(folder.join(pattern)).unwrap(),
            "put" => {
                std::fs::create_dir_all(folder.join(pattern).parent().unwrap()).unwrap();
                std::fs::write(folder.join(pattern), more).unwrap();
            }
            _ => {
                let found = found(folder, pattern);
                assert!(!found.is_empty(), "{change} finds nothing");
                for path in found.iter().take(if word == "remove" { usize::MAX } else { 1 }) {
                    one(word, path, more);
                }
            }
        }
    }
}

fn one(word: &str, path: &Path, more: &str) {
    let beside = || path.parent().unwrap().join(more);
    match word {
        "remove" if path.is_dir() => std::fs::remove_dir_all(path).unwrap(),
        "remove" => std::fs::remove_file(path).unwrap(),
        "move" => std::fs::rename(path, beside()).unwrap(),
        "copy" => {
            std::fs::copy(path, beside()).unwrap();
        }
        "cut" => {
            let file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
            file.set_len(file.metadata().unwrap().len() - more.parse::<u64>().unwrap()).unwrap();
        }
        "append" => {
            let bytes: Vec<u8> = (0..more.len()).step_by(2).map(|at| u8::from_str_radix(&more[at..at + 2], 16).unwrap()).collect();
            std::fs::OpenOptions::new().append(true).open(path).unwrap().write_all(&bytes).unwrap();
        }
        other => panic!("unknown change {other}"),
    }
}

/// Paths that fit a pattern in which `*` is any part of one name, sorted.
fn found(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    let mut paths = vec![folder.to_path_buf()];
    for part in pattern.split('/') {
        let fits = regex::Regex::new(&format!("^{}$", regex::escape(part).replace(r"\*", ".*").replace(r"\[0\-9\]", "[0-9]"))).unwrap();
        let inside = |path: &PathBuf| std::fs::read_dir(path).into_iter().flatten().map(|entry| entry.unwrap().path()).collect::<Vec<_>>();
        paths = paths.iter().flat_map(inside).filter(|path| fits.is_match(path.file_name().unwrap().to_str().unwrap())).collect();
    }
    paths.sort();
    paths
}
