//! Clients that are a part of an installation of Alluxio: for applications to take, but no application.
//!
//! A home on disk is told by whoever finds it. A home in an archive shows by its server: what lies in the folders beside it belongs to
//! it, whatever release it is of.

use crate::facts::{Span, Subject, SubjectKind, Value};
use crate::inspect::client::ServerArchive;
use crate::inspect::install;

/// Marks the clients that lie in the home of one of the servers.
pub(super) fn derive(subjects: &mut [Subject], servers: &[ServerArchive]) {
    for server in servers {
        let Some(home) = home_of(&server.path) else { continue };
        for client in subjects.iter_mut().filter(|subject| lies_in(&subject.path, home)) {
            mark(client, home.trim_end_matches(['/', '!']), server.version.as_ref());
        }
    }
}

/// Marks a client as a part of a home.
pub(in crate::inspect) fn mark(client: &mut Subject, home: &str, version: Option<&Span>) {
    if client.kind != SubjectKind::Client {
        return;
    }
    client.set("client.role", "installation");
    client.set("client.home", home);
    let unknown = || Value::unknown(format!("the release of {home} is not known"));
    client.set("client.home_version", version.map_or_else(unknown, |version| Value::Version(version.clone())));
    let same = match (client.get("client.version"), version) {
        (Some(Value::Version(own)), Some(home)) => Value::Bool(own.min <= home.max && home.min <= own.max),
        (_, None) => unknown(),
        _ => Value::unknown("the version of the client is not known"),
    };
    client.set("client.of_home", same);
}

/// What stands before the folder in which a home has its server: `x.tar!/alluxio/`.
fn home_of(server: &str) -> Option<&str> {
    let (folder, _) = server.rsplit_once('/')?;
    install::server_folders()
        .filter_map(|known| folder.strip_suffix(known))
        .filter(|home| home.ends_with('/'))
        .min_by_key(|home| home.len())
}

fn lies_in(path: &str, home: &str) -> bool {
    let Some(below) = path.strip_prefix(home) else { return false };
    install::library_folders().any(|folder| below.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')))
}
