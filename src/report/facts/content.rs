//! What a master would hold, in the words of the report.

use crate::facts::Subject;
use crate::report::model::Content;
use crate::report::values::{span, words};

/// The content of a journal or backup.
pub(super) fn of(subject: &Subject) -> Content {
    let get = |name: &str| subject.get(&format!("{}.{name}", subject.kind.word()));
    let int = |name: &str| subject.int(&format!("{}.{name}", subject.kind.word()));
    let cluster_id = subject.text(&format!("{}.cluster_id", subject.kind.word())).to_owned();
    Content {
        folders: int("folders"),
        files: int("files"),
        files_persisted: int("files_persisted"),
        files_not_persisted: int("files_not_persisted"),
        files_to_be_persisted: int("files_to_be_persisted"),
        files_lost: int("files_lost"),
        incomplete_files: int("incomplete_files"),
        pinned: int("pinned"),
        ttl: int("ttl"),
        ttl_delete: int("ttl_delete"),
        ttl_free: int("ttl_free"),
        ttl_delete_alluxio: int("ttl_delete_alluxio"),
        ttl_over: int("ttl_over"),
        ttl_next_end_ms: int("ttl_next_end_ms"),
        mount_points: words(get("mount_points")),
        mount_schemes: words(get("mount_schemes")),
        mount_options: words(get("mount_options")),
        databases: int("databases"),
        tables: int("tables"),
        sync_points: int("sync_points"),
        key_value_entries: int("key_value_entries"),
        lineage_entries: int("lineage_entries"),
        blocks: int("blocks"),
        users: words(get("users")),
        groups: words(get("groups")),
        cluster_id: Some(cluster_id).filter(|id| !id.is_empty()),
        first_time_ms: int("first_time_ms"),
        last_time_ms: int("last_time_ms"),
        understood_by: span(get("understood_by")),
    }
}
