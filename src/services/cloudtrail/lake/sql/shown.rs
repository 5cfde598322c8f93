//! Values as the results of queries show them.
//!
//! | type            | shown                                         |
//! |-----------------|-----------------------------------------------|
//! | `NULL`          | an empty text                                 |
//! | boolean         | `true`, `false`                               |
//! | double          | `1.0`, `0.25`, `1.0E10`                       |
//! | timestamp       | `2024-01-01 00:00:00.000`                     |
//! | array           | `[a, b]`                                      |
//! | map and row     | `{name=value, other=null}`                    |

use serde_json::Value;

use super::Cell;
use super::kind::Kind;

/// Returns a value of a type as results show it.
pub fn shown(cell: &Cell, kind: &Kind) -> String {
    match (cell, kind) {
        (Cell::Null, _) => String::new(),
        (Cell::Whole(truth), Kind::Boolean) => (*truth != 0).to_string(),
        #[expect(clippy::cast_precision_loss, reason = "what doubles are like")]
        (Cell::Whole(whole), Kind::Double) => number(*whole as f64),
        (Cell::Text(text), Kind::Array(_) | Kind::Map | Kind::Row(_)) => {
            serde_json::from_str(text).map_or_else(|_| text.clone(), |value| nested(&value, kind))
        }
        (cell, _) => cell.shown(),
    }
}

/// Returns a number as Java shows one.
pub(super) fn number(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    if number != 0.0 && !(1e-3..1e7).contains(&number.abs()) {
        let text = format!("{number:E}");
        return match text.split_once('E') {
            Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
            _ => text,
        };
    }
    format!("{number:?}")
}

/// Returns JSON inside of an array, a map or a row.
fn nested(value: &Value, kind: &Kind) -> String {
    match (value, kind) {
        (Value::Null, _) => "null".to_owned(),
        (Value::Array(items), Kind::Array(item)) => {
            let items: Vec<String> = items.iter().map(|value| nested(value, item)).collect();
            format!("[{}]", items.join(", "))
        }
        (Value::Object(members), Kind::Row(fields)) => {
            let field = |(name, kind): &(String, Kind)| {
                let found = members.iter().find(|(member, _)| member.eq_ignore_ascii_case(name));
                format!("{name}={}", nested(found.map_or(&Value::Null, |(_, value)| value), kind))
            };
            format!("{{{}}}", fields.iter().map(field).collect::<Vec<_>>().join(", "))
        }
        (Value::Object(members), Kind::Map) => {
            let member = |(name, value): (&String, &Value)| {
                format!("{name}={}", nested(value, &Kind::Varchar))
            };
            format!("{{{}}}", members.iter().map(member).collect::<Vec<_>>().join(", "))
        }
        (Value::String(text), Kind::Timestamp) => match super::function::date::parse(text) {
            Some(millis) => super::function::date::time_text(millis),
            None => text.clone(),
        },
        (Value::String(text), _) => text.clone(),
        (other, _) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_by_their_types() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let row = Kind::parse("struct<type:string,arn:string,at:timestamp>").unwrap();
        let list = Kind::Array(Box::new(row.clone()));
        for (cell, kind, expected) in [
            (Cell::Null, Kind::Varchar, ""),
            (Cell::Whole(1), Kind::Boolean, "true"),
            (Cell::Whole(1), Kind::Bigint, "1"),
            (Cell::Number(2.0), Kind::Double, "2.0"),
            (Cell::Number(0.25), Kind::Double, "0.25"),
            (Cell::Number(1.5e10), Kind::Double, "1.5E10"),
            (Cell::Number(1e10), Kind::Double, "1.0E10"),
            (text(r#"{"a":"b","c":{"d":1},"e":null}"#), Kind::Map, r#"{a=b, c={"d":1}, e=null}"#),
            (text(r#"[{"ARN":"x"}]"#), list, "[{type=null, arn=x, at=null}]"),
            (
                text(r#"{"at":"2024-01-01T00:00:00Z"}"#),
                row,
                "{type=null, arn=null, at=2024-01-01 00:00:00.000}",
            ),
        ] {
            assert_eq!(shown(&cell, &kind), expected, "{cell:?}");
        }
    }
}
