//! What Python makes of a value, where the AWS CLI lets that show.

use crate::value::Value;

/// Reads JSON, and what Python takes for JSON besides: numbers that are none or that no machine holds,
/// and escapes that are half a character. What these say is lost, but nobody signs them.
///
/// Source: Python, `json.loads`.
pub(super) fn read_json(bytes: &[u8]) -> Option<Value> {
    if let Ok(value) = serde_json::from_slice(bytes) {
        return Some(value);
    }
    let text = str::from_utf8(bytes).ok()?;
    let mut plain = String::with_capacity(text.len());
    for (number, part) in parts(text).enumerate() {
        // Every second part is a string.
        if number % 2 == 1 {
            plain.push_str(&without_halves(part));
        } else {
            add_plain(part, &mut plain);
        }
    }
    serde_json::from_str(&plain).ok()
}

/// Returns what stands before the first string, the string with its quotes, what stands behind it
/// up to the next one, and so on.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let (mut rest, mut in_string) = (Some(text), true);
    std::iter::from_fn(move || {
        let text = rest?;
        in_string = !in_string;
        let end = if in_string { end_of_string(text) } else { text.find('"') };
        let (part, behind) = match end {
            Some(end) => (&text[..end], Some(&text[end..])),
            None => (text, None),
        };
        rest = behind;
        Some(part)
    })
}

/// Returns where a string ends that begins with a quote.
fn end_of_string(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b'"' if !escaped => return Some(at + 1),
            _ => escaped = byte == b'\\' && !escaped,
        }
    }
    None
}

/// Adds what stands outside of strings, with a number in place of each that JSON does not have.
fn add_plain(part: &str, plain: &mut String) {
    let is_of_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    for piece in part.split_inclusive(|c| !is_of_word(c)) {
        let word = piece.trim_end_matches(|c| !is_of_word(c));
        let digits = word.strip_prefix('-').unwrap_or(word);
        let is_number = digits.starts_with(|c: char| c.is_ascii_digit());
        let is_too_large = is_number && word.parse().is_ok_and(f64::is_infinite);
        if matches!(word, "NaN" | "Infinity" | "-Infinity") || is_too_large {
            plain.push_str("0.5");
            plain.push_str(&piece[word.len()..]);
        } else {
            plain.push_str(piece);
        }
    }
}

/// Returns a string with the mark for unknown characters in place of each half of one.
fn without_halves(string: &str) -> String {
    let mut whole = String::with_capacity(string.len());
    let mut rest = string;
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        whole.push_str(before);
        let unit = |text: &str| {
            let digits = text.strip_prefix("\\u")?.get(..4)?;
            u16::from_str_radix(digits, 16).ok()
        };
        let first = unit(escape);
        let pair = first.zip(escape.get(6..).and_then(unit));
        let (taken, text) = match first {
            Some(0xD800..=0xDBFF) if matches!(pair, Some((_, 0xDC00..=0xDFFF))) => {
                (12, &escape[..12])
            }
            Some(0xD800..=0xDFFF) => (6, "\\ufffd"),
            Some(_) => (6, &escape[..6]),
            None => {
                let taken = escape.chars().take(2).map(char::len_utf8).sum();
                (taken, &escape[..taken])
            }
        };
        whole.push_str(text);
        rest = &escape[taken..];
    }
    whole + rest
}

/// Returns the name of a value's type.
pub(super) fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "list",
        Value::Bool(_) => "bool",
        Value::Null => "NoneType",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::Object(_) => "dict",
        Value::String(_) => "str",
    }
}

/// Returns whether a value counts as false: nothing, zero and what is empty.
pub(super) fn is_false(value: &Value) -> bool {
    match value {
        Value::Array(items) => items.is_empty(),
        Value::Bool(truth) => !truth,
        Value::Null => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::Object(members) => members.is_empty(),
        Value::String(text) => text.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_python_takes_for_json_is_read() {
        let cases = [
            (
                r#"{"a": [NaN, -Infinity,Infinity], "b": "NaN"}"#,
                json!({"a": [0.5, 0.5, 0.5], "b": "NaN"}),
            ),
            ("[1e999, -1e999, 5]", json!([0.5, 0.5, 5])),
            (
                r#"["\ud800", "\uDC00x", "\ud83d\ude00", "\\ud800"]"#,
                json!(["\u{fffd}", "\u{fffd}x", "😀", "\\ud800"]),
            ),
            (r#"["\"NaN\"", NaN]"#, json!(["\"NaN\"", 0.5])),
        ];
        for (text, expected) in cases {
            assert_eq!(read_json(text.as_bytes()), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_python_does_not_take_is_refused() {
        let cases = [
            "",
            "{",
            "nan",
            "[NaN",
            "\"a",
            "[NaN]]",
            "-NaN",
            "-inf",
            "Infinity1",
            "[\"\\ud8\", NaN]",
            "\u{feff}{}",
            "[\"\\",
        ];
        for text in cases {
            assert_eq!(read_json(text.as_bytes()), None, "{text}");
        }
        assert_eq!(read_json(b"[NaN, \"\xff\"]"), None);
    }
}
