//! Dates and times in the many spellings that the AWS CLI reads.
//!
//! | part     | spellings                                                                       |
//! |----------|---------------------------------------------------------------------------------|
//! | date     | `2024-01-02`, `2024/1/2`, `20240102`, `01/02/2024` (the month first, unless it is no month), `Jan 2, 2024`, `2-Jan-2024` |
//! | time     | `15`, `15:04`, `15:04:05`, with `.5` or `,5`, `150405`, `3pm`, `3:04 PM`, `15h4m5s` |
//! | offset   | `Z`, `UTC`, `GMT`, `+05:30`, `+0530`, `+05`; of `GMT+3` the sign means the opposite |
//! | both     | `20240102150405`                                                                |
//!
//! Names of weekdays and little words are passed over, and names of other zones are as if they were
//! UTC. A part of the date that is left out, or its century, is that of today, so that what such a text
//! means hangs on the day: [`spelled_on`] takes the day, and to [`spelled`] it is no time. A weekday
//! without a day is the next one, today if it is that.
//!
//! Source: facts, "AWS CLI", i; python-dateutil 2.9, which the AWS CLI asks.

mod date;

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use date::{Kind, Part, month};

/// What text spells: the time on the wall, and how far that is ahead of UTC.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Spelled {
    /// The time on the wall.
    pub wall: NaiveDateTime,
    /// The seconds that it is ahead of UTC, if that is said.
    pub offset: Option<i32>,
}

/// Returns what text spells on every day; `None` if that is no time.
pub fn spelled(text: &str) -> Option<Spelled> {
    let words = split(text);
    let reader = Reader::over(&words)?;
    reader.finish(reader.in_order()?)
}

/// Returns what text spells on a day; `None` if that is no time.
pub fn spelled_on(text: &str, today: NaiveDate) -> Option<Spelled> {
    let words = split(text);
    let reader = Reader::over(&words)?;
    reader.finish(reader.on(today)?)
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Word {
    Digits(String),
    Letters(String),
    Mark(char),
}

/// Splits text into runs of digits, runs of letters, and single marks.
fn split(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for c in text.chars() {
        // Digits of full width are digits.
        let c = match c {
            '\u{ff10}'..='\u{ff19}' => char::from_digit(c as u32 - 0xff10, 10).unwrap_or(c),
            other => other,
        };
        match (words.last_mut(), c) {
            (Some(Word::Digits(digits)), c) if c.is_ascii_digit() => digits.push(c),
            (Some(Word::Letters(letters)), c) if c.is_alphabetic() => letters.push(c),
            (_, c) if c.is_ascii_digit() => words.push(Word::Digits(c.to_string())),
            (_, c) if c.is_alphabetic() => words.push(Word::Letters(c.to_string())),
            (_, c) if c.is_whitespace() => words.push(Word::Mark(' ')),
            (_, c) => words.push(Word::Mark(c)),
        }
    }
    words
}

#[derive(Default)]
struct Reader<'w> {
    rest: &'w [Word],
    date: Vec<Part>,
    hour: Option<u32>,
    minute: u32,
    second: u32,
    /// The fraction of the second, in microseconds.
    fraction: u32,
    offset: Option<i32>,
    /// How many parts of the date the next one is joined to.
    joined: usize,
    /// The sign that joined them.
    joint: Option<char>,
    /// Whether a sign means the opposite, as in `GMT+3`.
    turned: bool,
    zone: bool,
    weekday: Option<u32>,
    /// The unit that was named last: 0 for hours, 1 for minutes, 2 for seconds.
    unit: Option<u32>,
    /// Whether a part of the time is said without the hour.
    timed: bool,
}

impl<'w> Reader<'w> {
    /// Returns what words say; `None` if they make no sense.
    fn over(words: &'w [Word]) -> Option<Self> {
        let mut reader = Self { rest: words, ..Self::default() };
        while reader.step()? {}
        Some(reader)
    }

    /// Reads the next word; returns whether there was one, and `None` if it makes no sense.
    fn step(&mut self) -> Option<bool> {
        let Some((word, rest)) = self.rest.split_first() else { return Some(false) };
        self.rest = rest;
        let unit = self.unit.take();
        match word {
            Word::Digits(digits) if self.in_units(digits, unit)? => {}
            Word::Digits(digits) => self.digits(digits)?,
            Word::Letters(letters) => self.letters(letters)?,
            Word::Mark(sign @ ('+' | '-')) if self.hour.is_some() => self.offset(*sign == '+')?,
            Word::Mark(mark) if MARKS.contains(mark) => {}
            Word::Mark(_) => return None,
        }
        Some(true)
    }

    /// Reads `3h`, `4 minutes`, `5.5s`, and the number behind such a one; returns whether it is one.
    fn in_units(&mut self, digits: &str, before: Option<u32>) -> Option<bool> {
        if self.joined > 0 || matches!(digits.len(), 6 | 8 | 12 | 14) {
            return Some(false);
        }
        let (fraction, behind) = match self.rest {
            [Word::Mark('.' | ','), Word::Digits(fraction), behind @ ..] => {
                (fraction.as_str(), behind)
            }
            behind => ("", behind),
        };
        let (named, left) = match behind {
            [Word::Letters(word), left @ ..]
            | [Word::Mark(' '), Word::Letters(word), left @ ..] => (unit(word), left),
            _ => (None, behind),
        };
        let unit = match (named, before) {
            (Some(unit), _) => unit,
            (None, Some(before)) => before + 1,
            (None, None) => return Some(false),
        };
        self.rest = if named.is_some() { left } else { behind };
        self.unit = named;
        let micros: String = fraction.chars().chain("000000".chars()).take(6).collect();
        let micros: u32 = micros.parse().ok()?;
        let sixtieths = (!fraction.is_empty()).then(|| micros * 6 / 100_000);
        let whole: u32 = digits.parse().ok()?;
        match unit {
            0 => {
                self.hour = Some(whole);
                self.minute = sixtieths.unwrap_or(self.minute);
            }
            1 => {
                self.minute = whole;
                self.second = sixtieths.unwrap_or(self.second);
            }
            2 => (self.second, self.fraction) = (whole, micros),
            _ => {}
        }
        self.timed = true;
        Some(true)
    }

    fn digits(&mut self, digits: &str) -> Option<()> {
        if let [Word::Mark(':'), Word::Digits(minute), ..] = self.rest {
            self.hour = Some(digits.parse().ok()?);
            self.minute = minute.parse().ok()?;
            self.second = 0;
            self.rest = &self.rest[2..];
            if let [Word::Mark(':'), Word::Digits(second), ..] = self.rest {
                self.second = second.parse().ok()?;
                self.rest = &self.rest[2..];
                self.fraction();
            }
            return Some(());
        }
        let joined = std::mem::take(&mut self.joined);
        let is_date = self.date.len() == 3;
        match digits.len() {
            2 | 4 if is_date && self.hour.is_none() => self.clock(digits)?,
            6 if !self.date.is_empty() || self.fraction_follows() => {
                self.clock(digits)?;
                self.fraction();
            }
            6 => {
                for part in [&digits[..2], &digits[2..4], &digits[4..]] {
                    self.add(part, Kind::Open)?;
                }
            }
            8 | 12 | 14 => {
                self.add(&digits[..4], Kind::Year)?;
                self.add(&digits[4..6], Kind::Open)?;
                self.add(&digits[6..8], Kind::Open)?;
                if digits.len() > 8 {
                    self.clock(&digits[8..])?;
                }
            }
            _ if self.half_day_follows() => self.hour = Some(digits.parse().ok()?),
            length => {
                let fits = joined > 0 || self.may_end() || matches!(digits.parse(), Ok(1..=31));
                self.add(digits, if length > 2 { Kind::Year } else { Kind::Open })?;
                return self.go_on(joined + 1).filter(|()| fits);
            }
        }
        Some(())
    }

    /// Reads `15`, `1504` or `150405`.
    fn clock(&mut self, digits: &str) -> Option<()> {
        self.hour = Some(digits[..2].parse().ok()?);
        self.minute = digits.get(2..4).map_or(Some(0), |minute| minute.parse().ok())?;
        self.second =
            digits.get(4..).filter(|s| !s.is_empty()).map_or(Some(0), |s| s.parse().ok())?;
        Some(())
    }

    /// Reads the fraction of a second, if one follows; more than six digits do not count.
    fn fraction(&mut self) {
        if let [Word::Mark('.' | ','), Word::Digits(digits), rest @ ..] = self.rest {
            let digits: String = digits.chars().chain("000000".chars()).take(6).collect();
            self.fraction = digits.parse().unwrap_or(0);
            self.rest = rest;
        }
    }

    fn fraction_follows(&self) -> bool {
        matches!(self.rest, [Word::Mark('.' | ','), Word::Digits(_), ..])
    }

    /// Returns whether AM or PM follows.
    fn half_day_follows(&self) -> bool {
        let rest = self.rest.strip_prefix(&[Word::Mark(' ')]).unwrap_or(self.rest);
        matches!(rest.first(), Some(Word::Letters(word)) if half_day(word).is_some())
    }

    /// Returns whether a part of a date may end here.
    fn may_end(&self) -> bool {
        match self.rest.first() {
            None | Some(Word::Digits(_)) => true,
            Some(Word::Letters(word)) => PASSED.contains(&word.to_lowercase().as_str()),
            Some(Word::Mark(mark)) => MARKS.contains(mark),
        }
    }

    /// Passes what joins a part of the date to the next, `joined` of which are joined by now. What
    /// follows the third of them is a sign.
    fn go_on(&mut self, joined: usize) -> Option<()> {
        let follows = match self.rest {
            [Word::Mark('-' | '/' | '.'), Word::Digits(_), ..] => true,
            [Word::Mark('-' | '/' | '.'), Word::Letters(word), ..] => month(word).is_some(),
            _ => false,
        };
        let sign = match self.rest.first() {
            Some(Word::Mark(sign)) => Some(*sign),
            _ => None,
        };
        if joined == 2 && !follows && sign.is_some() && sign == self.joint {
            return None;
        }
        if !follows || joined == 3 {
            return Some(());
        }
        self.joint = sign;
        self.rest = &self.rest[1..];
        self.joined = joined;
        // There are no four parts.
        (self.date.len() < 3).then_some(())
    }

    fn add(&mut self, digits: &str, kind: Kind) -> Option<()> {
        self.date.push(Part { number: digits.parse().ok()?, kind });
        (self.date.len() <= 3).then_some(())
    }

    fn letters(&mut self, letters: &str) -> Option<()> {
        let small = letters.to_lowercase();
        let is_name = |full: &&str| *full == small || full[..3] == small;
        if let Some(number) = month(letters) {
            self.date.push(Part { number, kind: Kind::Month });
            let joined = std::mem::take(&mut self.joined);
            return self.go_on(joined + 1).filter(|()| self.date.len() <= 3);
        }
        if let Some(afternoon) = half_day(letters) {
            let hour = self.hour.filter(|hour| *hour <= 12)?;
            self.hour = Some(hour % 12 + if afternoon { 12 } else { 0 });
            return Some(());
        }
        let is_zone = letters.chars().all(|c| c.is_ascii_uppercase()) && letters.len() <= 5;
        if self.hour.is_some() && !self.zone && self.offset.is_none() && (is_zone || letters == "z")
        {
            self.zone = true;
            self.offset = ["UTC", "GMT", "Z", "z"].contains(&letters).then_some(0);
            if let [Word::Mark('+' | '-'), ..] = self.rest {
                self.turned = true;
            }
            return Some(());
        }
        if let Some(weekday) = WEEKDAYS.iter().position(is_name) {
            self.weekday = u32::try_from(weekday).ok();
            return Some(());
        }
        PASSED.contains(&small.as_str()).then_some(())
    }

    fn offset(&mut self, ahead: bool) -> Option<()> {
        let [Word::Digits(digits), rest @ ..] = self.rest else { return None };
        self.rest = rest;
        let (hours, minutes): (i32, i32) = match (digits.len(), rest) {
            (4, _) => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
            (_, [Word::Mark(':'), Word::Digits(minutes), rest @ ..]) => {
                self.rest = rest;
                (digits.parse().ok()?, minutes.parse().ok()?)
            }
            (1 | 2, _) => (digits.parse().ok()?, 0),
            _ => return None,
        };
        let secs = hours.checked_mul(3_600)?.checked_add(minutes.checked_mul(60)?)?;
        self.offset = Some(if ahead == self.turned { -secs } else { secs });
        // A name of the zone may stand behind it in brackets.
        if let [Word::Mark(' '), Word::Mark('('), Word::Letters(_), Word::Mark(')'), ..] = self.rest
        {
            self.rest = &self.rest[4..];
        }
        Some(())
    }

    fn finish(&self, date: NaiveDate) -> Option<Spelled> {
        let wall = date.and_hms_micro_opt(
            self.hour.unwrap_or(0),
            self.minute,
            self.second,
            self.fraction,
        )?;
        let offset = self.offset.filter(|secs| secs.abs() < 86_400);
        let within = (1..=9999).contains(&date.year());
        (within && offset == self.offset).then_some(Spelled { wall, offset })
    }
}

/// Returns the unit of a name.
fn unit(word: &str) -> Option<u32> {
    match word.to_lowercase().as_str() {
        "h" | "hour" | "hours" => Some(0),
        "m" | "minute" | "minutes" => Some(1),
        "s" | "second" | "seconds" => Some(2),
        _ => None,
    }
}

/// Words that say nothing.
const PASSED: [&str; 11] = ["at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"];

/// Marks that say nothing.
const MARKS: [char; 7] = [' ', '.', ',', ';', '-', '/', '\''];

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Returns whether a word means the half of the day from noon on; `None` if it means neither.
fn half_day(word: &str) -> Option<bool> {
    match word.to_lowercase().as_str() {
        "am" | "a" => Some(false),
        "pm" | "p" => Some(true),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn told(text: &str) -> Option<String> {
        let Spelled { wall, offset } = spelled(text)?;
        let offset = offset.map(|secs| format!(" {secs}")).unwrap_or_default();
        Some(format!("{}{offset}", wall.format("%Y-%m-%dT%H:%M:%S%.f")))
    }

    #[test]
    fn many_spellings_are_one_time() {
        let morning = [
            "2024-01-02T03:04:05",
            "20240102T030405",
            "20240102030405",
            "2024/1/2 3:04:05",
            "Jan 2, 2024 3:04:05 AM",
            "02-Jan-2024 03:04:05.0",
            "Tue, 2 January 2024 at 03:04:05,0000009",
            "03:04:05 01-02-2024",
            "030405.0 2 Jan 2024",
        ];
        for text in morning {
            assert_eq!(told(text).as_deref(), Some("2024-01-02T03:04:05"), "{text}");
        }
        let cases = [
            ("2024-01-02 12am", "2024-01-02T00:00:00"),
            ("2024-01-02 12:30 PM", "2024-01-02T12:30:00"),
            ("2024-01-02T03Z", "2024-01-02T03:00:00 0"),
            ("2024-01-02T03:04:05.25Z", "2024-01-02T03:04:05.250 0"),
            ("2024-01-02 03:04:05,1234567", "2024-01-02T03:04:05.123456"),
            ("2024-01-02T03:04:05 GMT+3", "2024-01-02T03:04:05 -10800"),
            ("2024-01-02T03:04:05 EST", "2024-01-02T03:04:05"),
            ("Tue, 2 Jan 2024 03:04:05 -0800 (PST)", "2024-01-02T03:04:05 -28800"),
            ("31/12/2024", "2024-12-31T00:00:00"),
            ("3:04:05 2024/1/2-0800", "2024-01-02T03:04:05 -28800"),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_lacks_a_part_or_is_no_time_is_refused() {
        let texts = [
            "",
            "10:00",
            "Jan",
            "Monday",
            "2024-01",
            "01/02/24",
            "2024-01-01T24:00",
            "2024-01-01T23:59:60",
            "2024-02-30",
            "0000-01-01",
            "2024-01-01 13pm",
            "2024-01-01T00:00+24:00",
            "2024-01-01 [UTC]",
            "1-2-3-2024",
            "0304 02-Jan-2024",
            "Jan 2, 2024-0800",
            "3pm Jan 2 2024Z",
            "2024-2024-01",
            "now",
            "P1D",
            "pm",
        ];
        for text in texts {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_left_out_is_that_of_today() {
        let today = NaiveDate::from_ymd_opt(2024, 1, 31).unwrap();
        let told = |text: &str| {
            let Spelled { wall, offset } = spelled_on(text, today)?;
            let offset = offset.map(|secs| format!(" {secs}")).unwrap_or_default();
            Some(format!("{}{offset}", wall.format("%Y-%m-%dT%H:%M:%S%.f")))
        };
        let cases = [
            ("10:00", "2024-01-31T10:00:00"),
            ("10:00Z", "2024-01-31T10:00:00 0"),
            ("3pm", "2024-01-31T15:00:00"),
            ("3h", "2024-01-31T03:00:00"),
            ("-1h", "2024-01-31T01:00:00"),
            ("10h36m28.5s", "2024-01-31T10:36:28.500"),
            ("10h36", "2024-01-31T10:36:00"),
            ("1.5h", "2024-01-31T01:30:00"),
            ("5 minutes", "2024-01-31T00:05:00"),
            ("Jan", "2024-01-31T00:00:00"),
            ("Feb", "2024-02-29T00:00:00"),
            ("2023-02", "2023-02-28T00:00:00"),
            ("Jan 5", "2024-01-05T00:00:00"),
            ("05-06", "2024-05-06T00:00:00"),
            ("Mar 2022", "2022-03-31T00:00:00"),
            ("01/02/24", "2024-01-02T00:00:00"),
            ("13/02/24", "2024-02-13T00:00:00"),
            ("1-Jan-99", "1999-01-01T00:00:00"),
            ("Wednesday", "2024-01-31T00:00:00"),
            ("Monday 10:00", "2024-02-05T10:00:00"),
            ("2024-01-02 10h", "2024-01-02T10:00:00"),
        ];
        for (text, expected) in cases {
            assert_eq!(told(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "at", "24:00", "now", "Feb 30", "2024-13", "31 Feb"] {
            assert_eq!(told(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_too_strange(text in "[0-9TZapmJnhs:./,+ -]{0,24}") {
            let today = NaiveDate::from_ymd_opt(2024, 2, 29).unwrap();
            if let Some(spelled) = spelled(&text) {
                assert_eq!(spelled_on(&text, today), Some(spelled));
            } else {
                let _ = spelled_on(&text, today);
            }
        }
    }
}
