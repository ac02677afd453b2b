//! From an archive to everything nested in it.

use std::sync::Arc;

use super::level::Store;
use super::piece::Piece;
use super::{Budget, Level, Trouble, Visitor, directory, nested};
use crate::source::Blob;

/// Shows an archive and all that is nested in it to a visitor. `path` names it.
pub fn walk(blob: Arc<dyn Blob>, path: &str, budget: &Budget, visitor: &mut dyn Visitor) {
    Walk { budget, visitor }.enter(&Piece::whole(blob), path, 1);
}

struct Walk<'a> {
    budget: &'a Budget,
    visitor: &'a mut dyn Visitor,
}

impl Walk<'_> {
    fn enter(&mut self, piece: &Piece, path: &str, depth: usize) {
        if let Err(trouble) = self.open(piece, path, depth) {
            self.visitor.trouble(path, trouble);
        }
    }

    fn open(&mut self, piece: &Piece, path: &str, depth: usize) -> Result<(), Trouble> {
        self.budget.enter(depth)?;
        let listing = directory::read(piece, self.budget, self.visitor)?;
        if let Some(trouble) = listing.trouble {
            self.visitor.trouble(path, trouble);
        }
        if !listing.wanted.is_empty() {
            let level = Level { path, members: listing.wanted, store: Store::Archive(piece.clone()), budget: self.budget };
            self.visitor.level(&level);
        }
        for member in &listing.archives {
            let path = format!("{path}!/{}", member.name);
            match self.budget.enter(depth + 1).and_then(|()| nested::open(piece, member, self.budget)) {
                Err(trouble) => self.visitor.trouble(&path, trouble),
                Ok(nested) => {
                    self.enter(&nested.piece, &path, depth + 1);
                    self.budget.release(nested.held);
                }
            }
        }
        Ok(())
    }
}
