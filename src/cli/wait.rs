//! `wait`: asks an operation again until it answers as wanted, at the time of the store's clock.
//!
//! On a stopped clock it asks once: nothing can become so by waiting, which is a listed difference.
//!
//! Source: facts, "AWS CLI", f; botocore, "waiter".

use std::thread;
use std::time::Duration;

use crate::engine::clock::Mode;
use crate::operation::{Answer, Meaning, Operation, Service, Waiter};
use crate::query::Query;
use crate::value::Value;
use serde_json::json;

use super::arguments::Parsed;
use super::exit::{Failure, Outcome};
use super::paginate::print_request;
use super::program::Program;
use super::split::Rest;

/// The word that waiters stand behind.
pub const WAIT: &str = "wait";

/// Returns the operation that a waiter of a service asks.
pub fn operation(service: &Service, waiter: &Waiter) -> &'static Operation {
    service.operation(waiter.operation).expect("the table has every operation that waiters ask")
}

/// Waits, with the words behind the waiter.
pub fn run(
    program: &mut Program<'_>,
    service: &'static Service,
    waiter: &Waiter,
    words: &[Rest],
) -> Outcome {
    let operation = operation(service, waiter);
    let parsed = Parsed::read(operation, words)?;
    let mut tell = |text: &str| program.streams.tell(text);
    // It has options about pages, and cannot use them.
    let mut asked = parsed.ask_once(program.environment, &mut tell)?;
    asked.request = program.complete_times(operation, asked.request)?;
    if let Some(skeleton) = asked.skeleton {
        return skeleton.show(program, service, operation, &Value::Object(asked.request));
    }
    if program.session.print_request {
        return print_request(program, service, operation, asked, None);
    }
    let request = Value::Object(asked.request);
    poll(
        waiter,
        program,
        |program| Ok(program.call(service, operation, &request, None)?.document),
        pause,
    )
}

/// Asks until the answer is as wanted; `pause` lies between two questions.
///
/// Fails if it was asked as often as the waiter says, and with an error that means nothing to it.
pub fn poll<P>(
    waiter: &Waiter,
    program: &mut P,
    mut ask: impl FnMut(&mut P) -> Outcome<Value>,
    mut pause: impl FnMut(&mut P, &Waiter) -> Outcome,
) -> Outcome {
    let mut accepted = None;
    for attempt in 1..=waiter.attempts {
        let answer = ask(program);
        let meaning = meaning(waiter, &answer)?;
        match (meaning, answer) {
            (Some((_, Meaning::Success)), _) => return Ok(()),
            (Some((answer, Meaning::Retry)), _) => accepted = Some(answer),
            (None, Ok(_)) => {}
            (None, Err(Failure::Api { error, .. })) => {
                return Err(failed(waiter, &format!("An error occurred {error}")));
            }
            (None, Err(failure)) => return Err(failure),
        }
        if attempt < waiter.attempts {
            pause(program, waiter)?;
        }
    }
    let before = accepted.map(|answer| format!(". Previously accepted state: {}", told(answer)));
    Err(failed(waiter, &format!("Max attempts exceeded{}", before.unwrap_or_default())))
}

/// Returns the first that an answer fits, and what it means.
fn meaning(waiter: &Waiter, answer: &Outcome<Value>) -> Outcome<Option<(Answer, Meaning)>> {
    for (wanted, meaning) in waiter.meanings {
        let fits = match (wanted, answer) {
            (Answer::Fits(expression), Ok(document)) => {
                let query = Query::compile(expression).map_err(Failure::General)?;
                // What an expression cannot be asked of does not fit it.
                query.search(document).is_ok_and(|value| value == json!(true))
            }
            (Answer::Status(status), Ok(_)) => *status == 200,
            (Answer::Status(status), Err(Failure::Api { error, .. })) => {
                *status == error.code().http_status
            }
            (_, Err(_)) => false,
        };
        if fits {
            return Ok(Some((*wanted, *meaning)));
        }
    }
    Ok(None)
}

fn told(answer: Answer) -> String {
    match answer {
        Answer::Fits(expression) => {
            format!("For expression \"{expression}\" we matched expected path: \"True\"")
        }
        Answer::Status(status) => format!("Matched expected HTTP status code: {status}"),
    }
}

fn failed(waiter: &Waiter, why: &str) -> Failure {
    Failure::General(format!("Waiter {} failed: {why}", waiter.name))
}

/// Lets the time pass before the next question; other commands may have the store meanwhile.
///
/// Fails if no time passes.
fn pause(program: &mut Program<'_>, waiter: &Waiter) -> Outcome {
    if let Mode::Stopped(time) = program.engine.read_clock()?.mode {
        return Err(failed(
            waiter,
            &format!(
                "it is not so yet, and the clock stands still at {time}. 'trailwatch clock advance' \
                 moves it on, 'trailwatch clock run' lets it tick"
            ),
        ));
    }
    program.engine.release();
    thread::sleep(Duration::from_secs(waiter.delay.into()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{ApiError, Code};

    const WAITER: Waiter = Waiter {
        name: "ThingExists",
        doc: "",
        operation: "GetThing",
        meanings: &[
            (Answer::Fits("length(Things[]) > `0`"), Meaning::Success),
            (Answer::Status(404), Meaning::Retry),
        ],
        delay: 5,
        attempts: 3,
    };

    fn missing(http_status: u16) -> Outcome<Value> {
        let code = Code { name: "NotThere", http_status };
        Err(Failure::Api { operation: "GetThing", error: ApiError::new(code, "no such thing") })
    }

    /// Returns what waiting comes to with answers, the last of which is given again, and how often
    /// there was a pause.
    fn wait(answers: &[fn() -> Outcome<Value>]) -> (String, usize) {
        let (mut asked, mut pauses) = (0, 0);
        let outcome = poll(
            &WAITER,
            &mut asked,
            |asked| {
                *asked += 1;
                answers[(*asked - 1).min(answers.len() - 1)]()
            },
            |_, _| {
                pauses += 1;
                Ok(())
            },
        );
        (outcome.err().map(|failure| failure.sentence()).unwrap_or_default(), pauses)
    }

    #[test]
    fn it_asks_until_the_answer_is_as_wanted() {
        let there = || Ok(json!({"Things": [1]}));
        assert_eq!(wait(&[there]), (String::new(), 0));
        assert_eq!(
            wait(&[|| Ok(json!({"Things": []})), || missing(404), there]),
            (String::new(), 2)
        );
    }

    #[test]
    fn it_gives_up_in_the_words_of_botocore() {
        let often = "Waiter ThingExists failed: Max attempts exceeded";
        assert_eq!(wait(&[|| Ok(json!({}))]), (often.to_owned(), 2));
        let before = "Previously accepted state: Matched expected HTTP status code: 404";
        assert_eq!(wait(&[|| missing(404)]), (format!("{often}. {before}"), 2));
        let error = "Waiter ThingExists failed: An error occurred (NotThere): no such thing";
        assert_eq!(wait(&[|| missing(400)]), (error.to_owned(), 0));
    }

    #[test]
    fn what_is_no_answer_ends_it() {
        let failure = || Err(Failure::NotEmulated("things".to_owned()));
        assert_eq!(wait(&[failure]), ("things is not emulated yet".to_owned(), 0));
    }
}
