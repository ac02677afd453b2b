//! The key that somebody meant who wrote one that does not exist.

/// Changes of letters beyond which two keys have nothing to do with each other.
const MAX_CHANGES: usize = 3;
/// Words of a key that may be one too many; the longest key has fewer.
const MAX_WORDS: usize = 16;

/// The nearest of the candidates, if one is near: few letters differ, the same words stand in another order, or there is one word too many.
///
/// `known` has the last word on a candidate. Files may hold ten thousand keys that do not exist, so most candidates are dropped by their letters alone.
pub fn similar<'a>(key: &str, candidates: impl Iterator<Item = &'a str>, known: impl Fn(&str) -> bool) -> Option<&'a str> {
    let limit = MAX_CHANGES.min(key.len() / 5);
    let letters = count(key);
    let shorter = one_word_less(key);
    let lacks_word = |candidate: &str| shorter.iter().any(|shorter| shorter == candidate);
    let near = |candidate: &&str| candidate.len().abs_diff(key.len()) <= limit || lacks_word(candidate);
    let scored = candidates.filter(near).filter(|candidate| *candidate != key).filter_map(|candidate| {
        let changes = match apart(&letters, candidate) {
            _ if lacks_word(candidate) => 2,
            0 if sorted_words(candidate) == sorted_words(key) => 1,
            // A letter that is replaced makes two counts differ.
            differing if differing > 2 * limit => return None,
            _ => distance(key, candidate, limit)?,
        };
        known(candidate).then_some((changes, candidate))
    });
    scored.min().map(|(_, candidate)| candidate)
}

/// How often each letter stands in a key; letters that are 64 apart are counted together.
type Letters = [u8; 64];

fn count(key: &str) -> Letters {
    let mut letters = [0u8; 64];
    for byte in key.bytes() {
        if let Some(count) = letters.get_mut(usize::from(byte & 63)) {
            *count = count.saturating_add(1);
        }
    }
    letters
}

/// By how much the counts of letters differ in all; never more than twice the number of changes.
fn apart(letters: &Letters, candidate: &str) -> usize {
    letters.iter().zip(count(candidate)).map(|(a, b)| usize::from(a.abs_diff(b))).sum()
}

/// The key without one of its words, of which the first and the last stay.
fn one_word_less(key: &str) -> Vec<String> {
    let words: Vec<&str> = key.split('.').take(MAX_WORDS).collect();
    let without =
        |at: usize| words.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, word)| *word).collect::<Vec<_>>().join(".");
    (1..words.len().saturating_sub(1)).map(without).collect()
}

fn sorted_words(key: &str) -> Vec<&str> {
    let mut words: Vec<&str> = key.split('.').collect();
    words.sort_unstable();
    words
}

/// Letters to insert, drop, replace or swap with their neighbour (Damerau-Levenshtein, restricted), up to a limit.
fn distance(a: &str, b: &str, limit: usize) -> Option<usize> {
    let (a, b) = differing(a.as_bytes(), b.as_bytes());
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let cost = |row: &[usize], at: usize| row.get(at).copied().unwrap_or(usize::MAX - 1);
            let replaced = cost(&last, j) + usize::from(x != y);
            let mut best = replaced.min(cost(&last, j + 1) + 1).min(cost(&row, j) + 1);
            let swapped = i > 0 && j > 0 && a.get(i - 1) == Some(y) && b.get(j - 1) == Some(x);
            if swapped {
                best = best.min(cost(&before, j - 1) + 1);
            }
            row.push(best);
        }
        if row.iter().min().is_none_or(|best| *best > limit) {
            return None;
        }
        before = std::mem::replace(&mut last, row);
    }
    last.last().copied().filter(|changes| *changes <= limit)
}

/// What is left of two texts without the beginning and the end that they share.
fn differing<'t>(a: &'t [u8], b: &'t [u8]) -> (&'t [u8], &'t [u8]) {
    let start = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (a.get(start..).unwrap_or_default(), b.get(start..).unwrap_or_default());
    let end = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    (a.get(..a.len() - end).unwrap_or_default(), b.get(..b.len() - end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [&str; 3] = ["alluxio.master.hostname", "alluxio.master.journal.type", "alluxio.user.file.writetype.default"];

    #[test]
    fn near_misses_are_found_and_strangers_are_not() {
        let near = |key| similar(key, KEYS.into_iter(), |_| true);
        assert_eq!(near("alluxio.master.hostnmae"), Some("alluxio.master.hostname"));
        assert_eq!(near("alluxio.master.hostName"), Some("alluxio.master.hostname"));
        assert_eq!(near("alluxio.journal.master.type"), Some("alluxio.master.journal.type"));
        assert_eq!(near("alluxio.user.file.write.type.default"), Some("alluxio.user.file.writetype.default"));
        assert_eq!(near("alluxio.master.embedded.journal.type"), Some("alluxio.master.journal.type"));
        assert_eq!(near("alluxio.worker.web.port"), None);
        assert_eq!(near("a.b"), None);
    }
}
