//! Reading a component of a checkpoint a second time, when it is too large to be kept from the first.

use std::io::{self, BufRead};
use std::sync::Arc;

use super::checkpoint::{read_i64, read_name};
use super::chunked::Chunked;
use crate::source::{Blob, BlobReader, Window};

/// A typed stream in a file, and the way from its beginning to a component.
#[derive(Clone)]
pub(crate) struct Again {
    blob: Arc<dyn Blob>,
    /// Streams to step over at each level of nesting.
    route: Vec<usize>,
}

impl Again {
    /// A typed stream that starts at an offset.
    pub(crate) fn new(blob: &Arc<dyn Blob>, start: u64) -> Self {
        let rest = blob.len().saturating_sub(start);
        Again { blob: Arc::new(Window::new(Arc::clone(blob), start, rest)), route: Vec::new() }
    }

    /// The n-th component of this one.
    pub(crate) fn component(&self, n: usize) -> Again {
        let mut inner = self.clone();
        inner.route.push(n);
        inner
    }

    /// Calls with the content of the component, behind its type.
    pub(crate) fn read<T>(&self, visit: &mut dyn FnMut(&mut dyn BufRead) -> T) -> io::Result<T> {
        descend(&mut BlobReader::new(Arc::clone(&self.blob)), &self.route, visit)
    }
}

fn descend<T>(reader: &mut dyn BufRead, route: &[usize], visit: &mut dyn FnMut(&mut dyn BufRead) -> T) -> io::Result<T> {
    read_i64(reader)?;
    let Some((steps, inner)) = route.split_first() else { return Ok(visit(reader)) };
    for _ in 0..*steps {
        Chunked::new(reader).finish()?;
    }
    let mut part = Chunked::new(reader);
    read_name(&mut part)?;
    descend(&mut part, inner, visit)
}
