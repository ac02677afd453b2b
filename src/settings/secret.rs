//! Values as messages may show them: without secrets, and without passwords in URIs.

use std::borrow::Cow;

use crate::catalog::is_credential;

/// Parts of key names whose values no message may show.
const SECRET: [&str; 5] = ["key", "secret", "password", "credential", "token"];

/// What stands in place of a secret.
pub const MASK: &str = "******";

/// A value as messages may quote it: hidden if the key is a secret's or its name suggests one, and without the password
/// that a URI may carry.
pub fn shown_value<'a>(key: &str, value: &'a str) -> Cow<'a, str> {
    let lower = key.to_ascii_lowercase();
    if SECRET.iter().any(|word| lower.contains(word)) || is_credential(key.trim()) {
        return Cow::Borrowed(MASK);
    }
    without_passwords(value)
}

/// A text with user and password of each URI in it hidden.
pub fn without_passwords(text: &str) -> Cow<'_, str> {
    hidden_passwords(text).map_or(Cow::Borrowed(text), Cow::Owned)
}

fn hidden_passwords(value: &str) -> Option<String> {
    let mut shown = String::new();
    let mut rest = value;
    let mut hidden = false;
    while let Some((before, after)) = rest.split_once("://") {
        let authority = after
            .find(|letter: char| letter.is_whitespace() || "/,\"')]".contains(letter))
            .and_then(|end| after.get(..end))
            .unwrap_or(after);
        shown.push_str(before);
        shown.push_str("://");
        rest = after;
        if let Some(end) = authority.rfind('@').filter(|end| authority.get(..*end).is_some_and(|user| user.contains(':'))) {
            shown.push_str("******");
            rest = after.get(end..).unwrap_or_default();
            hidden = true;
        }
    }
    hidden.then(|| shown + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_whatever_the_case() {
        assert_eq!(shown_value("aws.secretKey", "abc"), "******");
        assert_eq!(shown_value("fs.azure.account.oauth2.CREDENTIAL", "abc"), "******");
        assert_eq!(shown_value("alluxio.master.hostname", "abc"), "abc");
        assert_eq!(shown_value("alluxio.master.mount.table.root.option.fs.swift.user", "abc"), "******");
        assert_eq!(shown_value("a", "s3://me:hush@bucket/x,b://c:d@e"), "s3://******@bucket/x,b://******@e");
        assert_eq!(shown_value("a", "hdfs://nn:8020/x@y:z"), "hdfs://nn:8020/x@y:z");
    }
}
