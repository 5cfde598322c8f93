//! Functions of JSON, lists and maps.

use serde_json::Value;

use super::super::Cell;
use super::{Function, functions, text, whole};

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    "array_distinct"(List; 0) -> First, |a| {
        let mut found: Vec<Value> = Vec::new();
        for item in list(a) {
            if !found.contains(&item) {
                found.push(item);
            }
        }
        Ok(Cell::Text(Value::Array(found).to_string()))
    };
    "array_join"(List, Text; 0) -> Text, |a| {
        let items = list(a);
        let items = items.iter().filter(|item| !item.is_null()).map(|item| of_value(item).shown());
        Ok(Cell::Text(items.collect::<Vec<_>>().join(&text(a, 1))))
    };
    "array_position"(List, Shown; 0) -> Whole, |a| {
        let wanted = text(a, 1);
        let place = list(a).iter().position(|item| of_value(item).shown() == wanted);
        Ok(place.map_or(Cell::Whole(0), |place| count(place + 1)))
    };
    "cardinality"(Collection; 0) -> Whole, |a| Ok(match value(a) {
        Value::Array(items) => count(items.len()),
        Value::Object(members) => count(members.len()),
        _ => Cell::Whole(0),
    });
    "contains"(List, Shown; 0) -> Truth, |a| Ok(contains(a));
    "field_of"(Any, Text; 0) -> Text, |a| Ok(field(&value(a), &text(a, 1)));
    "item_of"(List, Whole; 0) -> Item, item;
    "json_array_contains"(Json, Shown; 0) -> Truth, |a| Ok(contains(a));
    "json_array_length"(Json; 0) -> Whole, |a| Ok(match value(a) {
        Value::Array(items) => count(items.len()),
        _ => Cell::Null,
    });
    "json_extract"(Json, Text; 0) -> Json, |a| {
        let found = at_path(&value(a), &text(a, 1))?;
        Ok(found.map_or(Cell::Null, |found| Cell::Text(found.to_string())))
    };
    "json_extract_scalar"(Json, Text; 0) -> Text, |a| {
        let found = at_path(&value(a), &text(a, 1))?;
        let scalar = found.filter(|found| !found.is_array() && !found.is_object());
        Ok(scalar.map_or(Cell::Null, |found| in_map(&found)))
    };
    "json_format"(Json; 0) -> Text, |a| Ok(Cell::Text(text(a, 0)));
    "json_parse"(Text; 0) -> Json, |a| {
        let held = text(a, 0);
        let parsed = serde_json::from_str::<Value>(&held);
        parsed.map(|value| Cell::Text(value.to_string())).map_err(|_| {
            format!("Cannot convert '{}' to JSON", held.chars().take(60).collect::<String>())
        })
    };
    "map_keys"(Map; 0) -> Texts, |a| {
        let names = members(a).into_iter().map(|(name, _)| Value::String(name)).collect();
        Ok(Cell::Text(Value::Array(names).to_string()))
    };
    "map_values"(Map; 0) -> Texts, |a| {
        let values = members(a).into_iter().map(|(_, value)| match in_map(&value) {
            Cell::Null => Value::Null,
            cell => Value::String(cell.shown()),
        });
        Ok(Cell::Text(Value::Array(values.collect()).to_string()))
    };
    "quoted_of"(Text; 0) -> Json, |a| Ok(Cell::Text(Value::String(text(a, 0)).to_string()));
    "text_of"(Any; 0) -> Text, |a| Ok(Cell::Text(match &a[0] {
        // A scalar in JSON is shown without its quotes.
        Cell::Text(held) => match serde_json::from_str(held) {
            Ok(Value::String(text)) => text,
            _ => held.clone(),
        },
        other => other.shown(),
    }));
    "value_of"(Map, Text; 0) -> Text, |a| {
        let name = text(a, 1);
        Ok(value(a).get(name.as_str()).map_or(Cell::Null, in_map))
    };
    "value_that_is"(Map, Text; 0) -> Text, |a| {
        let name = text(a, 1);
        let held = value(a);
        let found = held.get(name.as_str()).map(in_map);
        found.ok_or_else(|| format!("Key not present in map: {name}"))
    };
};

fn count(number: usize) -> Cell {
    Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
}

fn contains(a: &[Cell]) -> Cell {
    let wanted = text(a, 1);
    Cell::truth(list(a).iter().any(|item| of_value(item).shown() == wanted))
}

fn value(a: &[Cell]) -> Value {
    match &a[0] {
        Cell::Text(text) => serde_json::from_str(text).unwrap_or_default(),
        _ => Value::Null,
    }
}

fn list(a: &[Cell]) -> Vec<Value> {
    match value(a) {
        Value::Array(items) => items,
        _ => Vec::new(),
    }
}

fn members(a: &[Cell]) -> Vec<(String, Value)> {
    match value(a) {
        Value::Object(members) => members.into_iter().collect(),
        _ => Vec::new(),
    }
}

fn item(a: &[Cell]) -> Result<Cell, String> {
    let items = list(a);
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = match whole(a, 1) {
        0 => return Err("SQL array indices start at 1".to_owned()),
        place if place < 0 => length.saturating_add(place),
        place => place - 1,
    };
    let found = usize::try_from(place).ok().and_then(|place| items.get(place));
    Ok(found.map_or(Cell::Null, of_value))
}

/// Returns the field of a row, whose name may be in any case.
fn field(row: &Value, name: &str) -> Cell {
    let found = row.as_object().and_then(|members| {
        let found = members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value)
    });
    found.map_or(Cell::Null, of_value)
}

/// Returns a value of JSON as a cell: texts without their quotes.
fn of_value(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::Bool(truth) => Cell::truth(*truth),
        Value::String(text) => Cell::Text(text.clone()),
        Value::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => Cell::Whole(whole),
            (None, Some(number)) => Cell::Number(number),
            _ => Cell::Text(number.to_string()),
        },
        other => Cell::Text(other.to_string()),
    }
}

/// Returns a value of a map, which is a text: true and false are those words.
fn in_map(value: &Value) -> Cell {
    match value {
        Value::Null => Cell::Null,
        Value::String(text) => Cell::Text(text.clone()),
        other => Cell::Text(other.to_string()),
    }
}

/// Returns what lies at a path, as `$.a.b[0]["c"]`.
fn at_path(value: &Value, path: &str) -> Result<Option<Value>, String> {
    let wrong = || format!("Invalid JSON path: '{path}'");
    let mut rest = path.strip_prefix('$').ok_or_else(wrong)?;
    let mut found = Some(value);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let name = &after[..end];
            if name.is_empty() {
                return Err(wrong());
            }
            found = found.and_then(|value| value.get(name));
            rest = &after[end..];
        } else if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']').ok_or_else(wrong)?;
            found = if let Ok(place) = inner.parse::<usize>() {
                found.and_then(|value| value.get(place))
            } else {
                let quoted = |quote: char| inner.strip_prefix(quote)?.strip_suffix(quote);
                let name = quoted('"').or_else(|| quoted('\'')).ok_or_else(wrong)?;
                found.and_then(|value| value.get(name))
            };
            rest = after;
        } else {
            return Err(wrong());
        }
    }
    Ok(found.filter(|found| !found.is_null()).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_at_a_path_is_found() {
        let held = r#"{"a":{"b":[1,{"c d":"x"}]},"n":null,"t":true}"#;
        let run = |name: &str, path: &str| {
            let a = [Cell::Text(held.to_owned()), Cell::Text(path.to_owned())];
            super::super::of(name).unwrap().call(&a)
        };
        let text = |text: &str| Ok(Cell::Text(text.to_owned()));
        assert_eq!(run("json_extract", "$.a.b[0]"), text("1"));
        assert_eq!(run("json_extract", "$.a.b"), text(r#"[1,{"c d":"x"}]"#));
        assert_eq!(run("json_extract_scalar", r#"$.a.b[1]["c d"]"#), text("x"));
        assert_eq!(run("json_extract_scalar", "$.a"), Ok(Cell::Null));
        assert_eq!(run("json_extract_scalar", "$.t"), text("true"));
        assert_eq!(run("json_extract", "$.n"), Ok(Cell::Null));
        assert!(run("json_extract", "a").is_err());
        assert_eq!(run("value_of", "t"), text("true"));
        assert_eq!(run("value_of", "missing"), Ok(Cell::Null));
        assert!(run("value_that_is", "missing").is_err());
    }
}
