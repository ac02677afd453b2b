//! `copycat.meta`: the term, the last vote and the members of the quorum
//! (`copycat-1.2.8:server/src/main/java/io/atomix/copycat/server/storage/system/MetaStore.java`). Big-endian, without a
//! checksum.

use std::collections::BTreeSet;

use super::super::checks::Check;
use super::super::found::Found;
use crate::source::{Entry, Source, shown};

/// Term i64, vote i32, whether a configuration follows.
const FIXED: usize = 8 + 4 + 1;
/// Index, term and time of the configuration.
const CONFIGURATION: usize = 3 * 8;
/// Catalyst's mark of a list, then the number of members in two bytes.
const LIST: &[u8] = &[0x02, 0xb5, 0x00];
/// Catalyst's mark of a member, then its type, its status and a time.
const MEMBER: &[u8] = &[0x01, 0xdd];
const MEMBER_HEAD: usize = 1 + 1 + 8;
/// Catalyst's mark of an address, then whether it has a host.
const ADDRESS: &[u8] = &[0x01, 0xff, 0x01];

/// Largest file that is read; a master writes some hundred bytes.
const MAX_META: usize = 64 * 1024;

/// Adds term and members; a list that is written otherwise leaves the members unknown.
pub(super) fn read(source: &dyn Source, file: &Entry, found: &mut Found) {
    let place = shown(&file.path);
    let bytes = match source.open(&file.path).and_then(|blob| blob.read_all(MAX_META)) {
        Ok(bytes) => bytes,
        Err(error) => return found.hidden(&place, error, &["journal.term", "journal.members"]),
    };
    let Some((term, rest)) = bytes.split_first_chunk::<8>() else {
        return found.failed(Check::RaftMeta, &place, "ends inside its term");
    };
    found.term = Some(u64::from_be_bytes(*term));
    let configuration = rest.get(FIXED - 8..).and_then(|rest| rest.get(CONFIGURATION..));
    if rest.get(FIXED - 9) == Some(&1) {
        match configuration.and_then(members) {
            Some(members) => found.members = members,
            None => found.remarks.push(format!("{place}: the members of the quorum cannot be told")),
        }
    }
}

fn members(bytes: &[u8]) -> Option<BTreeSet<String>> {
    let (count, mut rest) = bytes.strip_prefix(LIST)?.split_first()?;
    let mut members = BTreeSet::new();
    for _ in 0..*count {
        rest = rest.strip_prefix(MEMBER)?.get(MEMBER_HEAD..)?;
        members.insert(address(&mut rest)?);
        let mut client = rest;
        if address(&mut client).is_some() {
            rest = client;
        }
    }
    Some(members)
}

/// A host with its length in two bytes, then a port in four.
fn address(bytes: &mut &[u8]) -> Option<String> {
    let (length, rest) = bytes.strip_prefix(ADDRESS)?.split_first_chunk::<2>()?;
    let (host, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
    let (port, rest) = rest.split_first_chunk::<4>()?;
    *bytes = rest;
    Some(format!("{}:{}", std::str::from_utf8(host).ok()?, u32::from_be_bytes(*port)))
}
