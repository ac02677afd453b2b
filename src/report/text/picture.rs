//! A journal or backup at a glance, for `inspect`: who wrote it and when, what it amounts to, which entries it has and
//! how its logs stand.

use std::collections::BTreeMap;

use super::page::{Page, Style};
use crate::facts::SegmentState;
use crate::report::model::{Backup, Content, Journal, Segment, Span};

/// Columns of the longest bar.
const BAR: usize = 40;

/// Segments that are drawn one by one; more share a mark, which shows the worst of them.
const STRIP: usize = 60;

/// Kinds of entries that are shown; the rest is summed up.
const KINDS: usize = 12;

pub(super) fn journal(page: &mut Page, journal: &Journal) {
    page.blank();
    page.heading(&format!("Journal {}", journal.path), Style::Bold);
    let checkpoint = if journal.has_checkpoint { format!(", checkpoint: {}", journal.checkpoint_form) } else { String::new() };
    row(page, "kind", &format!("{}, {}{checkpoint}", journal.kind, journal.integrity));
    row(page, "written", &format!("by {}", span(&journal.written_by)));
    if let Some(content) = &journal.content {
        content_rows(page, content);
    }
    if !journal.segments.is_empty() {
        strip(page, &journal.segments);
    }
    if let Some(kinds) = &journal.entries_by_kind {
        bars(page, "log entries", kinds);
    }
}

pub(super) fn backup(page: &mut Page, backup: &Backup) {
    page.blank();
    page.heading(&format!("Backup {}", backup.path), Style::Bold);
    row(page, "kind", &format!("backup, {}", backup.integrity));
    row(page, "written", &format!("by {}", span(&backup.written_by)));
    if let Some(content) = &backup.content {
        content_rows(page, content);
    }
    if let Some(kinds) = &backup.entries_by_kind {
        bars(page, "entries", kinds);
    }
}

fn row(page: &mut Page, name: &str, text: &str) {
    page.item(&format!("{name:<12}"), text);
}

fn span(span: &Span) -> String {
    match (&span.min, &span.max) {
        (Some(min), Some(max)) if min == max => min.clone(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        _ => "no single known release".to_owned(),
    }
}

fn content_rows(page: &mut Page, content: &Content) {
    if content.understood_by.min.is_some() {
        row(page, "understood", &format!("by {}", span(&content.understood_by)));
    }
    if let (Some(first), Some(last)) = (content.first_time_ms, content.last_time_ms) {
        row(page, "time", &format!("{} to {}", date(first), date(last)));
    }
    row(page, "namespace", &namespace(content).unwrap_or_else(|| "not known: not all of it was seen".to_owned()));
    let attributes = attributes(content);
    if !attributes.is_empty() {
        row(page, "attributes", &attributes.join(", "));
    }
    if !content.mount_points.is_empty() {
        let options =
            if content.mount_options.is_empty() { String::new() } else { format!("; options {}", content.mount_options.join(", ")) };
        row(page, "mounts", &format!("{} ({}){options}", content.mount_points.join(", "), content.mount_schemes.join(", ")));
    }
    let beside = beside(content);
    if !beside.is_empty() {
        row(page, "beside", &beside.join(", "));
    }
}

fn namespace(content: &Content) -> Option<String> {
    let (folders, files) = (content.folders?, content.files?);
    let states = [
        (content.files_persisted, "persisted"),
        (content.files_to_be_persisted, "to be persisted"),
        (content.files_not_persisted, "not persisted"),
        (content.files_lost, "lost"),
        (content.incomplete_files, "incomplete"),
    ];
    let states: Vec<String> = states.into_iter().filter_map(|(count, word)| counted(count, word)).collect();
    let states = if states.is_empty() { String::new() } else { format!(" ({})", states.join(", ")) };
    Some(format!("{folders} folders, {files} files{states}"))
}

fn attributes(content: &Content) -> Vec<String> {
    let all = [
        (content.pinned, "pinned"),
        (content.ttl, "with a time to live"),
        (content.ttl_delete, "deleted in the under store too when it ends"),
        (content.ttl_delete_alluxio, "deleted in Alluxio when it ends"),
        (content.ttl_free, "freed when it ends"),
        (content.ttl_over, "still there though it has ended"),
    ];
    let next = content.ttl_next_end_ms.map(|end| format!("the next ends {}", date(end)));
    all.into_iter().filter_map(|(count, word)| counted(count, word)).chain(next).collect()
}

fn beside(content: &Content) -> Vec<String> {
    let all = [
        (content.blocks, "blocks at most"),
        (content.databases, "databases"),
        (content.tables, "tables"),
        (content.sync_points, "active sync points"),
        (content.key_value_entries, "key-value entries"),
        (content.lineage_entries, "lineage entries"),
    ];
    let mut beside: Vec<String> = all.into_iter().filter_map(|(count, word)| counted(count, word)).collect();
    if !content.users.is_empty() {
        beside.push(format!("owners {}", content.users.join(" ")));
    }
    beside.extend(content.cluster_id.iter().map(|id| format!("cluster id {id}")));
    beside
}

fn counted(count: Option<i64>, word: &str) -> Option<String> {
    count.filter(|count| *count > 0).map(|count| format!("{count} {word}"))
}

/// One mark per log, or per group of logs.
fn strip(page: &mut Page, segments: &[Segment]) {
    let group = segments.len().div_ceil(STRIP).max(1);
    let mark = |state: SegmentState| match state {
        SegmentState::Covered => '.',
        SegmentState::Intact => '#',
        SegmentState::Open => '>',
        SegmentState::Damaged => '!',
    };
    let worst = |group: &[Segment]| group.iter().map(|segment| segment.state).max().map_or(' ', mark);
    let strip: String = segments.chunks(group).map(worst).collect();
    let each = if group > 1 { format!(", {group} logs a mark") } else { String::new() };
    row(
        page,
        "logs",
        &format!("[{strip}]  {} in order ('.' covered by the checkpoint, '#' intact, '>' open, '!' damaged{each})", segments.len()),
    );
    for segment in segments.iter().filter(|segment| segment.state == SegmentState::Damaged) {
        row(page, "damaged", &format!("{} after {} entries", segment.path, segment.entries));
    }
}

/// Kinds of entries, most frequent first.
fn bars(page: &mut Page, name: &str, kinds: &BTreeMap<String, i64>) {
    let mut sorted: Vec<(&String, i64)> = kinds.iter().map(|(kind, count)| (kind, *count)).collect();
    sorted.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    let total: i64 = sorted.iter().map(|(_, count)| *count).fold(0, i64::saturating_add);
    row(page, name, &total.to_string());
    let most = sorted.first().map_or(1, |(_, count)| (*count).max(1));
    for (kind, count) in sorted.iter().take(KINDS) {
        let length = usize::try_from(count.saturating_mul(BAR as i64) / most).unwrap_or(0).max(1);
        page.bar(&format!("    {kind:<30} {count:>9}  {}", "#".repeat(length)));
    }
    if sorted.len() > KINDS {
        let rest: i64 = sorted.iter().skip(KINDS).map(|(_, count)| *count).fold(0, i64::saturating_add);
        page.bar(&format!("    {:<30} {rest:>9}", format!("{} more kinds", sorted.len() - KINDS)));
    }
}

/// A point in time, in UTC.
fn date(ms: i64) -> String {
    let (days, second) = (ms.div_euclid(86_400_000), ms.div_euclid(1000).rem_euclid(86_400));
    let (year, month, day) = civil(days);
    format!("{year:04}-{month:02}-{day:02} {:02}:{:02}:{:02} UTC", second / 3600, second / 60 % 60, second % 60)
}

/// Days since 1970 in the Gregorian calendar, counted in eras of 400 years that start in March
/// (<https://howardhinnant.github.io/date_algorithms.html>, `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::date;

    #[test]
    fn dates_are_right_around_leap_days_and_before_1970() {
        assert_eq!(date(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(date(951_782_400_000), "2000-02-29 00:00:00 UTC");
        assert_eq!(date(1_795_385_416_116), "2026-11-22 22:10:16 UTC");
        assert_eq!(date(-1), "1969-12-31 23:59:59 UTC");
    }
}
