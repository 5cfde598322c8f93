//! `--output json`.

use crate::value::json::pretty;
use crate::value::pretty::PrettyLists;
use crate::value::{Object, Value, is_empty_object};

/// Returns indented JSON and a newline; nothing for `{}`.
pub(super) fn print(document: &Value) -> String {
    if is_empty_object(document) { String::new() } else { line(pretty(document)) }
}

/// Returns what [`print`] does of a document that has lists, and behind them other members.
pub fn print_lists(lists: PrettyLists, others: &Object) -> String {
    lists.close(others).map(line).unwrap_or_default()
}

fn line(mut text: String) -> String {
    text.push('\n');
    text
}
