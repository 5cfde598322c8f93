//! The program on one page.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use crate::engine::Engine;

use super::alias::{self, Aliases, Replaced};
use super::arguments::Parsed;
use super::command::{Command, Find};
use super::environment::Environment;
use super::error_format::ErrorFormat;
use super::exit::{Failure, Outcome};
use super::globals::{Globals, Session};
use super::pager::Pager;
use super::program::Program;
use super::split::classify;
use super::streams::Streams;
use super::{command, custom, help, hints, no_data, own, paginate, progress, wait};

/// Runs a command line and returns its exit code.
///
/// `name` is what the program was called by: under the name `aws` it knows no operation without its
/// service.
pub fn run(
    name: &str,
    words: &[String],
    environment: &Environment,
    mut streams: Streams<'_>,
) -> ExitCode {
    let reborrowed = Streams {
        input: &mut *streams.input,
        out: &mut *streams.out,
        err: &mut *streams.err,
        ..streams
    };
    let mut told = ErrorFormat::configured(environment, None, streams.screen);
    // sled asserts what it expects of its files, so a damaged store can make it panic anywhere.
    let ran =
        catch_unwind(AssertUnwindSafe(|| try_run(name, words, environment, reborrowed, &mut told)));
    match ran.unwrap_or_else(|panic| Err(broken(panic.as_ref()))) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            streams.tell(&failure.text_in(told));
            if hints::are_wanted(&streams, environment)
                && let Some(hint) = hints::of(name, words, environment, &failure)
            {
                streams.tell(&hint);
            }
            ExitCode::from(failure.code())
        }
    }
}

/// Returns the failure that a panic is.
fn broken(panic: &(dyn Any + Send)) -> Failure {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given");
    Failure::General(format!(
        "the store is damaged, or this is a fault of trailwatch: {text}. 'trailwatch store check' \
         reads the store through"
    ))
}

/// Runs a command line and returns what it came to; nothing is told of a failure.
pub fn run_words<'p>(
    name: &str,
    words: &[String],
    environment: &'p Environment,
    streams: Streams<'p>,
) -> Outcome {
    try_run(name, words, environment, streams, &mut ErrorFormat::default())
}

/// Runs a command line; `told` becomes how it wants its failures told.
fn try_run<'p>(
    name: &str,
    words: &[String],
    environment: &'p Environment,
    mut streams: Streams<'p>,
    told: &mut ErrorFormat,
) -> Outcome {
    let aliases = Aliases::load(environment)?;
    let first_words = aliases.first_words();
    let check = |first: &str| command::check_first(name, first, &first_words);
    let (mut globals, rest) = Globals::take(&classify(words), &check)?;
    let rest = match alias::replace(&aliases, name, &mut globals, rest)? {
        Replaced::Words(rest) => rest,
        Replaced::Ran(0) => return Ok(()),
        Replaced::Ran(code) => return Err(Failure::Quiet(code)),
    };
    if let Some(path) = help::asked(name, &rest) {
        let with_pager = streams.out_is_terminal && !globals.no_pager;
        let pager = if with_pager { Pager::of_help(environment) } else { None };
        return help::show(&mut streams, pager, name, &path);
    }
    if globals.version {
        return streams.print(&format!("trailwatch/{}\n", env!("CARGO_PKG_VERSION")));
    }
    let screen = globals.screen(streams.screen);
    *told = ErrorFormat::of(&globals, environment, screen);
    let query = globals.check()?;
    let Find { command, words } = command::find(name, &rest)?;
    let session = match &command {
        Command::Own(own) if !own.has_settings() => {
            Session::new(globals, query, &environment.without_settings(), screen)
        }
        Command::Custom(custom) if custom.is_about_settings() => {
            Session::about_settings(globals, query, environment, screen)
        }
        _ => Session::new(globals, query, environment, screen),
    };
    let session = match (session, &command) {
        // Words that argparse refuses come before a setting that makes no sense.
        (Err(failure), Command::Operation(_, operation)) => {
            return Parsed::read(operation, &words).and(Err(failure));
        }
        (Err(failure), Command::Wait(service, waiter)) => {
            return Parsed::read(wait::operation(service, waiter), &words).and(Err(failure));
        }
        (session, _) => session?,
    };
    let engine =
        Engine::new(session.engine.clone(), progress::of_settling(streams.err_is_terminal));
    let with_pager = streams.out_is_terminal && !session.no_pager;
    let pager =
        if with_pager { Pager::configured(environment, session.pager.as_deref()) } else { None };
    let explains = hints::are_wanted(&streams, environment);
    let last = None;
    let mut program = Program { session, engine, streams, explains, last, pager, environment };
    let ended = match command {
        Command::Operation(service, operation) => {
            paginate::run(&mut program, service, operation, &words)
        }
        Command::Custom(command) => custom::run(&mut program, command, &words),
        Command::Wait(service, waiter) => wait::run(&mut program, service, waiter, &words),
        Command::Own(command) => own::run(&mut program, command, &words),
    };
    if ended.is_ok()
        && let Some(hint) = no_data::hint(&mut program)
    {
        program.streams.tell(&hint);
    }
    ended
}
