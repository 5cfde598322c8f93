//! `clock`: the store's own time.

use clap::{Arg, ArgMatches, Command};

use crate::engine::clock::{Change, Mode};
use crate::time::{span, text};

use super::super::exit::{Failure, Outcome};
use super::super::program::Program;

/// Returns the command.
pub(super) fn command() -> Command {
    let time = Arg::new("time")
        .value_name("TIME")
        .required(true)
        .help("A date, a date and time, or seconds since 1970; UTC unless it says otherwise");
    let span = Arg::new("duration")
        .value_name("DURATION")
        .required(true)
        .help("90s, 15m, 2h, 3d, or several of them joined: 1h30m");
    Command::new("clock")
        .about("Shows and moves the store's own clock")
        .long_about(
            "Shows and moves the store's own clock, which is the machine's until it is set. Moving \
             it on writes the log files and digests that fall due on the way. It never goes back: \
             what the store holds has happened. 'store reset' starts over.",
        )
        .subcommand_required(true)
        .subcommand(Command::new("show").about("Shows the time, and how the clock goes"))
        .subcommand(
            Command::new("set")
                .about("Stops the clock at a time that is not in its past")
                .arg(time),
        )
        .subcommand(
            Command::new("advance")
                .about("Moves the clock on and does everything that falls due on the way")
                .arg(span),
        )
        .subcommand(Command::new("run").about("Lets the clock run from where it stands"))
        .subcommand(
            Command::new("real")
                .about("Shows the machine's time again, once that is not in its past"),
        )
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let (name, matches) = matches.subcommand().unwrap_or(("show", matches));
    let argument = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let change = match name {
        "set" => Some(Change::Set(
            text::parse_parameter(argument("time"))
                .ok_or_else(|| Failure::Parameter(format!("'{}' is no time", argument("time"))))?,
        )),
        "advance" => Some(Change::Advance(span::parse(argument("duration")).ok_or_else(|| {
            Failure::Parameter(format!(
                "'{}' is no duration: write 90s, 15m, 2h, 3d, or several joined such as 1h30m",
                argument("duration")
            ))
        })?)),
        "run" => Some(Change::Run),
        "real" => Some(Change::Real),
        _ => None,
    };
    let reading = if let Some(change) = change {
        program.engine.set_clock(change)?
    } else {
        program.engine.settle()?;
        program.engine.read_clock()?
    };
    let how = match reading.mode {
        Mode::Real => "the machine's time",
        Mode::Stopped(_) => "stopped",
        Mode::Running { .. } => "running on its own",
    };
    program.streams.print(&format!("{} ({how})\n", reading.time))
}
