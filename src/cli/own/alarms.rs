//! `alarms`: the alarms of the region and their states.

use clap::{ArgMatches, Command};

use crate::chart::board::{self, Item};
use crate::picture::Picture;
use crate::services::cloudwatch::dashboard::board::board as all;

use super::super::exit::Outcome;
use super::super::program::Program;
use super::draw;

/// How many alarms a picture has at most.
const PAGE: usize = 200;

/// Returns the command.
pub(super) fn command() -> Command {
    Command::new("alarms")
        .about("Shows the alarms of the region: their states, since when, and why")
        .long_about(
            "Shows the alarms of the region: their states, since when, and why. Those in ALARM come \
             first. A picture has 200 of them; the others go on in FILE-2, FILE-3 and so on.",
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
        |items: &Vec<Item>| pages(items),
        |items, paper| {
            let title = title(items);
            let rows = board::rows_of(items, paper.columns) + 1;
            board::list(Some(&title), items, paper.columns, rows).text(paper.colored)
        },
    )
}

/// Returns pictures with all of them.
fn pages(items: &[Item]) -> Vec<Picture> {
    if items.is_empty() {
        return vec![board::picture(&board::of_list(title(items), Vec::new()))];
    }
    let count = items.len().div_ceil(PAGE);
    let page = |(number, page): (usize, &[Item])| {
        let title = title(items);
        let title = if count > 1 { format!("{title} ({} of {count})", number + 1) } else { title };
        board::picture(&board::of_list(title, page.to_vec()))
    };
    items.chunks(PAGE).enumerate().map(page).collect()
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
