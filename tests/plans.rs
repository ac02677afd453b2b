//! What must hold of every plan, whatever releases it joins.
#![allow(clippy::unwrap_used, clippy::expect_used, unreachable_pub, missing_docs, reason = "a failing test may panic")]

mod common;

use alluxio_preflight::check::Assessment;

/// Last releases of the lines that everybody passes, and both sides of what changed in 2.4.0.
const TARGETS: [&str; 6] = ["1.8.2", "2.0.0", "2.3.0", "2.4.0", "2.9.3", "2.9.6"];

/// The hops of a plan, each with what is pinned for it.
fn hops(answer: &Assessment<'_>) -> Vec<String> {
    let pins = |hop: &alluxio_preflight::plan::PlannedHop| -> String {
        hop.pins.iter().map(|pin| format!(" {}={}", pin.key, pin.value)).collect()
    };
    answer.path.hops.iter().map(|hop| format!("{} to {}{}", hop.method, hop.to, pins(hop))).collect()
}

/// A journal type is asked for the target. Releases on the way, and the installed one, may not even have it.
#[test]
fn a_journal_type_that_is_asked_for_takes_no_way_away() {
    let knowledge = common::knowledge();
    let of_type = |name: &str| common::read(knowledge, &[], &[format!("alluxio.master.journal.type={name}")]);
    let (ufs, embedded) = (of_type("UFS"), of_type("EMBEDDED"));
    let releases = &knowledge.catalog.releases.releases;
    for target in TARGETS.into_iter().filter(|target| !target.starts_with("1.")) {
        for release in releases.iter().filter(|release| release.version.to_string().starts_with("1.")) {
            let asked = common::asked(Some(&release.version.to_string()), target);
            let [before, after] = [&ufs, &embedded].map(|prepared| common::answer(knowledge, prepared, &asked));
            assert!(before.path.reachable && after.path.reachable, "{} to {target}: {:?}", release.version, after.path.rejected);
        }
    }
}

#[test]
fn a_stop_keeps_the_type_of_the_journal_and_the_target_has_the_one_that_is_asked_for() {
    let knowledge = common::knowledge();
    let prepared = common::read(knowledge, &[], &["alluxio.master.journal.type=EMBEDDED".to_owned()]);
    let asked = common::asked(Some("1.4.0"), "2.9.3");
    let answer = common::answer(knowledge, &prepared, &asked);
    let expected = [
        "upgrade-journal to 1.5.0",
        "in-place to 1.8.2 alluxio.master.journal.type=UFS",
        "backup-restore to 2.9.3 alluxio.master.journal.type=EMBEDDED",
    ];
    assert_eq!(hops(&answer), expected);
}

/// The journal that is there tells under which type the installed release runs, also where the file already has the next one.
#[test]
fn a_journal_of_one_type_is_carried_to_another() {
    let knowledge = common::knowledge();
    let scratch = tempfile::tempdir().unwrap();
    for (name, from) in [("1.7.1-UFS-checkpoint", "1.7.1"), ("1.5.0-UFS-logs", "1.5.0"), ("2.3.0-UFS-checkpoint", "2.3.0")] {
        let folder = common::unpack(name, scratch.path()).join("journal");
        let prepared = common::read(knowledge, &[folder], &["alluxio.master.journal.type=EMBEDDED".to_owned()]);
        let asked = common::asked(Some(from), "2.9.3");
        let answer = common::answer(knowledge, &prepared, &asked);
        let last = hops(&answer).pop().unwrap_or_else(|| panic!("{name}: {:?}", answer.path.rejected));
        assert!(last.starts_with("backup-restore to 2.9.3"), "{name}: {last}");
    }
}

/// Of releases in one row, a plan never leads past its target, and each hop begins where the one before ended.
#[test]
fn hops_are_joined_and_end_at_the_target() {
    let knowledge = common::knowledge();
    let prepared = common::read(knowledge, &[], &[]);
    for target in TARGETS {
        for release in &knowledge.catalog.releases.releases {
            let asked = common::asked(Some(&release.version.to_string()), target);
            let answer = common::answer(knowledge, &prepared, &asked);
            let hops = &answer.path.hops;
            let joined = hops.windows(2).all(|pair| pair[0].to == pair[1].from && pair[0].to < pair[1].to);
            let whole = hops.first().is_none_or(|hop| hop.from == release.version) && hops.last().is_none_or(|hop| hop.to == asked.to);
            assert!(joined && whole, "{} to {target}: {:?}", release.version, self::hops(&answer));
            assert_eq!(answer.path.reachable, !hops.is_empty());
        }
    }
}
