//! Documents as JSON text, in the three forms that AWS and its CLI write.

use super::number;
use super::{Object, Value};

/// What stands between the parts of a document.
#[derive(Clone, Copy)]
pub(super) struct Form {
    indent: Option<usize>,
    pub(super) comma: &'static str,
    pub(super) colon: &'static str,
}

/// The form that commands print.
pub(super) const PRETTY: Form = Form { indent: Some(4), comma: ",", colon: ": " };

/// Returns the text that commands print: indented by four spaces, without a final newline.
///
/// Characters outside ASCII stand as they are. Source: facts, "AWS CLI", d.3.
pub fn pretty(value: &Value) -> String {
    print(value, PRETTY)
}

/// Returns the text in one line without spaces, as records are delivered.
pub fn compact(value: &Value) -> String {
    print(value, Form { indent: None, comma: ",", colon: ":" })
}

/// Returns the text in one line with a space behind `,` and `:`, as Python's `json.dumps` does.
pub fn spaced(value: &Value) -> String {
    print(value, Form { indent: None, comma: ", ", colon: ": " })
}

fn print(value: &Value, form: Form) -> String {
    let mut text = String::new();
    write(&mut text, value, form, 0);
    text
}

pub(super) fn write(text: &mut String, value: &Value, form: Form, depth: usize) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(truth) => text.push_str(if *truth { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number::text(number)),
        Value::String(string) => write_string(text, string),
        Value::Array(items) => {
            write_all(text, items.iter(), form, depth, ['[', ']'], |text, item| {
                write(text, item, form, depth + 1);
            });
        }
        Value::Object(members) => write_members(text, members, form, depth),
    }
}

fn write_members(text: &mut String, members: &Object, form: Form, depth: usize) {
    write_all(text, members.iter(), form, depth, ['{', '}'], |text, (name, value)| {
        write_string(text, name);
        text.push_str(form.colon);
        write(text, value, form, depth + 1);
    });
}

fn write_all<T>(
    text: &mut String,
    items: impl ExactSizeIterator<Item = T>,
    form: Form,
    depth: usize,
    [open, close]: [char; 2],
    mut write_item: impl FnMut(&mut String, T),
) {
    let empty = items.len() == 0;
    text.push(open);
    for (position, item) in items.enumerate() {
        if position > 0 {
            text.push_str(form.comma);
        }
        new_line(text, form, depth + 1);
        write_item(text, item);
    }
    if !empty {
        new_line(text, form, depth);
    }
    text.push(close);
}

pub(super) fn new_line(text: &mut String, form: Form, depth: usize) {
    if let Some(indent) = form.indent {
        text.push('\n');
        let mut left = indent * depth;
        while left > 0 {
            let some = left.min(SPACES.len());
            text.push_str(&SPACES[..some]);
            left -= some;
        }
    }
}

/// Spaces to indent lines with.
const SPACES: &str = "                                ";

pub(super) fn write_string(text: &mut String, string: &str) {
    text.push('"');
    let mut rest = string;
    // Most strings have nothing to escape, and are large together.
    while let Some(place) = first_escaped(rest.as_bytes()) {
        let (plain, behind) = rest.split_at(place);
        text.push_str(plain);
        let (escaped, behind) = behind.split_at(1);
        match escaped {
            "\"" => text.push_str("\\\""),
            "\\" => text.push_str("\\\\"),
            "\n" => text.push_str("\\n"),
            "\r" => text.push_str("\\r"),
            "\t" => text.push_str("\\t"),
            "\u{8}" => text.push_str("\\b"),
            "\u{c}" => text.push_str("\\f"),
            control => {
                let number = control.bytes().next().unwrap_or_default();
                text.push_str(&format!("\\u{number:04x}"));
            }
        }
        rest = behind;
    }
    text.push_str(rest);
    text.push('"');
}

/// Returns the place of the first byte that does not stand for itself.
fn first_escaped(bytes: &[u8]) -> Option<usize> {
    let is_plain = if bytes.len() < PIECE / 2 {
        !bytes.iter().copied().any(is_escaped)
    } else if bytes.len() < PIECE {
        are_plain::<{ PIECE / 2 }>(bytes)
    } else {
        are_plain::<PIECE>(bytes)
    };
    if is_plain { None } else { bytes.iter().copied().position(is_escaped) }
}

const fn is_escaped(byte: u8) -> bool {
    byte < b' ' || byte == b'"' || byte == b'\\'
}

/// Returns whether all bytes of a text of at least `N` stand for themselves.
///
/// The machine looks at all bytes of a piece at once, as nothing depends on what it finds in it. The
/// last piece ends with the text, so that no bytes are left over.
fn are_plain<const N: usize>(bytes: &[u8]) -> bool {
    let is_plain = |piece: &[u8; N]| !piece.iter().fold(false, |any, byte| any | is_escaped(*byte));
    let (pieces, _) = bytes.as_chunks::<N>();
    pieces.iter().all(is_plain) && bytes.last_chunk::<N>().is_some_and(is_plain)
}

/// How many bytes of a string are looked at together.
const PIECE: usize = 16;

/// Returns JSON text without the white space between its parts, everything else unchanged.
///
/// Numbers keep the digits that they were written with. The text must be valid JSON.
pub fn squeeze(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else if c.is_ascii_whitespace() {
            continue;
        } else {
            in_string = c == '"';
        }
        squeezed.push(c);
    }
    squeezed
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn output_is_indented_by_four_and_keeps_the_order_of_members() {
        let value = json!({"b": [1, {"a": null}], "a": {}, "c": []});
        let expected = "{\n    \"b\": [\n        1,\n        {\n            \"a\": null\n        }\n    ],\n    \"a\": {},\n    \"c\": []\n}";
        assert_eq!(pretty(&value), expected);
    }

    #[test]
    fn one_line_comes_with_and_without_spaces() {
        let value = json!({"a": [1, 2.0], "b": "x"});
        assert_eq!(compact(&value), r#"{"a":[1,2.0],"b":"x"}"#);
        assert_eq!(spaced(&value), r#"{"a": [1, 2.0], "b": "x"}"#);
    }

    #[test]
    fn lines_are_indented_however_deep_they_are() {
        let value = (0..20).fold(json!(1), |inner, _| json!([inner]));
        let text = pretty(&value);
        let indents = text.lines().map(|line| line.len() - line.trim_start().len());
        let expected: Vec<usize> = (0..=20).chain((0..20).rev()).map(|depth| depth * 4).collect();
        assert_eq!(indents.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_is_escaped_is_found_wherever_it_stands() {
        for length in 0..70 {
            let plain = "x".repeat(length);
            assert_eq!(compact(&json!(plain)), format!("\"{plain}\""));
            for place in 0..length {
                let mut string = plain.clone();
                string.replace_range(place..=place, "\"");
                let expected = format!("\"{}\\\"{}\"", &plain[..place], &plain[place + 1..]);
                assert_eq!(compact(&json!(string)), expected);
            }
        }
    }

    #[test]
    fn only_what_must_be_escaped_is() {
        assert_eq!(compact(&json!("é\"\\\n\t\u{1}/")), "\"é\\\"\\\\\\n\\t\\u0001/\"");
    }

    #[test]
    fn squeezing_leaves_strings_and_digits_alone() {
        let text = "{ \"a b\" : [ 1.50 , \"x \\\" y\\\\\" ] , \"c\" : 1E5 }\n";
        assert_eq!(squeeze(text), "{\"a b\":[1.50,\"x \\\" y\\\\\"],\"c\":1E5}");
    }
}
