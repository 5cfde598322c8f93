//! The spellings of time: records, keys of S3 objects, output and parameters.
//!
//! | spelling                            | where                                     |
//! |-------------------------------------|-------------------------------------------|
//! | `2024-01-01T00:00:00Z`              | CloudTrail records, digests, messages     |
//! | `2024-01-01T00:00:00.000Z`          | messages of SNS                           |
//! | `20240101T000000Z`                  | keys of digests                           |
//! | `20240101T0000Z`                    | keys of log files                         |
//! | `2024/01/01`                        | the folders of both                       |
//! | `2024-01-01T00:00:00.500000+00:00`  | output of commands, in the local zone     |
//! | `Jan 1, 2024, 12:00:00 AM`          | parameters inside CloudTrail records      |
//! | `Monday 01 January, 2024 00:00:00 UTC` | reasons of composite alarms           |
//! | `Mon, 01 Jan 2024 00:00:00 GMT`     | headers of S3                             |

use std::cell::Cell;

use chrono::{
    DateTime, Datelike, FixedOffset, Local, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone,
    Timelike, Utc,
};

use super::Timestamp;
use super::spelled::{Spelled, spelled, spelled_on};

fn calendar(time: Timestamp) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(time.millis())
        .expect("a timestamp lies between the years 1 and 9999")
}

/// Returns `2024-01-01T00:00:00Z`.
pub fn utc(time: Timestamp) -> String {
    calendar(time).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Returns `2024-01-01T00:00:00.000Z`, as messages of SNS tell a time.
pub fn utc_millis(time: Timestamp) -> String {
    calendar(time).format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// Returns `20240101T000000Z`, the stamp in the key of a digest.
pub fn digest_stamp(time: Timestamp) -> String {
    calendar(time).format("%Y%m%dT%H%M%SZ").to_string()
}

/// Returns `20240101T0000Z`, the stamp in the key of a log file.
pub fn log_stamp(time: Timestamp) -> String {
    calendar(time).format("%Y%m%dT%H%MZ").to_string()
}

/// Returns `2024/01/01`, the folders that log files and digests lie in.
pub fn date_folders(time: Timestamp) -> String {
    calendar(time).format("%Y/%m/%d").to_string()
}

/// Returns `Jan 1, 2024, 12:00:00 AM`, as times stand in the request parameters of a record.
pub fn in_record(time: Timestamp) -> String {
    calendar(time).format("%b %-d, %Y, %-I:%M:%S %p").to_string()
}

/// Returns `Friday 19 September, 2025 21:03:22 UTC`, as the reasons of composite alarms tell a time.
pub fn in_words(time: Timestamp) -> String {
    calendar(time).format("%A %d %B, %Y %H:%M:%S UTC").to_string()
}

/// Returns `2024-01-01 00:00:00` in the machine's time zone, as `s3 ls` prints it.
pub fn listing(time: Timestamp) -> String {
    calendar(time).with_timezone(&Local).format("%Y-%m-%d %H:%M:%S").to_string()
}

/// Returns the time in the machine's time zone as Python's `isoformat` prints it.
///
/// A fraction has six digits and is left out if it is zero; the offset is never `Z`.
///
/// Source: facts, "AWS CLI", d.2.
pub fn output(time: Timestamp) -> String {
    thread_local! {
        static HOUR: Hour = const { Hour::new(None) };
    }
    let offset = HOUR.with(|hour| offset(&Local, hour, time));
    in_zone(calendar(time).with_timezone(&offset))
}

/// An hour since 1970 in which a zone is so far ahead all the time.
type Hour = Cell<Option<(i64, FixedOffset)>>;

/// Returns how far a zone is ahead at a time.
///
/// Answers have thousands of times that lie close together, and it costs more than all else to look
/// one up: so both ends of its hour are, which then is remembered. No zone changes its clocks there
/// and back within an hour.
fn offset(zone: &impl TimeZone, known: &Hour, time: Timestamp) -> FixedOffset {
    let hour = time.secs().div_euclid(3_600);
    if let Some((known, offset)) = known.get()
        && known == hour
    {
        return offset;
    }
    let at = |time| calendar(time).with_timezone(zone).offset().fix();
    let ends = [0, 3_599].map(|second| at(Timestamp::from_secs(hour * 3_600 + second)));
    if ends[0] != ends[1] {
        return at(time);
    }
    known.set(Some((hour, ends[0])));
    ends[0]
}

fn in_zone(time: DateTime<FixedOffset>) -> String {
    let fraction = time.timestamp_subsec_micros();
    let ahead = time.offset().local_minus_utc();
    let in_minutes = ahead % 60 == 0 && (0..10_000).contains(&time.year());
    if !in_minutes {
        let offset = time.format("%:z");
        return if fraction == 0 {
            format!("{}{offset}", time.format("%Y-%m-%dT%H:%M:%S"))
        } else {
            format!("{}.{fraction:06}{offset}", time.format("%Y-%m-%dT%H:%M:%S"))
        };
    }
    // Answers have thousands of times, and a format that is read anew for each takes most of the work.
    let time = time.naive_local();
    let mut text = String::with_capacity(32);
    let year = time.year().unsigned_abs();
    two_digits(&mut text, year / 100);
    two_digits(&mut text, year % 100);
    let parts = [
        ('-', time.month()),
        ('-', time.day()),
        ('T', time.hour()),
        (':', time.minute()),
        (':', time.second()),
    ];
    for (before, number) in parts {
        text.push(before);
        two_digits(&mut text, number);
    }
    if fraction > 0 {
        text.push_str(&format!(".{fraction:06}"));
    }
    let minutes = ahead.unsigned_abs() / 60;
    text.push(if ahead < 0 { '-' } else { '+' });
    two_digits(&mut text, minutes / 60);
    text.push(':');
    two_digits(&mut text, minutes % 60);
    text
}

/// Adds a number below 100 to a text.
fn two_digits(text: &mut String, number: u32) {
    for digit in [number / 10, number % 10] {
        text.push(char::from_digit(digit, 10).unwrap_or('0'));
    }
}

/// Returns the time that a parameter spells, or `None` if it spells none.
///
/// A number is seconds since 1970, also one such as `2024`, unless that lies outside the calendar.
/// Everything else is a date, or a date and a time with an optional offset; without one it is UTC.
/// The fraction of a second is cut off, because the AWS CLI sends whole seconds.
///
/// Source: facts, "AWS CLI", i.
pub fn parse_parameter(text: &str) -> Option<Timestamp> {
    plain(text).or_else(|| parse_any_parameter(text))
}

fn parse_any_parameter(text: &str) -> Option<Timestamp> {
    let epoch = number(text).and_then(from_epoch);
    epoch.or_else(|| in_utc(spelled(text)?).map(Timestamp::whole_secs))
}

/// Returns the time that a text spells as [`utc`] does. Nearly all do, and requests have thousands of
/// them, which would take ten times as long to be looked at for all other spellings.
fn plain(text: &str) -> Option<Timestamp> {
    let bytes: &[u8; 20] = text.as_bytes().try_into().ok()?;
    let part = |place: std::ops::Range<usize>| {
        bytes[place].iter().try_fold(0, |number: u32, byte| {
            byte.is_ascii_digit().then(|| number * 10 + u32::from(byte - b'0'))
        })
    };
    let between = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':'), (19, b'Z')];
    if between.iter().any(|(place, byte)| bytes[*place] != *byte) {
        return None;
    }
    let year = part(0..4).filter(|year| *year > 0)?.try_into().ok()?;
    let date = NaiveDate::from_ymd_opt(year, part(5..7)?, part(8..10)?)?;
    let wall = date.and_hms_opt(part(11..13)?, part(14..16)?, part(17..19)?)?;
    in_utc(Spelled { wall, offset: None })
}

/// Returns the whole of a time that leaves out a part of its date, which is that of today: `10:00` as
/// `2024-01-01T10:00:00Z`.
///
/// `None` if nothing is left out, or if it is no time.
pub fn completed(text: &str, now: Timestamp) -> Option<String> {
    let spelled = parse_parameter(text).is_none().then(|| spelled_on(text, today(now)));
    in_utc(spelled??).map(|time| utc(time.whole_secs()))
}

/// Returns the time that a date, or date and time, spells, as if it were UTC whatever it says; a part of
/// the date that is left out is that of today.
pub fn parse_date_as_utc_on(text: &str, now: Timestamp) -> Option<Timestamp> {
    let Spelled { wall, .. } = spelled_on(text, today(now))?;
    in_utc(Spelled { wall, offset: None })
}

/// A day in the longest of months, in the longest of years.
const LONG_MONTH: Timestamp = Timestamp::from_secs(1_706_659_200);

/// Returns whether a text is a time that leaves out a part of its date, on some day at least.
pub fn is_of_today(text: &str) -> bool {
    completed(text, LONG_MONTH).is_some()
}

/// Returns whether a text is a date, or a date and time, that leaves out a part of the date, on some day
/// at least; numbers are dates here.
pub fn is_date_of_today(text: &str) -> bool {
    parse_date_as_utc_on(text, LONG_MONTH).is_some()
}

/// Returns the day in the machine's time zone.
fn today(now: Timestamp) -> NaiveDate {
    calendar(now).with_timezone(&Local).date_naive()
}

/// Returns whether the AWS CLI gives up on a text, because it is a number that no calendar has room
/// for.
///
/// Source: `tests/conformance/times.json`; botocore 1.43 as it reads times.
pub fn is_beyond_calendars(text: &str) -> bool {
    let Some(value) = number(text).filter(|_| parse_parameter(text).is_none()) else {
        return false;
    };
    let is_long = text.bytes().all(|b| b.is_ascii_digit())
        && value > f64::from(i32::MAX)
        && !matches!(text.len(), 12 | 14);
    value.is_infinite() || value.abs() >= 2_f64.powi(63) || is_long
}

/// Returns a number as Python's `float` reads it.
fn number(text: &str) -> Option<f64> {
    text.trim().replace('_', "").parse().ok()
}

fn in_utc(Spelled { wall, offset }: Spelled) -> Option<Timestamp> {
    let millis = wall.and_utc().timestamp_millis() - i64::from(offset.unwrap_or(0)) * 1_000;
    let within = Timestamp::MIN.millis()..=Timestamp::MAX.millis();
    within.contains(&millis).then(|| Timestamp::from_millis(millis))
}

/// Returns the time that lies `secs` seconds after 1970, or `None` outside the calendar.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
#[expect(clippy::cast_precision_loss, reason = "the ends of the calendar are far below 2^52")]
pub fn from_epoch(secs: f64) -> Option<Timestamp> {
    let within = (Timestamp::MIN.secs() as f64)..=(Timestamp::MAX.secs() as f64);
    within.contains(&secs).then(|| Timestamp::from_secs(secs.floor() as i64))
}

/// Returns the time that an ISO 8601 date, or date and time, spells; without an offset it is UTC.
pub fn parse_date(text: &str) -> Option<Timestamp> {
    iso(text).map(|time| Timestamp::from_millis(time.timestamp_millis()))
}

/// Returns the time that a date, or date and time, spells, as if it were UTC whatever it says.
///
/// The AWS CLI reads the range of `validate-logs` so.
///
/// Source: facts, "AWS CLI", h.1.
pub fn parse_date_as_utc(text: &str) -> Option<Timestamp> {
    let Spelled { wall, .. } = spelled(text)?;
    in_utc(Spelled { wall, offset: None })
}

/// Returns the time of a digest's key, as in `20240101T000000Z`.
pub fn parse_digest_stamp(text: &str) -> Option<Timestamp> {
    let time = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%M%SZ").ok()?;
    Some(Timestamp::from_millis(time.and_utc().timestamp_millis()))
}

/// Returns the time of a stamp that [`log_stamp`] made; `None` if it is none.
pub fn parse_log_stamp(text: &str) -> Option<Timestamp> {
    let time = NaiveDateTime::parse_from_str(text, "%Y%m%dT%H%MZ").ok()?;
    Some(Timestamp::from_millis(time.and_utc().timestamp_millis()))
}

fn iso(text: &str) -> Option<DateTime<FixedOffset>> {
    let text = text.trim();
    if let Ok(time) = DateTime::parse_from_rfc3339(&text.replacen(' ', "T", 1)) {
        return Some(time);
    }
    if let Ok(time) = DateTime::parse_from_rfc2822(text) {
        return Some(time);
    }
    let zoned = ["%Y-%m-%dT%H:%M:%S%.f%z", "%Y-%m-%dT%H:%M%z", "%Y-%m-%d %H:%M:%S%.f%z"];
    if let Some(time) = zoned.iter().find_map(|form| DateTime::parse_from_str(text, form).ok()) {
        return Some(time);
    }
    let plain = text.strip_suffix(['Z', 'z']).unwrap_or(text);
    let forms = [
        "%Y-%m-%dT%H:%M:%S%.f",
        "%Y-%m-%d %H:%M:%S%.f",
        "%Y-%m-%dT%H:%M",
        "%Y-%m-%d %H:%M",
        "%Y%m%dT%H%M%S",
        "%Y%m%dT%H%M",
    ];
    let time = forms.iter().find_map(|form| NaiveDateTime::parse_from_str(plain, form).ok());
    let date = || {
        ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d"]
            .iter()
            .find_map(|form| NaiveDate::parse_from_str(plain, form).ok())
            .map(|date| date.and_time(NaiveTime::MIN))
    };
    Some(Utc.from_utc_datetime(&time.or_else(date)?).fixed_offset())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NEW_YEAR: Timestamp = Timestamp::from_secs(1_704_067_200);

    #[test]
    fn each_spelling_is_the_one_that_aws_writes() {
        assert_eq!(utc(NEW_YEAR), "2024-01-01T00:00:00Z");
        assert_eq!(digest_stamp(NEW_YEAR), "20240101T000000Z");
        assert_eq!(log_stamp(NEW_YEAR), "20240101T0000Z");
        assert_eq!(date_folders(NEW_YEAR), "2024/01/01");
        assert_eq!(in_record(NEW_YEAR), "Jan 1, 2024, 12:00:00 AM");
    }

    #[test]
    fn output_names_the_offset_and_six_digits_of_a_fraction() {
        let at = |millis: i64, hours: i32| {
            let zone = FixedOffset::east_opt(hours * 1_800).unwrap();
            in_zone(calendar(Timestamp::from_millis(millis)).with_timezone(&zone))
        };
        assert_eq!(at(1_700_000_000_000, 0), "2023-11-14T22:13:20+00:00");
        assert_eq!(at(1_700_000_000_123, -10), "2023-11-14T17:13:20.123000-05:00");
        assert_eq!(at(1_700_000_000_000, 11), "2023-11-15T03:43:20+05:30");
    }

    proptest! {
        #[test]
        fn the_plain_spelling_is_read_as_all_are(
            text in "[0-9]{3}[0-9 ]-[01][0-9]-[0-3][0-9][Tt ][0-2][0-9]:[0-6][0-9]:[0-6][0-9][Zz ]",
            time in any::<i64>(),
        ) {
            prop_assert_eq!(parse_parameter(&text), parse_any_parameter(&text));
            let time = Timestamp::from_millis(time).whole_secs();
            prop_assert_eq!(plain(&utc(time)), Some(time));
            prop_assert_eq!(parse_any_parameter(&utc(time)), Some(time));
        }
    }

    proptest! {
        #[test]
        fn output_is_what_its_format_gives(
            millis in Timestamp::MIN.millis()..=Timestamp::MAX.millis(),
            fraction: bool,
            minutes in -1_439..1_440_i32,
            seconds in prop_oneof![4 => Just(0), 1 => 0..60_i32],
        ) {
            let time = Timestamp::from_millis(millis);
            let time = if fraction { time } else { time.whole_secs() };
            let zone = FixedOffset::east_opt(minutes * 60 + seconds).unwrap();
            let time = calendar(time).with_timezone(&zone);
            let fraction = if time.timestamp_subsec_micros() == 0 { "" } else { ".%6f" };
            let format = format!("%Y-%m-%dT%H:%M:%S{fraction}%:z");
            prop_assert_eq!(in_zone(time), time.format(&format).to_string());
        }
    }

    proptest! {
        #[test]
        fn a_zone_is_as_far_ahead_as_it_is_wherever_it_was_looked_at_before(
            start in -3_000_000_000..2_200_000_000_i64,
            steps in prop::collection::vec(-9_000..9_000_i64, 1..40),
        ) {
            use chrono_tz::{Africa, America, Asia, Australia, Europe};
            let zones = [
                Africa::Casablanca, America::Caracas, America::St_Johns, Asia::Kathmandu,
                Australia::Lord_Howe, Europe::Amsterdam,
            ];
            for zone in zones {
                let hour = Hour::new(None);
                let mut secs = start;
                for step in &steps {
                    secs += step;
                    let time = Timestamp::from_secs(secs);
                    let there = calendar(time).with_timezone(&zone).offset().fix();
                    prop_assert_eq!(offset(&zone, &hour, time), there);
                }
            }
        }
    }

    #[test]
    fn a_zone_may_change_its_clocks_within_an_hour() {
        // In Newfoundland, summer began a minute past midnight in 2006: at 03:31 UTC.
        let hour = Hour::new(None);
        let at = |secs: i64| {
            let zone = chrono_tz::America::St_Johns;
            offset(&zone, &hour, Timestamp::from_secs(1_143_948_660 + secs)).local_minus_utc()
        };
        assert_eq!([-1, 0, -1, 3_600, 0].map(at), [-12_600, -9_000, -12_600, -9_000, -9_000]);
    }

    #[test]
    fn numbers_are_seconds_since_1970_and_lose_their_fraction() {
        let cases = [
            ("0", 0),
            ("-1", -1),
            ("2024", 2024),
            ("1700000000.75", 1_700_000_000),
            ("1.7e9", 1_700_000_000),
            (" 1700000000 ", 1_700_000_000),
            ("1_700_000_000", 1_700_000_000),
        ];
        for (text, secs) in cases {
            assert_eq!(parse_parameter(text), Some(Timestamp::from_secs(secs)), "{text}");
        }
    }

    #[test]
    fn dates_are_utc_unless_they_say_otherwise() {
        let same = [
            "2024-01-01",
            "2024/01/01",
            "2024-01-01T00:00",
            "2024-01-01T00:00:00",
            "2024-01-01 00:00:00",
            "2024-01-01T00:00:00.999",
            "2024-01-01T00:00:00Z",
            "2024-01-01T05:30:00+05:30",
            "2024-01-01T05:30:00+0530",
            "20240101T000000Z",
            "Mon, 01 Jan 2024 00:00:00 GMT",
        ];
        for text in same {
            assert_eq!(parse_parameter(text), Some(NEW_YEAR), "{text}");
        }
    }

    #[test]
    fn the_offset_of_a_range_does_not_count() {
        for text in ["2024-01-01", "2024-01-01T00:00:00+05:00", "2024-01-01 00:00:00-0800"] {
            assert_eq!(parse_date_as_utc(text), Some(NEW_YEAR), "{text}");
        }
    }

    #[test]
    fn the_stamp_of_a_digest_reads_back() {
        assert_eq!(parse_digest_stamp(&digest_stamp(NEW_YEAR)), Some(NEW_YEAR));
        for text in ["", "20240101T0000Z", "20241301T000000Z", "x20240101T00000Z"] {
            assert_eq!(parse_digest_stamp(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_no_time_is_refused() {
        for text in ["", "garbage", "now", "2024-13-01", "2024-01-01T25:00:00", "inf", "nan"] {
            assert_eq!(parse_parameter(text), None, "{text}");
        }
    }
}
