//! Settings that a journal keeps: those of single paths, said by `fsadmin pathConf`, and options of mount points.
//!
//! They are facts of the journal first; here they become assignments like those of files. Those of a backup do not: they
//! may be older than the journal's, and a restore brings them along.

use crate::facts::{Facts, Subject, SubjectKind, Value};
use crate::settings::{Process, Rank, Setting};

/// The fact, the words for the part of the namespace, the rank, and who reads it.
const SORTS: [(&str, &str, Rank, Process); 2] = [
    ("journal.path_settings", "path", Rank::PathDefault, Process::User),
    ("journal.mount_settings", "mount point", Rank::MountOption, Process::All),
];

/// Adds the settings that journals keep.
pub(crate) fn derive(facts: &mut Facts) {
    let kept: Vec<Setting> = facts.of(SubjectKind::Journal).flat_map(settings).collect();
    for setting in kept {
        // Facts of another node may bring them already.
        if !facts.settings.iter().any(|known| *known == setting) {
            facts.settings.push(setting);
        }
    }
}

fn settings(journal: &Subject) -> Vec<Setting> {
    let sorts = SORTS.iter().filter_map(|sort| match journal.get(sort.0) {
        Some(Value::Texts(lines)) => Some((sort, lines)),
        _ => None,
    });
    let one = |(_, part, rank, process): &(&str, &str, Rank, Process), line: &str| {
        let (path, pair) = line.split_once('\t')?;
        let (key, value) = pair.split_once('=')?;
        let part = format!("{part} {path}");
        let place = format!("{} ({part})", journal.path);
        Some(Setting::new(key, value, *rank, place).given_to(*process).holding_for(part))
    };
    sorts.flat_map(|(sort, lines)| lines.iter().filter_map(move |line| one(sort, line)).collect::<Vec<_>>()).collect()
}
