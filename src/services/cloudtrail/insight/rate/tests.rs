//! Laws and cases of rates.

use super::*;
use proptest::prelude::*;

const DAY: Minute = 1_440;

/// Counts so many in each minute, and returns what is found by a time long after.
fn found(counts: impl IntoIterator<Item = (Minute, u64)>) -> Vec<Found> {
    let mut rate = Rate::default();
    let mut ids = Ids::seeded(1, &[]);
    let mut found = Vec::new();
    for (minute, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        found.extend(rate.judge(minute, &mut ids));
        rate.add(minute, count - 1);
        found.extend(rate.count(minute, &mut ids));
    }
    found.extend(rate.judge(Minute::MAX, &mut ids));
    found
}

fn outline(found: &[Found]) -> Vec<String> {
    let told = |found: &Found| {
        let word = if found.ends { "end" } else { "start" };
        format!("{word} {}..{}: {}", found.start, found.end, found.total)
    };
    found.iter().map(told).collect()
}

#[test]
fn a_burst_after_quiet_begins_and_ends() {
    let counts = [(20_000, 1), (30_000, 12), (30_001, 3), (30_002, 20), (30_005, 1)];
    let found = found(counts);
    assert_eq!(outline(&found), ["start 30000..30001: 12", "end 30000..30003: 35"]);
    assert_eq!(found[0].id, found[1].id);
    assert_eq!(found[0].baseline, found[1].baseline);
    assert_eq!((found[0].baseline.total, found[0].baseline.minutes), (1, 168 * 60));
}

#[test]
fn ten_is_the_fewest() {
    assert_eq!(found([(30_000, 9), (30_001, 9)]), []);
    assert_eq!(found([(30_000, 10)]).len(), 2);
}

#[test]
fn what_is_five_minutes_apart_is_one_and_what_is_more_is_two() {
    let one = found([(30_000, 10), (30_005, 10)]);
    assert_eq!(outline(&one), ["start 30000..30001: 10", "end 30000..30006: 20"]);
    assert_eq!(found([(30_000, 10), (30_006, 10)]).len(), 4);
}

#[test]
fn averages_like_those_of_published_events_are_told_apart() {
    // Of one minute in two, so that the usual deviates.
    let usual = |each: u64| (0..7 * DAY / 2).map(move |n| (2 * n, 2 * each));
    let at = 7 * DAY + 1;
    for (each, unusual, is_found) in [(2, 50, true), (85, 664, false), (85, 900, true)] {
        let found = found(usual(each).chain([(at, unusual)]));
        let late = found.iter().filter(|found| found.start == at).count();
        assert_eq!(late > 0, is_found, "{each} {unusual}");
    }
}

#[test]
fn a_job_that_runs_each_hour_is_usual_after_a_week() {
    let found = found((0..24 * 14).map(|hour| (hour * 60, 40)));
    assert!(found.iter().all(|found| found.start < 8 * DAY), "{:?}", outline(&found));
}

#[test]
fn what_comes_each_day_is_usual_after_three_days() {
    let found = found((0..14).map(|day| (day * DAY, 40 + u64::try_from(day).unwrap())));
    let days: Vec<_> = found.iter().filter(|found| !found.ends).map(|f| f.start / DAY).collect();
    assert_eq!(days, [0, 1, 2]);
}

#[test]
fn what_goes_on_for_a_day_becomes_usual() {
    let found = found((0..5 * DAY).map(|minute| (20_000 + minute, 15)));
    assert_eq!(outline(&found), ["start 20000..20001: 15", "end 20000..21440: 21600"]);
}

#[test]
fn what_is_late_changes_the_baseline_only() {
    let mut rate = Rate::default();
    let mut ids = Ids::seeded(1, &[]);
    rate.count(30_000, &mut ids);
    for _ in 0..50 {
        rate.count(29_000, &mut ids);
    }
    assert_eq!(rate.due(), None);
    assert_eq!(rate.baseline(30_001).total, 51);
}

#[test]
fn averages_have_ten_digits() {
    assert_eq!(average(1, 11_336).as_f64(), Some(0.000_088_214_5));
    assert_eq!(average(3, 5).to_string(), "0.6");
    assert_eq!(average(664, 1).to_string(), "664");
}

#[test]
fn a_busy_rate_stays_a_short_record_and_is_read_as_it_was_written() {
    let mut rate = Rate::default();
    for minute in 28_000_000..28_000_000 + 9 * DAY {
        rate.add(minute, 99_999);
    }
    let bytes = serde_json::to_vec(&rate).unwrap();
    assert!(bytes.len() < 6_000, "{}", bytes.len());
    assert_eq!(serde_json::from_slice::<Rate>(&bytes).unwrap(), rate);
}

fn counts() -> impl Strategy<Value = Vec<(Minute, u64)>> {
    let step = prop_oneof![6 => 0..4_i64, 2 => 4..30_i64, 1 => 30..4_000_i64];
    prop::collection::vec((step, 0..60_u64), 0..60).prop_map(|steps| {
        let mut minute = 25_000;
        let mut counts = Vec::new();
        for (step, count) in steps {
            minute += step;
            counts.push((minute, count));
        }
        counts
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn it_does_not_matter_when_somebody_looks(counts in counts(), looks in prop::collection::vec(0..9_i64, 60)) {
        let mut rate = Rate::default();
        let mut ids = Ids::seeded(1, &[]);
        let mut seen = Vec::new();
        for ((minute, count), later) in counts.iter().zip(looks) {
            seen.extend(rate.judge(*minute - later, &mut ids));
            for _ in 0..*count {
                seen.extend(rate.count(*minute, &mut ids));
            }
            seen.extend(rate.judge(*minute, &mut ids));
        }
        seen.extend(rate.judge(Minute::MAX, &mut ids));
        prop_assert_eq!(seen, found(counts));
    }

    #[test]
    fn activity_begins_before_it_ends_and_ends_before_the_next(counts in counts()) {
        let found = found(counts.iter().copied());
        let mut last = Minute::MIN;
        for pair in found.chunks(2) {
            let [start, end] = pair else { panic!("one does not end") };
            prop_assert!(!start.ends && end.ends && start.id == end.id);
            prop_assert!(last <= start.start && start.start == end.start);
            prop_assert!(start.end == start.start + 1 && end.end > end.start);
            prop_assert!(start.total >= FEWEST);
            last = end.end;
        }
    }

    #[test]
    fn the_total_is_what_was_counted_from_start_to_end(counts in counts()) {
        for found in found(counts.iter().copied()) {
            let within = |(minute, _): &&(Minute, u64)| (found.start..found.end).contains(minute);
            let total: u64 = counts.iter().filter(within).map(|(_, count)| count).sum();
            prop_assert_eq!(found.total, total);
        }
    }

    #[test]
    fn a_steady_rate_is_usual_after_eight_days(each in 0..40_u64, every in 10..90_i64) {
        let steady = (0..12 * DAY / every).map(|n| (n * every, each));
        let mut rate = Rate::default();
        let mut ids = Ids::seeded(1, &[]);
        let mut late = 0;
        for (minute, count) in steady {
            rate.add(minute, count);
            if count > 0 && rate.looks_unusual(minute) && minute > 8 * DAY {
                late += 1;
            }
            drop(rate.judge(minute, &mut ids));
        }
        prop_assert_eq!(late, 0);
    }
}
