//! `cloudtrail validate-logs`: whether log files and digests are as they were delivered.
//!
//! ```text
//! mod      options -> trail, place, range
//! all      every chain of an archive              found     which chains there are
//! live     digests and keys of the store          archive   of folders anywhere on a disk
//!                     \                          /             objects: what lies there
//! work      the walk, with log files checked on all cores
//! others    what else lies in an archive, by its content
//! report    what was found -> lines, counts, exit code
//! ```
//!
//! Source: facts, "AWS CLI", h.1 to h.4.

#[cfg(feature = "s3")]
mod ahead;
mod all;
mod archive;
mod found;
pub mod live;
mod objects;
mod others;
mod remote;
pub mod report;
#[cfg(feature = "s3")]
mod s3;
mod shifted;
pub mod work;

use std::fs;
use std::path::Path;

use clap::Command;
use serde_json::json;

use super::options::{CustomOption, Given, NO_WORDS, Syntax, flag, value};
use crate::cli::exit::{Failure, Outcome};
use crate::cli::program::Program;
use crate::cli::progress::Progress;
use crate::cli::split::Rest;
use crate::error::Error;
use crate::services::cloudtrail::chain::Range;
use crate::services::cloudtrail::chain::place::Place;
use crate::services::cloudtrail::chain::source::{Digests, LogFiles};
use crate::services::cloudtrail::chain::strict::Period;
use crate::time::Timestamp;
use crate::time::text::{is_date_of_today, parse_date_as_utc, parse_date_as_utc_on};
use crate::value::Value;
use crate::value::json::pretty;
use all::Asked;
use archive::{Archive, Sources};
use found::Sought;
use live::Live;
use others::Others;
use remote::Access;
use report::{Report, Summary, Wanted};

const SYNTAX: Syntax = Syntax {
    command: "validate-logs",
    about: "Checks that log files and digests are as CloudTrail delivered them",
    words: NO_WORDS,
    options: &[TRAIL, OPTIONS, OURS],
};

/// With `--all`, neither trail nor time need be given.
const OF_ALL: Syntax = Syntax { options: &[TRAIL_OR_ALL, OPTIONS, OURS], ..SYNTAX };

/// The options that say what is checked.
const TRAIL: &[CustomOption] = &[TRAIL_ARN.required(), START_TIME.required()];

const TRAIL_OR_ALL: &[CustomOption] = &[TRAIL_ARN, START_TIME];

const TRAIL_ARN: CustomOption = value("trail-arn", "ARN", "The trail whose files are checked.");

const START_TIME: CustomOption = value(
    "start-time",
    "TIME",
    "The beginning of the time to check; an offset in it does not count, it is UTC.",
);

/// The other options of the AWS CLI, in its order.
const OPTIONS: &[CustomOption] = &[
    value("end-time", "TIME", "The end of the time to check; now unless it is given."),
    value("s3-bucket", "BUCKET", "The bucket with the digests, if it is not the trail's own."),
    value("s3-prefix", "PREFIX", "What comes before AWSLogs in their keys; goes with --s3-bucket."),
    value("account-id", "ACCOUNT", "The account whose events they are about, if it is another."),
    flag("verbose", "Tells of what is valid, too."),
];

/// The options of our own.
const OURS: &[CustomOption] = &[
    value(
        "archive",
        "DIR|s3://BUCKET[/PREFIX]|BUCKET=...",
        "Checks a folder that holds what a bucket held, in place of a bucket of the store; repeated \
         where a chain goes through several buckets. A build with the feature s3 reads S3 as well, or \
         what --endpoint-url names, with the credentials of the environment or a profile.",
    ),
    value(
        "public-keys",
        "FILE",
        "What 'list-public-keys' printed for the region and time of the archive; may be repeated.",
    ),
    flag(
        "all",
        "Checks every chain that the archive holds: all trails, accounts and regions, in place of \
         --trail-arn. Without --start-time and --end-time each is checked from its first digest to \
         its last.",
    ),
    flag(
        "strict",
        "Looks besides for what the AWS CLI does not see: each missing hour, digests that do not fit \
         each other, log files that no digest lists, that none can or that are listed twice. The exit \
         code is 0 for sound, 1 for findings, 2 if it cannot be judged.",
    ),
    value("report", "FILE", "Writes every finding and all counts into a file, as JSON."),
    flag(
        "allow-unsigned",
        "Trusts digests of an archive whose signature nobody kept: the newest, and the last before \
         a stop.",
    ),
];

/// Returns the command.
pub(super) fn command() -> Command {
    SYNTAX.command().long_about(
        "Checks that log files and digests are as CloudTrail delivered them.\n\n\
         Digests are walked from the newest to the oldest. A digest is valid if its signature is \
         that of its content and it lies where it was delivered; a log file, if its content has the \
         hash that a valid digest has of it. What is wrong goes to the standard error; the exit \
         code is 1 if anything is.\n\n\
         With --archive no store is needed: any folder that holds the objects of a bucket under \
         their keys will do. A digest's signature is read from KEY.metadata.json beside it, which \
         holds what 'aws s3api head-object' prints, or else from the digest after it.",
    )
}

/// Runs it. With `--strict`, whatever keeps it from judging has an exit code of its own.
///
/// Fails with what the options are refused with, then as [`validate`] does, then quietly if anything
/// is wrong.
pub(super) fn run(program: &mut Program<'_>, words: &[Rest]) -> Outcome {
    let of_all = words.iter().any(|word| matches!(word, Rest::Option(option) if option == "--all"));
    let given = if of_all { OF_ALL.read(words)? } else { SYNTAX.read(words)? };
    let strict = given.has("strict");
    let ended = match validate(program, &given) {
        Ok(ended) => end(&given, ended),
        Err(failure) => {
            tell_report(&given, &failure)?;
            Err(failure)
        }
    };
    match ended {
        Err(failure @ (Failure::General(_) | Failure::Api { .. })) if strict => {
            program.streams.tell(&failure.text());
            Err(Failure::Quiet(NOT_JUDGED))
        }
        Err(Failure::Quiet(code)) if strict && code > 1 => Err(Failure::Quiet(NOT_JUDGED)),
        ended => ended,
    }
}

/// The exit code of `--strict` where nothing can be said of the chain.
const NOT_JUDGED: u8 = 2;

/// Validates what the options name.
///
/// Fails with, in the order in which they are checked: options that do not go together, times that
/// are none, a range that ends before it begins, an ARN that is none, a trail that is not there; and
/// then as the walk does.
fn validate(program: &mut Program<'_>, given: &Given) -> Outcome<Ended> {
    let archives: Vec<&str> = given.in_order(&["archive"]).map(|(_, value)| value).collect();
    for name in ["public-keys", "allow-unsigned", "all"] {
        if given.has(name) && archives.is_empty() {
            return Err(Failure::Parameter(format!("--{name} goes with --archive")));
        }
    }
    let is_archive = !archives.is_empty();
    let sources = Sources {
        words: archives,
        key_files: given.in_order(&["public-keys"]).map(|(_, value)| value).collect(),
        access: Access::of(&program.session, program.environment)?,
    };
    if given.has("all") {
        return validate_all(program, given, &sources);
    }
    let range = range(program, given, is_archive)?;
    let arn = given.value("trail-arn").unwrap_or_default();
    let place = place(arn, given, program.session.named_region.as_deref())?;
    let has_end = given.value("end-time").is_some_and(|text| !text.is_empty());
    let wanted = Wanted {
        arn: arn.to_owned(),
        range,
        verbose: given.has("verbose"),
        allow_unsigned: given.has("allow-unsigned"),
        strict: given.has("strict"),
        period: Period { start: Some(range.start), end: has_end.then_some(range.end) },
    };
    let bucket = given.value("s3-bucket");
    let is_account_said = given.value("account-id").is_some_and(|account| !account.is_empty());
    if !is_archive {
        let (bucket, place) = match bucket {
            Some(bucket) => (bucket.to_owned(), place),
            None => live::of_trail(program, arn, place, is_account_said)?,
        };
        let Program { engine, session, streams, .. } = program;
        let mut live = Live::new(engine, &session.region)?;
        let files = live.log_files();
        let summary = report(&wanted, &bucket, &place, &mut live, &files, streams)?;
        return Ok((summary, None));
    }
    let is_of_member = arn.split(':').nth(4).is_some_and(|account| account != place.account);
    let sought = Sought { place: &place, range, is_account_said, is_of_member };
    let (mut archive, start) = Archive::open(&sources, bucket, sought)?;
    for warning in archive.warnings(&start) {
        program.warn(&warning);
    }
    let files = archive.log_files();
    let streams = &mut program.streams;
    let ended = report(&wanted, &start.bucket, &start.place, &mut archive, &files, streams);
    let ended = ended.and_then(|summary| {
        if !wanted.strict && !given.has("report") {
            return Ok((summary, None));
        }
        let others = archive.others(&summary.told, Others::default(), &start.place.folders())?;
        streams.print(&before_others(&others))?;
        Ok((summary, Some(others)))
    });
    for warning in files.warnings() {
        program.warn(&warning);
    }
    ended
}

/// Validates every chain of an archive.
fn validate_all(program: &mut Program<'_>, given: &Given, sources: &Sources<'_>) -> Outcome<Ended> {
    for name in ["trail-arn", "s3-bucket", "s3-prefix", "account-id"] {
        if given.has(name) {
            return Err(Failure::Parameter(format!("--{name} does not go with --all")));
        }
    }
    let mut time = |name: &str| {
        let text = given.value(name).filter(|text| !text.is_empty());
        text.map(|text| read_time(program, text, true)).transpose()
    };
    let asked = Asked {
        period: Period { start: time("start-time")?, end: time("end-time")? },
        verbose: given.has("verbose"),
        allow_unsigned: given.has("allow-unsigned"),
        strict: given.has("strict"),
    };
    let (archive, chains) = Archive::all(sources)?;
    for note in &archive.notes {
        program.warn(note);
    }
    all::validate(&archive, &chains, asked, &mut program.streams)
}

/// Returns what is said of other files, below what was said of a chain.
fn before_others(others: &Others) -> String {
    let text = others.text();
    if text.is_empty() { text } else { format!("\n{text}") }
}

/// What a validation came to, and what else lies in an archive, if that was looked for.
type Ended = (Summary, Option<Others>);

/// Writes the report, if there is to be one.
///
/// Fails quietly, with exit code 1, if anything is wrong.
fn end(given: &Given, (summary, others): Ended) -> Outcome {
    let strict = given.has("strict");
    let is_wrong = summary.wrong || strict && others.as_ref().is_some_and(Others::is_wrong);
    let is_judged = summary.digests > 0 && summary.failed.is_none();
    write_report(
        given,
        &json!({
            "Version": 1,
            "Judged": is_judged,
            "Sound": is_judged && !is_wrong,
            "Chains": summary.chains,
            "OtherFiles": others.map(|others| others.document()),
        }),
    )?;
    match summary.failed {
        Some(code) => Err(Failure::Quiet(code)),
        None if strict && !is_judged => Err(Failure::Quiet(NOT_JUDGED)),
        None if is_wrong => Err(Failure::Quiet(1)),
        None => Ok(()),
    }
}

/// Writes into the report, if there is to be one, that nothing could be judged: one of yesterday must
/// not be taken for today's. Options that make no sense leave it as it is.
fn tell_report(given: &Given, failure: &Failure) -> Outcome {
    if !matches!(failure, Failure::General(_) | Failure::Api { .. }) {
        return Ok(());
    }
    write_report(
        given,
        &json!({
            "Version": 1,
            "Judged": false,
            "Sound": false,
            "Error": failure.text().trim(),
            "Chains": [],
            "OtherFiles": null,
        }),
    )
}

fn write_report(given: &Given, document: &Value) -> Outcome {
    let Some(path) = given.value("report").map(Path::new) else { return Ok(()) };
    Ok(fs::write(path, pretty(document) + "\n").map_err(Error::machine("write", path))?)
}

fn report(
    wanted: &Wanted,
    bucket: &str,
    place: &Place,
    digests: &mut dyn Digests,
    files: &dyn LogFiles,
    streams: &mut crate::cli::Streams<'_>,
) -> Outcome<Summary> {
    let progress = Progress::new("validating", streams.err_is_terminal);
    let mut report = Report::new(wanted.clone(), streams, progress);
    work::validate(&mut report, bucket, place, digests, files)?;
    report.end()
}

/// Reads the time that is asked about; it ends now unless the options say when.
fn range(program: &mut Program<'_>, given: &Given, is_archive: bool) -> Outcome<Range> {
    let start = read_time(program, given.value("start-time").unwrap_or_default(), is_archive)?;
    let end = match given.value("end-time").filter(|text| !text.is_empty()) {
        Some(text) => read_time(program, text, is_archive)?,
        None => now(program, is_archive)?,
    };
    if start > end {
        let message = "Invalid time range specified: start-time must occur before end-time";
        return Err(Failure::General(message.to_owned()));
    }
    Ok(Range { start, end })
}

fn read_time(program: &mut Program<'_>, text: &str, is_archive: bool) -> Outcome<Timestamp> {
    let whole = parse_date_as_utc(text);
    let of_today = whole.is_none() && is_date_of_today(text);
    let now = of_today.then(|| now(program, is_archive)).transpose()?;
    whole
        .or_else(|| parse_date_as_utc_on(text, now?))
        .ok_or_else(|| Failure::General(format!("Unable to parse date value: {text}")))
}

/// Returns the time on the store's clock, or the machine's where no store is needed.
fn now(program: &mut Program<'_>, is_archive: bool) -> Outcome<Timestamp> {
    if is_archive {
        return Ok(program.engine.settings().clock.now());
    }
    Ok(program.engine.settle()?)
}

/// Returns where the digests of a trail lie, its prefix aside.
fn place(arn: &str, given: &Given, region: Option<&str>) -> Outcome<Place> {
    if !is_trail_arn(arn) {
        return Err(Failure::General(format!("Invalid trail ARN provided: {arn}")));
    }
    let part = |position: usize| arn.split(':').nth(position).unwrap_or_default().to_owned();
    let text = |name: &str| given.value(name).filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(Place {
        prefix: text("s3-prefix"),
        organization: None,
        account: text("account-id").unwrap_or_else(|| part(4)),
        region: region.map_or_else(|| part(3), str::to_owned),
        trail: arn.rsplit('/').next().unwrap_or_default().to_owned(),
        home: part(3),
    })
}

/// Returns whether text is the ARN of a trail: `arn:.+:cloudtrail:.+:\d{12}:trail/.+`.
fn is_trail_arn(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("arn:") else { return false };
    let begins = |before: &str| {
        before
            .match_indices(":cloudtrail:")
            .any(|(at, service)| at > 0 && at + service.len() < before.len())
    };
    rest.match_indices(":trail/").any(|(at, trail)| {
        let is_named = at + trail.len() < rest.len();
        let account = rest[..at].rsplit_once(':');
        let is_account =
            |digits: &str| digits.len() == 12 && digits.bytes().all(|digit| digit.is_ascii_digit());
        is_named && account.is_some_and(|(before, digits)| is_account(digits) && begins(before))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_arn_of_a_trail_is_told_from_others() {
        let cases = [
            ("arn:aws:cloudtrail:us-east-1:123456789012:trail/mytrail", true),
            ("arn:aws-cn:cloudtrail:cn-north-1:123456789012:trail/a/b", true),
            ("xarn:aws:cloudtrail:us-east-1:123456789012:trail/x", false),
            ("arn:aws:cloudtrail:us-east-1:123456789012:foo/x", false),
            ("arn:aws:cloudtrail:us-east-1:123456789012:trail/", false),
            ("arn:aws:cloudtrail:us-east-1:12345678901:trail/x", false),
            ("arn:aws:cloudtrail::123456789012:trail/x", false),
            ("arn::cloudtrail:us-east-1:123456789012:trail/x", false),
            ("arn:aws:s3:us-east-1:123456789012:trail/x", false),
            ("", false),
        ];
        for (arn, is) in cases {
            assert_eq!(is_trail_arn(arn), is, "{arn}");
        }
    }
}
