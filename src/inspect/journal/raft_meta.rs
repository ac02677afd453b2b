//! What a Ratis server knew of its quorum: `raft-meta`, properties with term and vote, and `raft-meta.conf`, the last
//! configuration as a bare `LogEntryProto`
//! (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/storage/RaftStorageMetadataFileImpl.java`).

use std::collections::BTreeSet;
use std::io;
use std::path::Path;

use super::checks::Check;
use super::found::Found;
use super::segment::log_entry;
use super::wire::{Fields, Wire};
use crate::source::{Source, shown};

/// `LogEntryProto.configurationEntry`, `RaftConfigurationProto.peers`, `RaftPeerProto.{id,address}`
/// (`ratis-2.0.0:ratis-proto/src/main/proto/Raft.proto`).
const CONFIGURATION: u64 = 4;
const PEERS: u64 = 1;
const PEER_ID: u64 = 1;
const PEER_ADDRESS: u64 = 2;

/// Largest file that is read; servers write some hundred bytes.
pub(super) const MAX_META: usize = 64 * 1024;

/// Adds term, vote and members.
pub(super) fn read(source: &dyn Source, current: &Path, found: &mut Found) {
    if let Some(text) = content(source, &current.join("raft-meta"), &["journal.term"], found) {
        read_properties(&text, &shown(&current.join("raft-meta")), found);
    }
    if let Some(entry) = content(source, &current.join("raft-meta.conf"), &["journal.members"], found) {
        match members(&entry) {
            Some(members) => (found.members, found.members_index) = (members, index(&entry)),
            None => found.failed(Check::RaftMembers, &shown(&current.join("raft-meta.conf")), "is no configuration of a quorum"),
        }
    }
}

/// A file that does not exist is not told here.
fn content(source: &dyn Source, path: &Path, facts: &[&str], found: &mut Found) -> Option<Vec<u8>> {
    match source.open(path).and_then(|blob| blob.read_all(MAX_META)) {
        Ok(bytes) => Some(bytes),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            found.hidden(&shown(path), error, facts);
            None
        }
    }
}

fn read_properties(text: &[u8], place: &str, found: &mut Found) {
    let text = String::from_utf8_lossy(text);
    let value = |key: &str| {
        let mut pairs = text.lines().filter_map(|line| line.split_once('='));
        pairs.find_map(|(name, value)| (name.trim() == key).then(|| value.trim().to_owned()))
    };
    match value("term").and_then(|term| term.parse().ok()) {
        Some(term) => found.term = Some(term),
        None => found.failed(Check::RaftMeta, place, "names no term; Ratis refuses such a folder"),
    }
    found.voted_for = value("votedFor").filter(|vote| !vote.is_empty());
}

/// Takes the members that a record of the log names, unless `raft-meta.conf` is newer. A server does the same when it opens its
/// log, so that the members are known without that file too
/// (`ratis-2.0.0:ratis-server/src/main/java/org/apache/ratis/server/impl/ServerState.java`, `initRaftLog`).
pub(super) fn from_log(at: u64, configuration: &[u8], found: &mut Found) {
    let mut members = BTreeSet::new();
    let newer = found.members.is_empty() || at > found.members_index;
    if newer && peers(configuration, &mut members).is_some() && !members.is_empty() {
        (found.members, found.members_index) = (members, at);
    }
}

fn members(entry: &[u8]) -> Option<BTreeSet<String>> {
    let mut members = BTreeSet::new();
    for configuration in messages(entry, CONFIGURATION)? {
        peers(configuration, &mut members)?;
    }
    (!members.is_empty()).then_some(members)
}

/// Addresses of the peers; the id stands for a peer without an address.
fn peers(configuration: &[u8], members: &mut BTreeSet<String>) -> Option<()> {
    for peer in messages(configuration, PEERS)? {
        let name = messages(peer, PEER_ADDRESS)?.pop().or(messages(peer, PEER_ID)?.pop())?;
        members.insert(std::str::from_utf8(name).ok()?.to_owned());
    }
    Some(())
}

/// The index of the record that the file repeats; the first one has none.
fn index(entry: &[u8]) -> u64 {
    log_entry(entry).map_or(0, |entry| entry.index)
}

/// The values of one field; `None` if the bytes are no message.
fn messages(message: &[u8], number: u64) -> Option<Vec<&[u8]>> {
    let mut found = Vec::new();
    let mut fields = Fields::new(message);
    for field in &mut fields {
        if let Wire::Bytes(bytes) = field.value
            && field.number == number
        {
            found.push(bytes);
        }
    }
    (!fields.malformed).then_some(found)
}
