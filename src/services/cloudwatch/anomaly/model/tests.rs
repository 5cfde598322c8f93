use std::time::Duration;

use super::*;
use crate::time::text::parse_date;

const UTC: fn(Timestamp) -> i64 = |_| 0;

fn at(text: &str) -> Timestamp {
    parse_date(text).unwrap()
}

/// Returns values by five minutes from Monday, 2024-06-03, on, with noise that repeats itself.
fn by_five_minutes(days: u64, value: impl Fn(Timestamp) -> f64) -> Vec<(Timestamp, f64)> {
    let start = at("2024-06-03T00:00:00Z");
    (0..days * 288)
        .map(|place| {
            let time = start + Duration::from_secs(place * 300);
            let noise = f64::from(u32::try_from(place * 7_919 % 101).unwrap()) / 50.0 - 1.0;
            (time, value(time) + noise)
        })
        .collect()
}

fn hour(time: Timestamp) -> f64 {
    f64::from(i32::try_from(time.secs().rem_euclid(DAY)).unwrap()) / 3_600.0
}

/// A day with its peak at noon.
fn daily(time: Timestamp) -> f64 {
    100.0 - 50.0 * (hour(time) / 24.0 * std::f64::consts::TAU).cos()
}

fn band(model: &Model, time: &str) -> Band {
    model.band(at(time), UTC, 2.0).unwrap()
}

fn holds(band: Band, value: f64) -> bool {
    band.low <= value && value <= band.high
}

#[test]
fn a_day_with_a_peak_is_expected_to_have_it_again() {
    let model = Model::learn(by_five_minutes(14, daily), UTC, false).unwrap();
    for (time, value) in [
        ("2024-06-17T00:00:00Z", 50.0),
        ("2024-06-17T06:00:00Z", 100.0),
        ("2024-06-17T12:00:00Z", 150.0),
        ("2024-06-17T18:00:00Z", 100.0),
    ] {
        let band = band(&model, time);
        assert!(holds(band, value), "{time}: {value} is not in {band:?}");
        assert!(band.high - band.low < 12.0, "{time}: {band:?} is wide");
    }
}

#[test]
fn nearly_all_that_was_learned_lies_in_the_band_and_what_is_far_off_does_not() {
    let values = by_five_minutes(14, daily);
    let model = Model::learn(values.clone(), UTC, false).unwrap();
    let inside =
        values.iter().filter(|(time, value)| holds(model.band(*time, UTC, 2.0).unwrap(), *value));
    assert!(inside.count() * 100 > values.len() * 93);
    for (time, value) in &values {
        let band = model.band(*time, UTC, 2.0).unwrap();
        assert!(!holds(band, value + 20.0) && !holds(band, value - 20.0), "{time}");
    }
}

#[test]
fn what_was_out_of_line_once_changes_next_to_nothing() {
    let mut values = by_five_minutes(14, daily);
    let calm = Model::learn(values.clone(), UTC, false).unwrap();
    // A day of outage.
    for (_, value) in &mut values[288 * 5..288 * 6] {
        *value = 0.0;
    }
    let shaken = Model::learn(values, UTC, false).unwrap();
    for time in ["2024-06-17T03:00:00Z", "2024-06-17T12:00:00Z", "2024-06-15T12:00:00Z"] {
        let (calm, shaken) = (band(&calm, time), band(&shaken, time));
        let moved = (calm.low - shaken.low).abs().max((calm.high - shaken.high).abs());
        assert!(moved < 5.0, "{time}: {calm:?} became {shaken:?}");
    }
}

#[test]
fn every_hour_may_begin_with_a_peak() {
    let hourly = |time: Timestamp| if time.secs() % 3_600 < 300 { 80.0 } else { 20.0 };
    let model = Model::learn(by_five_minutes(1, hourly), UTC, false).unwrap();
    assert!(holds(band(&model, "2024-06-04T09:00:00Z"), 80.0));
    assert!(!holds(band(&model, "2024-06-04T09:00:00Z"), 20.0));
    assert!(holds(band(&model, "2024-06-04T09:30:00Z"), 20.0));
    assert!(!holds(band(&model, "2024-06-04T09:30:00Z"), 80.0));
}

#[test]
fn weekends_may_be_quiet() {
    let weekly = |time: Timestamp| {
        let is_weekend = (time.secs().div_euclid(DAY) + 3).rem_euclid(7) >= 5;
        daily(time) / if is_weekend { 5.0 } else { 1.0 }
    };
    let model = Model::learn(by_five_minutes(14, weekly), UTC, false).unwrap();
    // The Saturday and the Monday that follow.
    for (time, value) in [("2024-06-22T12:00:00Z", 30.0), ("2024-06-17T12:00:00Z", 150.0)] {
        let band = band(&model, time);
        assert!(holds(band, value), "{time}: {value} is not in {band:?}");
    }
    assert!(!holds(band(&model, "2024-06-22T12:00:00Z"), 150.0));
}

#[test]
fn a_week_that_repeats_itself_has_no_trend() {
    let weekly = |time: Timestamp| {
        let day = time.secs().div_euclid(DAY);
        let is_weekend = (day + 3).rem_euclid(7) >= 5;
        let of_day = f64::from(i32::try_from(day * 3 % 7).unwrap());
        of_day + if is_weekend { 60.0 } else { 100.0 }
    };
    for days in 12..=16 {
        let model = Model::learn(by_five_minutes(days, weekly), UTC, false).unwrap();
        assert!(model.slope.abs() < 0.05, "{days} days: {}", model.slope);
    }
}

#[test]
fn what_grows_is_expected_to_grow_on() {
    let start = at("2024-06-03T00:00:00Z");
    let growing = |time: Timestamp| daily(time) + 10.0 * time.since(start).as_secs_f64() / 86_400.0;
    let model = Model::learn(by_five_minutes(14, growing), UTC, false).unwrap();
    assert!(holds(band(&model, "2024-06-17T12:00:00Z"), 150.0 + 145.0));
    assert!(!holds(band(&model, "2024-06-17T12:00:00Z"), 150.0 + 100.0));
}

#[test]
fn days_follow_the_clock_on_the_wall() {
    let (before, after) = (at("2024-06-10T00:00:00Z"), 3_600);
    let ahead = move |time: Timestamp| if time < before { 0 } else { after };
    let on_wall = move |time: Timestamp| {
        let hour = (time.secs() + ahead(time)).rem_euclid(DAY) / HOUR;
        if (9..17).contains(&hour) { 100.0 } else { 10.0 }
    };
    let model = Model::learn(by_five_minutes(10, on_wall), ahead, false).unwrap();
    let at_nine = model.band(at("2024-06-13T08:30:00Z"), ahead, 2.0).unwrap();
    assert!(holds(at_nine, 100.0), "{at_nine:?}");
    let at_six = model.band(at("2024-06-13T16:30:00Z"), ahead, 2.0).unwrap();
    assert!(holds(at_six, 10.0), "{at_six:?}");
}

#[test]
fn spikes_that_come_regularly_are_expected_only_if_that_is_said() {
    // Every fortieth value.
    let spiky = |time: Timestamp| if time.secs() / 300 % 40 == 7 { 500.0 } else { 10.0 };
    let values = by_five_minutes(7, spiky);
    let plain = Model::learn(values.clone(), UTC, false).unwrap();
    let warned = Model::learn(values, UTC, true).unwrap();
    assert!(!holds(band(&plain, "2024-06-10T10:00:00Z"), 500.0));
    assert!(holds(band(&warned, "2024-06-10T10:00:00Z"), 500.0));
}

#[test]
fn what_never_was_below_zero_is_not_expected_to_be() {
    let model = Model::learn(by_five_minutes(3, |_| 1.0), UTC, false).unwrap();
    let wide = model.band(at("2024-06-06T10:00:00Z"), UTC, 10.0).unwrap();
    assert!(wide.low == 0.0 && wide.high > 5.0, "{wide:?}");
    let below = Model::learn(by_five_minutes(3, |_| -5.0), UTC, false).unwrap();
    assert!(below.band(at("2024-06-06T10:00:00Z"), UTC, 10.0).unwrap().low < -5.0);
}

#[test]
fn a_wider_band_holds_a_narrower_one_and_a_still_series_has_a_thin_one() {
    let still: Vec<_> = by_five_minutes(2, daily).iter().map(|(time, _)| (*time, 42.0)).collect();
    let model = Model::learn(still, UTC, false).unwrap();
    let widths = [0.5, 2.0, 6.0].map(|width| model.band(at("2024-06-05"), UTC, width).unwrap());
    assert!(widths.windows(2).all(|pair| pair[0].high < pair[1].high));
    assert!(widths[1].high - widths[1].low < 3.0, "{widths:?}");
}

#[test]
fn too_little_teaches_nothing() {
    assert_eq!(Model::learn([], UTC, false), None);
    assert_eq!(Model::learn(by_five_minutes(1, daily).into_iter().take(30), UTC, false), None);
    assert!(Model::learn(by_five_minutes(1, daily).into_iter().take(37), UTC, false).is_some());
    let nothing = by_five_minutes(1, |_| f64::NAN);
    assert_eq!(Model::learn(nothing, UTC, false), None);
}
