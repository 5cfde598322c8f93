//! The functions of the language: what they take and give, and what they do.
//!
//! A function of one `NULL` gives `NULL`, as in Trino; those that do not, such as `coalesce`, are part
//! of the language and are translated by themselves.
//!
//! Source: Trino documentation, "Functions and operators".

pub(super) mod date;
pub(super) mod json;
mod number;
mod text;

use super::Cell;
use super::kind::Kind;

/// What a function takes in a place.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Takes {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A whole number.
    Whole,
    /// A point in time or a day.
    Time,
    /// JSON, or a text that is to be read as JSON.
    Json,
    /// A list.
    List,
    /// A map.
    Map,
    /// A list, a map or JSON.
    Collection,
    /// What can be shown as a text.
    Shown,
    /// Anything.
    Any,
}

/// What a function gives.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Gives {
    Text,
    Whole,
    Number,
    Truth,
    Time,
    Day,
    Json,
    Texts,
    /// What its first argument is.
    First,
    /// What its third argument is.
    Third,
    /// An item of the list in its first argument.
    Item,
}

/// A function.
pub(super) struct Function {
    pub(super) name: &'static str,
    pub(super) takes: &'static [Takes],
    /// How many at the end may be left out.
    pub(super) optional: usize,
    /// Whether the last may come again and again.
    pub(super) repeats: bool,
    pub(super) gives: Gives,
    pub(super) run: fn(&[Cell]) -> Result<Cell, String>,
}

/// Returns all functions.
pub(super) fn all() -> impl Iterator<Item = &'static Function> {
    [text::FUNCTIONS, number::FUNCTIONS, date::FUNCTIONS, json::FUNCTIONS].into_iter().flatten()
}

/// Returns the function of a name.
pub(super) fn of(name: &str) -> Option<&'static Function> {
    let name = match name {
        "substring" => "substr",
        "ceil" => "ceiling",
        "power" => "pow",
        "dow" => "day_of_week",
        "doy" => "day_of_year",
        "day_of_month" => "day",
        other => other,
    };
    all().find(|function| function.name == name)
}

impl Function {
    /// Returns how many arguments it takes at least and at most.
    pub(super) const fn arity(&self) -> (usize, usize) {
        let most = if self.repeats { 100 } else { self.takes.len() };
        (self.takes.len() - self.optional, most)
    }

    /// Returns what it takes in a place.
    pub(super) fn takes_at(&self, place: usize) -> Takes {
        let last = self.takes.len().saturating_sub(1);
        self.takes.get(place.min(last)).copied().unwrap_or(Takes::Any)
    }

    /// Runs it.
    pub(super) fn call(&self, arguments: &[Cell]) -> Result<Cell, String> {
        if arguments.iter().any(Cell::is_null) {
            return Ok(Cell::Null);
        }
        (self.run)(arguments)
    }
}

impl Takes {
    /// Returns whether a type can be taken.
    pub(super) fn accepts(self, kind: &Kind) -> bool {
        if *kind == Kind::Unknown {
            return true;
        }
        match self {
            Self::Any => true,
            Self::Text => *kind == Kind::Varchar,
            Self::Number => kind.is_number(),
            Self::Whole => *kind == Kind::Bigint,
            Self::Time => matches!(kind, Kind::Timestamp | Kind::Date),
            Self::Json => matches!(kind, Kind::Json | Kind::Varchar),
            Self::List => matches!(kind, Kind::Array(_)),
            Self::Map => *kind == Kind::Map,
            Self::Collection => matches!(kind, Kind::Array(_) | Kind::Map | Kind::Json),
            Self::Shown => !kind.is_structured(),
        }
    }

    /// Returns its name, for messages.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Text | Self::Shown => "varchar",
            Self::Number => "a number",
            Self::Whole => "bigint",
            Self::Time => "timestamp",
            Self::Json => "json",
            Self::List => "array",
            Self::Map => "map",
            Self::Collection => "array or map",
            Self::Any => "anything",
        }
    }
}

/// Returns an argument as text.
pub(super) fn text(arguments: &[Cell], place: usize) -> String {
    arguments.get(place).map(Cell::shown).unwrap_or_default()
}

/// Returns an argument as a whole number.
pub(super) fn whole(arguments: &[Cell], place: usize) -> i64 {
    match arguments.get(place) {
        Some(Cell::Whole(number)) => *number,
        #[expect(clippy::cast_possible_truncation, reason = "a number too large is the largest")]
        Some(Cell::Number(number)) => *number as i64,
        Some(Cell::Text(text)) => text.trim().parse().unwrap_or_default(),
        _ => 0,
    }
}

/// Returns an argument as a number.
pub(super) fn number(arguments: &[Cell], place: usize) -> f64 {
    match arguments.get(place) {
        #[expect(clippy::cast_precision_loss, reason = "what doubles are like")]
        Some(Cell::Whole(number)) => *number as f64,
        Some(Cell::Number(number)) => *number,
        Some(Cell::Text(text)) => text.trim().parse().unwrap_or_default(),
        _ => 0.0,
    }
}

/// Makes a table of functions: name, what it takes, how many may be left out, what it gives.
macro_rules! functions {
    ($($name:literal($($takes:ident),*; $optional:literal $($repeats:ident)?) -> $gives:ident, $run:expr;)*) => {
        &[$($crate::services::cloudtrail::lake::sql::function::Function {
            name: $name,
            takes: &[$($crate::services::cloudtrail::lake::sql::function::Takes::$takes),*],
            optional: $optional,
            repeats: $crate::services::cloudtrail::lake::sql::function::functions!(@ $($repeats)?),
            gives: $crate::services::cloudtrail::lake::sql::function::Gives::$gives,
            run: $run,
        }),*]
    };
    (@) => { false };
    (@ repeats) => { true };
}
use functions;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_function_panics_whatever_it_is_given() {
        let texts = [
            "",
            "a",
            "é🙂",
            "$.a[0]",
            "2024-02-30",
            "2024-02-29 23:59:59.999",
            "%",
            "(",
            "{}",
            "[1,",
        ];
        let numbers = [i64::MIN, -1, 0, 1, 70, i64::MAX];
        let mut cells: Vec<Cell> = texts.iter().map(|t| Cell::Text((*t).to_owned())).collect();
        cells.extend(numbers.iter().map(|number| Cell::Whole(*number)));
        cells.extend([f64::MIN, 0.5, f64::NAN, f64::INFINITY].map(Cell::Number));
        for function in all() {
            let (least, most) = function.arity();
            for count in least..=most.min(3) {
                for first in &cells {
                    for second in &cells {
                        for third in [&cells[1], &cells[5], &cells[10]] {
                            let all = [first.clone(), second.clone(), third.clone()];
                            let _ = function.call(&all[..count]);
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn each_name_is_there_once() {
        let mut names: Vec<_> = all().map(|function| function.name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
