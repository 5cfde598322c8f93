//! `dashboard`: shows a dashboard with all its widgets.

use clap::{Arg, ArgMatches, Command};

use crate::chart::board::{self, Board};
use crate::error::Error;
use crate::services::cloudwatch::dashboard::Dashboard;
use crate::services::cloudwatch::dashboard::board::read;

use super::super::exit::Outcome;
use super::super::program::Program;
use super::draw;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("dashboard")
        .about("Shows a CloudWatch dashboard in the terminal, or as a picture")
        .long_about(
            "Shows a CloudWatch dashboard in the terminal, or as a picture: graphs, texts and alarms \
             in their places. 'cloudwatch put-dashboard' makes one.",
        )
        .arg(
            Arg::new("name")
                .value_name("NAME")
                .required(true)
                .help("The name of the dashboard"),
        )
        .args(draw::times())
        .args(draw::options())
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    let name = matches.get_one::<String>("name").map_or("", String::as_str);
    let range = (draw::time(matches, "start")?, draw::time(matches, "end")?);
    draw::show(
        program,
        matches,
        |program| {
            let board = program.engine.with_context(&region, |ctx| {
                let found = Dashboard::find(&ctx.txn, &ctx.caller.account, name)?;
                let none = || Error::Refused(format!("there is no dashboard '{name}'"));
                read(ctx, &found.ok_or_else(none)?, range)
            })?;
            Ok(board)
        },
        |board| vec![board::picture(board)],
        |board: &Board, paper| {
            let text = board::terminal(board, paper.columns, paper.colored);
            format!("{}\n", text.trim_end())
        },
    )
}
