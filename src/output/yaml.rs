//! `--output yaml` and `--output yaml-stream`: blocks, as libyaml writes them.
//!
//! ```text
//! {"Trails": [{"Name": "a", "Tags": []}], "At": "2024-01-01"}
//!
//!     At: '2024-01-01'
//!     Trails:
//!     - Name: a
//!       Tags: []
//! ```
//!
//! Members come in the order of their names. A text stands bare where it reads as that text again, in
//! single quotes where they are enough, and in double quotes with escapes else. Long texts go on in the
//! next line at a space behind the eightieth column.
//!
//! Source: facts, "AWS CLI", d.6; YAML 1.2; the behaviour of libyaml 0.2.

use crate::value::json::compact;
use crate::value::{Value, is_empty_object};

use super::yaml_text::{Style, is_break, is_printable, style};

/// The column behind which a text goes on in the next line.
const WIDTH: usize = 80;

/// The longest name, in bytes, that stands in one line with its value.
const LONGEST_KEY: usize = 128;

/// Returns the document as blocks; nothing for `{}`. A single value is printed as JSON.
pub(super) fn print(document: &Value) -> String {
    match document {
        Value::Object(_) if is_empty_object(document) => String::new(),
        Value::Object(_) | Value::Array(_) => blocks(document),
        single => format!("{}\n", compact(single)),
    }
}

/// Returns the document as the only item of a list.
pub(super) fn print_item(document: &Value) -> String {
    let mut writer = Writer::new();
    writer.list(std::iter::once(document), 0);
    writer.finish()
}

fn blocks(document: &Value) -> String {
    let mut writer = Writer::new();
    writer.value(document, None, false);
    writer.finish()
}

/// Writes a document, and knows where in the line it is.
struct Writer {
    text: String,
    column: usize,
    /// Whether what was written last is as good as a space.
    spaced: bool,
    /// Whether the line has nothing but spaces and signs of items so far.
    blank: bool,
}

impl Writer {
    const fn new() -> Self {
        Self { text: String::new(), column: 0, spaced: true, blank: true }
    }

    fn finish(mut self) -> String {
        self.new_line(0);
        self.text
    }

    /// Writes a value that belongs to what stands at `indent`.
    fn value(&mut self, value: &Value, indent: Option<usize>, is_member: bool) {
        match value {
            Value::Null => self.bare("null", false, 0),
            Value::Bool(truth) => self.bare(if *truth { "true" } else { "false" }, false, 0),
            Value::Number(_) => self.bare(&compact(value), false, 0),
            Value::String(text) => self.scalar(text, indent, false),
            Value::Array(items) if items.is_empty() => self.sign("[]", true, false),
            Value::Object(members) if members.is_empty() => self.sign("{}", true, false),
            Value::Array(items) => {
                // Items stand right below the name that they belong to.
                let same = is_member && !self.blank;
                let step = if same { 0 } else { 2 };
                self.list(items.iter(), indent.map_or(0, |indent| indent + step));
            }
            Value::Object(members) => {
                let mut members: Vec<(&String, &Value)> = members.iter().collect();
                members.sort_by_key(|(name, _)| *name);
                let indent = indent.map_or(0, |indent| indent + 2);
                for (name, value) in members {
                    self.member(name, value, indent);
                }
            }
        }
    }

    fn list<'v>(&mut self, items: impl Iterator<Item = &'v Value>, indent: usize) {
        for item in items {
            self.new_line(indent);
            self.sign("-", true, true);
            self.value(item, Some(indent), false);
        }
    }

    fn member(&mut self, name: &str, value: &Value, indent: usize) {
        self.new_line(indent);
        if name.len() <= LONGEST_KEY && !name.contains(is_break) {
            self.scalar(name, Some(indent), true);
            self.sign(":", false, false);
        } else {
            self.sign("?", true, true);
            self.scalar(name, Some(indent), false);
            self.new_line(indent);
            self.sign(":", true, true);
        }
        self.value(value, Some(indent), true);
    }

    /// Writes a text; the name of a member is kept in one line.
    fn scalar(&mut self, text: &str, indent: Option<usize>, one_line: bool) {
        let indent = indent.unwrap_or(0) + 2;
        match style(text) {
            Style::Bare => self.bare(text, !one_line, indent),
            Style::Single => self.single_quoted(text, !one_line, indent),
            Style::Double => self.double_quoted(text, !one_line, indent),
        }
    }

    fn bare(&mut self, text: &str, may_break: bool, indent: usize) {
        if !self.spaced {
            self.put(' ');
        }
        let mut after_space = false;
        let mut rest = text.chars();
        while let Some(c) = rest.next() {
            let alone = c == ' ' && !after_space && !rest.as_str().starts_with(' ');
            if may_break && alone && self.column > WIDTH {
                self.new_line(indent);
            } else {
                self.put(c);
            }
            after_space = c == ' ';
        }
        self.spaced = false;
        self.blank = false;
    }

    fn single_quoted(&mut self, text: &str, may_break: bool, indent: usize) {
        self.sign("'", true, false);
        let (mut after_space, mut after_break) = (false, false);
        let mut rest = text.chars();
        let mut is_first = true;
        while let Some(c) = rest.next() {
            let next = rest.as_str().chars().next();
            if c == ' ' {
                let alone = !is_first && !after_space && next.is_some_and(|next| next != ' ');
                if may_break && alone && self.column > WIDTH {
                    self.new_line(indent);
                } else {
                    self.put(c);
                }
            } else if is_break(c) {
                // A single line feed reads as a space, so the first one is doubled.
                if !after_break && c == '\n' {
                    self.put_break('\n');
                }
                self.put_break(c);
                self.blank = true;
            } else {
                if after_break {
                    self.new_line(indent);
                }
                if c == '\'' {
                    self.put(c);
                }
                self.put(c);
                self.blank = false;
            }
            after_space = c == ' ';
            after_break = is_break(c) || (after_break && c == ' ');
            is_first = false;
        }
        if after_break {
            self.new_line(indent);
        }
        self.sign("'", false, false);
    }

    fn double_quoted(&mut self, text: &str, may_break: bool, indent: usize) {
        self.sign("\"", true, false);
        let mut after_space = false;
        let mut rest = text.chars();
        let mut is_first = true;
        while let Some(c) = rest.next() {
            let next = rest.as_str().chars().next();
            if let Some(escape) = escape(c) {
                escape.chars().for_each(|c| self.put(c));
            } else if c == ' '
                && may_break
                && !after_space
                && self.column > WIDTH
                && !is_first
                && next.is_some()
            {
                self.new_line(indent);
                // Spaces at the beginning of a line would be lost.
                if next == Some(' ') {
                    self.put('\\');
                }
            } else {
                self.put(c);
            }
            after_space = c == ' ';
            is_first = false;
        }
        self.sign("\"", false, false);
    }

    /// Writes a sign of the notation, behind a space if it needs one. One that opens a block leaves the
    /// line as blank as it was.
    fn sign(&mut self, sign: &str, needs_space: bool, opens_block: bool) {
        if needs_space && !self.spaced {
            self.put(' ');
        }
        sign.chars().for_each(|c| self.put(c));
        self.spaced = false;
        self.blank = self.blank && opens_block;
    }

    /// Goes to a column of a blank line: this one if it can be.
    fn new_line(&mut self, indent: usize) {
        if !self.blank || self.column > indent || (self.column == indent && !self.spaced) {
            self.put_break('\n');
        }
        while self.column < indent {
            self.put(' ');
        }
        self.spaced = true;
        self.blank = true;
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.column += 1;
    }

    fn put_break(&mut self, c: char) {
        self.text.push(c);
        self.column = 0;
    }
}

/// Returns what stands for a character in double quotes, if it cannot stand there itself.
fn escape(c: char) -> Option<String> {
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' => '"',
        '\\' => '\\',
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        c if is_printable(c) => return None,
        c => {
            let number = u32::from(c);
            return Some(match number {
                0..=0xff => format!("\\x{number:02X}"),
                0x100..=0xffff => format!("\\u{number:04X}"),
                _ => format!("\\U{number:08X}"),
            });
        }
    };
    Some(format!("\\{short}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn blocks_are_those_of_libyaml() {
        let long = "k".repeat(129);
        let cases = [
            (json!({}), String::new()),
            (json!([]), "[]\n".to_owned()),
            (json!(null), "null\n".to_owned()),
            (json!("a \"b\""), "\"a \\\"b\\\"\"\n".to_owned()),
            (json!({"b": 1, "a": null}), "a: null\nb: 1\n".to_owned()),
            (json!({"a": [[], [{}, ["x"]]]}), "a:\n- []\n- - {}\n  - - x\n".to_owned()),
            (json!({"a": {"b": {"c": [1.0]}}}), "a:\n  b:\n    c:\n    - 1.0\n".to_owned()),
            (json!([{"b": "c", "a": ["d"]}]), "- a:\n  - d\n  b: c\n".to_owned()),
            (json!({long.as_str(): ["x"]}), format!("? {long}\n: - x\n")),
            (json!({long.as_str(): {"x": 1}}), format!("? {long}\n: x: 1\n")),
        ];
        for (document, expected) in cases {
            assert_eq!(print(&document), expected, "{document}");
        }
    }

    #[test]
    fn an_item_of_a_stream_is_printed_even_if_it_is_empty() {
        let cases = [
            (json!({}), "- {}\n"),
            (json!(null), "- null\n"),
            (json!(""), "- ''\n"),
            (json!({"a": 1, "b": [2]}), "- a: 1\n  b:\n  - 2\n"),
        ];
        for (document, expected) in cases {
            assert_eq!(print_item(&document), expected, "{document}");
        }
    }

    #[test]
    fn long_texts_go_on_in_the_next_line() {
        let text = format!("{} b  c d", "a".repeat(90));
        let bare = format!("k: {}\n  b  c d\n", "a".repeat(90));
        assert_eq!(print(&json!({ "k": text })), bare);
        let text = format!("{}\t b  c d", "a".repeat(90));
        let quoted = format!("k: \"{}\\t\n  b  c d\"\n", "a".repeat(90));
        assert_eq!(print(&json!({ "k": text })), quoted);
    }
}
