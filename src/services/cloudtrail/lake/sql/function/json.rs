//! Functions of JSON, lists and maps.

use std::borrow::Cow;
use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::super::Cell;
use super::{Function, functions, text, whole};
use crate::value::json::squeeze;

/// How many items `repeat` makes at most.
///
/// Source: Trino, `RepeatFunction`.
const REPEATED: usize = 10_000;

/// How many bytes what `repeat` makes has at most.
const LONGEST: usize = 4 << 20;

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
    "cardinality"(Collection; 0) -> Whole, |a| Ok(match Level::of(&text(a, 0)) {
        Some(Level::Items(items)) => count(items.len()),
        Some(Level::Members(members)) => count(members.len()),
        _ => Cell::Whole(0),
    });
    "contains"(List, Shown; 0) -> Truth, |a| Ok(contains(a));
    "field_of"(Any, Text; 0) -> Text, |a| Ok(field(&text(a, 0), &text(a, 1)));
    "item_of"(List, Whole; 0) -> Item, item;
    "json_array_contains"(Json, Shown; 0) -> Truth, |a| Ok(contains(a));
    "json_array_get"(Json, Whole; 0) -> Json, |a| {
        let held = text(a, 0);
        let Some(Level::Items(items)) = Level::of(&held) else { return Ok(Cell::Null) };
        let place = match isize::try_from(whole(a, 1)).unwrap_or(isize::MIN) {
            place if place < 0 => items.len().checked_add_signed(place),
            place => Some(place.unsigned_abs()),
        };
        let found = place.and_then(|place| items.get(place)).filter(|found| found.get() != "null");
        Ok(found.map_or(Cell::Null, |found| Cell::Text(plain(found.get()))))
    };
    "json_array_length"(Json; 0) -> Whole, |a| Ok(match Level::of(&text(a, 0)) {
        Some(Level::Items(items)) => count(items.len()),
        _ => Cell::Null,
    });
    "json_extract"(Json, Text; 0) -> Json, |a| {
        let (held, path) = (text(a, 0), text(a, 1));
        let found = at_path(&held, &path)?;
        Ok(found.map_or(Cell::Null, |found| Cell::Text(plain(found))))
    };
    "json_extract_scalar"(Json, Text; 0) -> Text, |a| {
        let (held, path) = (text(a, 0), text(a, 1));
        let scalar = at_path(&held, &path)?.filter(|found| !found.starts_with(['[', '{']));
        Ok(scalar.map_or(Cell::Null, raw_in_map))
    };
    "json_format"(Json; 0) -> Text, |a| Ok(Cell::Text(text(a, 0)));
    "json_parse"(Text; 0) -> Json, |a| {
        let held = text(a, 0);
        let parsed = serde_json::from_str::<&RawValue>(held.trim());
        parsed.map(|value| Cell::Text(plain(value.get()))).map_err(|_| {
            format!("Cannot convert '{}' to JSON", held.chars().take(60).collect::<String>())
        })
    };
    "map_keys"(Map; 0) -> Texts, |a| {
        let held = text(a, 0);
        let names = members(&held).into_iter().map(|(name, _)| Value::String(name.into_owned()));
        Ok(Cell::Text(Value::Array(names.collect()).to_string()))
    };
    "map_values"(Map; 0) -> Texts, |a| {
        let held = text(a, 0);
        let values = members(&held).into_iter().map(|(_, value)| match raw_in_map(value.get()) {
            Cell::Null => Value::Null,
            cell => Value::String(cell.shown()),
        });
        Ok(Cell::Text(Value::Array(values.collect()).to_string()))
    };
    "quoted_of"(Text; 0) -> Json, |a| Ok(Cell::Text(Value::String(text(a, 0)).to_string()));
    "repeated"(Any, Whole, Whole; 0) -> Texts, |a| {
        let times = usize::try_from(whole(a, 1)).ok().filter(|times| *times <= REPEATED);
        let times = times.ok_or_else(|| {
            format!("count argument of repeat function must be from 0 to {REPEATED}")
        })?;
        let item = match &a[0] {
            Cell::Text(held) if whole(a, 2) == 1 => held.clone(),
            Cell::Text(held) => Value::String(held.clone()).to_string(),
            other => other.shown(),
        };
        if item.len().saturating_mul(times) > LONGEST {
            return Err("The list is too long".to_owned());
        }
        Ok(Cell::Text(format!("[{}]", vec![item; times].join(","))))
    };
    "text_of"(Any; 0) -> Text, |a| Ok(Cell::Text(match &a[0] {
        // A scalar in JSON is shown without its quotes.
        Cell::Text(held) => match serde_json::from_str(held) {
            Ok(Value::String(text)) => text,
            _ => held.clone(),
        },
        other => other.shown(),
    }));
    "value_of"(Map, Text; 0) -> Text, |a| {
        let (held, name) = (text(a, 0), text(a, 1));
        Ok(member(&held, &name).map_or(Cell::Null, raw_in_map))
    };
    "value_that_is"(Map, Text; 0) -> Text, |a| {
        let (held, name) = (text(a, 0), text(a, 1));
        let found = member(&held, &name).map(raw_in_map);
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

/// What lies one level deep in a document, which may go on however deeply.
#[derive(Debug)]
enum Level<'t> {
    Items(Vec<&'t RawValue>),
    Members(Vec<(Cow<'t, str>, &'t RawValue)>),
    Scalar,
}

impl<'t> Level<'t> {
    /// Reads a document; `None` if it is none.
    fn of(text: &'t str) -> Option<Self> {
        let text = text.trim_start();
        match text.bytes().next()? {
            b'[' => serde_json::from_str(text).ok().map(Self::Items),
            b'{' => {
                let Members(members) = serde_json::from_str(text).ok()?;
                Some(Self::Members(members))
            }
            _ => serde_json::from_str::<&RawValue>(text).ok().map(|_| Self::Scalar),
        }
    }
}

/// The members of an object, in their order.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de: 't, 't> Deserialize<'de> for Members<'t> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(Name(name)) = map.next_key()? {
                    members.push((name, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(Reader)
    }
}

/// A name that is borrowed where it has no escapes.
#[derive(Deserialize)]
#[serde(transparent)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

fn members(text: &str) -> Vec<(Cow<'_, str>, &RawValue)> {
    match Level::of(text) {
        Some(Level::Members(members)) => members,
        _ => Vec::new(),
    }
}

/// Returns the member of a name; of several, the last.
fn member<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    let found = members(text).into_iter().rfind(|(member, _)| member == name);
    found.map(|(_, value)| value.get())
}

/// Returns a document as Trino writes it; one that is too deep to be taken apart, without white space.
fn plain(raw: &str) -> String {
    serde_json::from_str::<Value>(raw).map_or_else(|_| squeeze(raw), |value| value.to_string())
}

/// Returns a value of a map, which is a text.
fn raw_in_map(raw: &str) -> Cell {
    match raw.bytes().next() {
        Some(b'[' | b'{') => Cell::Text(plain(raw)),
        _ => in_map(&serde_json::from_str(raw).unwrap_or_default()),
    }
}

fn item(a: &[Cell]) -> Result<Cell, String> {
    let held = text(a, 0);
    let items = match Level::of(&held) {
        Some(Level::Items(items)) => items,
        _ => Vec::new(),
    };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let place = match whole(a, 1) {
        0 => return Err("SQL array indices start at 1".to_owned()),
        place if place < 0 => length.saturating_add(place),
        place => place - 1,
    };
    let found = usize::try_from(place).ok().and_then(|place| items.get(place));
    Ok(found.map_or(Cell::Null, |found| of_raw(found.get())))
}

/// Returns the field of a row, whose name may be in any case.
fn field(row: &str, name: &str) -> Cell {
    let found = members(row).into_iter().find(|(member, _)| member.eq_ignore_ascii_case(name));
    found.map_or(Cell::Null, |(_, value)| of_raw(value.get()))
}

fn of_raw(raw: &str) -> Cell {
    match raw.bytes().next() {
        Some(b'[' | b'{') => Cell::Text(plain(raw)),
        _ => of_value(&serde_json::from_str(raw).unwrap_or_default()),
    }
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
fn at_path<'t>(text: &'t str, path: &str) -> Result<Option<&'t str>, String> {
    let wrong = || format!("Invalid JSON path: '{path}'");
    let mut rest = path.strip_prefix('$').ok_or_else(wrong)?;
    let mut found = serde_json::from_str::<&RawValue>(text.trim()).ok().map(RawValue::get);
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let name = &after[..end];
            if name.is_empty() {
                return Err(wrong());
            }
            found = found.and_then(|value| member(value, name));
            rest = &after[end..];
        } else if let Some(after) = rest.strip_prefix('[') {
            let (inner, after) = after.split_once(']').ok_or_else(wrong)?;
            found = if let Ok(place) = inner.parse::<usize>() {
                found.and_then(|value| match Level::of(value) {
                    Some(Level::Items(items)) => items.get(place).map(|item| item.get()),
                    _ => None,
                })
            } else {
                let quoted = |quote: char| inner.strip_prefix(quote)?.strip_suffix(quote);
                let name = quoted('"').or_else(|| quoted('\'')).ok_or_else(wrong)?;
                found.and_then(|value| member(value, name))
            };
            rest = after;
        } else {
            return Err(wrong());
        }
    }
    Ok(found.filter(|found| *found != "null"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deep_is_found_as_what_is_not() {
        let deep = format!("{}1{}", "[".repeat(200_000), "]".repeat(200_000));
        let held = format!(r#"{{"a": {deep}, "b": "x"}}"#);
        let run = |name: &str, more: Cell| {
            let function = super::super::of(name).unwrap();
            function.call(&[Cell::Text(held.clone()), more][..function.takes.len()])
        };
        let path = |path: &str| Cell::Text(path.to_owned());
        assert_eq!(run("cardinality", Cell::Null), Ok(Cell::Whole(2)));
        assert_eq!(run("map_keys", Cell::Null), Ok(path(r#"["a","b"]"#)));
        assert_eq!(run("value_of", path("b")), Ok(path("x")));
        assert_eq!(run("value_of", path("a")), Ok(path(&deep)));
        assert_eq!(run("json_extract", path("$.a")), Ok(path(&deep)));
        assert_eq!(run("json_extract_scalar", path("$.a[0]")), Ok(Cell::Null));
        let inner = run("json_extract", path("$.a[0]")).unwrap();
        let length = |cell: &Cell| {
            super::super::of("json_array_length").unwrap().call(std::slice::from_ref(cell))
        };
        assert_eq!(length(&inner), Ok(Cell::Whole(1)));
    }

    #[test]
    fn items_of_json_are_counted_from_both_ends() {
        let get = |place| {
            let a = [Cell::Text(r#"[1, "b", null, {"c": 2}]"#.to_owned()), Cell::Whole(place)];
            super::super::of("json_array_get").unwrap().call(&a).unwrap().shown()
        };
        assert_eq!([get(0), get(1), get(3), get(-1)], ["1", r#""b""#, r#"{"c":2}"#, r#"{"c":2}"#]);
        assert_eq!([get(2), get(4), get(-5)], ["", "", ""]);
    }

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
