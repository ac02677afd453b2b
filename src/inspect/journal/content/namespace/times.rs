//! When times to live end. A master counts them from the creation of a folder or file, whenever they were set
//! (`v1.1.0:core/server/src/main/java/alluxio/master/file/meta/TtlBucketList.java`,
//! `2.9.6:core/server/master/src/main/java/alluxio/master/file/meta/TtlBucketList.java`).

use super::view::Difference;
use super::{Form, Namespace};

/// Ends of times to live, against one point in time.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    /// Folders and files that should be gone or freed by then.
    pub(crate) over: Difference,
    /// The first end after it, in milliseconds since 1970.
    pub(crate) next_ms: Option<i64>,
    /// How many ends are not known, since the creation was not kept.
    pub(crate) unknown: u64,
}

impl Namespace {
    /// Ends of all times to live, to the second.
    pub(crate) fn ends(&self, now_ms: i64) -> Ends {
        let mut ends = Ends::default();
        for (id, ttl) in &self.ttls {
            match self.inodes.get(id).map(|inode| i64::from(inode.state.created_s) * 1000) {
                None | Some(0) => ends.unknown += 1,
                Some(created) => {
                    let end = created.saturating_add(*ttl);
                    if end <= now_ms {
                        let path = if self.form == Form::Tree { self.path(*id) } else { None };
                        ends.over.add(&path.unwrap_or_default());
                    } else {
                        ends.next_ms = Some(ends.next_ms.map_or(end, |next| next.min(end)));
                    }
                }
            }
        }
        ends
    }
}

#[cfg(test)]
mod tests {
    use super::super::Update;
    use super::*;

    fn tree(created: Option<i64>, ttl: i64) -> Namespace {
        let mut namespace = Namespace::default();
        namespace.create(0, -1, b"", true, &Update::default());
        namespace.create(1, 0, b"a", true, &Update { created, ..Update::default() });
        namespace.update(1, &Update { ttl: Some(ttl), ..Update::default() });
        namespace
    }

    #[test]
    fn a_time_to_live_counts_from_the_creation_and_not_from_when_it_was_set() {
        let namespace = tree(Some(1_000_500), 60_000);
        let before = namespace.ends(1_059_000);
        assert_eq!((before.over.count, before.next_ms, before.unknown), (0, Some(1_060_000), 0));
        let after = namespace.ends(1_060_000);
        assert_eq!((after.over.listed(), after.next_ms, after.unknown), ("/a/".to_owned(), None, 0));
    }

    #[test]
    fn an_end_is_not_told_where_the_creation_is_not_known_or_the_sum_has_no_room() {
        assert_eq!(tree(None, 60_000).ends(i64::MAX).unknown, 1);
        assert_eq!(tree(Some(1_000_500), i64::MAX).ends(1_060_000).next_ms, Some(i64::MAX));
        assert_eq!(tree(Some(1_000_500), -1).ends(i64::MAX).over.count, 0);
    }
}
