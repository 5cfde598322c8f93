//! When something begins again and again, and how long it lasts each time.
//!
//! ```text
//! cron(MINUTES HOURS DAY-OF-MONTH MONTH DAY-OF-WEEK)      at(2026-05-10T14:00)
//! field = "*" | part { "," part }       part = value [ "-" value ]
//! ```
//!
//! Months and days of the week may be told by the first three letters of their English names. If both
//! kinds of days are limited, either is enough, as in cron.
//!
//! Source: CloudWatch API Reference, "`Schedule`". Our reading: what both kinds of days come to; what
//! becomes of times that clocks leave out (an hour later) or have twice (the first).

use std::time::Duration;

use crate::time::Timestamp;
use crate::time::zone::{Day, Zone};

/// How long it may last.
const SHORTEST: Duration = Duration::from_mins(1);
const LONGEST: Duration = Duration::from_hours(15 * 24);

/// The minutes of a day.
const DAY: i64 = 24 * 60;

const MONTHS: [&str; 12] =
    ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const DAYS: [&str; 7] = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

/// When something begins, and how long it lasts.
#[derive(Clone, Debug, PartialEq)]
pub struct Schedule {
    begins: Begins,
    zone: Zone,
    lasts: Duration,
}

#[derive(Clone, Debug, PartialEq)]
enum Begins {
    Once(Timestamp),
    /// At these minutes and hours, on these days.
    Again {
        minutes: Field,
        hours: Field,
        of_month: Field,
        months: Field,
        of_week: Field,
    },
}

/// The values of a field, as bits.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Field {
    values: u64,
    is_any: bool,
}

impl Field {
    const fn has(self, value: u32) -> bool {
        self.values & (1 << value) != 0
    }

    fn parse(text: &str, (first, last): (u32, u32), names: &[&str]) -> Option<Self> {
        let is_any = text == "*";
        let value = |text: &str| {
            let place = names.iter().position(|name| name.eq_ignore_ascii_case(text));
            let spelled = place.and_then(|place| u32::try_from(place).ok());
            let value = spelled.map(|place| place + first).or_else(|| text.parse().ok());
            value.filter(|value| (first..=last).contains(value))
        };
        let mut values = 0;
        for part in text.split(',') {
            let (from, to) = match part.split_once('-') {
                _ if is_any => (first, last),
                Some((from, to)) => (value(from)?, value(to)?),
                None => (value(part)?, value(part)?),
            };
            if from > to {
                return None;
            }
            (from..=to).for_each(|value| values |= 1_u64 << value);
        }
        Some(Self { values, is_any })
    }
}

impl Schedule {
    /// Reads a schedule; fails with a sentence of ours.
    pub fn parse(expression: &str, duration: &str, zone: Option<&str>) -> Result<Self, String> {
        let zone = zone.map_or(Ok(Zone::UTC), |name| {
            Zone::parse(name).ok_or_else(|| format!("The time zone {name} is not known"))
        })?;
        let begins = begins(expression, zone).ok_or_else(|| {
            format!(
                "The schedule expression {expression} is not valid: it must be \
                     cron(Minutes Hours Day-of-month Month Day-of-week) or at(yyyy-MM-ddThh:mm)"
            )
        })?;
        let lasts = iso(duration).filter(|lasts| (SHORTEST..=LONGEST).contains(lasts));
        let lasts = lasts.ok_or_else(|| {
            format!("The duration {duration} is not valid: it must be from PT1M to P15D")
        })?;
        Ok(Self { begins, zone, lasts })
    }

    /// Returns whether it begins only once.
    pub const fn is_once(&self) -> bool {
        matches!(self.begins, Begins::Once(_))
    }

    /// Returns when that ends which begins only once.
    pub fn end_of_once(&self) -> Option<Timestamp> {
        match self.begins {
            Begins::Once(start) => Some(start + self.lasts),
            Begins::Again { .. } => None,
        }
    }

    /// Returns when that ends which goes on at a time: of what has begun by then, the last.
    pub fn ends(&self, time: Timestamp) -> Option<Timestamp> {
        let end = self.last_start(time)? + self.lasts;
        (end > time).then_some(end)
    }

    /// Returns until when that surely goes on which goes on at a time, whatever has begun again
    /// meanwhile: the end of the last of what follows without a gap on the same day, or, if there is
    /// none at all, of what begins at the same time of the next day.
    ///
    /// Where clocks change, only [`Self::ends`] is sure.
    pub fn goes_on_until(&self, time: Timestamp) -> Option<Timestamp> {
        let start = self.last_start(time)?;
        let end = (start + self.lasts > time).then(|| start + self.lasts)?;
        let Begins::Again { minutes, hours, .. } = &self.begins else { return Some(end) };
        let begins = |minute: i64| {
            u32::try_from(minute)
                .is_ok_and(|minute| hours.has(minute / 60) && minutes.has(minute % 60))
        };
        let ahead = self.zone.ahead(start);
        let of_day = (start.secs() + ahead).rem_euclid(24 * 3_600) / 60;
        let lasts = i64::try_from(self.lasts.as_secs()).unwrap_or_default();
        // How many minutes after the start the last one follows, of a day that begins there.
        let run = |minutes: std::ops::Range<i64>| {
            let mut last = 0;
            for after in minutes {
                if begins((of_day + after) % DAY) {
                    if (after - last) * 60 > lasts {
                        break;
                    }
                    last = after;
                }
            }
            last
        };
        let later = |minutes: i64| {
            let later = start + Duration::from_secs(u64::try_from(minutes * 60).ok()?);
            (self.zone.ahead(later) == ahead).then_some(later)
        };
        let next = later(DAY).filter(|next| {
            self.is_day(self.zone.day(*next)) && begins(of_day) && run(1..DAY + 1) == DAY
        });
        let last = next.or_else(|| later(run(1..DAY - of_day)));
        Some(last.map_or(end, |last| last + self.lasts))
    }

    fn is_day(&self, day: Day) -> bool {
        let Begins::Again { of_month, months, of_week, .. } = &self.begins else { return false };
        let by_month = of_month.has(day.of_month());
        let by_week = of_week.has(day.of_week()) || (day.of_week() == 0 && of_week.has(7));
        let is_day = if of_month.is_any || of_week.is_any {
            by_month && by_week
        } else {
            by_month || by_week
        };
        is_day && months.has(day.month())
    }

    /// Returns when it began the last time, if that can still go on.
    fn last_start(&self, time: Timestamp) -> Option<Timestamp> {
        let Begins::Again { minutes, hours, .. } = &self.begins else {
            let Begins::Once(start) = self.begins else { return None };
            return (start <= time).then_some(start);
        };
        let mut day = self.zone.day(time);
        let oldest = self.zone.day(time - self.lasts).before();
        while day >= oldest {
            if self.is_day(day) {
                let of_day = (0..24).rev().filter(|hour| hours.has(*hour)).flat_map(|hour| {
                    (0..60).rev().filter(|minute| minutes.has(*minute)).map(move |m| hour * 60 + m)
                });
                let mut starts = of_day.filter_map(|minute| self.zone.moment(day, minute));
                if let Some(start) = starts.find(|start| *start <= time) {
                    return Some(start);
                }
            }
            day = day.before();
        }
        None
    }
}

fn begins(expression: &str, zone: Zone) -> Option<Begins> {
    let inside = |name: &str| expression.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')');
    if let Some(time) = inside("at") {
        let (date, clock) = time.split_once('T')?;
        let mut date = date.splitn(3, '-').map(str::parse::<u32>);
        let (year, month, day) = (date.next()?.ok()?, date.next()?.ok()?, date.next()?.ok()?);
        let (hour, minute) = clock.split_once(':')?;
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        if time.len() != "yyyy-MM-ddThh:mm".len() || hour > 23 || minute > 59 {
            return None;
        }
        let day = Day::new(i32::try_from(year).ok()?, month, day)?;
        return Some(Begins::Once(zone.moment(day, hour * 60 + minute)?));
    }
    let fields: Vec<&str> = inside("cron")?.split_ascii_whitespace().collect();
    let [minutes, hours, of_month, months, of_week] = fields[..] else { return None };
    Some(Begins::Again {
        minutes: Field::parse(minutes, (0, 59), &[])?,
        hours: Field::parse(hours, (0, 23), &[])?,
        of_month: Field::parse(of_month, (1, 31), &[])?,
        months: Field::parse(months, (1, 12), &MONTHS)?,
        of_week: Field::parse(of_week, (0, 7), &DAYS)?,
    })
}

/// Reads a span as `P2DT12H`.
fn iso(text: &str) -> Option<Duration> {
    let rest = text.strip_prefix('P')?;
    let (days, clock) = match rest.split_once('T') {
        Some((days, clock)) => (days, Some(clock)),
        None => (rest, None),
    };
    if clock.is_some_and(str::is_empty) || (days.is_empty() && clock.is_none()) {
        return None;
    }
    let mut secs: u64 = 0;
    let mut read = |mut text: &str, units: &[(char, u64)]| -> Option<()> {
        for (unit, size) in units {
            if let Some((number, rest)) = text.split_once(*unit) {
                let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
                let number: u64 = number.parse().ok().filter(|_| is_number)?;
                secs = secs.checked_add(number.checked_mul(*size)?)?;
                text = rest;
            }
        }
        text.is_empty().then_some(())
    };
    read(days, &[('W', 604_800), ('D', 86_400)])?;
    read(clock.unwrap_or_default(), &[('H', 3_600), ('M', 60), ('S', 1)])?;
    Some(Duration::from_secs(secs))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::text::{parse_date, utc};

    fn ends(expression: &str, duration: &str, zone: &str, time: &str) -> String {
        let schedule = Schedule::parse(expression, duration, Some(zone)).unwrap();
        schedule.ends(parse_date(time).unwrap()).map(utc).unwrap_or_default()
    }

    #[test]
    fn what_goes_on_ends_as_long_after_its_beginning_as_it_lasts() {
        let cases = [
            ("cron(0 2 * * *)", "PT4H", "UTC", "2026-05-10T02:00:00Z", "2026-05-10T06:00:00Z"),
            ("cron(0 2 * * *)", "PT4H", "UTC", "2026-05-10T05:59:59Z", "2026-05-10T06:00:00Z"),
            ("cron(0 2 * * *)", "PT4H", "UTC", "2026-05-10T06:00:00Z", ""),
            ("cron(0 2 * * *)", "PT4H", "UTC", "2026-05-10T01:59:00Z", ""),
            // The tenth of May 2026 is a Sunday.
            ("cron(0 2 * * SUN)", "PT1H", "UTC", "2026-05-10T02:30:00Z", "2026-05-10T03:00:00Z"),
            ("cron(0 2 * * 7)", "PT1H", "UTC", "2026-05-10T02:30:00Z", "2026-05-10T03:00:00Z"),
            ("cron(0 2 * * MON-SAT)", "PT1H", "UTC", "2026-05-10T02:30:00Z", ""),
            (
                "cron(0 18 * * FRI)",
                "P2DT12H",
                "UTC",
                "2026-05-10T23:00:00Z",
                "2026-05-11T06:00:00Z",
            ),
            ("cron(0 1 1 * *)", "P15D", "UTC", "2026-05-15T00:00:00Z", "2026-05-16T01:00:00Z"),
            // Either kind of days is enough.
            ("cron(0 2 1 * SUN)", "PT1H", "UTC", "2026-05-10T02:30:00Z", "2026-05-10T03:00:00Z"),
            (
                "cron(0 2 * JAN,MAY *)",
                "PT1H",
                "UTC",
                "2026-05-10T02:30:00Z",
                "2026-05-10T03:00:00Z",
            ),
            ("cron(*/5 * * * *)", "", "", "", "not valid"),
            // What begins again meanwhile ends later.
            ("cron(0 * * * *)", "PT2H", "UTC", "2026-05-10T02:30:00Z", "2026-05-10T04:00:00Z"),
            (
                "cron(0 2 * * *)",
                "PT1H",
                "America/New_York",
                "2026-05-10T06:30:00Z",
                "2026-05-10T07:00:00Z",
            ),
            (
                "cron(0 2 * * *)",
                "PT1H",
                "Asia/Tokyo",
                "2026-05-09T17:30:00Z",
                "2026-05-09T18:00:00Z",
            ),
            (
                "at(2024-05-10T14:00)",
                "PT2H",
                "Europe/London",
                "2024-05-10T13:00:00Z",
                "2024-05-10T15:00:00Z",
            ),
            ("at(2024-05-10T14:00)", "PT2H", "Europe/London", "2024-05-10T12:59:59Z", ""),
        ];
        for (expression, duration, zone, time, expected) in cases {
            if expected == "not valid" {
                assert!(Schedule::parse(expression, "PT1H", None).is_err(), "{expression}");
            } else {
                assert_eq!(ends(expression, duration, zone, time), expected, "{expression} {time}");
            }
        }
    }

    #[test]
    fn what_goes_on_is_followed_until_the_first_gap() {
        let cases = [
            ("cron(* * * * *)", "PT1M", "UTC", "2026-05-10T02:00:30Z", 30, None),
            ("cron(0 * * * *)", "PT1H", "UTC", "2026-05-10T02:30:00Z", 30, None),
            ("cron(0 2 * * *)", "PT1H", "UTC", "2026-05-10T02:30:00Z", 1, Some(30)),
            ("cron(* 2-3 * * *)", "PT1M", "UTC", "2026-05-10T02:30:00Z", 1, Some(90)),
            // From Sunday, the tenth, to Monday.
            ("cron(* * * * SUN)", "PT1M", "UTC", "2026-05-10T02:30:00Z", 2, Some(1_290)),
            ("cron(0 3 * * SUN,MON)", "P1D", "UTC", "2026-05-10T04:00:00Z", 3, Some(2_820)),
            // Clocks show the hour from one o'clock twice, and begin only once.
            ("cron(* * * * *)", "PT1M", "Europe/London", "2026-10-24T12:00:00Z", 999, Some(780)),
        ];
        for (expression, duration, zone, time, steps, gap) in cases {
            let schedule = Schedule::parse(expression, duration, Some(zone)).unwrap();
            let time = parse_date(time).unwrap();
            let (mut reached, mut taken) = (time, 0);
            while let Some(end) = schedule.goes_on_until(reached).filter(|_| taken < steps) {
                (reached, taken) = (end, taken + 1);
            }
            // One step after another, as if nothing was known.
            let mut slow = time;
            while let Some(end) = schedule.ends(slow).filter(|_| slow < reached) {
                slow = end;
            }
            assert_eq!(utc(slow), utc(reached), "{expression} {zone}");
            let minutes = (reached.secs() - time.secs()) / 60;
            match gap {
                Some(gap) => {
                    assert_eq!(minutes, gap, "{expression} {zone}");
                    assert_eq!(schedule.ends(reached), None, "{expression} {zone}");
                }
                None => assert!(minutes >= 24 * 60 * 30, "{expression} {minutes}"),
            }
        }
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for expression in [
            "cron(0 2 * *)",
            "cron(60 2 * * *)",
            "cron(0 2 0 * *)",
            "cron(0 2 * * FRI-MON)",
            "cron(0 2 * FOO *)",
            "rate(5 minutes)",
            "at(2024-13-10T14:00)",
            "at(2024-05-10T24:00)",
            "at(2024-05-10)",
            "at(2024-05-10T14:00",
            "",
        ] {
            let refusal = Schedule::parse(expression, "PT1H", None).unwrap_err();
            assert!(refusal.contains("schedule expression"), "{expression}: {refusal}");
        }
        for duration in
            ["PT59S", "P15DT1M", "P16D", "4H", "PT", "P", "PTH", "PT1H1", "P1H", "PT+1H"]
        {
            let refusal = Schedule::parse("cron(0 2 * * *)", duration, None).unwrap_err();
            assert!(refusal.contains("duration"), "{duration}: {refusal}");
        }
        let refusal = Schedule::parse("cron(0 2 * * *)", "PT1H", Some("Mars")).unwrap_err();
        assert_eq!(refusal, "The time zone Mars is not known");
    }
}
