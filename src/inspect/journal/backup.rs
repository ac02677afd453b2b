//! Journal backups: one gzip stream of delimited journal entries
//! (`v1.8.0:core/server/common/src/main/java/alluxio/master/BackupManager.java`). Masters read the first stream of a file and
//! nothing behind it, so nothing behind it counts here either.

use std::io::{self, BufReader, Read as _};
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use flate2::bufread::GzDecoder;

use super::checks::{Check, Problem, Results};
use super::content::Content;
use super::delimited::{self, End};
use super::entry::EntryStats;
use super::plain::{self, Plain};
use crate::facts::{Evidence, Facts, Gap, Grade, Subject, SubjectKind, Unseen, Value};
use crate::source::{Blob, BlobReader, Source, shown};

/// First bytes of a gzip member (RFC 1952, 2.3.1).
pub(crate) const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether a file may be a backup: named as masters name it, whatever is left of its content; or gzip that is named nearly
/// so or holds entries from its first byte.
pub fn looks_like_backup(blob: &Arc<dyn Blob>, name: &str) -> bool {
    let named = name.starts_with("alluxio-backup-");
    if !is_gzip(blob) {
        return named && name.ends_with(".gz");
    }
    named || name.starts_with("alluxio-journal-") || starts_with_entry(blob)
}

fn is_gzip(blob: &Arc<dyn Blob>) -> bool {
    let mut head = [0; 2];
    blob.read_exact_at(&mut head, 0).is_ok() && head == GZIP
}

fn starts_with_entry(blob: &Arc<dyn Blob>) -> bool {
    let mut seen = 0;
    let mut reader = BufReader::new(io::Read::take(inflate(blob), 64 * 1024));
    let mut stats = EntryStats::default();
    let result = delimited::for_each(&mut reader, |entry| {
        seen += 1;
        stats.add(entry).map(|_| ())
    });
    result.is_ok_and(|end| !matches!(end, End::Garbage(_))) && seen > 1
}

/// Bytes that any backup may unpack to, and how many times its own size a large one may. Regular names unpack to 70 times
/// their size; gzip allows 1032 times.
const UNPACKED_ALLOWANCE: u64 = 64 * 1024 * 1024;
const UNPACKED_RATIO: u64 = 200;

/// Stops with `FileTooLarge` once more was read than a backup can hold.
struct Capped<R> {
    inner: R,
    left: u64,
}

impl<R: io::Read> io::Read for Capped<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(out)?;
        self.left = self.left.checked_sub(count as u64).ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(count)
    }
}

type Unpacked = Capped<GzDecoder<BlobReader>>;

fn capped(blob: &Arc<dyn Blob>) -> Unpacked {
    let left = blob.len().saturating_mul(UNPACKED_RATIO).saturating_add(UNPACKED_ALLOWANCE);
    Capped { inner: inflate(blob), left }
}

fn inflate(blob: &Arc<dyn Blob>) -> GzDecoder<BlobReader> {
    GzDecoder::new(BlobReader::new(Arc::clone(blob)))
}

/// What a backup holds, and what is wrong with it.
struct Read {
    stats: EntryStats,
    content: Content,
    damage: Option<Problem>,
    /// What lies behind the stream and is worth nothing.
    remark: Option<String>,
}

fn read_blob(blob: &Arc<dyn Blob>, place: &str, mut content: Content) -> Read {
    if !is_gzip(blob) {
        let what = if blob.is_empty() { "is empty" } else { "does not begin as a gzip file does" };
        let stats = EntryStats::default();
        return Read { stats, content, damage: Some(Problem::new(Check::GzipHead, format!("{place}: {what}"))), remark: None };
    }
    content.enter(place);
    let mut reader = capped(blob);
    let mut plain = Plain::default();
    let read = plain::read(&mut reader, &mut plain, &mut content);
    let end = read.map(|()| match plain.end {
        End::Garbage(offset) if plain.ends_short => End::Cut(offset),
        end => end,
    });
    let stats = plain.stats;
    let mut damage = problem(&end, place, stats.entries);
    let mut remark = None;
    if matches!(end, Ok(End::Complete)) {
        match behind(reader.inner.into_inner()) {
            Behind::Nothing => {}
            Behind::Bytes(count) => remark = Some(format!("{place}: {count} bytes behind the gzip stream, which no master reads")),
            Behind::Stream(at) => {
                let what = format!("{place}: a second gzip stream begins at byte {at}; masters read only the first");
                damage = Some(Problem::new(Check::GzipStreams, what));
            }
        }
    }
    Read { stats, content, damage, remark }
}

fn problem(end: &io::Result<End>, place: &str, entries: u64) -> Option<Problem> {
    let unpacked = |check, what: &str, offset| Some(Problem::new(check, format!("{place}: {what} at byte {offset} of the unpacked data")));
    match end {
        Ok(End::Complete) => None,
        Ok(End::Cut(offset)) => unpacked(Check::EntryEnd, "ends inside the entry", offset),
        Ok(End::CutLength(offset)) => unpacked(Check::EntryLength, "ends inside the length of the entry", offset),
        Ok(End::Garbage(offset)) => unpacked(Check::EntryBytes, "no journal entry", offset),
        Err(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let what = format!("{place}: unpacks to far more than a backup of its size can hold, which no master wrote");
            Some(Problem::new(Check::UnpackedSize, what))
        }
        Err(error) => Some(Problem::new(Check::Gzip, format!("{place}: cannot be unpacked to its end ({error}) after {entries} entries"))),
    }
}

/// What follows the first gzip stream of a file.
enum Behind {
    Nothing,
    /// So many bytes that are no stream.
    Bytes(u64),
    /// Another stream at this offset.
    Stream(u64),
}

fn behind(mut rest: BlobReader) -> Behind {
    let (at, left) = (rest.position(), rest.remaining());
    let mut head = [0; 2];
    match left {
        0 => Behind::Nothing,
        _ if rest.read_exact(&mut head).is_ok() && head == GZIP => Behind::Stream(at),
        _ => Behind::Bytes(left),
    }
}

/// The content of a backup, with what is wrong with it.
pub(super) fn content(source: &dyn Source, path: &Path, content: Content) -> Result<(Content, Option<String>), String> {
    let place = shown(path);
    let blob = source.open(path).map_err(|error| format!("{place}: {error}"))?;
    let read = read_blob(&blob, &place, content);
    Ok((read.content, read.damage.map(|problem| problem.text)))
}

/// Reads a backup to its exact end.
pub fn read(source: &dyn Source, path: &Path) -> Facts {
    read_with(source, path, NonZeroUsize::MIN)
}

/// Reads a backup with so many threads.
pub fn read_with(source: &dyn Source, path: &Path, threads: NonZeroUsize) -> Facts {
    let place = shown(path);
    let blob = match source.open(path) {
        Ok(blob) => blob,
        Err(error) => return Facts { unseen: vec![hidden(&place, &error.to_string())], ..Facts::default() },
    };
    facts(source, path, read_blob(&blob, &place, Content::of_threads(threads)))
}

fn hidden(place: &str, reason: &str) -> Unseen {
    Unseen::new(place, reason, &["backup.fields", "backup.integrity"], "take a new backup with the installed release and give that file")
}

fn facts(source: &dyn Source, path: &Path, read: Read) -> Facts {
    let Read { stats, content, damage, remark } = read;
    let place = shown(path);
    let mut subject = Subject::new(SubjectKind::Backup, place.clone());
    let count = |number: u64| Value::Int(i64::try_from(number).unwrap_or(i64::MAX));
    subject.set("backup.entries", count(stats.entries));
    subject.set("backup.integrity", if damage.is_some() { "damaged" } else { "intact" });
    subject.set("backup.complete_marker", source.entry(Path::new(&format!("{}.complete", path.display()))).is_ok());
    let results = Results::of("backup", damage.as_slice(), false, false);
    subject.set("backup.passed_checks", results.passed);
    subject.set("backup.failed_checks", results.failed);
    // Where a master sees no more than was read here, that is all there is to know.
    let without_place = |text: &str| text.strip_prefix(&format!("{place}: ")).unwrap_or(text).to_owned();
    let unread = damage.as_ref().filter(|problem| problem.check.hides()).map(|problem| without_place(&problem.text));
    let unseen = unread.map(|reason| hidden(&place, &reason));
    let gap = unseen.as_ref().map(Gap::from);
    subject.set("backup.fields", gap.clone().map_or_else(|| stats.fields().into(), Value::Unknown));
    content.set_facts(&mut subject, gap.as_ref());
    subject.evidence.push(Evidence::new(place.clone(), Grade::Proven, format!("gzip of {} journal entries", stats.entries)));
    subject.problems.extend(damage.map(|problem| problem.text).into_iter().chain(remark));
    Facts { subjects: vec![subject], unseen: unseen.into_iter().collect(), ..Facts::default() }
}
