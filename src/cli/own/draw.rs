//! What the commands that draw have in common: where a picture goes, and watching it.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use clap::{Arg, ArgAction, ArgMatches};
use terminal_size::{Height, Width, terminal_size_of};

use crate::output::Screen;
use crate::picture::{Picture, png, svg};
use crate::services::cloudwatch::widget::when::When;
use crate::time::{span, text};

use super::super::exit::{Failure, Outcome};
use super::super::program::Program;

/// How long a picture that is watched stands, in seconds.
const STANDS: u64 = 2;

/// The narrowest and the widest that a picture in letters is: a line that is wider than its window goes
/// on in the next.
const COLUMNS: (usize, usize) = (1, 200);

/// Returns the options that all have.
pub(super) fn options() -> [Arg; 2] {
    [
        Arg::new("file")
            .long("file")
            .value_name("FILE")
            .help("Writes a picture, PNG or SVG by the end of the name, in place of letters"),
        Arg::new("watch")
            .long("watch")
            .action(ArgAction::SetTrue)
            .conflicts_with("file")
            .help("Draws it anew every two seconds, until it is interrupted"),
    ]
}

/// Returns the options of those that show a time.
pub(super) fn times() -> [Arg; 2] {
    let time = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("TIME").allow_hyphen_values(true).help(help)
    };
    [
        time(
            "start",
            "When it begins: a time, or how long ago as in 3h, 7d or -PT3H; three hours before the \
             end, unless it is said",
        ),
        time("end", "When it ends: a time, or how long ago; now, unless it is said"),
    ]
}

/// Returns the time of an option.
pub(super) fn time(matches: &ArgMatches, name: &str) -> Outcome<Option<When>> {
    let Some(told) = matches.get_one::<String>(name) else { return Ok(None) };
    let ago = || span::parse(told).map(When::Ago);
    let at = || text::parse_parameter(told).map(When::At);
    let found = When::parse(told).or_else(ago).or_else(at);
    found.map(Some).ok_or_else(|| Failure::Parameter(format!("--{name}: '{told}' is no time")))
}

/// A picture as it goes to a terminal: how many letters are in a row, and whether they have colours.
#[derive(Clone, Copy, Debug)]
pub(super) struct Paper {
    pub(super) columns: usize,
    pub(super) colored: bool,
}

/// Shows something: in letters, once or again and again, or as a picture in a file.
pub(super) fn show<T>(
    program: &mut Program<'_>,
    matches: &ArgMatches,
    mut read: impl FnMut(&mut Program<'_>) -> Outcome<T>,
    pictures: impl Fn(&T) -> Vec<Picture>,
    letters: impl Fn(&T, Paper) -> String,
) -> Outcome {
    if let Some(file) = matches.get_one::<String>("file") {
        let path = Path::new(file);
        let end = path.extension().and_then(|end| end.to_str()).map(str::to_ascii_lowercase);
        let encode: fn(&Picture) -> Vec<u8> = match end.as_deref() {
            Some("png") => png::encode,
            Some("svg") => |picture| svg::encode(picture).into_bytes(),
            _ => {
                let wrong = format!("--file: '{file}' ends with neither .png nor .svg");
                return Err(Failure::Parameter(wrong));
            }
        };
        let shown = read(program)?;
        for (place, picture) in pictures(&shown).iter().enumerate() {
            let path = page(path, place + 1);
            fs::write(&path, encode(picture)).map_err(|cause| {
                Failure::General(format!("could not write {}: {cause}", path.display()))
            })?;
        }
        return Ok(());
    }
    let plain = program.environment.get("NO_COLOR").is_some_and(|value| !value.is_empty());
    let screen = program.session.screen;
    let paper = |screen: Screen| Paper {
        columns: screen.columns.clamp(COLUMNS.0, COLUMNS.1),
        colored: screen.colored && !plain,
    };
    if !matches.get_flag("watch") {
        let shown = read(program)?;
        return program.streams.print(&letters(&shown, paper(screen)));
    }
    if !program.streams.out_is_terminal {
        return Err(Failure::Parameter("--watch needs a terminal".to_owned()));
    }
    program.streams.print("\u{1b}[2J")?;
    loop {
        let shown = read(program)?;
        let screen = resized(screen);
        let text =
            fitting(&letters(&shown, paper(screen)), screen.rows).replace('\n', "\u{1b}[K\n");
        program.streams.print(&format!("\u{1b}[H{text}\u{1b}[J"))?;
        // Others may want the store meanwhile.
        program.engine.release();
        thread::sleep(Duration::from_secs(STANDS));
    }
}

/// Returns what a screen is like whose size may be another by now.
fn resized(screen: Screen) -> Screen {
    terminal_size_of(io::stdout()).map_or(screen, |(Width(columns), Height(rows))| Screen {
        columns: usize::from(columns),
        rows: Some(usize::from(rows)),
        ..screen
    })
}

/// Returns the file of a page: the first is in the one that was named, the second in `NAME-2` beside it.
fn page(first: &Path, number: usize) -> PathBuf {
    if number == 1 {
        return first.to_owned();
    }
    let part = |part: Option<&OsStr>| part.unwrap_or_default().to_os_string();
    let mut name = part(first.file_stem());
    name.push(format!("-{number}."));
    name.push(part(first.extension()));
    first.with_file_name(name)
}

/// Returns as much of a text as a screen holds, with a last row that tells how much there is besides: a
/// screen that is full moves up and shows the end alone.
fn fitting(text: &str, rows: Option<usize>) -> String {
    let whole = text.lines().count();
    match rows {
        Some(rows) if whole >= rows && rows > 2 => {
            let shown: Vec<&str> = text.lines().take(rows - 2).collect();
            format!("{}\n… and {} more rows\n", shown.join("\n"), whole - shown.len())
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_lie_beside_the_first() {
        let page = |number| page(Path::new("out/all.alarms.png"), number);
        assert_eq!(page(1), Path::new("out/all.alarms.png"));
        assert_eq!(page(12), Path::new("out/all.alarms-12.png"));
    }

    #[test]
    fn a_screen_shows_the_beginning_of_what_is_too_long_for_it() {
        let text = "1\n2\n3\n4\n";
        assert_eq!(fitting(text, None), text);
        assert_eq!(fitting(text, Some(5)), text);
        assert_eq!(fitting(text, Some(4)), "1\n2\n… and 2 more rows\n");
    }
}
