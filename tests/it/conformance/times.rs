//! The spellings of time that parameters may have.

use trailwatch::time::Timestamp;
use trailwatch::time::text::{
    completed, parse_date, parse_date_as_utc, parse_date_as_utc_on, parse_parameter, utc,
};

use super::{cases, text};
use crate::world::World;

const TIMES: &str = include_str!("../../conformance/times.json");

/// The day on which the cases were captured, which those mean that leave out a part of the date.
const TODAY: &str = "2026-11-22T12:00:00Z";

#[test]
fn times_are_read_as_by_the_aws_cli() {
    let mut count = 0;
    let mut wrong = Vec::new();
    for case in &cases(TIMES) {
        let input = text(case, "input");
        count += 1;
        let completed = completed(input, parse_date(TODAY).unwrap());
        let read = parse_parameter(completed.as_deref().unwrap_or(input)).map(Timestamp::secs);
        if read != case["wire_epoch"].as_i64() {
            wrong.push(format!("{input}: {read:?}, not {}", case["wire_epoch"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(count, 59);
}

/// `validate-logs` reads no numbers, and no offsets.
#[test]
fn the_range_of_validate_logs_is_read_as_by_the_aws_cli() {
    let today = parse_date(TODAY).unwrap();
    let mut count = 0;
    for case in &cases(TIMES) {
        let input = text(case, "input");
        count += 1;
        let read = parse_date_as_utc_on(input, today);
        let of_every_day = parse_date_as_utc(input);
        assert!(of_every_day.is_none() || of_every_day == read, "{input}");
        let read = read.map(utc);
        let expected = case["as_utc"].as_str().map(|time| format!("{}Z", &time[..19]));
        assert_eq!(read, expected, "{input}");
    }
    assert_eq!(count, 59);
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

#[test]
fn a_time_without_its_date_is_of_the_day_on_the_clock_of_the_store() {
    let world = World::at("2024-01-31T12:00:00Z");
    world.ok(&["cloudtrail", "list-trails"]);
    let found = |start: &str| {
        let words = ["cloudtrail", "lookup-events", "--start-time", start];
        let only = "AttributeKey=EventName,AttributeValue=ListTrails";
        let only = ["--lookup-attributes", only, "--query", "length(Events)"];
        world.ok(&[&words[..], &only].concat())
    };
    assert_eq!(found("11:00"), "1\n");
    assert_eq!(found("11h"), "1\n");
    assert_eq!(found("Jan 31"), "1\n");
    assert_eq!(found("13:00"), "0\n");
}
