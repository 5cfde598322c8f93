//! The spellings of time that parameters may have.

use trailwatch::time::Timestamp;
use trailwatch::time::text::{parse_date_as_utc, parse_parameter, utc};

use super::{cases, text};
use crate::world::World;

const TIMES: &str = include_str!("../../conformance/times.json");

/// Spellings that leave out a part of the date, which the AWS CLI takes from today: refused here,
/// because what they mean hangs on the day.
const OF_TODAY: [&str; 3] = ["-1h", "10:00", "Jan"];

#[test]
fn times_are_read_as_by_the_aws_cli() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in &cases(TIMES) {
        let input = text(case, "input");
        if OF_TODAY.contains(&input) {
            assert_eq!(parse_parameter(input), None, "{input}");
            continue;
        }
        count += 1;
        let read = parse_parameter(input).map(Timestamp::secs);
        if read != case["wire_epoch"].as_i64() {
            wrong.push(format!("{input}: {read:?}, not {}", case["wire_epoch"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 56);
}

/// `validate-logs` reads no numbers, and no offsets.
#[test]
fn the_range_of_validate_logs_is_read_as_by_the_aws_cli() {
    let of_today = [OF_TODAY.as_slice(), &["1", "-1", "2024", "202401"]].concat();
    let mut count = 0;
    for case in &cases(TIMES) {
        let input = text(case, "input");
        if of_today.contains(&input) {
            assert_eq!(parse_date_as_utc(input), None, "{input}");
            continue;
        }
        count += 1;
        let read = parse_date_as_utc(input).map(utc);
        let expected = case["as_utc"].as_str().map(|time| format!("{}Z", &time[..19]));
        assert_eq!(read, expected, "{input}");
    }
    assert_eq!(count, 52);
}

#[test]
fn what_is_no_time_is_refused_with_the_exit_code_of_the_aws_cli() {
    let world = World::new();
    for case in &cases(TIMES) {
        let (input, Some(error)) = (text(case, "input"), case["error"].as_str()) else { continue };
        let ran =
            world.run(&["cloudtrail", "lookup-events", "--print-request", "--start-time", input]);
        if input.starts_with('-') {
            assert_eq!(ran.code, 252, "{input}");
            continue;
        }
        let (code, expected) = match error {
            "RuntimeError" => (255, format!("\naws: [ERROR]: {}\n", text(case, "message"))),
            _ => (
                252,
                format!(
                    "\naws: [ERROR]: An error occurred (ParamValidation): Parameter validation \
                 failed:\nInvalid type for parameter StartTime, value: {input}, type: <class 'str'>, \
                 valid types: <class 'datetime.datetime'>, timestamp-string\n"
                ),
            ),
        };
        assert_eq!((ran.code, ran.err), (code, expected), "{input}");
    }
}
