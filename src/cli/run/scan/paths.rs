//! Paths on standard input, one at a time.

use std::io::{self, BufRead};
use std::path::PathBuf;

/// What ends a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The end of a line, or NUL, which no path can hold.
    Line,
    /// Only NUL.
    Nul,
}

/// Longest path that is taken. Systems allow 4096 bytes; what is longer is cut here and then not found.
const MAX_PATH: usize = 64 * 1024;

/// Reads paths as they come; empty ones are skipped.
pub(super) struct Paths<'a> {
    input: &'a mut dyn BufRead,
    end: End,
}

impl<'a> Paths<'a> {
    pub(super) fn new(input: &'a mut dyn BufRead, end: End) -> Self {
        Paths { input, end }
    }

    /// The bytes up to the next end; `None` where the input has ended.
    fn record(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut record = Vec::new();
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            if buffer.is_empty() {
                return Ok((!record.is_empty()).then_some(record));
            }
            let end = self.end;
            let at = buffer.iter().position(|byte| *byte == 0 || (*byte == b'\n' && end == End::Line));
            let part = buffer.get(..at.unwrap_or(buffer.len())).unwrap_or_default();
            let room = MAX_PATH.saturating_sub(record.len()).min(part.len());
            record.extend_from_slice(part.get(..room).unwrap_or_default());
            let used = at.map_or(buffer.len(), |at| at + 1);
            self.input.consume(used);
            if at.is_some() {
                return Ok(Some(record));
            }
        }
    }
}

impl Iterator for Paths<'_> {
    type Item = io::Result<PathBuf>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.record() {
                Err(error) => return Some(Err(error)),
                Ok(None) => return None,
                Ok(Some(record)) if record.is_empty() => {}
                Ok(Some(record)) => return Some(Ok(path_of(record))),
            }
        }
    }
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).trim_end_matches('\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &[u8], end: End) -> Vec<String> {
        let mut input = io::BufReader::with_capacity(3, text);
        Paths::new(&mut input, end).map(|path| path.map_or_else(|e| e.to_string(), |path| path.display().to_string())).collect()
    }

    #[test]
    fn lines_and_nul_both_end_a_path() {
        assert_eq!(read(b"a b\n\nlonger/path\0c", End::Line), ["a b", "longer/path", "c"]);
        assert_eq!(read(b"a\nb\0\0c\0", End::Nul), ["a\nb", "c"]);
        assert!(read(b"", End::Line).is_empty());
    }

    #[test]
    fn an_endless_line_does_not_fill_memory() {
        let long = vec![b'x'; MAX_PATH * 3];
        assert_eq!(read(&long, End::Line).first().map(String::len), Some(MAX_PATH));
    }
}
