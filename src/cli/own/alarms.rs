//! `alarms`: the alarms of the region and their states.

use clap::{ArgMatches, Command};

use crate::chart::board::{self, Board, Content, Item, Panel};
use crate::services::cloudwatch::dashboard::board::board as all;

use super::super::exit::Outcome;
use super::super::program::Program;
use super::draw;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("alarms")
        .about("Shows the alarms of the region: their states, since when, and why")
        .long_about(
            "Shows the alarms of the region: their states, since when, and why. Those in ALARM come \
             first.",
        )
        .args(draw::options())
}

/// Runs it.
pub(super) fn run(program: &mut Program<'_>, matches: &ArgMatches) -> Outcome {
    let region = program.session.region.clone();
    draw::show(
        program,
        matches,
        |program| Ok(program.engine.with_context(&region, |ctx| all(ctx, None))?),
        |items: &Vec<Item>| {
            // A row of the grid holds two alarms.
            let high = u32::try_from(items.len()).unwrap_or(u32::MAX).div_ceil(2).clamp(1, 190) + 1;
            let content = Content::List(None, items.clone());
            let panel = Panel { place: [0, 0, 24, high], content };
            board::picture(&Board { title: title(items), panels: vec![panel] })
        },
        |items, paper| {
            let title = title(items);
            let rows = board::rows_of(items, paper.columns) + 1;
            board::list(Some(&title), items, paper.columns, rows).text(paper.colored)
        },
    )
}

/// Returns how many there are, and how many in which state.
fn title(items: &[Item]) -> String {
    let count = |state: &str| items.iter().filter(|item| item.texts[0] == state).count();
    match items.len() {
        0 => "There are no alarms".to_owned(),
        all => format!(
            "{all} {}: {} ALARM, {} INSUFFICIENT_DATA, {} OK",
            if all == 1 { "alarm" } else { "alarms" },
            count("ALARM"),
            count("INSUFFICIENT_DATA"),
            count("OK"),
        ),
    }
}
