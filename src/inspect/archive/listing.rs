//! What the directory of an archive lists of what matters, whoever reads it.

use std::borrow::Cow;
use std::collections::HashMap;

use super::piece::Piece;
use super::{Budget, Member, Trouble, Wish, nested};
use crate::source::Blob;

pub(super) const REMEDY_BROKEN: &str = "replace it with an undamaged copy";

/// A merged jar has a few members of one name; more are made to keep us busy.
const TWINS: usize = 16;

/// The entries that matter, how many there were, and why the listing may be incomplete.
#[derive(Default)]
pub(super) struct Listing {
    pub(super) wanted: Vec<Member>,
    pub(super) archives: Vec<Member>,
    pub(super) seen: u64,
    pub(super) trouble: Option<Trouble>,
    pub(super) damaged: bool,
    twins: HashMap<String, usize>,
}

impl Listing {
    /// Whether there are entries that it does not list.
    pub(super) fn lost(&self, piece: &Piece) -> bool {
        let mut head = [0; 4];
        let mut begins = || piece.read_exact_at(&mut head, 0).is_ok() && head == *b"PK\x03\x04";
        self.damaged || (self.seen == 0 && begins())
    }

    /// Adds an entry that is wished for, or that is an archive.
    pub(super) fn add(&mut self, piece: &Piece, member: Member, wish: Wish, budget: &Budget) {
        if wish == Wish::Nothing {
            if self.archives.len() >= budget.limits().wanted {
                self.too_many(budget);
            } else if nested::holds_archive(piece, &member, budget) {
                self.archives.push(member);
            }
        } else if wish != Wish::Search {
            self.want(member, budget);
        } else if self.wanted.len() < budget.limits().wanted / 2 {
            self.wanted.push(member);
        }
    }

    fn want(&mut self, member: Member, budget: &Budget) {
        let twins = self.twins.entry(member.name.clone()).or_default();
        *twins += 1;
        if *twins > TWINS {
            let reason = format!("more than {TWINS} members of the name {}", member.name);
            self.trouble.get_or_insert_with(|| Trouble::new(reason, REMEDY_BROKEN));
        } else if self.wanted.len() >= budget.limits().wanted {
            self.too_many(budget);
        } else {
            self.wanted.push(member);
        }
    }

    fn too_many(&mut self, budget: &Budget) {
        let reason = || format!("more than {} members that matter", budget.limits().wanted);
        self.trouble.get_or_insert_with(|| Trouble::new(reason(), REMEDY_BROKEN));
    }
}

/// A name as Java sees it: Windows tools write backslashes, some tools a leading `./` or `/`.
pub(super) fn plain_name(raw: &[u8]) -> Cow<'_, str> {
    match String::from_utf8_lossy(raw) {
        Cow::Borrowed(name) if !name.contains('\\') => Cow::Borrowed(trimmed(name)),
        name => Cow::Owned(trimmed(&name.replace('\\', "/")).to_owned()),
    }
}

fn trimmed(name: &str) -> &str {
    name.trim_start_matches("./").trim_start_matches('/')
}
