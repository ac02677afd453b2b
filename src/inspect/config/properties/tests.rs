//! How Java reads properties.

use super::*;

fn pairs(text: &str) -> Vec<(String, String)> {
    read(text.as_bytes()).list.into_iter().map(|a| (a.key, a.value)).collect()
}

fn one(text: &str, key: &str, value: &str) {
    assert_eq!(pairs(text), [(key.to_owned(), value.to_owned())], "{text:?}");
}

#[test]
fn separators_are_blanks_equals_and_colon() {
    for text in ["a=b", "a:b", "a b", "a\t=  b", "  a : b", "a\u{c}b", "a = b\n", "a=b\r\n"] {
        one(text, "a", "b");
    }
    one("a==b", "a", "=b");
    one("a = : b", "a", ": b");
    one("a", "a", "");
    one("=b", "", "b");
    one("a=b  ", "a", "b  ");
}

#[test]
fn escapes_reach_keys_and_values() {
    one("a\\ b\\=c\\:d = e", "a b=c:d", "e");
    one("a=\\t\\n\\r\\f\\x\\\\", "a", "\t\n\r\u{c}x\\");
    one("a=\\u0041\\u00e9", "a", "Aé");
    one("a=\\uD83D\\uDE00", "a", "😀");
}

#[test]
fn an_odd_number_of_backslashes_continues_a_line() {
    one("a=b\\\n   c", "a", "bc");
    one("a=b\\\r\n\t#c", "a", "b#c");
    one("a=b\\\n\n", "a", "b");
    assert_eq!(pairs("a=b\\\\\nc=d").len(), 2);
    assert_eq!(pairs("# comment \\\nc=d"), [("c".to_owned(), "d".to_owned())]);
}

#[test]
fn bytes_are_latin_1() {
    let found = read(b"a=\xe9 \xc3\xa9");
    assert_eq!(found.list.first().map(|a| a.value.as_str()), Some("é Ã©"));
}

#[test]
fn places_are_those_of_the_key_and_the_whole_assignment() {
    let text = "# c\n\n  key = one \\\n  two\nkey=three";
    let found = read(text.as_bytes());
    let places: Vec<_> = found.list.iter().map(|a| (a.line, a.column, text.get(a.span.clone()))).collect();
    assert_eq!(places, [(3, 3, Some("key = one \\\n  two")), (5, 1, Some("key=three"))]);
}

#[test]
fn a_malformed_unicode_escape_is_told_and_the_rest_read() {
    let found = read(b"a=1\nb=x\\\n  \\u12g4\nc=3\n\\u=4");
    assert_eq!(found.list.iter().map(|a| a.key.as_str()).collect::<Vec<_>>(), ["a", "c"]);
    let told: Vec<_> = found.troubles.iter().map(|t| (t.line, t.column, t.key.as_deref())).collect();
    assert_eq!(told, [(3, 3, Some("b")), (5, 1, None)]);
    assert!(found.troubles.iter().all(|t| t.message.contains("IllegalArgumentException")));
}

#[test]
fn what_is_too_long_is_left_out_and_told() {
    let mut bytes = b"long=".to_vec();
    bytes.resize(10 << 20, b'x');
    bytes.extend_from_slice(b"\nnext=1");
    let found = read(&bytes);
    assert_eq!(found.list.iter().map(|a| (a.key.as_str(), a.line)).collect::<Vec<_>>(), [("next", 2)]);
    assert_eq!(found.troubles.first().and_then(|t| t.key.as_deref()), Some("long"));
    assert_eq!(read(&vec![b'\n'; MAX_FILE + 1]).troubles.len(), 1);
}
