//! Taking columns out of an event without reading the rest of it.
//!
//! The columns of a table are a tree of names. A record is read once, from its beginning to its end;
//! what is not in the tree is passed over, and what is, is kept as it stands until its type is known.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::services::cloudtrail::lake::sql::{Cell, Kind, Path, Step, read_time};

/// The column that has the whole event.
const WHOLE: &str = "eventjson";

/// Takes columns out of events.
#[derive(Debug)]
pub(super) struct Extractor {
    tree: Branch,
    kinds: Vec<Kind>,
    /// The columns that have the whole event.
    whole: Vec<usize>,
}

#[derive(Debug, Default)]
struct Branch {
    /// The columns that have all that lies here.
    columns: Vec<usize>,
    /// Fields, whose names may be in any case, and keys.
    below: Vec<(Step, Branch)>,
}

impl Extractor {
    pub(super) fn new(columns: &[(Path, Kind)]) -> Self {
        let mut tree = Branch::default();
        let mut whole = Vec::new();
        for (column, (path, _)) in columns.iter().enumerate() {
            if matches!(path.as_slice(), [Step::Field(name)] if name == WHOLE) {
                whole.push(column);
                continue;
            }
            let mut branch = &mut tree;
            for step in path {
                let place = branch.below.iter().position(|(known, _)| known == step);
                let place = place.unwrap_or_else(|| {
                    branch.below.push((step.clone(), Branch::default()));
                    branch.below.len() - 1
                });
                branch = &mut branch.below[place].1;
            }
            branch.columns.push(column);
        }
        Self { tree, kinds: columns.iter().map(|(_, kind)| kind.clone()).collect(), whole }
    }

    /// Returns the columns of an event; what is not there, or not of its type, is `NULL`.
    pub(super) fn row(&self, record: &str) -> Vec<Cell> {
        let mut found: Vec<Option<&str>> = vec![None; self.kinds.len()];
        if !self.tree.below.is_empty() {
            read(record, &self.tree, &mut found);
        }
        let mut cells: Vec<Cell> = found
            .iter()
            .zip(&self.kinds)
            .map(|(raw, kind)| raw.map_or(Cell::Null, |raw| cell(raw, kind)))
            .collect();
        for column in &self.whole {
            cells[*column] = Cell::Text(record.to_owned());
        }
        cells
    }
}

/// Reads the text of an object into what is found.
fn read<'r>(text: &'r str, branch: &Branch, found: &mut Vec<Option<&'r str>>) {
    let mut deserializer = serde_json::Deserializer::from_str(text);
    // A record that ends early has told what it has.
    let _ = Below { branch, found }.deserialize(&mut deserializer);
}

struct Below<'b, 'f, 'r> {
    branch: &'b Branch,
    found: &'f mut Vec<Option<&'r str>>,
}

impl<'r> DeserializeSeed<'r> for Below<'_, '_, 'r> {
    type Value = ();

    fn deserialize<D: Deserializer<'r>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'r> Visitor<'r> for Below<'_, '_, 'r> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<Cow<'r, str>>()? {
            let branch = self.branch.below.iter().find(|(step, _)| match step {
                Step::Field(field) => field.eq_ignore_ascii_case(&name),
                Step::Key(key) => *key == name,
            });
            match branch {
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
                Some((_, branch)) if branch.columns.is_empty() => {
                    map.next_value_seed(Below { branch, found: self.found })?;
                }
                Some((_, branch)) => {
                    let raw = map.next_value::<&'r RawValue>()?.get();
                    for column in &branch.columns {
                        self.found[*column] = Some(raw);
                    }
                    if !branch.below.is_empty() {
                        read(raw, branch, self.found);
                    }
                }
            }
        }
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E>(self, _: &str) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: serde::de::SeqAccess<'r>>(self, mut items: A) -> Result<(), A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

/// Returns a value of JSON as a value of a type.
fn cell(raw: &str, kind: &Kind) -> Cell {
    if raw == "null" {
        return Cell::Null;
    }
    let text = || -> Option<String> {
        let inner = raw.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') { serde_json::from_str(raw).ok() } else { Some(inner.to_owned()) }
    };
    match kind {
        Kind::Varchar | Kind::Unknown => Cell::Text(text().unwrap_or_else(|| raw.to_owned())),
        Kind::Timestamp | Kind::Date => {
            text().and_then(|text| read_time(&text)).map_or(Cell::Null, Cell::Text)
        }
        Kind::Boolean => match raw.trim_matches('"') {
            "true" => Cell::Whole(1),
            "false" => Cell::Whole(0),
            _ => Cell::Null,
        },
        Kind::Bigint => raw.trim_matches('"').parse().map_or(Cell::Null, Cell::Whole),
        Kind::Double => raw.trim_matches('"').parse().map_or(Cell::Null, Cell::Number),
        Kind::Array(_) if raw.starts_with('[') => Cell::Text(raw.to_owned()),
        Kind::Map | Kind::Row(_) if raw.starts_with('{') => Cell::Text(raw.to_owned()),
        Kind::Json => Cell::Text(raw.to_owned()),
        Kind::Array(_) | Kind::Map | Kind::Row(_) => Cell::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECORD: &str = r#"{"eventTime":"2024-01-01T09:05:00Z","eventName":"Put\"Object",
        "userIdentity":{"type":"IAMUser","sessionContext":{"attributes":{"mfaAuthenticated":"false"}}},
        "requestParameters":{"bucketName":"logs","key":{"a":[1,2]},"Count":3,"gone":null},
        "responseElements":null,"readOnly":false,"managementEvent":"true","resources":[{"ARN":"x"}]}"#;

    fn path(names: &str) -> Path {
        let step = |name: &str| match name.strip_prefix('\'') {
            Some(key) => Step::Key(key.to_owned()),
            None => Step::Field(name.to_owned()),
        };
        names.split('.').map(step).collect()
    }

    #[test]
    fn columns_are_taken_out_of_an_event() {
        let text = |text: &str| Cell::Text(text.to_owned());
        let list = Kind::Array(Box::new(Kind::Map));
        let cases = [
            ("eventname", Kind::Varchar, text("Put\"Object")),
            ("eventtime", Kind::Timestamp, text("2024-01-01 09:05:00.000")),
            (
                "useridentity.sessioncontext.attributes.mfaauthenticated",
                Kind::Varchar,
                text("false"),
            ),
            ("useridentity.type", Kind::Varchar, text("IAMUser")),
            ("requestparameters.'bucketName", Kind::Varchar, text("logs")),
            ("requestparameters.'bucketname", Kind::Varchar, Cell::Null),
            ("requestparameters.'key", Kind::Varchar, text(r#"{"a":[1,2]}"#)),
            ("requestparameters.'Count", Kind::Varchar, text("3")),
            ("requestparameters.'gone", Kind::Varchar, Cell::Null),
            ("responseelements", Kind::Map, Cell::Null),
            ("responseelements.'x", Kind::Varchar, Cell::Null),
            ("readonly", Kind::Boolean, Cell::Whole(0)),
            ("managementevent", Kind::Boolean, Cell::Whole(1)),
            ("resources", list, text(r#"[{"ARN":"x"}]"#)),
            ("nothing", Kind::Varchar, Cell::Null),
        ];
        let columns: Vec<(Path, Kind)> =
            cases.iter().map(|(names, kind, _)| (path(names), kind.clone())).collect();
        let row = Extractor::new(&columns).row(RECORD);
        for ((names, _, expected), found) in cases.iter().zip(&row) {
            assert_eq!(found, expected, "{names}");
        }
        let both = [
            (path("requestparameters"), Kind::Map),
            (path("requestparameters.'bucketName"), Kind::Varchar),
        ];
        let row = Extractor::new(&both).row(RECORD);
        assert!(
            matches!(&row[0], Cell::Text(map) if map.starts_with("{\"bucketName\"")),
            "{row:?}"
        );
        assert_eq!(row[1], text("logs"));
    }

    #[test]
    fn what_is_no_event_has_no_columns() {
        let extractor = Extractor::new(&[(path("eventname"), Kind::Varchar)]);
        for record in ["", "null", "[]", "3", "\"x\"", "{", "{\"eventName\"", &"[".repeat(1_000)] {
            assert_eq!(extractor.row(record), [Cell::Null], "{record}");
        }
        let whole = Extractor::new(&[(path("eventjson"), Kind::Varchar)]);
        assert_eq!(whole.row("{}"), [Cell::Text("{}".to_owned())]);
    }
}
