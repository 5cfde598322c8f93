//! Documents as JSON text, in the three forms that AWS and its CLI write.

use super::number;
use super::{Object, Value};

/// What stands between the parts of a document.
#[derive(Clone, Copy)]
struct Form {
    indent: Option<usize>,
    comma: &'static str,
    colon: &'static str,
}

/// The form that commands print.
const PRETTY: Form = Form { indent: Some(4), comma: ",", colon: ": " };

/// Returns the text that commands print: indented by four spaces, without a final newline.
///
/// Characters outside ASCII stand as they are. Source: facts, "AWS CLI", d.3.
pub fn pretty(value: &Value) -> String {
    print(value, PRETTY)
}

/// A list in a document, as [`pretty`] text that grows by items: they need not be kept for it.
#[derive(Debug)]
pub struct PrettyList {
    /// The document that has the list alone, up to the item that came last.
    text: String,
    is_empty: bool,
}

impl PrettyList {
    /// Returns the empty list of a name.
    pub fn new(name: &str) -> Self {
        let mut text = "{".to_owned();
        new_line(&mut text, PRETTY, 1);
        write_string(&mut text, name);
        text.push_str(PRETTY.colon);
        text.push('[');
        Self { text, is_empty: true }
    }

    /// Adds an item.
    pub fn push(&mut self, item: &Value) {
        if !std::mem::take(&mut self.is_empty) {
            self.text.push_str(PRETTY.comma);
        }
        new_line(&mut self.text, PRETTY, 2);
        write(&mut self.text, item, PRETTY, 2);
    }

    fn close(mut self) -> String {
        if !self.is_empty {
            new_line(&mut self.text, PRETTY, 1);
        }
        self.text.push(']');
        self.text
    }
}

/// Returns the [`pretty`] text of a document that has lists, and behind them other members.
pub fn pretty_lists(lists: impl IntoIterator<Item = PrettyList>, others: &Object) -> String {
    let mut lists = lists.into_iter().map(PrettyList::close);
    let Some(mut text) = lists.next() else { return pretty(&Value::Object(others.clone())) };
    for list in lists {
        text.push_str(PRETTY.comma);
        text.push_str(&list[1..]);
    }
    for (name, value) in others {
        text.push_str(PRETTY.comma);
        new_line(&mut text, PRETTY, 1);
        write_string(&mut text, name);
        text.push_str(PRETTY.colon);
        write(&mut text, value, PRETTY, 1);
    }
    new_line(&mut text, PRETTY, 0);
    text.push('}');
    text
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

fn write(text: &mut String, value: &Value, form: Form, depth: usize) {
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

fn new_line(text: &mut String, form: Form, depth: usize) {
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

fn write_string(text: &mut String, string: &str) {
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
    let is_escaped = |byte: &u8| *byte < b' ' || *byte == b'"' || *byte == b'\\';
    // The machine looks at all bytes of a piece at once, if nothing depends on what it finds.
    let pieces = bytes.chunks_exact(PIECE);
    let plain = pieces.take_while(|piece| !piece.iter().fold(false, |any, b| any | is_escaped(b)));
    let plain = plain.count() * PIECE;
    bytes[plain..].iter().position(is_escaped).map(|place| plain + place)
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
    fn lists_that_grow_are_printed_as_they_are_in_a_whole_document() {
        let one = |name: &str, items: &[Value]| {
            let mut list = PrettyList::new(name);
            for item in items {
                list.push(item);
            }
            list
        };
        let items = [json!(1), json!({"x": [2, {}], "y": "\""}), json!([])];
        let others = [json!({}), json!({"Name": null, "Token": {"a": "b"}})];
        for (others, length) in others.iter().flat_map(|others| (0..4).map(move |n| (others, n))) {
            let others = others.as_object().unwrap();
            let mut whole = json!({"A": items[..length], "\"B": items[length..]});
            let lists = [one("A", &items[..length]), one("\"B", &items[length..])];
            whole.as_object_mut().unwrap().extend(others.clone());
            assert_eq!(pretty_lists(lists, others), pretty(&whole));
            assert_eq!(pretty_lists([], others), pretty(&Value::Object(others.clone())));
        }
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
