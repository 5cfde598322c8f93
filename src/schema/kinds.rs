//! The kinds of values of which structures are made.

use std::collections::BTreeMap;

use data_encoding::BASE64;

use super::{Described, Mismatch, Schema, Shape};
use crate::time::{Timestamp, text};
use crate::value::pretty::{PrettyLists, Printer};
use crate::value::{Value, number};

impl Described for String {
    const SCHEMA: Schema = Schema::String;
}

impl Shape for String {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_str().map(Self::from).ok_or_else(|| Mismatch::new("text", value))
    }

    fn write(self) -> Value {
        Value::from(self)
    }

    fn print(&self, to: Printer<'_>) {
        to.text(self);
    }
}

impl Described for bool {
    const SCHEMA: Schema = Schema::Boolean;
}

impl Shape for bool {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_bool().ok_or_else(|| Mismatch::new("true or false", value))
    }

    fn write(self) -> Value {
        Value::from(self)
    }

    fn print(&self, to: Printer<'_>) {
        to.bare(self);
    }
}

impl Described for i32 {
    const SCHEMA: Schema = Schema::Integer;
}

impl Shape for i32 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let number = value.as_i64().and_then(|number| Self::try_from(number).ok());
        number.ok_or_else(|| Mismatch::new("a whole number of 32 bits", value))
    }

    fn write(self) -> Value {
        Value::from(self)
    }

    fn print(&self, to: Printer<'_>) {
        to.bare(self);
    }
}

impl Described for i64 {
    const SCHEMA: Schema = Schema::Long;
}

impl Shape for i64 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        value.as_i64().ok_or_else(|| Mismatch::new("a whole number", value))
    }

    fn write(self) -> Value {
        Value::from(self)
    }

    fn print(&self, to: Printer<'_>) {
        to.bare(self);
    }
}

impl Described for f64 {
    const SCHEMA: Schema = Schema::Double;
}

impl Shape for f64 {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        number::read(value).ok_or_else(|| Mismatch::new("a number", value))
    }

    fn write(self) -> Value {
        number::document(self)
    }

    fn print(&self, to: Printer<'_>) {
        to.value(&number::document(*self));
    }
}

/// Bytes, which are base64 in a document.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Blob(pub Vec<u8>);

impl Described for Blob {
    const SCHEMA: Schema = Schema::Blob;
}

impl Shape for Blob {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let bytes = value.as_str().and_then(|text| BASE64.decode(text.as_bytes()).ok());
        bytes.map(Self).ok_or_else(|| Mismatch::new("base64", value))
    }

    fn write(self) -> Value {
        Value::from(BASE64.encode(&self.0))
    }

    fn print(&self, to: Printer<'_>) {
        to.text(&BASE64.encode(&self.0));
    }
}

impl Described for Timestamp {
    const SCHEMA: Schema = Schema::Timestamp;
}

/// A time is written as seconds since 1970, whole where it is, and read in every spelling.
impl Shape for Timestamp {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let time = match value {
            Value::Number(number) => number.as_f64().and_then(text::from_epoch),
            Value::String(spelling) => text::parse_parameter(spelling),
            _ => None,
        };
        time.ok_or_else(|| Mismatch::new("a time", value))
    }

    #[expect(clippy::cast_precision_loss, reason = "milliseconds until year 9999 are below 2^52")]
    fn write(self) -> Value {
        if self.millis() % 1_000 == 0 {
            Value::from(self.secs())
        } else {
            Value::from(self.millis() as f64 / 1_000.0)
        }
    }

    fn print(&self, to: Printer<'_>) {
        to.text(&text::output(*self));
    }
}

impl<T: Described> Described for Vec<T> {
    const SCHEMA: Schema = Schema::List(&T::SCHEMA);
}

impl<T: Shape> Shape for Vec<T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let items = value.as_array().ok_or_else(|| Mismatch::new("a list", value))?;
        items.iter().map(T::read).collect()
    }

    fn write(self) -> Value {
        self.into_iter().map(T::write).collect()
    }

    fn print(&self, to: Printer<'_>) {
        let mut items = to.list();
        for item in self {
            item.print(items.item());
        }
        items.close();
    }

    fn move_items(&mut self, name: &str, lists: &mut PrettyLists) {
        if lists.extend(name, &*self, T::print) {
            self.clear();
        }
    }
}

impl<T: Described> Described for BTreeMap<String, T> {
    const SCHEMA: Schema = Schema::Map(&T::SCHEMA);
}

impl<T: Shape> Shape for BTreeMap<String, T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        let members = value.as_object().ok_or_else(|| Mismatch::new("a map", value))?;
        members.iter().map(|(name, value)| Ok((name.clone(), T::read(value)?))).collect()
    }

    fn write(self) -> Value {
        self.into_iter().map(|(name, value)| (name, value.write())).collect()
    }

    fn print(&self, to: Printer<'_>) {
        let mut members = to.object();
        for (name, value) in self {
            value.print(members.member(name));
        }
        members.close();
    }
}

/// A member that need not be there.
impl<T: Described> Described for Option<T> {
    const SCHEMA: Schema = T::SCHEMA;
    const REQUIRED: bool = false;
}

impl<T: Shape> Shape for Option<T> {
    fn read(value: &Value) -> Result<Self, Mismatch> {
        T::read(value).map(Some)
    }

    fn write(self) -> Value {
        self.map_or(Value::Null, T::write)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn print(&self, to: Printer<'_>) {
        match self {
            Some(value) => value.print(to),
            None => to.value(&Value::Null),
        }
    }

    fn is_absent(&self) -> bool {
        self.as_ref().is_none_or(T::is_absent)
    }

    fn move_items(&mut self, name: &str, lists: &mut PrettyLists) {
        if let Some(list) = self {
            list.move_items(name, lists);
        }
    }
}
