//! The program: hands words, environment and streams to the command line, and returns its exit code.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::process::ExitCode;

use terminal_size::{Height, Width, terminal_size_of};
use trailwatch::cli::{self, Environment, Streams};
use trailwatch::docs;
use trailwatch::output::Screen;

fn main() -> ExitCode {
    // What panics is caught and told in one line.
    std::panic::set_hook(Box::new(|_| {}));
    let words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let environment = Environment::new(std::env::vars_os());
    let completed = || cli::tree::completed(&words, &environment);
    if docs::complete(completed, std::env::args_os().collect()) {
        return ExitCode::SUCCESS;
    }
    let called = Path::new(words.first().map_or("", String::as_str));
    let name = called.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let streams = Streams {
        input: &mut io::stdin().lock(),
        out: &mut io::stdout().lock(),
        err: &mut io::stderr().lock(),
        err_is_terminal: io::stderr().is_terminal(),
        out_is_terminal: io::stdout().is_terminal(),
        screen: screen(),
    };
    cli::run(&name, words.get(1..).unwrap_or_default(), &environment, streams)
}

/// Returns what the standard output is seen on.
fn screen() -> Screen {
    let size = terminal_size_of(io::stdout());
    Screen {
        columns: size.map_or(Screen::NONE.columns, |(Width(columns), _)| columns.into()),
        rows: size.map(|(_, Height(rows))| rows.into()),
        colored: io::stdout().is_terminal(),
    }
}
