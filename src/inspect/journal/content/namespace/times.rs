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
