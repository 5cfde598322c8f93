//! Labels with parts that are filled in, and time zones.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::services::cloudwatch::label::{Zone, filled};
use trailwatch::services::cloudwatch::math::Series;
use trailwatch::time::Timestamp;

fuzz_target!(|asked: (&str, &str, Vec<(i64, f64)>)| {
    let (label, zone, points) = asked;
    // Data are of the years that a calendar can tell.
    let time = |millis: i64| Timestamp::from_millis(millis % 253_402_300_800_000);
    let points = points.into_iter().map(|(millis, value)| (time(millis), value));
    let series = Series { points: points.collect(), ..Series::default() };
    let zone = Zone::parse(zone).unwrap_or_default();
    let properties = [("Stat".to_owned(), "Sum".to_owned())].into();
    let now = series.points.keys().next().copied().unwrap_or_default();
    let _ = filled(label, &series, "usual", &properties, (zone, now));
});
