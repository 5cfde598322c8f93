//! The types of Trino, and how they are spelled in the schemas of event data stores.

use std::fmt;

/// A type.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// What `NULL` is.
    Unknown,
    /// True or false; kept as 1 or 0.
    Boolean,
    /// A whole number.
    Bigint,
    /// A number.
    Double,
    /// Text.
    Varchar,
    /// A point in time; kept as `2024-01-01 00:00:00.000`.
    Timestamp,
    /// A day; kept as `2024-01-01`.
    Date,
    /// A document of JSON; kept as its text.
    Json,
    /// A list; kept as JSON.
    Array(Box<Self>),
    /// A map of texts to texts; kept as JSON.
    Map,
    /// Fields with names; kept as JSON.
    Row(Vec<(String, Self)>),
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => f.write_str("unknown"),
            Self::Boolean => f.write_str("boolean"),
            Self::Bigint => f.write_str("bigint"),
            Self::Double => f.write_str("double"),
            Self::Varchar => f.write_str("varchar"),
            Self::Timestamp => f.write_str("timestamp(3)"),
            Self::Date => f.write_str("date"),
            Self::Json => f.write_str("json"),
            Self::Array(item) => write!(f, "array({item})"),
            Self::Map => f.write_str("map(varchar, varchar)"),
            Self::Row(fields) => {
                let fields: Vec<_> =
                    fields.iter().map(|(name, kind)| format!("{name} {kind}")).collect();
                write!(f, "row({})", fields.join(", "))
            }
        }
    }
}

impl Kind {
    /// Returns whether values of it are numbers.
    pub(super) const fn is_number(&self) -> bool {
        matches!(self, Self::Bigint | Self::Double)
    }

    /// Returns whether values of it are kept as JSON.
    pub const fn is_structured(&self) -> bool {
        matches!(self, Self::Array(_) | Self::Map | Self::Row(_) | Self::Json)
    }

    /// Returns the field of a name, in whatever case.
    pub(super) fn field(&self, name: &str) -> Option<&(String, Self)> {
        match self {
            Self::Row(fields) => fields.iter().find(|(field, _)| field.eq_ignore_ascii_case(name)),
            _ => None,
        }
    }

    /// Reads a type as schemas spell it: `struct<a:string,b:array<string>>`.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let inner = |name: &str| text.strip_prefix(name)?.strip_prefix('<')?.strip_suffix('>');
        if let Some(fields) = inner("struct") {
            return fields_of(fields).map(Self::Row);
        }
        if let Some(item) = inner("array") {
            return Self::parse(item).map(|item| Self::Array(Box::new(item)));
        }
        if inner("map").is_some() {
            return Some(Self::Map);
        }
        Some(match text {
            "string" => Self::Varchar,
            "boolean" => Self::Boolean,
            "timestamp" => Self::Timestamp,
            "bigint" | "int" => Self::Bigint,
            "double" => Self::Double,
            _ => return None,
        })
    }
}

/// Reads fields with commas between them; those inside of `<` and `>` belong to a field.
pub(super) fn fields_of(text: &str) -> Option<Vec<(String, Kind)>> {
    let mut fields = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    let mut parts = Vec::new();
    for (place, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.checked_sub(1)?,
            ',' if depth == 0 => {
                parts.push(&text[start..place]);
                start = place + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    for part in parts {
        let (name, kind) = part.trim().split_once(':')?;
        fields.push((name.to_owned(), Kind::parse(kind)?));
    }
    Some(fields)
}
