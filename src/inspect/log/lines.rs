//! Lines of any length with a bounded amount of memory: of a longer line only the beginning is kept.

use std::io::{self, BufRead};

/// Bytes of a line that are looked at; the telltale lines have a few hundred.
const MAX_LINE: usize = 64 * 1024;

/// Hands each line to a visitor, without its end, and returns the number of bytes read.
pub(super) fn each(input: &mut dyn BufRead, visit: &mut dyn FnMut(&[u8])) -> io::Result<u64> {
    let mut kept: Vec<u8> = Vec::new();
    let mut total = 0;
    loop {
        let buffer = match input.fill_buf() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            other => other?,
        };
        if buffer.is_empty() {
            if !kept.is_empty() {
                visit(&kept);
            }
            return Ok(total);
        }
        let mut rest = buffer;
        while let Some(at) = memchr::memchr(b'\n', rest) {
            let (line, after) = rest.split_at(at);
            if kept.is_empty() {
                visit(line.get(..MAX_LINE).unwrap_or(line));
            } else {
                keep(&mut kept, line);
                visit(&kept);
                kept.clear();
            }
            rest = after.get(1..).unwrap_or_default();
        }
        keep(&mut kept, rest);
        let used = buffer.len();
        total += used as u64;
        input.consume(used);
    }
}

fn keep(kept: &mut Vec<u8>, more: &[u8]) {
    let room = MAX_LINE.saturating_sub(kept.len()).min(more.len());
    kept.extend_from_slice(more.get(..room).unwrap_or_default());
}
