//! The sections of a table: what of a document stands in which box.
//!
//! | a list or object           | is a section of                                                   |
//! |----------------------------|-------------------------------------------------------------------|
//! | object                     | its single values in a row, under their names if they are several |
//! | list of objects            | a row for each, under the names of all their single values        |
//! | other list                 | a row for each item                                               |
//!
//! What is neither becomes a section one deeper, and a list of objects that have such members begins its
//! section anew for each. What is empty has no section.
//!
//! Source: facts, "AWS CLI", d.5.

use std::collections::BTreeSet;

use crate::schema::check::{python, python_type};
use crate::value::{Object, Value};

use super::wide::columns;

/// A box.
#[derive(Debug, Default)]
pub(super) struct Section {
    pub(super) title: Option<String>,
    /// How many boxes it lies in.
    pub(super) indent: usize,
    pub(super) headers: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// The columns that each column's longest text takes.
    pub(super) widths: Vec<usize>,
    /// How many cells each row has, once it is known.
    cells: Option<usize>,
}

impl Section {
    /// Turns a section of one row: a row for each name and its value.
    pub(super) fn turn(&mut self) {
        if self.rows.len() != 1 || self.headers.is_empty() {
            return;
        }
        let headers = std::mem::take(&mut self.headers);
        let row = self.rows.pop().unwrap_or_default();
        self.rows = headers.into_iter().zip(row).map(|(name, cell)| vec![name, cell]).collect();
        let widest = |place: usize| self.rows.iter().map(|row| columns(&row[place])).max();
        self.widths = vec![widest(0).unwrap_or(0), widest(1).unwrap_or(0)];
    }

    fn add_headers(&mut self, headers: &[&str]) -> Result<(), String> {
        let headers: Vec<String> = headers.iter().map(|name| (*name).to_owned()).collect();
        self.widen(&headers)?;
        self.cells.get_or_insert(headers.len());
        self.headers = headers;
        Ok(())
    }

    fn add_row(&mut self, row: Vec<String>) -> Result<(), String> {
        let cells = *self.cells.get_or_insert(row.len());
        if row.len() != cells {
            let has = row.len();
            return Err(format!("Row should have {cells} elements, instead it has {has}"));
        }
        self.widen(&row)?;
        self.rows.push(row);
        Ok(())
    }

    fn widen(&mut self, row: &[String]) -> Result<(), String> {
        if self.widths.is_empty() {
            self.widths = row.iter().map(|text| columns(text)).collect();
        }
        if row.len() > self.widths.len() {
            return Err("list index out of range".to_owned());
        }
        for (width, text) in self.widths.iter_mut().zip(row) {
            *width = columns(text).max(*width);
        }
        Ok(())
    }
}

/// Returns the sections of a document.
///
/// Fails with Python's sentence for lists whose items do not have the same form.
pub(super) fn sections(title: &str, document: &Value) -> Result<Vec<Section>, String> {
    let mut sections = Sections(Vec::new());
    sections.add(Some(title), document, 0)?;
    Ok(sections.0)
}

struct Sections(Vec<Section>);

impl Sections {
    fn add(&mut self, title: Option<&str>, value: &Value, indent: usize) -> Result<(), String> {
        if is_falsy(value) {
            return Ok(());
        }
        if title.is_some() {
            self.begin(title, indent);
        }
        match value {
            Value::Object(members) => self.add_object(members, indent),
            Value::Array(items) if items.first().is_some_and(Value::is_object) => {
                self.add_objects(title, items, indent)
            }
            Value::Array(items) => items.iter().try_for_each(|item| self.add_item(item)),
            _ => Ok(()),
        }
    }

    fn begin(&mut self, title: Option<&str>, indent: usize) {
        let title = title.map(str::to_owned);
        self.0.push(Section { title, indent, ..Section::default() });
    }

    fn last(&mut self) -> &mut Section {
        self.0.last_mut().expect("the document begins a section before anything is in one")
    }

    fn add_object(&mut self, members: &Object, indent: usize) -> Result<(), String> {
        let mut names = Names::default();
        names.add(members);
        let singles: Vec<&str> = names.singles.into_iter().collect();
        let row = singles.iter().map(|name| python(&members[*name])).collect();
        match singles.as_slice() {
            [] => {}
            [name] => self.last().add_row(vec![(*name).to_owned(), python(&members[*name])])?,
            names => {
                self.last().add_headers(names)?;
                self.last().add_row(row)?;
            }
        }
        let mut deeper = names.deeper.into_iter();
        deeper.try_for_each(|name| self.add(Some(name), &members[name], indent + 1))
    }

    fn add_objects(
        &mut self,
        title: Option<&str>,
        items: &[Value],
        indent: usize,
    ) -> Result<(), String> {
        let mut names = Names::default();
        for item in items {
            match item {
                Value::Object(members) => names.add(members),
                // In Python, what is empty has no members; its fault is told once one is asked for.
                Value::Array(_) | Value::String(_) if is_falsy(item) => {}
                other => return Err(no_object(other)),
            }
        }
        let singles: Vec<&str> = names.singles.into_iter().collect();
        self.last().add_headers(&singles)?;
        for (place, item) in items.iter().enumerate() {
            if place > 0 && !names.deeper.is_empty() {
                self.begin(title, indent);
                self.last().add_headers(&singles)?;
            }
            if !item.is_object() && !singles.is_empty() {
                return Err(format!("'{}' object has no attribute 'get'", python_type(item)));
            }
            let cell = |name: &&str| item.get(*name).map(python).unwrap_or_default();
            self.last().add_row(singles.iter().map(cell).collect())?;
            for name in &names.deeper {
                if let Some(value) = item.get(*name) {
                    self.add(Some(name), value, indent + 1)?;
                }
            }
        }
        Ok(())
    }

    fn add_item(&mut self, item: &Value) -> Result<(), String> {
        match item {
            Value::Array(items) if !items.iter().all(is_single) => self.add(None, item, 0),
            Value::Array(items) => self.last().add_row(items.iter().map(python).collect()),
            // Python goes through the names of an object as through the items of a list.
            Value::Object(members) => self.last().add_row(members.keys().cloned().collect()),
            single => self.last().add_row(vec![python(single)]),
        }
    }
}

/// The names of members, in order.
#[derive(Default)]
struct Names<'d> {
    singles: BTreeSet<&'d str>,
    deeper: BTreeSet<&'d str>,
}

impl<'d> Names<'d> {
    fn add(&mut self, members: &'d Object) {
        for (name, value) in members {
            if is_single(value) { &mut self.singles } else { &mut self.deeper }.insert(name);
        }
    }
}

fn is_single(value: &Value) -> bool {
    !value.is_array() && !value.is_object()
}

/// Returns whether Python takes a value for false.
fn is_falsy(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(truth) => !truth,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
    }
}

/// Returns what Python says of a value that stands among objects and is none.
fn no_object(value: &Value) -> String {
    match value {
        Value::String(_) => "string indices must be integers, not 'str'".to_owned(),
        Value::Array(items) => {
            // Python takes the items for names, and so for indices; true is 1.
            let fault = items.iter().find_map(|item| {
                let index = item.as_i64().or(item.as_bool().map(i64::from));
                let Some(index) = index else {
                    let kind = python_type(item);
                    return Some(format!("list indices must be integers or slices, not {kind}"));
                };
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let is_within = (-length..length).contains(&index);
                (!is_within).then(|| "list index out of range".to_owned())
            });
            fault.unwrap_or_else(|| "'list' object has no attribute 'get'".to_owned())
        }
        _ => format!("'{}' object is not iterable", python_type(value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_empty_has_no_section() {
        for document in [json!(null), json!(false), json!(0.0), json!(""), json!([]), json!({})] {
            assert!(sections("T", &document).unwrap().is_empty(), "{document}");
        }
        assert_eq!(sections("T", &json!({"a": []})).unwrap().len(), 1);
        assert_eq!(sections("T", &json!("x")).unwrap().len(), 1);
    }

    #[test]
    fn objects_that_have_deeper_members_begin_their_section_anew() {
        let document = json!([{"b": 1, "d": {"e": 1}}, {"a": 2}]);
        let sections = sections("T", &document).unwrap();
        let seen: Vec<_> = sections
            .iter()
            .map(|s| (s.title.as_deref(), s.indent, s.headers.join(" "), s.rows.clone()))
            .collect();
        let row = |cells: &[&str]| vec![cells.iter().map(|&cell| cell.to_owned()).collect()];
        let names = || "a b".to_owned();
        assert_eq!(
            seen,
            [
                (Some("T"), 0, names(), row(&["", "1"])),
                (Some("d"), 1, String::new(), row(&["e", "1"])),
                (Some("T"), 0, names(), row(&["2", ""])),
            ]
        );
    }

    #[test]
    fn lists_of_different_items_fail_as_in_python() {
        let cases = [
            (json!([{"a": 1}, "x"]), "string indices must be integers, not 'str'"),
            (json!([{"a": 1}, ""]), "'str' object has no attribute 'get'"),
            (json!([{"a": 1}, [], 1]), "'int' object is not iterable"),
            (json!([{"a": 1}, [true]]), "list index out of range"),
            (json!([{"a": 1}, [false, "x"]]), "list indices must be integers or slices, not str"),
            (json!([{"a": 1}, ["x"]]), "list indices must be integers or slices, not str"),
            (json!([[1], [1, 2]]), "Row should have 1 elements, instead it has 2"),
            (json!(["a", {"b": 1, "c": 2}]), "Row should have 1 elements, instead it has 2"),
            (json!(["a", [{"b": 1, "c": 2}]]), "list index out of range"),
        ];
        for (document, expected) in cases {
            assert_eq!(sections("T", &document).unwrap_err(), expected, "{document}");
        }
    }
}
