//! The words of a command line, a line each, up to the request that they make.

#![no_main]

use libfuzzer_sys::fuzz_target;
use trailwatch::cli::command::{self, Command};
use trailwatch::cli::environment::Environment;
use trailwatch::cli::globals::Globals;
use trailwatch::cli::split::classify;
use trailwatch::cli::{arguments, help};

fuzz_target!(|text: &str| {
    // Files are read where a word names one, and not all come to an end.
    if text.contains("file") {
        return;
    }
    let words: Vec<String> = text.split('\n').map(str::to_owned).collect();
    let Ok((_, words)) = Globals::take(&classify(&words), &|_| Ok(())) else { return };
    if help::asked("trailwatch", &words).is_some() {
        return;
    }
    let Ok(found) = command::find("trailwatch", &words) else { return };
    if let Command::Operation(_, operation) = found.command {
        let environment = Environment::new([]);
        let _ = arguments::read(operation, &found.words, &environment);
    }
});
