//! `--output text`: a line an item, tabs between its values.
//!
//! ```text
//! {"Trails": [{"Name": "a", "Tags": ["x", "y"]}], "Count": 1}
//!
//!     1
//!     TRAILS  a
//!     TAGS    x
//!     TAGS    y
//! ```
//!
//! Members come in the order of their names. All objects of a list have the same columns: the members
//! that are a single value in any of them.
//!
//! Source: facts, "AWS CLI", d.4.

use std::collections::BTreeSet;

use crate::schema::check::{python, python_type};
use crate::value::{Object, Value};

/// Returns the document as lines.
///
/// Fails with Python's sentence for a list of objects and single values.
pub(super) fn print(document: &Value) -> Result<String, String> {
    let mut text = String::new();
    write(&mut text, document, None, None)?;
    Ok(text)
}

fn write(
    text: &mut String,
    value: &Value,
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
) -> Result<(), String> {
    match value {
        Value::Object(members) => write_object(text, members, name, columns),
        Value::Array(items) => write_list(text, items, name),
        single => {
            text.push_str(&python(single));
            text.push('\n');
            Ok(())
        }
    }
}

fn write_object(
    text: &mut String,
    members: &Object,
    name: Option<&str>,
    columns: Option<&BTreeSet<&str>>,
) -> Result<(), String> {
    let own: BTreeSet<&str> = single_members(members).collect();
    let columns = columns.unwrap_or(&own);
    let cell = |column: &&str| members.get(*column).map(python).unwrap_or_default();
    let cells: Vec<String> = columns.iter().map(cell).collect();
    if !cells.is_empty() {
        let name = name.map(str::to_uppercase);
        let line: Vec<&str> =
            name.iter().map(String::as_str).chain(cells.iter().map(String::as_str)).collect();
        text.push_str(&line.join("\t"));
        text.push('\n');
    }
    let mut rest: Vec<(&String, &Value)> =
        members.iter().filter(|(name, _)| !columns.contains(name.as_str())).collect();
    rest.sort_by_key(|(name, _)| *name);
    rest.into_iter().try_for_each(|(name, value)| write(text, value, Some(name), None))
}

fn write_list(text: &mut String, items: &[Value], name: Option<&str>) -> Result<(), String> {
    if items.iter().any(Value::is_object) {
        let mut columns = BTreeSet::new();
        for item in items {
            let members = item.as_object().ok_or_else(|| {
                format!("'{}' object has no attribute 'items'", python_type(item))
            })?;
            columns.extend(single_members(members));
        }
        return items.iter().try_for_each(|item| write(text, item, name, Some(&columns)));
    }
    let (lists, singles): (Vec<&Value>, Vec<&Value>) =
        items.iter().partition(|item| item.is_array());
    let singles: Vec<String> = singles.into_iter().map(python).collect();
    match name {
        _ if singles.is_empty() => {}
        Some(name) => {
            for single in singles {
                text.push_str(&format!("{}\t{single}\n", name.to_uppercase()));
            }
        }
        None => text.push_str(&format!("{}\n", singles.join("\t"))),
    }
    lists.into_iter().try_for_each(|list| write(text, list, name, None))
}

/// Returns the members of an object that are single values.
fn single_members(members: &Object) -> impl Iterator<Item = &str> {
    let is_single = |value: &Value| !value.is_object() && !value.is_array();
    members.iter().filter(move |(_, value)| is_single(value)).map(|(name, _)| name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn lines_are_those_of_the_aws_cli() {
        let cases = [
            (json!("x"), "x\n"),
            (json!(null), "None\n"),
            (json!(""), "\n"),
            (json!({}), ""),
            (json!([]), ""),
            (json!([true, 1.0, null]), "True\t1.0\tNone\n"),
            (json!([["a"], "s", ["b", "c"]]), "s\na\nb\tc\n"),
            (json!({"z": {"y": 1}, "a": 1}), "1\nZ\t1\n"),
            (json!({"z": ["q", "p"], "a": 1}), "1\nZ\tq\nZ\tp\n"),
            (json!({"l": [{"b": 1}, {"a": 2, "n": [3]}]}), "L\t\t1\nL\t2\t\nN\t3\n"),
            (json!([{"k": [1]}, {"k": 2}]), "[1]\n2\n"),
        ];
        for (document, expected) in cases {
            assert_eq!(print(&document).unwrap(), expected, "{document}");
        }
    }

    #[test]
    fn objects_and_single_values_in_one_list_are_refused_as_by_python() {
        let message = print(&json!({"v": [{"a": 1}, "x"]})).unwrap_err();
        assert_eq!(message, "'str' object has no attribute 'items'");
    }
}
