//! Functions of points in time and days, and how these are read and shown.
//!
//! Times are UTC. A point in time is the text `2024-01-01 00:00:00.000`, a day `2024-01-01`, so that
//! they are in order as texts are.

use super::super::Cell;
use super::{Function, functions, number, text, whole};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// The first moment of the year 1, and the last of the year 9999, in milliseconds since 1970.
const BOUNDS: (i64, i64) = (-62_135_596_800_000, 253_402_300_799_999);

/// The functions.
pub(super) const FUNCTIONS: &[Function] = functions! {
    "date_add"(Text, Whole, Time; 0) -> Third, |a| {
        added(&text(a, 2), whole(a, 1), &text(a, 0))
    };
    "date_diff"(Text, Time, Time; 0) -> Whole, |a| {
        difference(&text(a, 0), moment(a, 1)?, moment(a, 2)?).map(Cell::Whole)
    };
    "date_format"(Time, Text; 0) -> Text, |a| Ok(Cell::Text(formatted(moment(a, 0)?, &text(a, 1))));
    "date_of"(Time; 0) -> Day, |a| Ok(Cell::Text(day_text(moment(a, 0)?)));
    "date_trunc"(Text, Time; 0) -> Time, |a| {
        truncated(moment(a, 1)?, &text(a, 0)).map(|millis| Cell::Text(time_text(millis)))
    };
    "day"(Time; 0) -> Whole, |a| Ok(Cell::Whole(civil(moment(a, 0)?).2));
    "day_of_week"(Time; 0) -> Whole, |a| Ok(Cell::Whole(weekday(moment(a, 0)?)));
    "day_of_year"(Time; 0) -> Whole, |a| Ok(Cell::Whole(day_of_year(moment(a, 0)?)));
    "from_iso8601_date"(Text; 0) -> Day, |a| read(a, "ISO 8601 date").map(|m| Cell::Text(day_text(m)));
    "from_iso8601_timestamp"(Text; 0) -> Time, |a| {
        read(a, "ISO 8601 timestamp").map(|millis| Cell::Text(time_text(millis)))
    };
    "from_unixtime"(Number; 0) -> Time, |a| {
        #[expect(clippy::cast_possible_truncation, reason = "what is too large is out of bounds")]
        within((number(a, 0) * 1_000.0).round() as i64).map(|millis| Cell::Text(time_text(millis)))
    };
    "hour"(Time; 0) -> Whole, |a| Ok(Cell::Whole(moment(a, 0)?.rem_euclid(DAY) / HOUR));
    "millisecond"(Time; 0) -> Whole, |a| Ok(Cell::Whole(moment(a, 0)?.rem_euclid(SECOND)));
    "minute"(Time; 0) -> Whole, |a| Ok(Cell::Whole(moment(a, 0)?.rem_euclid(HOUR) / MINUTE));
    "month"(Time; 0) -> Whole, |a| Ok(Cell::Whole(civil(moment(a, 0)?).1));
    "quarter"(Time; 0) -> Whole, |a| Ok(Cell::Whole((civil(moment(a, 0)?).1 + 2) / 3));
    "second"(Time; 0) -> Whole, |a| Ok(Cell::Whole(moment(a, 0)?.rem_euclid(MINUTE) / SECOND));
    "time_of"(Text; 0) -> Time, |a| {
        read(a, "timestamp").map(|millis| Cell::Text(time_text(millis)))
    };
    "to_iso8601"(Time; 0) -> Text, |a| Ok(Cell::Text(match text(a, 0) {
        day if day.len() == 10 => day,
        time => format!("{}Z", time.replacen(' ', "T", 1)),
    }));
    "to_unixtime"(Time; 0) -> Number, |a| {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds until 9999 are below 2^53")]
        Ok(Cell::Number(moment(a, 0)? as f64 / 1_000.0))
    };
    "week"(Time; 0) -> Whole, |a| Ok(Cell::Whole(week(moment(a, 0)?)));
    "year"(Time; 0) -> Whole, |a| Ok(Cell::Whole(civil(moment(a, 0)?).0));
};

fn read(a: &[Cell], what: &str) -> Result<i64, String> {
    let held = text(a, 0);
    parse(&held).ok_or_else(|| format!("Value cannot be cast to {what}: {held}"))
}

fn moment(a: &[Cell], place: usize) -> Result<i64, String> {
    let held = text(a, place);
    parse(&held).ok_or_else(|| format!("Value cannot be cast to timestamp: {held}"))
}

fn within(millis: i64) -> Result<i64, String> {
    let fits = (BOUNDS.0..=BOUNDS.1).contains(&millis);
    if fits { Ok(millis) } else { Err("The time is out of range".to_owned()) }
}

/// Reads a day or a point in time, with or without a zone, in milliseconds since 1970.
pub(in super::super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let (day, rest) = match text.find(['T', ' ']) {
        Some(at) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    };
    let mut parts = day.splitn(3, '-');
    let mut part = |size: usize| {
        let part = parts.next()?;
        let digits =
            part.len() <= size && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, date) = (part(4)?, part(2)?, part(2)?);
    if year < 1 || !(1..=12).contains(&month) || date < 1 || date > days_of(year, month) {
        return None;
    }
    let millis = days(year, month, date) * DAY;
    let (clock, zone) = zone_of(rest)?;
    if clock.is_empty() {
        return (rest.is_empty()).then_some(millis);
    }
    let mut parts = clock.splitn(3, ':');
    let mut part = |most: i64| {
        let part = parts.next()?;
        let number: i64 = part.parse().ok().filter(|_| part.len() == 2)?;
        (0..=most).contains(&number).then_some(number)
    };
    let (hour, minute) = (part(23)?, part(59)?);
    let seconds = match clock.splitn(3, ':').nth(2) {
        None => 0,
        Some(seconds) => {
            let (whole, fraction) = seconds.split_once('.').unwrap_or((seconds, ""));
            let whole: i64 =
                whole.parse().ok().filter(|n| whole.len() == 2 && (0..=59).contains(n))?;
            if !fraction.bytes().all(|b| b.is_ascii_digit()) {
                return None;
            }
            let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
            whole * SECOND + fraction.parse::<i64>().ok()?
        }
    };
    let millis = millis + hour * HOUR + minute * MINUTE + seconds - zone;
    within(millis).ok()
}

/// Returns the time of day and the offset of its zone.
fn zone_of(text: &str) -> Option<(&str, i64)> {
    for utc in [" UTC", " Z", "Z", "z"] {
        if let Some(clock) = text.strip_suffix(utc) {
            return Some((clock, 0));
        }
    }
    let Some(at) = text.rfind(['+', '-']) else { return Some((text, 0)) };
    let (clock, zone) = text.split_at(at);
    let (hours, minutes) = zone[1..].split_once(':').unwrap_or((zone.get(1..3)?, zone.get(3..)?));
    let minutes = if minutes.is_empty() { 0 } else { minutes.parse().ok()? };
    let offset: i64 = hours.parse::<i64>().ok()?.checked_mul(HOUR)? + minutes * MINUTE;
    let sane = (0..=18 * HOUR).contains(&offset);
    sane.then_some((clock.trim_end(), if zone.starts_with('-') { -offset } else { offset }))
}

/// Returns `2024-01-01 00:00:00.000`.
pub(in super::super) fn time_text(millis: i64) -> String {
    let within = millis.rem_euclid(DAY);
    format!(
        "{} {:02}:{:02}:{:02}.{:03}",
        day_text(millis),
        within / HOUR,
        within / MINUTE % 60,
        within / SECOND % 60,
        within % SECOND
    )
}

/// Returns `2024-01-01`.
pub(in super::super) fn day_text(millis: i64) -> String {
    let (year, month, day) = civil(millis);
    format!("{year:04}-{month:02}-{day:02}")
}

/// Returns the days from 1970 to a date of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Returns year, month and day.
fn civil(millis: i64) -> (i64, i64, i64) {
    let days = millis.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Returns 1 for Monday to 7 for Sunday.
const fn weekday(millis: i64) -> i64 {
    (millis.div_euclid(DAY) + 3).rem_euclid(7) + 1
}

fn day_of_year(millis: i64) -> i64 {
    let (year, _, _) = civil(millis);
    millis.div_euclid(DAY) - days(year, 1, 1) + 1
}

/// Returns the week of ISO 8601: the first has the year's first Thursday.
fn week(millis: i64) -> i64 {
    let thursday = millis + (4 - weekday(millis)) * DAY;
    (day_of_year(thursday) - 1) / 7 + 1
}

/// Returns the milliseconds of a unit, or its months.
fn unit(name: &str) -> Result<Result<i64, i64>, String> {
    Ok(match name.to_ascii_lowercase().as_str() {
        "millisecond" => Ok(1),
        "second" => Ok(SECOND),
        "minute" => Ok(MINUTE),
        "hour" => Ok(HOUR),
        "day" => Ok(DAY),
        "week" => Ok(7 * DAY),
        "month" => Err(1),
        "quarter" => Err(3),
        "year" => Err(12),
        _ => return Err(format!("'{name}' is not a valid unit of time")),
    })
}

/// Adds a number of units to a day or a point in time, and gives what that was.
pub(in super::super) fn added(held: &str, count: i64, name: &str) -> Result<Cell, String> {
    let millis = parse(held).ok_or_else(|| format!("Value cannot be cast to timestamp: {held}"))?;
    let moved = match unit(name)? {
        Ok(size) => count.checked_mul(size).and_then(|by| millis.checked_add(by)),
        Err(size) => count.checked_mul(size).and_then(|by| months_later(millis, by)),
    };
    let moved = within(moved.ok_or("The time is out of range")?)?;
    Ok(Cell::Text(if held.len() == 10 { day_text(moved) } else { time_text(moved) }))
}

fn months_later(millis: i64, count: i64) -> Option<i64> {
    let (year, month, day) = civil(millis);
    let months = (year * 12 + month - 1).checked_add(count)?;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let sane = (1..=9_999).contains(&year);
    let day = day.min(days_of(year, month));
    sane.then(|| days(year, month, day) * DAY + millis.rem_euclid(DAY))
}

/// Returns how many whole units lie between two points in time.
fn difference(name: &str, from: i64, to: i64) -> Result<i64, String> {
    match unit(name)? {
        Ok(size) => Ok((to - from) / size),
        Err(size) => {
            let month = |millis| {
                let (year, month, _) = civil(millis);
                year * 12 + month
            };
            let mut months = month(to) - month(from);
            // A month is whole once the day and the time of day have come again.
            while months > 0 && months_later(from, months).is_some_and(|then| then > to) {
                months -= 1;
            }
            while months < 0 && months_later(from, months).is_some_and(|then| then < to) {
                months += 1;
            }
            Ok(months / size)
        }
    }
}

/// Returns the beginning of the unit that a point in time lies in.
fn truncated(millis: i64, name: &str) -> Result<i64, String> {
    let (year, month, _) = civil(millis);
    Ok(match (unit(name)?, name.to_ascii_lowercase().as_str()) {
        (_, "week") => (millis.div_euclid(DAY) - weekday(millis) + 1) * DAY,
        (Ok(size), _) => millis.div_euclid(size) * size,
        (Err(1), _) => days(year, month, 1) * DAY,
        (Err(3), _) => days(year, (month - 1) / 3 * 3 + 1, 1) * DAY,
        (Err(_), _) => days(year, 1, 1) * DAY,
    })
}

/// Shows a point in time by a pattern of MySQL: `%Y-%m-%d %H:%i:%s`.
fn formatted(millis: i64, pattern: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    const DAYS: [&str; 7] =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let (year, month, day) = civil(millis);
    let of = |number: i64| usize::try_from(number - 1).unwrap_or_default();
    let (month_name, day_name) = (MONTHS[of(month) % 12], DAYS[of(weekday(millis)) % 7]);
    let within = millis.rem_euclid(DAY);
    let (hour, minute, second) = (within / HOUR, within / MINUTE % 60, within / SECOND % 60);
    let of_twelve = (hour + 11) % 12 + 1;
    let half = if hour < 12 { "AM" } else { "PM" };
    let mut shown = String::new();
    let mut characters = pattern.chars();
    while let Some(c) = characters.next() {
        if c != '%' {
            shown.push(c);
            continue;
        }
        match characters.next() {
            Some('Y') => shown.push_str(&format!("{year:04}")),
            Some('y') => shown.push_str(&format!("{:02}", year % 100)),
            Some('m') => shown.push_str(&format!("{month:02}")),
            Some('c') => shown.push_str(&month.to_string()),
            Some('M') => shown.push_str(month_name),
            Some('b') => shown.push_str(&month_name[..3]),
            Some('d') => shown.push_str(&format!("{day:02}")),
            Some('e') => shown.push_str(&day.to_string()),
            Some('j') => shown.push_str(&format!("{:03}", day_of_year(millis))),
            Some('W') => shown.push_str(day_name),
            Some('a') => shown.push_str(&day_name[..3]),
            Some('v') => shown.push_str(&format!("{:02}", week(millis))),
            Some('H') => shown.push_str(&format!("{hour:02}")),
            Some('k') => shown.push_str(&hour.to_string()),
            Some('h' | 'I') => shown.push_str(&format!("{of_twelve:02}")),
            Some('l') => shown.push_str(&of_twelve.to_string()),
            Some('i') => shown.push_str(&format!("{minute:02}")),
            Some('s' | 'S') => shown.push_str(&format!("{second:02}")),
            Some('f') => shown.push_str(&format!("{:06}", within % SECOND * 1_000)),
            Some('p') => shown.push_str(half),
            Some('T') => shown.push_str(&format!("{hour:02}:{minute:02}:{second:02}")),
            Some('r') => {
                shown.push_str(&format!("{of_twelve:02}:{minute:02}:{second:02} {half}"));
            }
            Some(other) => shown.push(other),
            None => {}
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_in_their_spellings() {
        let noon = 1_709_208_000_000;
        for text in [
            "2024-02-29 12:00:00",
            "2024-02-29 12:00:00.000",
            "2024-02-29T12:00:00Z",
            "2024-02-29 12:00",
            "2024-02-29 12:00:00 UTC",
            "2024-02-29T13:00:00+01:00",
            "2024-02-29T13:00:00.000+0100",
        ] {
            assert_eq!(parse(text), Some(noon), "{text}");
        }
        assert_eq!(parse("2024-02-29"), Some(noon - 12 * HOUR));
        assert_eq!(time_text(noon + 1), "2024-02-29 12:00:00.001");
        for text in ["", "2024", "2023-02-29", "2024-13-01", "2024-01-01 25:00", "noon"] {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(day_text(BOUNDS.0), "0001-01-01");
        assert_eq!(time_text(BOUNDS.1), "9999-12-31 23:59:59.999");
    }

    #[test]
    fn units_are_added_and_counted() {
        let add = |held, count, unit| added(held, count, unit).unwrap().shown();
        assert_eq!(add("2024-01-31", 1, "month"), "2024-02-29");
        assert_eq!(add("2024-02-29 12:00:00.000", -1, "year"), "2023-02-28 12:00:00.000");
        assert_eq!(add("2024-02-29 12:00:00.000", 90, "minute"), "2024-02-29 13:30:00.000");
        assert!(added("2024-02-29", i64::MAX, "year").is_err());
        assert!(added("2024-02-29", 1, "fortnight").is_err());
        let of = |text| parse(text).unwrap();
        let between = |unit, from, to| difference(unit, of(from), of(to)).unwrap();
        assert_eq!(between("day", "2024-01-01 12:00", "2024-01-03 11:00"), 1);
        assert_eq!(between("month", "2024-01-31", "2024-03-30"), 1);
        assert_eq!(between("month", "2024-03-30", "2024-01-31"), -1);
        assert_eq!(between("year", "2020-01-01", "2024-01-01"), 4);
    }

    #[test]
    fn times_are_cut_off_and_shown() {
        let of = |text| parse(text).unwrap();
        let cut = |unit, text| time_text(truncated(of(text), unit).unwrap());
        assert_eq!(cut("hour", "2024-05-16 12:34:56"), "2024-05-16 12:00:00.000");
        assert_eq!(cut("week", "2024-05-16 12:34:56"), "2024-05-13 00:00:00.000");
        assert_eq!(cut("quarter", "2024-05-16 12:34:56"), "2024-04-01 00:00:00.000");
        assert_eq!(cut("year", "2024-05-16 12:34:56"), "2024-01-01 00:00:00.000");
        let shown = formatted(of("2024-05-16 00:04:05"), "%Y-%m-%d %H:%i:%s %W %b %l%p %%");
        assert_eq!(shown, "2024-05-16 00:04:05 Thursday May 12AM %");
        assert_eq!(week(of("2021-01-03")), 53);
        assert_eq!(day_of_year(of("2024-12-31")), 366);
    }
}
