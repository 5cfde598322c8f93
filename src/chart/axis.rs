//! Axes: ends and steps that are round, and how numbers and times are written at them.

use std::time::Duration;

use crate::time::{Timestamp, text};

/// Returns ends that are round and hold two values.
///
/// They are numbers, however large the values are.
pub(super) fn round_ends(low: f64, high: f64) -> (f64, f64) {
    let fitting = |value: f64| value.clamp(-f64::MAX, f64::MAX);
    let (low, high) = (fitting(low), fitting(high));
    let step = step((low, high), 5.0);
    (fitting((low / step).floor() * step), fitting((high / step).ceil() * step))
}

/// Returns how far a value is on the way from one end of an axis to the other: 0 at the first, 1 at the
/// last, half where there is no way.
pub(super) fn part(value: f64, (low, high): (f64, f64)) -> f64 {
    // Between halves nothing is too large to be a number.
    let part = (value / 2.0 - low / 2.0) / (high / 2.0 - low / 2.0);
    if part.is_nan() { 0.5 } else { part }
}

/// Returns the round step that cuts a length into about so many parts: 1, 2, 2.5 or 5 times a power
/// of ten.
fn step((low, high): (f64, f64), parts: f64) -> f64 {
    let raw = (high / parts - low / parts).max(f64::MIN_POSITIVE * 100.0);
    let power = 10_f64.powf(raw.log10().floor());
    let nice = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().find(|nice| nice * power >= raw * 0.999_999);
    nice.unwrap_or(10.0) * power
}

/// Returns the values that an axis has marks at, about so many.
pub(super) fn marks((low, high): (f64, f64), parts: f64) -> Vec<f64> {
    let step = step((low, high), parts);
    let first = (low / step).ceil();
    let mark = |n: u8| (first + f64::from(n)) * step;
    let is_there = |mark: &f64| mark.is_finite() && *mark <= high + step * 1e-6;
    (0..=40).map(mark).take_while(is_there).collect()
}

/// Returns the marks of an axis, each with what is written at it: in short, and with more digits where
/// that would be the same at several.
pub(super) fn told_marks(ends: (f64, f64), parts: f64) -> Vec<(f64, String)> {
    let marks = marks(ends, parts);
    let step = step(ends, parts);
    let short: Vec<String> = marks.iter().map(|mark| number(*mark)).collect();
    let is_told = short.windows(2).all(|two| two[0] != two[1]);
    let told = |(mark, short): (f64, String)| {
        let told = match mark.abs() {
            _ if is_told => short,
            size if size == 0.0 || (1e-4..1e15).contains(&size) => digits_to(mark, step),
            _ => format!("{mark:e}"),
        };
        (mark, told)
    };
    marks.into_iter().zip(short).map(told).collect()
}

/// Returns a number with the decimal places that a step needs.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "there are few")]
fn digits_to(value: f64, step: f64) -> String {
    // A step of 2.5 has one digit more than its power of ten.
    let places = (1.0 - step.log10().floor()).clamp(0.0, 18.0) as usize;
    // There is no zero below zero.
    let told = format!("{:.places$}", value + 0.0);
    if places == 0 { told } else { told.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

/// Returns a number as axes and legends write it: short, with a letter for thousands and so on.
pub fn number(value: f64) -> String {
    const LETTERS: [(f64, &str); 4] = [(1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k")];
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:.2e}");
    }
    let (unit, letter) =
        LETTERS.into_iter().find(|(unit, _)| size >= *unit * 0.999_95).unwrap_or((1.0, ""));
    let short = value / unit;
    // Four digits tell enough.
    let places = match short.abs() {
        short if short >= 100.0 => 1,
        short if short >= 1.0 || short == 0.0 => 2,
        short if short >= 0.01 => 3,
        _ => 6,
    };
    let told = format!("{short:.places$}");
    let told = told.trim_end_matches('0').trim_end_matches('.');
    format!("{}{letter}", if told == "-0" { "0" } else { told })
}

/// Returns a number with as many of its digits as fit, as that is told; short where not even the whole
/// part does.
pub(super) fn digits(value: f64, fits: impl Fn(&str) -> bool) -> String {
    let size = value.abs();
    if !value.is_finite() || size != 0.0 && !(1e-6..1e15).contains(&size) {
        let whole = format!("{value:e}");
        return if fits(&whole) { whole } else { number(value) };
    }
    let whole = format!("{value}");
    let places = whole.split_once('.').map_or(0, |(_, places)| places.len());
    let rounded = (0..places).rev().map(|places| format!("{value:.places$}"));
    std::iter::once(whole).chain(rounded).find(|told| fits(told)).unwrap_or_else(|| number(value))
}

/// How far apart the marks of time may be, in seconds.
const STEPS: [u64; 20] = [
    1, 5, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800, 1_209_600, 2_592_000,
];

/// A mark of time: where it is, what is written there, and the date, or of a day the year, where a new
/// one begins.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Mark {
    pub(super) time: Timestamp,
    pub(super) told: String,
    pub(super) date: Option<String>,
}

/// Returns the marks of a range of time, at most so many, at round times of a zone.
pub(super) fn times((start, end): (Timestamp, Timestamp), zone: i64, most: u64) -> Vec<Mark> {
    let length = end.since(start).as_secs();
    let step = STEPS.into_iter().find(|step| length / step <= most.max(1));
    let step = step.unwrap_or_else(|| (length / most.max(1)).next_multiple_of(86_400));
    let local = |time: Timestamp| Timestamp::from_millis(time.millis() + zone * 60_000);
    let mut time = local(start).floor(Duration::from_secs(step));
    if time < local(start) {
        time = time + Duration::from_secs(step);
    }
    let mut marks: Vec<Mark> = Vec::new();
    let mut before = String::new();
    while time <= local(end) && marks.len() < 200 {
        let whole = text::utc(time);
        let date = format!("{}/{}", &whole[5..7], &whole[8..10]);
        let told = if step >= 86_400 {
            date.clone()
        } else if step >= 60 {
            whole[11..16].to_owned()
        } else {
            whole[11..19].to_owned()
        };
        let date = if step < 86_400 { date } else { whole[..4].to_owned() };
        let is_new = date != before;
        marks.push(Mark {
            time: Timestamp::from_millis(time.millis() - zone * 60_000),
            told,
            date: is_new.then(|| date.clone()),
        });
        before = date;
        time = time + Duration::from_secs(step);
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::parse_date;

    #[test]
    fn numbers_are_short() {
        let cases = [
            (0.0, "0"),
            (-0.001_25, "-0.00125"),
            (0.5, "0.5"),
            (12.345, "12.35"),
            (999.96, "1k"),
            (1_500.0, "1.5k"),
            (-2_500_000.0, "-2.5M"),
            (1e9, "1G"),
            (1e18, "1.00e18"),
            (1e-9, "1.00e-9"),
        ];
        for (value, told) in cases {
            assert_eq!(number(value), told, "{value}");
        }
    }

    #[test]
    fn digits_are_shown_as_far_as_there_is_room() {
        let cases = [
            (2_171_234.567_8, 12, "2171234.5678"),
            (2_171_234.567_8, 11, "2171234.568"),
            (2_171_234.567_8, 8, "2171235"),
            (2_171_234.567_8, 6, "2.17M"),
            (0.1, 9, "0.1"),
            (1e18, 9, "1e18"),
            (f64::NAN, 9, "NaN"),
        ];
        for (value, room, told) in cases {
            assert_eq!(digits(value, |text| text.len() <= room), told, "{value} in {room}");
        }
    }

    #[test]
    fn days_of_several_years_say_which() {
        let at = |text: &str| parse_date(text).unwrap();
        let marks = times((at("2023-10-15"), at("2025-02-01")), 0, 8);
        let told: Vec<_> =
            marks.into_iter().map(|m| (m.told, m.date.unwrap_or_default())).collect();
        let years: Vec<&str> = told.iter().map(|(_, year)| year.as_str()).collect();
        assert_eq!(years.iter().filter(|year| !year.is_empty()).count(), 3, "{told:?}");
        assert_eq!((years[0], &told[0].0[2..3]), ("2023", "/"));
    }

    #[test]
    fn marks_that_lie_close_together_have_all_their_digits() {
        let told = |ends| told_marks(ends, 5.0).into_iter().map(|(_, t)| t).collect::<Vec<_>>();
        assert_eq!(told((0.0, 5000.0)), ["0", "1k", "2k", "3k", "4k", "5k"]);
        assert_eq!(
            told((1000.0, 1000.5)),
            ["1000", "1000.1", "1000.2", "1000.3", "1000.4", "1000.5"]
        );
        assert_eq!(told((1e6, 1_000_005.0))[1], "1000001");
        assert_eq!(told((1e18, 1e18 + 5e12))[1], "1.000001e18");
    }

    #[test]
    fn ends_are_numbers_however_large_or_small_the_values_are() {
        let ends = [
            (-1e308, 1e308),
            (-f64::MAX, f64::MAX),
            (0.0, f64::MAX),
            (0.0, f64::INFINITY),
            (0.0, 1e-300),
            (1e300, 1.1e300),
            (1e308, 1e308),
        ];
        for (low, high) in ends {
            let ends = round_ends(low, high);
            assert!(ends.0.is_finite() && ends.1.is_finite(), "{low} {high}: {ends:?}");
            assert!(ends.0 <= low && low < high || ends.0 <= ends.1, "{low} {high}: {ends:?}");
            let parts: Vec<f64> =
                marks(ends, 5.0).into_iter().map(|mark| part(mark, ends)).collect();
            assert!(
                parts.iter().all(|part| (-0.01..=1.01).contains(part)),
                "{low} {high}: {parts:?}"
            );
        }
        assert!((part(0.0, (-f64::MAX, f64::MAX)) - 0.5).abs() < f64::EPSILON);
    }

    #[test]
    fn marks_are_round() {
        assert_eq!(marks((0.0, 100.0), 5.0), [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]);
        assert_eq!(round_ends(3.0, 97.0), (0.0, 100.0));
        assert_eq!(round_ends(-1.2, 0.7), (-1.5, 1.0));
    }

    #[test]
    fn times_are_round_in_their_zone() {
        let at = |text: &str| parse_date(text).unwrap();
        let range = (at("2024-06-01T21:10:00Z"), at("2024-06-02T00:10:00Z"));
        let told = |zone: i64| {
            let tell = |m: Mark| m.told + &m.date.map(|d| format!(" {d}")).unwrap_or_default();
            times(range, zone, 6).into_iter().map(tell).collect::<Vec<_>>()
        };
        assert_eq!(told(0), ["21:30 06/01", "22:00", "22:30", "23:00", "23:30", "00:00 06/02"]);
        assert_eq!(told(45)[0], "22:00 06/01");
    }
}
