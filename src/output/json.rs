//! `--output json`.

use crate::value::json::{PrettyList, pretty, pretty_lists};
use crate::value::{Object, Value, is_empty_object};

/// Returns indented JSON and a newline; nothing for `{}`.
pub(super) fn print(document: &Value) -> String {
    if is_empty_object(document) { String::new() } else { line(pretty(document)) }
}

/// Returns what [`print`] does of a document that has lists, and behind them other members.
pub fn print_lists(lists: Vec<PrettyList>, others: &Object) -> String {
    if lists.is_empty() && others.is_empty() {
        return String::new();
    }
    line(pretty_lists(lists, others))
}

fn line(mut text: String) -> String {
    text.push('\n');
    text
}
