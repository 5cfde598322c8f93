//! `--output json`.

use crate::value::json::pretty;
use crate::value::{Value, is_empty_object};

/// Returns indented JSON and a newline; nothing for `{}`.
pub(super) fn print(document: &Value) -> String {
    if is_empty_object(document) { String::new() } else { format!("{}\n", pretty(document)) }
}
