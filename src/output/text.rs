//! `--output text`.

use crate::value::Value;

/// Returns the document as lines of values with tabs between them.
pub(super) fn print(document: &Value) -> String {
    format!("{document}\n")
}
