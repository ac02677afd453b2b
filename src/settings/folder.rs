//! Where a configured journal folder lies on the disk of the master.

/// The path that a journal folder means on the local disk, or `None` if it lies in an under store. The embedded journal uses
/// only the path of a URI, whatever its scheme (`v2.0.0:core/server/common/src/main/java/alluxio/master/journal/JournalSystem.java`).
pub fn on_local_disk<'a>(folder: &'a str, journal_type: &str) -> Option<&'a str> {
    match folder.split_once("://") {
        None => Some(folder.strip_prefix("file:").unwrap_or(folder)),
        Some(("file", path)) => Some(path),
        Some((_, rest)) if journal_type == "EMBEDDED" => rest.find('/').and_then(|at| rest.get(at..)),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::on_local_disk;

    #[test]
    fn only_the_embedded_journal_takes_any_uri_for_a_local_path() {
        for (folder, ufs, embedded) in [
            ("/journal", Some("/journal"), Some("/journal")),
            ("file:/journal", Some("/journal"), Some("/journal")),
            ("file:///journal", Some("/journal"), Some("/journal")),
            ("hdfs://nn:8020/journal", None, Some("/journal")),
            ("hdfs://nn", None, None),
        ] {
            assert_eq!(on_local_disk(folder, "UFS"), ufs, "{folder}");
            assert_eq!(on_local_disk(folder, "EMBEDDED"), embedded, "{folder}");
        }
    }
}
