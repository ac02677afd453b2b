//! What sizes and durations are worth, whatever their spelling.

/// Letters of sizes with their powers of 1024
/// (`v2.9.3:core/base/src/main/java/alluxio/util/FormatUtils.java`, `parseSpaceSize`).
const SIZES: [char; 5] = ['k', 'm', 'g', 't', 'p'];

/// Words of durations in milliseconds (same file, `parseTimeSize`).
const DURATIONS: [(&str, i64); 14] = [
    ("ms", 1),
    ("millisecond", 1),
    ("s", 1_000),
    ("sec", 1_000),
    ("second", 1_000),
    ("m", 60_000),
    ("min", 60_000),
    ("minute", 60_000),
    ("h", 3_600_000),
    ("hr", 3_600_000),
    ("hour", 3_600_000),
    ("d", 86_400_000),
    ("day", 86_400_000),
    ("", 1),
];

/// Milliseconds of a duration.
pub fn milliseconds(text: &str) -> Option<i64> {
    let (number, unit) = split(text.trim());
    let unit = unit.to_ascii_lowercase();
    let (_, factor) = DURATIONS.iter().find(|(word, _)| *word == unit)?;
    number.parse::<i64>().ok()?.checked_mul(*factor)
}

/// Bytes of a size.
pub fn bytes(text: &str) -> Option<i64> {
    let (number, unit) = split(text.trim());
    let unit = unit.to_ascii_lowercase();
    let letter = unit.strip_suffix("ib").or_else(|| unit.strip_suffix('i')).or_else(|| unit.strip_suffix('b')).unwrap_or(&unit);
    let power = match letter.chars().next() {
        None => 0,
        Some(first) if letter.len() == 1 => SIZES.iter().position(|size| *size == first)? + 1,
        Some(_) => return None,
    };
    let factor = 1024_f64.powi(i32::try_from(power).ok()?);
    let value = number.parse::<f64>().ok()? * factor;
    #[allow(clippy::cast_possible_truncation, reason = "a float beyond the range becomes its end, as in Java")]
    value.is_finite().then_some(value as i64)
}

/// Number and letters behind it.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|letter: char| letter.is_ascii_alphabetic()).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// Whether two spellings mean the same: number, size, duration or letters of another case.
pub fn same_value(a: &str, b: &str) -> bool {
    let same = |of: fn(&str) -> Option<i64>| of(a).is_some_and(|a| of(b) == Some(a));
    match a.parse::<f64>().ok().zip(b.parse::<f64>().ok()) {
        Some((a, b)) => a == b,
        None => a == b || same(milliseconds) || same(bytes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_sizes_are_worth_what_alluxio_makes_of_them() {
        for (text, worth) in [("1min", 60_000), ("60sec", 60_000), ("60000", 60_000), ("-1", -1), ("5M", 300_000), ("2day", 172_800_000)] {
            assert_eq!(milliseconds(text), Some(worth), "{text}");
        }
        for text in ["5mins", "1.5h", "", "ms", "1 min"] {
            assert_eq!(milliseconds(text), None, "{text}");
        }
        for (text, worth) in [("64MB", 67_108_864), ("64m", 67_108_864), ("1Gi", 1 << 30), ("1.5KB", 1536), ("7", 7), ("1B", 1)] {
            assert_eq!(bytes(text), Some(worth), "{text}");
        }
        for text in ["64 MB", "MB", "1XB", "1KBB"] {
            assert_eq!(bytes(text), None, "{text}");
        }
        assert!(same_value("128KB", "131072") && same_value("1min", "60sec") && same_value("0.5", "0.50"));
        assert!(!same_value("5min", "5MB") && !same_value("2.2", "2.7"));
    }
}
