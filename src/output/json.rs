//! `--output json`.

use crate::value::json::pretty;
use crate::value::pretty::PrettyLists;
use crate::value::{Object, Value};

/// Returns indented JSON and a newline; nothing for `{}`.
pub(super) fn print(document: &Value) -> String {
    as_printed(pretty(document))
}

/// Returns what [`print`] does of a document that has lists, and behind them other members.
pub fn print_lists(lists: PrettyLists, others: &Object) -> String {
    lists.close(others).map(as_printed).unwrap_or_default()
}

/// Returns what is printed of a document whose text was made: a newline is behind it, and the empty
/// object is nothing.
pub fn as_printed(mut text: String) -> String {
    if text == "{}" {
        return String::new();
    }
    text.push('\n');
    text
}
