//! Which part of a date is the year, the month and the day.

use chrono::{Datelike, Days, NaiveDate};

use super::Reader;

/// A part of a date.
#[derive(Clone, Copy)]
pub(super) struct Part {
    pub(super) number: u32,
    pub(super) kind: Kind,
}

#[derive(Clone, Copy, Eq, PartialEq)]
pub(super) enum Kind {
    Month,
    Open,
    Year,
}

impl Reader<'_> {
    /// Returns the date if all of it is said.
    pub(super) fn in_order(&self) -> Option<NaiveDate> {
        let [first, second, third] = *self.date.as_slice() else { return None };
        let at = |kind| self.place(kind);
        // Without a year of three or more digits, which part is the year hangs on the century.
        let year = at(Kind::Year)?;
        if self.is_twice(Kind::Year) || self.is_twice(Kind::Month) {
            return None;
        }
        let (first, second, third) = (first.number, second.number, third.number);
        let (year, month, day) = match (at(Kind::Month), year) {
            (Some(month), year) => {
                let day = 3 - month - year;
                (self.date[year].number, self.date[month].number, self.date[day].number)
            }
            (None, 0) => (first, second, third),
            (None, 1) => return None,
            (None, _) if first > 12 => (third, second, first),
            (None, _) => (third, first, second),
        };
        NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
    }

    fn place(&self, kind: Kind) -> Option<usize> {
        self.date.iter().position(|part| part.kind == kind)
    }

    fn is_twice(&self, kind: Kind) -> bool {
        self.date.iter().filter(|part| part.kind == kind).count() > 1
    }

    /// Returns the date, with what is left out from a day; `None` if nothing at all is said.
    pub(super) fn on(&self, today: NaiveDate) -> Option<NaiveDate> {
        if let Some(date) = self.in_order() {
            return Some(date);
        }
        if self.is_twice(Kind::Year) || self.is_twice(Kind::Month) {
            return None;
        }
        let timed = self.hour.is_some() || self.timed || self.offset.is_some() || self.zone;
        if self.date.is_empty() && !timed && self.weekday.is_none() {
            return None;
        }
        let (year, month, day) = self.said()?;
        let certain = self.place(Kind::Year).is_some();
        let year = match year {
            Some(year) if year < 100 && !certain => in_century(year, today.year())?,
            Some(year) => i32::try_from(year).ok()?,
            None => today.year(),
        };
        let month = month.unwrap_or(today.month());
        let last = (28..=31).rev().find_map(|day| NaiveDate::from_ymd_opt(year, month, day))?;
        let date = match day {
            Some(day) => NaiveDate::from_ymd_opt(year, month, day)?,
            None => last.with_day(today.day().min(last.day()))?,
        };
        let (None, Some(weekday)) = (day, self.weekday) else { return Some(date) };
        let days = (weekday + 7 - date.weekday().num_days_from_monday()) % 7;
        date.checked_add_days(Days::new(days.into()))
    }

    /// Returns year, month and day as far as they are said.
    fn said(&self) -> Option<(Option<u32>, Option<u32>, Option<u32>)> {
        let year = self.place(Kind::Year);
        let month = self.place(Kind::Month);
        let numbers: Vec<u32> = self.date.iter().map(|part| part.number).collect();
        let other =
            |number: u32| if number > 31 { (Some(number), None) } else { (None, Some(number)) };
        Some(match (numbers.as_slice(), month) {
            ([], _) => (None, None, None),
            ([only], Some(_)) => (None, Some(*only), None),
            ([only], None) if year.is_some() => (Some(*only), None, None),
            ([only], None) => {
                let (year, day) = other(*only);
                (year, None, day)
            }
            ([_, _], Some(month)) => {
                let rest = numbers[1 - month];
                let (number, day) = if year.is_some() { (Some(rest), None) } else { other(rest) };
                (number, Some(numbers[month]), day)
            }
            ([first, second], None) if *first > 31 => (Some(*first), Some(*second), None),
            ([first, second], None) if *second > 31 => (Some(*second), Some(*first), None),
            ([first, second], None) => (None, Some(*first), Some(*second)),
            ([first, second, third], Some(place)) => {
                let (year, day) = match place {
                    0 if *second > 31 => (*second, *third),
                    0 => (*third, *second),
                    1 if *first > 31 => (*first, *third),
                    1 => (*third, *first),
                    _ if *second > 31 => (*second, *first),
                    _ => (*first, *second),
                };
                (Some(year), Some(numbers[place]), Some(day))
            }
            ([first, second, third], None) if *first > 31 || year == Some(0) => {
                (Some(*first), Some(*second), Some(*third))
            }
            ([first, second, third], None) if *first > 12 => {
                (Some(*third), Some(*second), Some(*first))
            }
            ([first, second, third], None) => (Some(*third), Some(*first), Some(*second)),
            _ => return None,
        })
    }
}

/// Returns a year of two digits in the century that brings it nearest to this year.
fn in_century(year: u32, this: i32) -> Option<i32> {
    let year = i32::try_from(year).ok()? + this / 100 * 100;
    Some(if year >= this + 50 {
        year - 100
    } else if year < this - 50 {
        year + 100
    } else {
        year
    })
}

/// Returns the month of a name.
pub(super) fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_lowercase();
    let is_named = |month: &&str| **month == word || month[..3] == word;
    let place = MONTHS.iter().position(is_named).or((word == "sept").then_some(8));
    place.and_then(|place| u32::try_from(place + 1).ok())
}
